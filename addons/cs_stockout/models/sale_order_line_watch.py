from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..tools import watching
from ..tools.allocation import Shortage


class Promise(NamedTuple):
    """What one line still waits for of one product: a kit waits for several."""

    line_id: int
    product_id: int
    quantity: float
    reserved: float
    planned: datetime
    agreed: datetime
    receipt: Any = None


class SaleOrderLine(models.Model):
    """Promises of confirmed orders that became unsafe."""

    _inherit = "sale.order.line"

    @api.model
    def _cs_review_promises(self, warehouse, pending):
        """Open cases for confirmed lines that are short now; close those out of danger.

        Running it twice changes nothing: a line has one open case at most.

        :param warehouse: where the goods come from
        :param pending: ``cs.stockout.pending`` of this warehouse
        """
        found = defaultdict(dict)
        promises = self._cs_promises(warehouse, pending.product_id)
        supply = self._cs_promised_supply(warehouse, promises)
        short = self._cs_unsafe(warehouse, promises, supply)
        reasons, receipts = {}, {}
        for row in pending:
            reasons.setdefault(row.product_id.id, row.reason)
            receipts.setdefault(row.product_id.id, row.receipt_id)
        late_products = set(
            pending.filtered(lambda row: row.reason == "delivery").product_id.ids
        )
        watched, changed = {}, pending.filtered(lambda row: row.reason == "change").product_id
        asked = defaultdict(list)
        for promise in promises:
            line_id, product_id = promise.line_id, promise.product_id
            missing = short.get((line_id, product_id))
            if missing and missing.short:
                reason = reasons[product_id]
                if product_id in changed._ids:
                    asked[line_id].append((promise, missing))
            elif self._cs_is_late(warehouse, promise):
                reason, missing = "delivery", self._cs_late(promise)
            else:
                continue
            watched[line_id] = True
            if reason != "delivery" or product_id in late_products:
                found[reason].setdefault(line_id, []).append((promise, missing))
        self._cs_raise_unsafe(warehouse, promises, supply, asked)
        for reason, by_line in found.items():
            self._cs_open_unsafe(reason, by_line, receipts)
        self._cs_close_safe({promise.line_id for promise in promises} - set(watched))
        self.env["cs.stockout.case"]._cs_follow_lines(warehouse, changed)

    def _cs_promises(self, warehouse, products):
        """Return what confirmed orders still wait for of ``products``, in one query."""
        if not products:
            return []
        self.env["stock.move"].flush_model()
        self.env["stock.move.line"].flush_model(["move_id", "quantity_product_uom"])
        self.flush_model(["cs_promise_date", "customer_lead", "order_id"])
        self.env["sale.order"].flush_model(["commitment_date", "date_order", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, move.product_id, SUM(move.product_qty),
                       SUM(COALESCE(held.quantity, 0)), MAX(move.date),
                       GREATEST(
                           line.cs_promise_date,
                           COALESCE(sale.commitment_date, sale.date_order + make_interval(
                               secs => COALESCE(line.customer_lead, 0) * 86400)))
                  FROM stock_move move
                  JOIN sale_order_line line ON line.id = move.sale_line_id
                  JOIN sale_order sale ON sale.id = line.order_id AND sale.state = 'sale'
                  JOIN stock_location source ON source.id = move.location_id
                  JOIN stock_location dest
                    ON dest.id = COALESCE(move.location_final_id, move.location_dest_id)
             LEFT JOIN LATERAL (
                       SELECT SUM(part.quantity_product_uom) AS quantity
                         FROM stock_move_line part WHERE part.move_id = move.id
                       ) held ON TRUE
                 WHERE move.product_id IN %(products)s AND move.state IN %(states)s
                   AND source.warehouse_id = %(warehouse)s AND dest.usage = 'customer'
                   AND move.procure_method = 'make_to_stock'
                 GROUP BY line.id, move.product_id, sale.commitment_date, sale.date_order
                 ORDER BY 6, line.id
                """,
                products=tuple(products.ids),
                states=("waiting", "confirmed", "partially_available", "assigned"),
                warehouse=warehouse.id,
            )
        )
        return [Promise(*row) for row in rows]

    def _cs_promised_supply(self, warehouse, promises):
        """Return the supply of what is promised, with nothing taken off for these promises."""
        products = self.env["product.product"].browse({one.product_id for one in promises})
        return products._cs_supply(warehouse, sold=False)

    def _cs_unsafe(self, warehouse, promises, supply, receipts=True):
        """Return ``{(line id, product id): Shortage}``: what is reserved is safe, then by date.

        :param dict supply: of ``_cs_promised_supply``
        :param bool receipts: count what is planned to come in
        """
        short = {}
        by_product = defaultdict(list)
        for promise in promises:
            by_product[promise.product_id].append(promise)
        for product_id, waiting in by_product.items():
            rows = [(one.line_id, one.agreed, one.quantity, one.reserved) for one in waiting]
            forecast = supply[warehouse.id, product_id]
            forecast = forecast.copy() if receipts else forecast.without_receipts()
            for line_id, found in watching.serve(forecast, rows).items():
                short[line_id, product_id] = found
        return short

    def _cs_is_late(self, warehouse, promise):
        """Return whether the delivery is planned for a later day than was agreed."""
        zone = warehouse.company_id.sudo()._cs_timezone()
        return watching.day(promise.planned, zone) > watching.day(promise.agreed, zone)

    def _cs_late(self, promise):
        return Shortage(promise.quantity, 0.0, promise.planned, 0.0, promise.planned)

    def _cs_open_unsafe(self, reason, by_line, receipts):
        """Open the cases of the lines in ``by_line``: ``{line id: [(Promise, Shortage)]}``."""
        lines = self.browse(by_line)
        found, late = {}, {}
        for line in lines:
            missing = by_line[line.id]
            found[line.id] = line._cs_missing_in_all(missing)
            if reason == "receipt":
                late[line.id] = receipts[missing[0][0].product_id]
        if reason in ("receipt", "transfer"):
            lines._cs_known_cases()._cs_expect(found)
        cases = lines._cs_open_cases(found, origin=reason, receipts=late)
        cases._cs_announce()

    def _cs_raise_unsafe(self, warehouse, promises, supply, by_line):
        """Count in what was added to the lines in ``by_line`` since their cases were opened.

        What was missing first may be on its way, so that only the rest is short in the forecast.
        """
        cases = self.browse(by_line)._cs_known_cases()
        if not cases:
            return
        here = self._cs_unsafe(warehouse, promises, supply, receipts=False)
        found, lacking = {}, {}
        for line in cases.sale_line_id:
            missing = by_line[line.id]
            found[line.id] = line._cs_missing_in_all(missing)
            parts = [(one, here[one.line_id, one.product_id]) for one, _shortage in missing]
            lacking[line.id] = line._cs_missing_in_all(parts).short
        cases._cs_raise(found, lacking)

    def _cs_known_cases(self):
        """Return the open cases of these lines."""
        case = self.env["cs.stockout.case"]
        return case.search([("sale_line_id", "in", self.ids), ("state", "in", case._OPEN_STATES)])

    def _cs_missing_in_all(self, missing):
        """Return the ``Shortage`` of this line, in its unit, by what is short for it.

        :param missing: ``[(Promise, Shortage)]``, of a kit one for each of its parts
        """
        dates = [shortage.full_date for _promise, shortage in missing]
        quantity = max(
            self._cs_missing_of(promise.product_id, promise.quantity, shortage.short)
            for promise, shortage in missing
        )
        return Shortage(quantity, 0.0, full_date=max(dates) if all(dates) else False)

    def _cs_covered_on(self, warehouse):
        """Return ``{line id: date}`` on which receipts cover what these lines are short of."""
        promises = self._cs_promises(warehouse, self._cs_open_moves().sudo().product_id)
        dates = defaultdict(list)
        supply = self._cs_promised_supply(warehouse, promises)
        for (line_id, _product_id), found in self._cs_unsafe(warehouse, promises, supply).items():
            if found.short:
                dates[line_id].append(found.full_date)
        return {line.id: max(dates[line.id]) for line in self if all(dates.get(line.id) or [0])}

    def _cs_missing_of(self, product_id, waiting, short):
        """Return how much of this line is missing, in its unit.

        :param int product_id: of the line, or a component of its kit
        :param float waiting: quantity of that product that is not delivered yet
        :param float short: how much of it is missing
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        if product_id != self.product_id.id:
            left = self._cs_product_qty(self.product_uom_qty - self.qty_delivered)
            short = watching.kits_missing(left, waiting, short)
        return unit._compute_quantity(short, self.product_uom_id, round=False)

    def _cs_close_safe(self, line_ids):
        """Close cases of lines that are safe again, where nobody was written to yet."""
        cases = self.env["cs.stockout.case"].search(
            [
                ("sale_line_id", "in", list(line_ids)),
                ("origin", "in", ("receipt", "transfer", "delivery", "stock", "taken")),
                ("state", "in", ("open", "approval")),
                ("choice", "=", False),
            ]
        )
        cases._cs_danger_over()

    def _cs_report_missing(self, missing):
        """Open a case for what was missing at picking and has no backorder.

        :param dict missing: ``{line: {product: quantity}}``, in the units of the products
        """
        found = {}
        for line, by_product in missing.items():
            quantity = max(
                line._cs_missing_of(product.id, line._cs_asked_of(product), short)
                for product, short in by_product.items()
            )
            left = line.product_uom_qty - line.qty_delivered - line._cs_still_coming()
            found[line.id] = min(quantity, max(left, 0.0))
        lines = self.browse(found)
        lines._cs_open_cases(found, origin="picking")._cs_announce()

    def _cs_asked_of(self, product):
        """Return how much of ``product`` this line asked for and has not had."""
        moves = self.move_ids.filtered(
            lambda move: move.product_id == product
            and move._cs_final_location().usage == "customer"
        )
        asked = sum(moves.mapped("product_qty"))
        given = moves.filtered(lambda move: move.state == "done")
        return asked - sum(
            move.product_uom._compute_quantity(move.quantity, product.uom_id, round=False)
            for move in given
        )

    def _cs_still_coming(self):
        """Return how much of this line's own product is on its way, in the line's unit."""
        moves = self.move_ids.filtered(
            lambda move: move.product_id == self.product_id
            and move.state not in ("draft", "done", "cancel")
            and move._cs_final_location().usage == "customer"
        )
        return sum(
            move.product_uom._compute_quantity(
                move.product_uom_qty, self.product_uom_id, round=False
            )
            for move in moves
        )
