from odoo import fields, models


class CsTierBacktestBin(models.TransientModel):
    """Cases with about the same chance foreseen."""

    _name = "cs.tier.backtest.bin"
    _description = "Foresight Report Line"
    _order = "low, id"

    backtest_id = fields.Many2one("cs.tier.backtest", required=True, ondelete="cascade")
    low = fields.Float(string="From", readonly=True)
    high = fields.Float(string="To", readonly=True)
    cases = fields.Integer(readonly=True)
    predicted = fields.Float(string="Foreseen", readonly=True, help="Mean chance of the cases.")
    kept = fields.Float(string="Came About", readonly=True)
    kept_low = fields.Float(
        string="At Least", readonly=True, help="95 % interval of a share of so many cases (Wilson)."
    )
    kept_high = fields.Float(string="At Most", readonly=True)

    def action_open_cases(self):
        """Open the cases behind the line."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_loyalty.cs_tier_backtest_case_action"
        )
        return dict(action, domain=[("bin_id", "=", self.id)])
