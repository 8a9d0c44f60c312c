from odoo import models

from ..tools.themes import spans
from .cs_nps_response_themes_job import _LED


class CsNpsResponse(models.Model):
    _inherit = "cs.nps.response"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _prepare_mentions(self):
        """Add the themes that were learned and that no phrase has found.

        What phrases find stays: a phrase was written by somebody who may read and change it,
        and must not be overruled by numbers that nobody can read.
        """
        wanted = super()._prepare_mentions()
        learned = self.env["cs.nps.theme.model"]._find(
            self.comment,
            self.company_id,
            {theme for theme, _polarity in wanted},
            _LED.get(self.category, "neutral"),
        )
        for mention in learned:
            wanted[mention.theme, mention.polarity] = {
                "response_id": self.id,
                "theme_id": mention.theme,
                "polarity": mention.polarity,
                "span": spans.write(mention.spans),
                "source": "model",
            }
        return wanted
