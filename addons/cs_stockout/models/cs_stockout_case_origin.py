from odoo import fields, models


class CsStockoutCase(models.Model):
    """How a shortage was found, and what became of the danger."""

    _inherit = "cs.stockout.case"

    origin = fields.Selection(
        selection=[
            ("confirmation", "At confirmation"),
            ("change", "The order was changed"),
            ("receipt", "A receipt slipped"),
            ("transfer", "A transfer slipped"),
            ("delivery", "The delivery slipped"),
            ("picking", "Missing at picking"),
            ("stock", "Stock was corrected"),
            ("taken", "Taken for something else"),
        ],
        string="Found",
        default="confirmation",
        required=True,
        readonly=True,
        index=True,
    )
    receipt_id = fields.Many2one(
        "stock.picking",
        string="Late Receipt",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The receipt whose new date or cancellation made the line short.",
    )

    def _cs_opened_title(self):
        """Return what the chatter of the order says above the short products."""
        titles = {
            "confirmation": self.env._("Short when the order was confirmed:"),
            "change": self.env._("Short after the order was changed:"),
            "receipt": self.env._("Short because a receipt comes later, or not at all:"),
            "transfer": self.env._(
                "Short because a transfer from elsewhere comes later, or not at all:"
            ),
            "delivery": self.env._("The delivery is planned later than promised:"),
            "picking": self.env._("Missing when the order was picked:"),
            "stock": self.env._("Short after the stock was corrected:"),
            "taken": self.env._("Short because goods were taken for something else:"),
        }
        return titles[self[:1].origin]

    def _cs_danger_over(self):
        """Close cases that nobody was written to about: the goods will come in time again."""
        for case in self._cs_each():
            case.write({"state": "cancelled", "missing_qty": 0.0})
            case._cs_log(
                case.env._(
                    "%(product)s will be there in time again: the stock-out case is closed.",
                    product=case.product_id.display_name,
                )
            )
