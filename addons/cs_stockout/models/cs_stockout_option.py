from odoo import api, fields, models

from .cs_stockout_case import CHOICES


class CsStockoutOption(models.Model):
    """One way out that a customer may choose. It holds no stock until it is chosen."""

    _name = "cs.stockout.option"
    _description = "Stock-out Option"
    _order = "sequence, score desc, id"

    case_id = fields.Many2one(
        "cs.stockout.case", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(selection=CHOICES, required=True, readonly=True)
    sequence = fields.Integer(default=10, readonly=True)
    rule_id = fields.Many2one("cs.substitution.rule", readonly=True, ondelete="set null")
    product_id = fields.Many2one("product.product", readonly=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse", readonly=True, help="Where a transfer would bring the goods from."
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    # What the quantity stands in for, in the line's unit.
    missing_qty = fields.Float(string="Still Missing", readonly=True)
    price_unit = fields.Float("Unit Price", min_display_digits="Product Price", readonly=True)
    discount = fields.Float(string="Discount (%)", digits="Discount", readonly=True)
    difference = fields.Monetary(
        string="Price Difference",
        readonly=True,
        help="What the customer pays more (or less) than promised, taxes included.",
    )
    currency_id = fields.Many2one(related="case_id.currency_id")
    available_qty = fields.Float(
        string="Available",
        digits="Product Unit",
        readonly=True,
        help="When the option was made. An offer holds no stock.",
    )
    score = fields.Float(digits=(5, 1), readonly=True)
    reasons = fields.Char(readonly=True)
    requires_approval = fields.Boolean(readonly=True)
    approved = fields.Boolean(readonly=True, help="A stock-out manager agreed to this option.")
    case_state = fields.Selection(related="case_id.state")

    @api.depends("kind", "product_id", "quantity", "uom_id", "warehouse_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for option in self:
            option.display_name = option._cs_name() or kinds.get(option.kind, "")

    def _cs_name(self):
        """Return what a substitute or a transfer is called, nothing for other kinds."""
        if self.kind == "substitute" and self.product_id:
            return self.env._(
                "%(quantity)s × %(product)s",
                quantity=self.case_id._cs_quantity_words(self.quantity, self.uom_id),
                product=self.product_id.display_name,
            )
        if self.kind == "transfer" and self.warehouse_id:
            return self.env._("Bring it from %(warehouse)s", warehouse=self.warehouse_id.name)
        return ""

    def _cs_is_open(self):
        """Return whether the customer may see and choose this option."""
        self.ensure_one()
        return not self.requires_approval or self.approved

    def action_choose(self):
        """Open the window that records this choice for the customer.

        :returns: the action
        """
        self.ensure_one()
        return self.case_id._cs_choose_window(self)
