from odoo import models

from ..tools.plain import plain

_CASE = (
    "origin", "stage", "received_at", "deadline", "contacted_at", "resolved_at", "description",
    "resolution",
)  # fmt: skip


class ResPartner(models.Model):
    """Complaints that came without a survey are shown and forgotten like answers."""

    _inherit = "res.partner"  # by concern; pylint: disable=consider-merging-classes-inherited

    def cs_survey_erase(self):
        counts = super().cs_survey_erase()
        counts["cases"] += self._cs_cases_by_hand()._anonymise()
        return counts

    def _cs_cases_by_hand(self, companies=None):
        """Return the complaints of these contacts that came without a survey.

        :param companies: those at work if not given
        """
        companies = companies or self.env.companies
        return self.env["cs.nps.case"].sudo().search(
            [
                ("partner_id", "in", self.ids),
                ("response_id", "=", False),
                ("company_id", "in", companies.ids),
            ]
        )

    def _cs_survey_data(self):
        data = super()._cs_survey_data()
        data["cases"] += plain(self._cs_cases_by_hand(), _CASE)
        return data
