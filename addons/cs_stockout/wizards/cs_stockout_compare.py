from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

COMPARED = 5


class CsStockoutCompare(models.TransientModel):
    """The product that is short and its substitutes, side by side."""

    _name = "cs.stockout.compare"
    _description = "Substitutes Side by Side"

    sale_line_id = fields.Many2one(
        "sale.order.line", required=True, readonly=True, ondelete="cascade"
    )
    first_id = fields.Many2one("product.product", readonly=True, help="The one asked about.")
    line_ids = fields.One2many("cs.stockout.compare.line", "compare_id", readonly=True)
    not_offered = fields.Html(readonly=True, sanitize=True)
    from_shortages = fields.Boolean(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        windows = super().create(vals_list)
        for window in windows:
            window.sale_line_id.check_access("read")
            window._load_columns()
        return windows

    def _load_columns(self):
        line, refused = self.sale_line_id, {}
        candidates = line._cs_candidates(refused=refused).get(line.id, [])
        candidates.sort(key=lambda candidate: candidate.product != self.first_id)
        candidates = candidates[:COMPARED]
        products = [line.product_id, *(candidate.product for candidate in candidates)]
        facts = self._get_facts(products)
        columns = [self._prepare_ordered_values(facts[0])]
        for place, (candidate, told) in enumerate(zip(candidates, facts[1:], strict=True), 1):
            columns.append(self._prepare_column_values(candidate, told, place))
        self.env["cs.stockout.compare.line"].create(columns)
        self.not_offered = self._get_not_offered(refused.get(line.id, {}))

    def _get_facts(self, products):
        """Return the attributes of each product as a list, every label in every list."""
        told = [product._cs_customer_facts() for product in products]
        labels = list(dict.fromkeys(label for facts in told for label in facts))
        rows = Markup('<div class="o_cs_fact"><span>%s</span> %s</div>')
        bold = Markup("<b>%s</b>")
        return [
            Markup("").join(
                rows % (
                    label,
                    bold % facts.get(label, "–")
                    if facts.get(label) != told[0].get(label)
                    else facts.get(label, "–"),
                )
                for label in labels
            )
            for facts in told
        ]

    def _get_not_offered(self, refused):
        words = self.sale_line_id._cs_refusal_words()
        row = Markup("<li>%s: %s</li>")
        rows = [
            row % (product.sudo().display_name, words[reason])
            for product, reason in refused.items()
        ]
        return Markup("<ul>%s</ul>") % Markup("").join(rows) if rows else False

    def _prepare_ordered_values(self, facts):
        """Return the values of the first column, the product that was ordered (hook)."""
        line = self.sale_line_id
        shortage = line.order_id.order_line._cs_shortages().get(line.id)
        return {
            "compare_id": self.id,
            "sequence": 0,
            "ordered": True,
            "product_id": line.product_id.id,
            "quantity": line.product_uom_qty,
            "uom_id": line.product_uom_id.id,
            "available_qty": shortage.available if shortage else 0.0,
            "price_unit": line.price_unit * (1 - line.discount / 100),
            "facts": facts,
        }

    def _prepare_column_values(self, candidate, facts, place):
        """Return the values of the column of a substitute (hook)."""
        row = Markup("<li>%s</li>")
        reasons = self.sale_line_id._cs_reasons(candidate)
        return {
            "compare_id": self.id,
            "sequence": place,
            "product_id": candidate.product.id,
            "quantity": candidate.quantity,
            "uom_id": candidate.uom.id,
            "available_qty": candidate.available,
            "price_unit": candidate.price * (1 - candidate.discount / 100),
            "difference": candidate.difference,
            "score": candidate.score.total,
            "reasons": Markup("<ul>%s</ul>") % Markup("").join(row % one for one in reasons),
            "requires_approval": candidate.rule.requires_approval,
            "facts": facts,
        }

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Instead of %(product)s", product=self.sale_line_id.product_id.display_name
            ),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


class CsStockoutCompareLine(models.TransientModel):
    """One product of the comparison: a column."""

    _name = "cs.stockout.compare.line"
    _description = "Product Side by Side"
    _order = "sequence, id"

    compare_id = fields.Many2one("cs.stockout.compare", required=True, ondelete="cascade")
    sequence = fields.Integer()
    ordered = fields.Boolean(help="The product that the customer ordered.")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    quantity = fields.Float(digits="Product Unit")
    uom_id = fields.Many2one("uom.uom", string="Unit")
    available_qty = fields.Float(string="Available", digits="Product Unit")
    price_unit = fields.Monetary(string="Unit Price")
    difference = fields.Monetary(string="Price Difference")
    currency_id = fields.Many2one(related="compare_id.sale_line_id.currency_id")
    score = fields.Float(digits=(5, 1))
    reasons = fields.Html(string="Why")
    facts = fields.Html()
    requires_approval = fields.Boolean()
    can_swap = fields.Boolean(compute="_compute_can_swap")

    @api.depends("ordered", "compare_id.sale_line_id.state")
    def _compute_can_swap(self):
        for column in self:
            state = column.compare_id.sale_line_id.state
            column.can_swap = not column.ordered and state in ("draft", "sent")

    def action_swap(self):
        """Replace the missing part of the line by this product.

        :returns: what is still short of the order, where that is where the user came from,
            else the window is closed
        :raises UserError: this is the product that was ordered, or it is no substitute now
        """
        self.ensure_one()
        self.check_access("read")
        if self.ordered:
            raise UserError(self.env._("This is the product that was ordered: nothing to swap."))
        line = self.compare_id.sale_line_id
        order = line.order_id
        line.action_cs_swap(self.product_id.id)
        if self.compare_id.from_shortages and order.cs_short_line_count:
            return order.action_cs_shortages()
        return {"type": "ir.actions.act_window_close"}
