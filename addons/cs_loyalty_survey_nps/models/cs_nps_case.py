from odoo import api, models


class CsNpsCase(models.Model):
    """A complaint knows the tier of who complains, and waits no longer than that tier allows."""

    _name = "cs.nps.case"
    _inherit = ["cs.nps.case", "cs.tiered.mixin"]

    @api.model
    def _get_deadline_hours(self, program, partner, company):
        customer = partner.sudo().with_company(company)
        hours = customer.cs_tier_id.case_deadline_hours
        return hours or super()._get_deadline_hours(program, partner, company)
