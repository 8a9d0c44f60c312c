from odoo import api, fields, models
from odoo.fields import Domain

from .cs_nps_case import OPEN_STAGES

_GROUPS = "cs_survey_nps.cs_survey_nps_group_user,sales_team.group_sale_salesman"


class ResPartner(models.Model):
    _inherit = "res.partner"  # by concern; pylint: disable=consider-merging-classes-inherited

    cs_nps_case_count = fields.Integer(
        string="Complaints", compute="_compute_cs_nps_case_count", groups=_GROUPS
    )
    cs_nps_open_case_count = fields.Integer(
        string="Open Complaints", compute="_compute_cs_nps_case_count", groups=_GROUPS
    )

    def _cs_nps_case_domain(self):
        """Return the complaints of these customers, and of all of their company."""
        entities = self.commercial_partner_id
        return Domain("partner_id.commercial_partner_id", "in", entities.ids)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_cs_nps_case_count(self):
        groups = self.env["cs.nps.case"]._read_group(
            self._cs_nps_case_domain(), ["partner_id", "stage"], ["__count"]
        )
        counts = {}
        for partner, stage, count in groups:
            entry = counts.setdefault(partner.sudo().commercial_partner_id.id, [0, 0])
            entry[0] += count
            entry[1] += count if stage in OPEN_STAGES else 0
        for partner in self:
            entry = counts.get(partner.commercial_partner_id.id, (0, 0))
            partner.cs_nps_case_count, partner.cs_nps_open_case_count = entry

    def action_cs_nps_cases(self):
        """Open the complaints of this customer; new ones are noted from there."""
        self.ensure_one()
        self.check_access("read")
        self.env["cs.nps.case"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_survey_nps.cs_nps_case_action")
        return dict(
            action,
            domain=list(self._cs_nps_case_domain()),
            context={"default_partner_id": self.id},
        )
