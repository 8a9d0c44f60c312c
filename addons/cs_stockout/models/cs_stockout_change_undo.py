from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import change


class CsStockoutChange(models.Model):
    """Undoing a change: lines, prices, units and moves as they were."""

    _inherit = "cs.stockout.change"

    def _cs_undo(self):
        """Undo this change; the caller has locked the products."""
        self.ensure_one()
        line = self.line_id.with_company(self.company_id)
        with self.order_id._cs_changing():
            self._cs_check_undo(line)
            self._cs_withdraw_settlement()
            if self.kind == "split":
                self._cs_unite()
            else:
                self._cs_restore(line)
        self.write({"undone_at": fields.Datetime.now(), "undone_by": self.env.user.id})

    def _cs_check_undo(self, line):
        """Raise the reason why this change cannot be taken back (hook: more reasons)."""
        env, now, then = self.env, line._cs_snapshot(), self.after
        if (now["product_uom_id"], now["product_uom_qty"]) != (
            then["product_uom_id"],
            then["product_uom_qty"],
        ):
            raise UserError(
                env._("The order line was changed afterwards: correct it by hand.")
            )
        if self.settlement_id.state == "posted":
            raise UserError(
                env._(
                    "%(document)s is posted: it must be reversed by hand.",
                    document=self.settlement_id.display_name,
                )
            )
        added = self.added_line_id
        if added:
            found = added._cs_situation(added.product_uom_qty)
            if (
                change.obstacle(found) or found.staged or found.uncovered
                or self._cs_is_changed(added)
            ):
                raise UserError(
                    env._(
                        "%(product)s is picked, delivered or changed already.",
                        product=added.product_id.display_name,
                    )
                )

    def _cs_is_changed(self, added):
        """Return whether the substitute's line asks for more or less than was added.

        By hand, or because it was short itself and something stands in for it: taken back
        alone, the customer would get both.
        """
        then = self.after.get("added_qty")
        return then is not None and bool(
            added.product_id.uom_id.compare(added._cs_product_qty(), then)
        )

    def _cs_withdraw_settlement(self):
        """Take back the draft that nobody has posted."""
        drafts = self.settlement_id.filtered(lambda move: move.state == "draft")
        drafts.button_cancel()

    def _cs_restore(self, line):
        """Take the substitute off and give the line its quantity back, with its delivery."""
        added, before = self.added_line_id.with_company(self.company_id), self.before
        if added and added.product_uom_qty:
            if added.invoice_lines.move_id.filtered(lambda move: move.state == "posted"):
                raise UserError(
                    self.env._(
                        "%(product)s is invoiced: it needs a credit note.",
                        product=added.product_id.display_name,
                    )
                )
            added._cs_cut(added.product_uom_qty)
        planned = line._cs_open_moves()
        self._cs_restore_quantity(line)
        line._cs_agree_price(before["price_unit"], before["discount"])
        line.cs_price_agreed = before["cs_price_agreed"]
        dates = {
            name: fields.Datetime.to_datetime(date) for name, date in before["dates"].items()
        }
        (line._cs_open_moves() - planned)._cs_set_dates(dates)

    def _cs_restore_quantity(self, line):
        """Write unit and quantity of before; what nobody was to deliver stays like that."""
        before, product_unit = self.before, line.product_id.uom_id
        if product_unit.compare(self.quantity, self.uncovered) > 0:
            planned = before["real_qty"] - self.uncovered - line._cs_sent_back_qty()
            line.write({"product_uom_qty": line._cs_in_line_unit(planned)})
        line = line.with_context(skip_procurement=True)
        if before["product_uom_id"] != line.product_uom_id.id:
            cases = line.sudo().cs_stockout_case_ids
            line._cs_set_unit(
                self.env["uom.uom"].browse(before["product_uom_id"]),
                before["product_uom_qty"],
                before["cs_demand_qty"],
                {case: before["short"].get(str(case.id), case.short_qty) for case in cases},
            )
        elif line.product_uom_id.compare(line.product_uom_qty, before["product_uom_qty"]):
            line.write({"product_uom_qty": before["product_uom_qty"]})

    def _cs_unite(self):
        """Put the parts of a split delivery together again."""
        moves = self.env["stock.move"]
        pairs = [(moves.browse(move), moves.browse(part)) for move, part in self.parted or ()]
        for move, part in pairs:
            if not (move._cs_is_untouched() and part._cs_is_untouched()):
                raise UserError(
                    self.env._("A part of the delivery is printed, picked or on its way already.")
                )
        for move, part in pairs:
            emptied = part.picking_id
            part.picking_id = move.picking_id
            part.move_line_ids.picking_id = move.picking_id
            (move | part)._merge_moves()
            if not emptied.move_ids:
                emptied.unlink()
