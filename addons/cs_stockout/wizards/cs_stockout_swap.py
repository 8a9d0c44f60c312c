from odoo import api, fields, models


class CsStockoutSwap(models.TransientModel):
    """The short lines of a quotation, each with its substitutes: one click swaps."""

    _name = "cs.stockout.swap"
    _description = "Shortages of a Quotation"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    line_ids = fields.One2many("cs.stockout.swap.line", "swap_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        swaps = super().create(vals_list)
        for swap in swaps:
            swap._load_lines()
        return swaps

    def _load_lines(self):
        lines = self.order_id.order_line
        found = {}
        candidates = lines._cs_candidates(found=found)
        short = lines.filtered(lambda line: line.id in found and found[line.id].short)
        self.env["cs.stockout.swap.line"].create(
            [
                values
                for line in short
                for values in self._prepare_line_values(
                    line, found[line.id], candidates.get(line.id, [])
                )
            ]
        )

    def _prepare_line_values(self, line, shortage, candidates):
        common = {
            "swap_id": self.id,
            "sale_line_id": line.id,
            "short_qty": shortage.short,
            "next_date": shortage.next_date,
            "next_quantity": shortage.next_quantity,
        }
        rows = [
            {
                **common,
                "substitute_id": candidate.product.id,
                "quantity": candidate.quantity,
                "available_qty": candidate.available,
                "price_unit": candidate.price,
                "difference": candidate.difference,
                "score": candidate.score.total,
                "reasons": " · ".join(line._cs_reasons(candidate)),
            }
            for candidate in candidates[:5]
        ]
        return rows or [common]

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Shortages"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


class CsStockoutSwapLine(models.TransientModel):
    _name = "cs.stockout.swap.line"
    _description = "Shortage and Substitute"
    _order = "id"

    swap_id = fields.Many2one("cs.stockout.swap", required=True, ondelete="cascade")
    sale_line_id = fields.Many2one("sale.order.line", required=True, ondelete="cascade")
    product_id = fields.Many2one(related="sale_line_id.product_id")
    short_qty = fields.Float(string="Short", min_display_digits="Product Unit")
    next_date = fields.Datetime(string="Next Receipt")
    next_quantity = fields.Float(string="Coming", digits="Product Unit")
    substitute_id = fields.Many2one("product.product")
    quantity = fields.Float(digits="Product Unit")
    available_qty = fields.Float(string="Available", digits="Product Unit")
    price_unit = fields.Float(string="Unit Price", min_display_digits="Product Price")
    difference = fields.Monetary(string="Price Difference")
    currency_id = fields.Many2one(related="sale_line_id.currency_id")
    score = fields.Float(digits=(5, 1))
    reasons = fields.Char(string="Why")

    def action_swap(self):
        """Replace the missing part by this substitute.

        :returns: the remaining shortages, or closes the window when there are none
        """
        return self._swap(whole=False)

    def action_swap_whole(self):
        """Replace the whole line by this substitute.

        :returns: as ``action_swap``
        """
        return self._swap(whole=True)

    def action_compare(self):
        """Lay the substitutes of this line side by side, this one first.

        :returns: the action
        """
        self.ensure_one()
        line = self.sale_line_id.with_context(cs_from_shortages=True)
        return line.action_cs_compare(self.substitute_id.id)

    def _swap(self, whole):
        self.ensure_one()
        order = self.swap_id.order_id
        self.sale_line_id.action_cs_swap(self.substitute_id.id, whole=whole)
        if order.cs_short_line_count:
            return order.action_cs_shortages()
        return {"type": "ir.actions.act_window_close"}
