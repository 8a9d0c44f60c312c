from odoo import fields, models


class CsStockoutChange(models.Model):
    """What a choice did to an order: the audit trail, and all that undoing it needs."""

    _name = "cs.stockout.change"
    _description = "Stock-out Change"
    _order = "id desc"
    _check_company_auto = True

    case_id = fields.Many2one(
        "cs.stockout.case", required=True, readonly=True, ondelete="cascade", index=True
    )
    order_id = fields.Many2one(related="case_id.order_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    kind = fields.Selection(
        selection=[
            ("substitute", "Another product"),
            ("split", "Delivery split"),
            ("cancel", "Missing part cancelled"),
        ],
        required=True,
        readonly=True,
    )
    line_id = fields.Many2one(
        "sale.order.line", string="Changed Line", required=True, readonly=True,
        ondelete="cascade", index=True,
    )
    added_line_id = fields.Many2one(
        "sale.order.line", string="Substitute", readonly=True, ondelete="set null",
        index="btree_not_null",
    )
    substitute_id = fields.Many2one(
        related="added_line_id.product_id", string="Substitute Product"
    )
    quantity = fields.Float(
        min_display_digits="Product Unit",
        readonly=True,
        help="Taken off the line, in the unit of its product.",
    )
    before = fields.Json(readonly=True, help="The line as it was.")
    after = fields.Json(readonly=True, help="The line as the change left it.")
    uncovered = fields.Float(
        readonly=True, help="The part of it that nobody was going to deliver any more."
    )
    parted = fields.Json(readonly=True, help="Moves of a split delivery.")
    settlement_id = fields.Many2one(
        "account.move",
        string="Draft Settlement",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Credit note or invoice over what was invoiced already. A person posts it.",
    )
    undone_at = fields.Datetime(readonly=True)
    undone_by = fields.Many2one("res.users", readonly=True)


class CsStockoutCase(models.Model):
    _inherit = "cs.stockout.case"

    change_ids = fields.One2many("cs.stockout.change", "case_id", readonly=True)

    def _cs_remember(self, kind, before, added=None, uncovered=0.0, parted=()):
        """Write down a change that was carried out, and settle what is invoiced."""
        self.ensure_one()
        line = self._cs_line()
        after = line._cs_snapshot()
        if added:
            after["added_qty"] = added._cs_product_qty()
        change = self.env["cs.stockout.change"].sudo().create(
            {
                "case_id": self.id,
                "kind": kind,
                "line_id": line.id,
                "added_line_id": added.id if added else False,
                "quantity": before["real_qty"] - line._cs_product_qty(),
                "before": before,
                "after": after,
                "uncovered": uncovered,
                "parted": [[move.id, part.id] for move, part in parted],
            }
        )
        if kind != "split":
            change._cs_settle()
        return change


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _cs_snapshot(self):
        """Return, as plain values, what a change of this line may alter."""
        self.ensure_one()
        dates = self._cs_open_moves()._cs_dates()
        short = self.sudo().cs_stockout_case_ids
        return {
            "product_uom_id": self.product_uom_id.id,
            "product_uom_qty": self.product_uom_qty,
            "real_qty": self._cs_product_qty(),
            "price_unit": self.price_unit,
            "discount": self.discount,
            "cs_price_agreed": self.cs_price_agreed,
            "cs_demand_qty": self.cs_demand_qty,
            "short": {str(case.id): case.short_qty for case in short},
            "dates": {
                name: fields.Datetime.to_string(date) if date else False
                for name, date in dates.items()
            },
        }
