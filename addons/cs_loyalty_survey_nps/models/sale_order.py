from markupsafe import Markup
from odoo import models
from odoo.addons.cs_survey_nps.models.cs_nps_case import OPEN_STAGES


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _cs_get_banner_parts(self, member):
        """Add the complaints that are open: who sells to her should know."""
        parts = super()._cs_get_banner_parts(member)
        entity = self.partner_id.commercial_partner_id
        cases = self.env["cs.nps.case"].sudo().search(
            [
                ("partner_id.commercial_partner_id", "=", entity.id),
                ("company_id", "=", self.company_id.id),
                ("stage", "in", OPEN_STAGES),
            ]
        )
        if cases:
            parts.append(self._cs_get_complaint_part(entity, cases))
        return parts

    def _cs_get_complaint_part(self, entity, cases):
        """Return how many complaints are open, as a link for those who may read them."""
        text = self.env._("1 open complaint")
        if len(cases) > 1:
            text = self.env._("%(count)s open complaints", count=len(cases))
        mine = cases.with_env(self.env(su=False))
        readable = mine.browse()
        if mine.has_access("read"):
            readable = mine._filtered_access("read")
        if not readable:
            return Markup('<span class="text-danger">%s</span>') % text
        link = f"/odoo/cs.nps.case/{readable.id}" if len(readable) == 1 else False
        link = link or f"/odoo/res.partner/{entity.id}/open-complaints"
        return Markup('<a class="text-danger" href="%s">%s</a>') % (link, text)
