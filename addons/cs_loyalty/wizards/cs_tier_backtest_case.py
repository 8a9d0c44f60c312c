from odoo import fields, models


class CsTierBacktestCase(models.TransientModel):
    """A member at risk on a past day: the chance foreseen, and what came."""

    _name = "cs.tier.backtest.case"
    _description = "Foresight Report Case"
    _order = "date, probability, id"
    _rec_name = "partner_id"

    bin_id = fields.Many2one(
        "cs.tier.backtest.bin", required=True, index=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade", readonly=True
    )
    tier_id = fields.Many2one("cs.tier", ondelete="cascade", readonly=True)
    metric_currency_id = fields.Many2one(related="tier_id.currency_id")
    date = fields.Date(string="Foreseen On", readonly=True)
    needed = fields.Monetary(
        string="Needed to Keep", currency_field="metric_currency_id", readonly=True
    )
    probability = fields.Float(string="Chance", readonly=True, aggregator="avg")
    kept = fields.Boolean(string="Kept It", readonly=True)
