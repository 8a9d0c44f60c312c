from odoo import api, fields, models


class CsTierSimulationLine(models.Model):
    """A tier on paper, beside the present one, with its members before and after."""

    _name = "cs.tier.simulation.line"
    _description = "Simulated Tier"
    _order = "threshold, id"

    simulation_id = fields.Many2one(
        "cs.tier.simulation", required=True, index=True, ondelete="cascade"
    )
    tier_id = fields.Many2one("cs.tier", string="Present Tier", ondelete="cascade")
    name = fields.Char(required=True)
    kept = fields.Boolean(
        string="Keep", default=True, help="Off: the tier is given up and archived."
    )
    metric_currency_id = fields.Many2one(related="simulation_id.metric_currency_id")
    present_threshold = fields.Monetary(
        related="tier_id.threshold", currency_field="metric_currency_id", string="Present"
    )
    threshold = fields.Monetary(
        currency_field="metric_currency_id", required=True, string="Candidate"
    )
    count_before = fields.Integer(string="Members Before", readonly=True, copy=False)
    count_after = fields.Integer(string="Members After", readonly=True, copy=False)
    change = fields.Integer(compute="_compute_change")

    @api.depends("name", "tier_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.tier_id.name or line.name

    @api.depends("count_before", "count_after")
    def _compute_change(self):
        for line in self:
            line.change = line.count_after - line.count_before

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._forget()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"threshold", "kept", "tier_id"} & vals.keys():
            self._forget()
        return result

    def unlink(self):
        self._forget()
        return super().unlink()

    def _forget(self):
        """Take away the answer of simulations whose tiers changed after they were reckoned."""
        ran = self.simulation_id.filtered(lambda record: record.state == "ran")
        if ran:
            ran.write(ran._forget_values())
