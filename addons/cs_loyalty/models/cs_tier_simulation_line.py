from odoo import api, fields, models

DIRECTIONS = [("up", "Up"), ("down", "Down")]


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


class CsTierSimulationMove(models.Model):
    """A customer who would move; written in bulk."""

    _name = "cs.tier.simulation.move"
    _description = "Simulated Movement"
    _log_access = False
    _order = "direction, loss desc, steps desc, gap desc, id"
    _rec_name = "partner_id"

    simulation_id = fields.Many2one(
        "cs.tier.simulation", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="simulation_id.company_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    from_tier_id = fields.Many2one("cs.tier", string="Now", readonly=True, ondelete="cascade")
    from_color = fields.Integer(related="from_tier_id.color", string="Color Now")
    to_tier_id = fields.Many2one("cs.tier", string="Known Tier", readonly=True, ondelete="cascade")
    to_line_id = fields.Many2one(
        "cs.tier.simulation.line", string="Then", readonly=True, ondelete="cascade"
    )
    direction = fields.Selection(DIRECTIONS, required=True, readonly=True)
    metric_currency_id = fields.Many2one(related="simulation_id.metric_currency_id")
    currency_id = fields.Many2one(related="simulation_id.currency_id")
    contribution = fields.Monetary(currency_field="metric_currency_id", readonly=True)
    gap = fields.Monetary(
        string="Short of the Present Tier",
        currency_field="metric_currency_id",
        readonly=True,
        help="What is missing to keep the present tier at its new threshold.",
    )
    steps = fields.Integer(string="Tiers", readonly=True, help="How many tiers up or down.")
    loss = fields.Monetary(
        string="Benefits Lost a Year",
        readonly=True,
        help="Estimated from her purchases of the last 12 months, as far as the cost of the "
        "benefits is known; below zero: gained.",
    )

    def action_open_partner(self):
        """Open the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }
