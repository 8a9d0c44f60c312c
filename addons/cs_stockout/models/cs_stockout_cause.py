from odoo import fields, models


class CsStockoutCause(models.Model):
    """Why something is missing, for the figures, and how the customer is told."""

    _name = "cs.stockout.cause"
    _description = "Stock-out Cause"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        selection=[
            ("supplier", "Supplier"),
            ("transport", "Transport"),
            ("disaster", "Disaster"),
            ("demand", "Demand"),
            ("quality", "Quality"),
            ("planning", "Planning"),
        ],
        required=True,
        default="supplier",
    )
    customer_text = fields.Text(
        string="What the Customer Reads",
        required=True,
        translate=True,
        help="One honest, kind sentence. It stands in the mail and on the page.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
