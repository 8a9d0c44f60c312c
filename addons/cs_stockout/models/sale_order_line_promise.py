from collections import defaultdict

from odoo import api, models

from ..tools.allocation import EPSILON, Shortage
from .product_lock import take_turns

# What is likely to be wrong, by the way in which the shortage was found.
_CAUSE_KINDS = {
    "receipt": "supplier",
    "transfer": "transport",
    "delivery": "transport",
    "picking": "planning",
    "stock": "quality",
}


class SaleOrderLine(models.Model):
    """What was promised, and the cases of what cannot be kept."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        added = lines.filtered(lambda line: line._cs_is_added())
        if added:
            added._cs_freeze_promises()
            added._cs_note_change()
        return lines

    def write(self, vals):
        quantity = vals.get("product_uom_qty")
        changed = self.browse()
        if quantity is not None:
            changed = self.filtered(
                lambda line: line.state == "sale"
                and (
                    quantity > line.product_uom_qty
                    # Less is asked for: of interest where something is missing of it.
                    or (quantity < line.product_uom_qty and line.sudo()._cs_has_open_case())
                )
            )
        result = super().write(vals)
        changed._cs_note_change()
        return result

    def _cs_has_open_case(self):
        """Return whether something is missing of a line that is not just being cut for it."""
        self.ensure_one()
        if self.env.context.get("skip_procurement"):
            return False
        return any(case._cs_is_unsettled() for case in self.cs_stockout_case_ids)

    def _cs_is_added(self):
        """Return whether this line is a promise of its own, given after the confirmation (hook).

        What stands in for another line is a part of that line's promise.
        """
        self.ensure_one()
        return self.state == "sale" and not self.cs_replaces_line_id and self._cs_is_counted()

    def _cs_note_change(self):
        """Have these confirmed lines looked at: they ask for something else than before."""
        if not self:
            return
        none = self.env["stock.picking"]
        products = self.move_ids.product_id | self.product_id
        self.env["cs.stockout.pending"]._cs_note(
            [
                (product, warehouse, none)
                for warehouse in self.warehouse_id
                for product in products
            ],
            "change",
        )

    def _cs_freeze_promises(self):
        """Freeze quantity and date of lines that have no promise yet.

        What stands in for a promise is none of its own, even if the order is confirmed again.
        Written with what else changes on the lines: no query of its own.
        """
        alike = defaultdict(list)
        for line in self:
            promised = line.cs_promise_date or line.cs_replaces_line_id.cs_promise_date
            if not (promised or line.display_type or line.is_downpayment):
                alike[line.product_uom_qty, line._cs_promise()].append(line.id)
        for (quantity, date), line_ids in alike.items():
            self.browse(line_ids).sudo().write(
                {"cs_demand_qty": quantity, "cs_promise_date": date}
            )

    def _cs_open_cases(self, found, cause=None, origin="confirmation", receipts=None):
        """Open a case for each of these lines that is short and has none open.

        :param dict found: ``{line id: Shortage}``, or a quantity in the line's unit
        :param cause: a ``cs.stockout.cause``; by default the one that ``origin`` suggests
        :param str origin: how the shortage was found, a value of the case's ``origin``
        :param dict receipts: ``{line id: receipt}`` that came late, where that is known
        :returns: the new cases
        """
        if origin == "confirmation":
            # Only a line that was confirmed before can have a case.
            busy = self.filtered("cs_promise_date")._cs_open_case_quantities()
        else:
            self._cs_queue_up()
            busy = self._cs_open_case_quantities()
        shortages = {
            line.id: self._cs_as_shortage(found[line.id])
            for line in self
            if line.id in found and line not in busy
        }
        lines = self.filtered(
            lambda line: line.id in shortages and shortages[line.id].short > EPSILON
        )
        if not lines:
            return self.env["cs.stockout.case"]
        values = lines._prepare_cs_case_values(shortages)
        if origin != "confirmation":
            for one, line in zip(values, lines, strict=True):
                suggested = cause or line._cs_suggested_cause(origin)
                one["origin"] = origin
                one["cause_id"] = suggested.id or one["cause_id"]
                one["receipt_id"] = (receipts or {}).get(line.id, self.env["stock.picking"]).id
        elif cause:
            values = [{**one, "cause_id": cause.id} for one in values]
        case = self.env["cs.stockout.case"].sudo()
        cases = case.with_context(tracking_disable=True).create(values)
        return self.env["cs.stockout.case"].browse(cases.ids)

    def _cs_as_shortage(self, found):
        return found if isinstance(found, Shortage) else Shortage(float(found), 0.0)

    def _cs_queue_up(self):
        """Wait for whoever opens a case of one of these lines, so that none gets two."""
        if self:
            self.flush_recordset()
            self.env.cr.execute(take_turns(self))

    def _cs_suggested_cause(self, origin):
        """Return the first cause of the kind that ``origin`` suggests (hook)."""
        cause = self.env["cs.stockout.cause"].sudo()
        kind = _CAUSE_KINDS.get(origin)
        return cause.search([("kind", "=", kind)], limit=1) if kind else cause

    def _prepare_cs_case_values(self, found):
        """Return the values of one case a line (hook).

        What could be computed is among them: Odoo makes a record in memory to compute it first.
        """
        settings = {company: company.sudo() for company in self.company_id}
        return [
            {
                "sale_line_id": line.id,
                "order_id": line.order_id.id,
                "partner_id": line.order_id.partner_id.id,
                "product_id": line.product_id.id,
                "company_id": line.company_id.id,
                "short_qty": found[line.id].short,
                "missing_qty": found[line.id].short,
                "asked_qty": line.product_uom_qty,
                "restock_date": found[line.id].full_date,
                "free_delivery": settings[line.company_id].cs_stockout_free_delivery,
                "default_choice": settings[line.company_id].cs_stockout_default_choice,
                "cause_id": settings[line.company_id].cs_stockout_cause_id.id,
            }
            for line in self
        ]
