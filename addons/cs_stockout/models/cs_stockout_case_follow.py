from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.allocation import EPSILON
from .cs_stockout_case import UNDECIDED


class CsStockoutCase(models.Model):
    """What is missing while nobody has chosen: less when goods come, else as the line changes.

    ``short_qty`` stays what was found first, for the figures.
    """

    _inherit = "cs.stockout.case"

    # Neither depends on anything: both are what was found, until a method writes them. Given
    # with the rest they are not computed; the model's ``write`` keeps people off them.
    missing_qty = fields.Float(
        string="Still Missing",
        compute="_compute_found",
        store=True,
        readonly=False,
        precompute=True,
        min_display_digits="Product Unit",
        help="What a choice is about: goods that came since, and what the line asks for less or "
        "more, are counted.",
    )
    asked_qty = fields.Float(
        string="Asked For",
        compute="_compute_found",
        store=True,
        readonly=False,
        precompute=True,
        help="What the line asked for when the shortage was found.",
    )

    def _compute_found(self):
        for case in self:
            case.missing_qty = case.short_qty
            case.asked_qty = case.sale_line_id.product_uom_qty

    def _cs_ordered_qty(self):
        """Return what the customer ordered, as it was before a choice changed the line."""
        self.ensure_one()
        if self._cs_is_undecided():
            return self.sale_line_id.product_uom_qty
        return self.asked_qty

    def _cs_missing_now(self, arrived=True):
        """Return what is missing now, never more than was known; in the line's unit.

        :param bool arrived: count what is held for the line meanwhile
        """
        self.ensure_one()
        line, unit = self.sale_line_id, self.product_id.uom_id
        missing = min(self.missing_qty, self._cs_missing_by_line())
        parts = line._cs_parts()
        if arrived and list(parts) == [line.product_id]:
            waiting = sum(
                move.product_uom._compute_quantity(
                    move.product_uom_qty - move.quantity, unit, round=False
                )
                for move in line._cs_open_moves().sudo()._cs_on_the_shelf()
            )
            lack = max(line._cs_gap(), 0.0) + max(waiting, 0.0)
            missing = min(missing, unit._compute_quantity(lack, line.product_uom_id, round=False))
        return missing if missing > EPSILON else 0.0

    def _cs_missing_by_line(self):
        """Return what would be missing by what the line asks for more or less since."""
        return self.short_qty + self.sale_line_id.product_uom_qty - self.asked_qty

    def _cs_follow(self):
        """Keep these cases true to goods that came and to lines that ask for less."""
        fewer = self.browse()
        for case in self:
            if case._cs_missing_by_line() <= EPSILON:
                case._cs_not_missing()
                continue
            # Whoever waits is served by the queue; nothing of it has to be chosen again.
            missing = case._cs_missing_now(arrived=case.state in UNDECIDED)
            if EPSILON < missing < case.missing_qty - EPSILON:
                case.missing_qty = missing
                fewer |= case
        fewer._cs_tell_missing()

    def _cs_tell_missing(self):
        """Make new options for what is missing now, and write it down."""
        undecided = self.filtered(lambda case: case._cs_is_undecided())
        undecided.filtered("option_ids")._cs_make_options()
        for case in self._cs_each():
            case._cs_log(
                case.env._(
                    "%(product)s: %(quantity)s are missing now.",
                    product=case.product_id.display_name,
                    quantity=case._cs_quantity_words(case.missing_qty),
                )
            )
            case._cs_fit_transfer()

    def _cs_not_missing(self):
        """Close a case whose line does not ask any more for what was missing."""
        self._cs_void()
        self.missing_qty = 0.0
        case = self._cs_in_staff_words()
        case._cs_log(
            case.env._(
                "The order asks for less %(product)s now: nothing of it is missing any more.",
                product=case.product_id.display_name,
            )
        )

    @api.model
    def _cs_follow_lines(self, warehouse, products):
        """Follow the cases of lines of these products that were changed by hand."""
        cases = self.search(
            [
                ("product_id", "in", products.ids),
                ("sale_line_id.warehouse_id", "=", warehouse.id),
                ("state", "in", self._OPEN_STATES),
            ]
        )
        changed = cases.filtered(
            lambda case: case._cs_missing_by_line() < case.missing_qty - EPSILON
            and (not case.choice or case.state == "waiting")
        )
        changed.try_lock_for_update()._cs_follow()

    def _cs_raise(self, found, lacking):
        """Count in what these cases' lines ask for more since.

        What the case was opened for may be on its way meanwhile: then it is short of what nobody
        brings, on top of it.

        :param dict found: ``{line id: Shortage}`` by the forecast
        :param dict lacking: ``{line id: quantity}`` that is not here, whatever is on its way
        """
        more = self.browse()
        for case in self:
            line_id = case.sale_line_id.id
            missing = min(
                case._cs_missing_by_line(),
                lacking[line_id],
                case.missing_qty + found[line_id].short,
            )
            if missing > case.missing_qty + EPSILON:
                case.missing_qty = missing
                more |= case
        more._cs_expect(found)
        more._cs_tell_missing()
        for case in more._cs_each():
            case._cs_ask_to_tell()

    def _cs_ask_to_tell(self):
        """Have the salesperson tell a customer who was told of less."""
        self.ensure_one()
        words = {
            "quantity": self._cs_quantity_words(self.missing_qty),
            "product": self.product_id.display_name,
        }
        if self.state == "waiting":
            self._cs_todo(
                self.env._(
                    "The order asks for more: %(quantity)s × %(product)s are missing now. Please "
                    "tell the customer, or choose again.",
                    **words,
                )
            )
        elif self.state == "offered":
            # Until she has chosen: on her page it is read already, in the mail it was less.
            self._cs_to_call(
                self.env._(
                    "The order asks for more: %(quantity)s × %(product)s are missing now, more "
                    "than the mail said. Please tell the customer, or offer it again.",
                    **words,
                )
            )

    def _cs_expect(self, found):
        """Tell of new dates: in the case, to its order, and to who talks to those who wait.

        :param dict found: ``{line id: Shortage}``
        """
        for case in self._cs_each():
            date = found[case.sale_line_id.id].full_date
            if date == case.restock_date:
                continue
            case.restock_date = date
            text = case._cs_new_date_words()
            case._cs_log(text)
            if case.state == "waiting":
                case._cs_todo(text)

    def _cs_find_dates(self):
        """Fill in when the goods come, where it was not known, or the day is over.

        What a person or the purchase wrote stays.
        """
        unknown = self.sudo().filtered(lambda case: not case._cs_expected_date())
        places = unknown.grouped(lambda case: case.sale_line_id.warehouse_id)
        for warehouse, cases in places.items():
            dates = cases.sale_line_id._cs_covered_on(warehouse)
            for case in cases:
                date = dates.get(case.sale_line_id.id)
                if date:
                    case.restock_date = date

    def _cs_new_date_words(self):
        order, name = self.order_id, self.product_id.display_name
        if not self.restock_date:
            return self.env._(
                "Nobody knows now when %(product)s will be there again. Please tell the customer.",
                product=name,
            )
        return self.env._(
            "%(product)s is expected on %(date)s now. Please tell the customer.",
            product=name,
            date=order._cs_day(self.restock_date),
        )

    @api.model
    def _cs_partly_served(self):
        """Return the undecided cases for which more is held than when they were found."""
        self.env["stock.move"].flush_model(["state", "quantity", "product_uom_qty", "product_qty"])
        self.flush_model(["state", "choice", "missing_qty"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id
                  FROM cs_stockout_case c
                  JOIN sale_order_line line ON line.id = c.sale_line_id
                  JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
                  JOIN product_product product ON product.id = c.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  JOIN uom_uom unit ON unit.id = template.uom_id
                  JOIN LATERAL (
                       SELECT SUM(move.product_qty
                                  * (1 - move.quantity / NULLIF(move.product_uom_qty, 0))) AS lack
                         FROM stock_move move
                        WHERE move.sale_line_id = c.sale_line_id
                          AND move.product_id = c.product_id
                          AND move.state IN ('confirmed', 'partially_available')
                       ) waiting ON waiting.lack > 0
                 WHERE c.state IN %s AND c.choice IS NULL
                   AND waiting.lack < c.missing_qty * line_unit.factor / unit.factor - %s
                 ORDER BY c.id
                """,
                UNDECIDED,
                EPSILON,
            )
        )
        return self.browse([case_id for (case_id,) in rows])
