from odoo import api, fields, models
from odoo.tools import format_amount


class CsStockoutOption(models.Model):
    """One way out that a customer may choose. It holds no stock until it is chosen."""

    _name = "cs.stockout.option"
    _description = "Stock-out Option"
    _order = "sequence, score desc, id"

    case_id = fields.Many2one(
        "cs.stockout.case", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        selection=[
            ("substitute", "Another product"),
            ("wait", "Wait for the goods"),
            ("cancel", "Cancel the missing part"),
        ],
        required=True,
        readonly=True,
    )
    sequence = fields.Integer(default=10, readonly=True)
    rule_id = fields.Many2one("cs.substitution.rule", readonly=True, ondelete="set null")
    product_id = fields.Many2one("product.product", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    price_unit = fields.Float(min_display_digits="Product Price", readonly=True)
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
    case_state = fields.Selection(related="case_id.state")

    @api.depends("kind", "product_id", "quantity")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for option in self:
            if option.product_id:
                option.display_name = self.env._(
                    "%(quantity)g × %(product)s",
                    quantity=option.quantity,
                    product=option.product_id.display_name,
                )
            else:
                option.display_name = kinds.get(option.kind, "")

    def _cs_title(self):
        """Return the headline of a substitute, for the customer."""
        return self.env._("Take %(option)s instead", option=self.display_name)

    def _cs_price_words(self):
        """Return the price difference in plain words, for the customer."""
        if not self.difference:
            return self.env._("You keep the old price")
        amount = format_amount(self.env, abs(self.difference), self.currency_id)
        if self.difference > 0:
            return self.env._("%(amount)s more", amount=amount)
        return self.env._("%(amount)s less", amount=amount)

    def action_choose(self):
        """Open the window that records this choice for the customer.

        :returns: the action
        """
        self.ensure_one()
        return self.case_id._cs_choose_window(self)
