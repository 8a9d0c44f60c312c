from odoo import fields, models

DIRECTIONS = [("up", "Up"), ("down", "Down")]


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
