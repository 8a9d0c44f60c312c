from markupsafe import Markup
from odoo import models
from odoo.tools import format_date


class CsStockoutCase(models.Model):
    """What is missing for a customer, bought elsewhere. The queue serves it when it comes."""

    _name = "cs.stockout.case"
    _inherit = ["cs.stockout.case", "cs.buying.need"]
    _BOUGHT_STATES = ("draft", "sent", "to approve", "purchase")
    _PURCHASE_LINKS = "cs_stockout_case_ids"

    def _cs_missing(self):
        return {
            case.id: case._cs_missing_qty() for case in self if case.state in self._OPEN_STATES
        }

    def _cs_missing_qty(self):
        """Return what this case lacks at this moment, in the product's unit."""
        if self.choice == "transfer" and self.transfer_id.state not in (False, "cancel"):
            return 0.0
        line = self.sale_line_id
        short = line._cs_product_qty(self.missing_qty)
        moves = line._cs_open_moves()
        if not moves or moves.product_id != line.product_id:
            return short  # given up by the warehouse, or a kit: its parts move
        unheld = sum(
            move.product_qty
            - move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id, rounding_method="HALF-UP"
            )
            for move in moves
        )
        return max(min(short, unheld), 0.0)

    def _cs_nothing_missing(self):
        return self.env._(
            "Nothing of %(products)s is missing any more.",
            products=", ".join(self.product_id.mapped("display_name")),
        )

    def _cs_warehouse(self):
        return self.sale_line_id.warehouse_id

    def _cs_late_suppliers(self):
        return self.receipt_id.partner_id

    def _cs_origins(self):
        return [self.order_id.name]

    def _cs_tell_bought(self, missing):
        """Say in the chatter of case and order what was asked of whom."""
        texts = {case: case._cs_bought_text(missing[case.id]) for case in self}
        self._message_log_batch(
            {case.id: Markup("<p>%s</p>") % text for case, text in texts.items()}
        )
        orders = self.grouped("order_id")
        self.order_id._message_log_batch(
            {
                order.id: Markup("").join(
                    Markup("<p>%s</p>") % texts[case] for case in cases
                )
                for order, cases in orders.items()
            }
        )

    def _cs_bought_text(self, quantity):
        return self.env._(
            "RFQ %(rfq)s to %(supplier)s for %(quantity)g %(unit)s of %(product)s.",
            rfq=self.purchase_id.name,
            supplier=self.purchase_id.partner_id.display_name,
            quantity=quantity,
            unit=self.product_id.uom_id.name,
            product=self.product_id.display_name,
        )

    # -- what the customer may expect ------------------------------------------------------

    def _cs_expect_purchase(self, line, before):
        """Expect the goods with a confirmed purchase, unless they are expected sooner.

        :param line: the purchase order line
        :param before: the date that it had when it was told last, if it was
        """
        date = line.date_planned
        known = self.restock_date
        if self.state not in self._OPEN_STATES or known == date:
            return
        if known and known < date and known != before:
            return
        self.restock_date = date
        self._cs_log(
            self.env._(
                "%(purchase)s brings %(product)s on %(date)s.",
                purchase=line.order_id.name,
                product=self.product_id.display_name,
                date=format_date(self.env, date),
            )
        )

    def _cs_expect_no_more(self, line):
        """Tell that a purchase was cancelled; what only it would have brought has no date."""
        for case in self.filtered(lambda case: case.state in self._OPEN_STATES):
            if case.restock_date == line.date_planned:
                case.restock_date = False
            case._cs_log(
                case.env._(
                    "%(purchase)s was cancelled: %(product)s can be bought again.",
                    purchase=line.order_id.name,
                    product=case.product_id.display_name,
                )
            )
