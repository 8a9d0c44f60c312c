from odoo import api, fields, models


class CsNpsCause(models.Model):
    """Why customers were unhappy, found while helping them: what to mend for good."""

    _name = "cs.nps.cause"
    _description = "Root Cause"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    description = fields.Text(translate=True, help="When to choose it, for those who do.")
    case_count = fields.Integer(string="Cases", compute="_compute_case_count")

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0))", "There is a cause of this name already."
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_case_count(self):
        groups = self.env["cs.nps.case"]._read_group(
            [("cause_id", "in", self.ids)], ["cause_id"], ["__count"]
        )
        counts = {cause.id: count for cause, count in groups}
        for cause in self:
            cause.case_count = counts.get(cause.id, 0)

    def copy_data(self, default=None):
        """Give a copy a name of its own, as two causes cannot have the same."""
        named = "name" in (default or {})
        return [
            vals if named else dict(vals, name=self.env._("%s (copy)", cause.name))
            for cause, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_view_cases(self):
        """Open the cases of this cause."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_survey_nps.cs_nps_case_action")
        return dict(action, domain=[("cause_id", "=", self.id)], context={})
