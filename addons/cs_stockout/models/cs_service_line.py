from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .cs_service_line_sql import service_lines

_SHARE = {"aggregator": "avg", "readonly": True, "digits": (16, 3)}
_QUANTITY = {"readonly": True, "digits": "Product Unit"}


class CsServiceLine(models.Model):
    """What was promised, line by line, and what became of the promise.

    One row for each line of goods that was confirmed since the add-on is there. Demand and
    promise are those frozen at confirmation, so that no later change of an order flatters the
    figures. Quantities are in the product's own unit, days in the company's timezone, amounts
    in the company's currency. Shares are 1 or 0, or empty as long as nobody can know; their
    average is the rate, under any grouping.
    """

    _name = "cs.service.line"
    _description = "Service Level"
    _auto = False
    _order = "promise_date desc, id desc"
    _depends = {
        "sale.order": ["state", "date_order", "company_id", "partner_id", "warehouse_id",
                       "user_id", "team_id", "currency_rate"],
        "sale.order.line": ["cs_demand_qty", "cs_promise_date", "product_id", "product_uom_id",
                            "qty_delivered", "product_uom_qty", "price_reduce_taxexcl"],
        "stock.move": ["state", "date", "quantity", "sale_line_id", "product_uom"],
        "cs.stockout.case": ["sale_line_id", "short_qty", "missing_qty", "state", "origin",
                             "cause_id", "receipt_id"],
        "cs.stockout.change": ["line_id", "added_line_id", "quantity", "kind", "undone_at",
                               "lost_amount"],
    }

    order_id = fields.Many2one("sale.order", readonly=True)
    sale_line_id = fields.Many2one("sale.order.line", string="Order Line", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    cause_id = fields.Many2one("cs.stockout.cause", readonly=True)
    supplier_id = fields.Many2one(
        "res.partner", string="Late Supplier", readonly=True,
        help="Supplier of the receipt whose delay or cancellation made the line short.",
    )
    confirmed_at = fields.Datetime(string="Confirmed", readonly=True)
    promise_date = fields.Datetime(string="Promised", readonly=True)
    promised_on = fields.Date(
        string="Promised Day", readonly=True,
        help="In the company's timezone, whoever reads it: the months of the figures.",
    )
    demand_qty = fields.Float(string="Demand", **_QUANTITY)
    first_time_qty = fields.Float(
        string="Covered When Confirmed", help="What stock and receipts covered at confirmation.",
        **_QUANTITY,
    )
    delivered_qty = fields.Float(
        string="Delivered", **_QUANTITY,
        help="Of the product that was ordered, at most the demand. A later return takes "
        "nothing off it.",
    )
    on_time_qty = fields.Float(
        string="Delivered on Time", help="Up to the end of the promised day.", **_QUANTITY
    )
    substituted_qty = fields.Float(
        string="Served by Substitutes", **_QUANTITY,
        help="Demand for which a substitute was delivered.",
    )
    lost_qty = fields.Float(
        string="Lost", help="Demand that was cancelled for want of goods.", **_QUANTITY
    )
    lost_amount = fields.Monetary(
        string="Lost Sales", readonly=True, aggregator="sum", currency_field="currency_id",
        help="Value of what was cancelled for want of goods, without taxes. What customers "
        "never ordered because it was not there is not seen.",
    )
    first_time = fields.Float(
        string="First-Time Line Fill", help="Covered in full at confirmation.", **_SHARE
    )
    in_full = fields.Float(help="The whole demand was delivered.", **_SHARE)
    on_time = fields.Float(
        help="Nothing of it was delivered after the promised day.", **_SHARE
    )
    otif = fields.Float(
        string="OTIF", help="The whole demand was delivered up to the promised day.", **_SHARE
    )
    filled = fields.Float(
        string="Line Fill with Substitutes", **_SHARE,
        help="The whole demand was delivered, by substitutes too.",
    )
    unit_fill = fields.Float(
        string="First-Time Unit Fill", **_SHARE,
        help="Share of the demanded units that were covered at confirmation.",
    )
    unit_filled = fields.Float(
        string="Unit Fill with Substitutes", **_SHARE,
        help="Share of the demanded units, of promises that are due, that were delivered.",
    )
    order_otif = fields.Float(
        string="OTIF of Orders", **_SHARE, help="Share of orders of which every line is OTIF."
    )
    cycle_days = fields.Float(
        string="Days to Deliver", aggregator="avg", readonly=True, digits=(16, 2),
        help="From confirmation to the last delivery of a line delivered in full.",
    )
    due = fields.Boolean(
        readonly=True, help="The promised day is over, or the line is delivered already."
    )

    @property
    def _table_query(self):
        zones = self.env["res.company"]._cs_timezones()
        return service_lines(zones, self._get_counted(), fields.Datetime.now())

    def _get_counted(self):
        """Return the condition on orders (o) and first cases (short) of what counts (hook).

        An order that was cancelled counts where it was short; what was still missing then was
        lost. One that was not short was cancelled for other reasons.
        """
        return SQL("(o.state = 'sale' OR (o.state = 'cancel' AND short.line_id IS NOT NULL))")

    def _read_group_select(self, aggregate_spec, query):
        """Divide sums by sums where the average of lines would be another figure."""
        field = {
            f"{name}:avg": name for name in ("unit_fill", "unit_filled", "order_otif")
        }.get(aggregate_spec)
        if not field:
            return super()._read_group_select(aggregate_spec, query)
        column = {
            name: self._field_to_sql(self._table, name, query)
            for name in ("demand_qty", "first_time_qty", "due", field, "order_id")
        }
        if field == "unit_fill":
            return SQL(
                "SUM(%s) / NULLIF(SUM(%s), 0)", column["first_time_qty"], column["demand_qty"]
            )
        if field == "unit_filled":
            return SQL(
                "SUM(%(served)s) FILTER (WHERE %(due)s)"
                " / NULLIF(SUM(%(demand)s) FILTER (WHERE %(due)s), 0)",
                served=SQL.identifier(self._table, "served_qty"),
                demand=column["demand_qty"], due=column["due"],
            )
        return SQL(
            "COUNT(DISTINCT CASE WHEN %(otif)s = 1 THEN %(order)s END)::float8"
            " / NULLIF(COUNT(DISTINCT CASE WHEN %(otif)s IS NOT NULL THEN %(order)s END), 0)",
            otif=column[field], order=column["order_id"],
        )

    def action_open_order(self):
        """Open the order behind a figure.

        :returns: the action
        """
        self.ensure_one()
        return self.order_id._get_records_action()

    # -- for programs --------------------------------------------------------------------

    @api.model
    def cs_measures(self, domain=False, date_from=False, date_to=False):
        """Return the service level of the promises of a period.

        :param list domain: on this model
        :param date_from: first promised day, in the company's timezone
        :param date_to: last promised day, inclusive
        :returns: dict with ``lines``, ``orders``, ``demand_qty``, ``short_lines``,
            ``first_time_line_fill``, ``first_time_unit_fill``, ``line_fill``, ``unit_fill``,
            ``in_full``, ``on_time``, ``otif``, ``order_otif`` (shares from 0 to 1),
            ``cycle_days``, ``lost_qty`` and ``lost_amount`` (company currency); False where
            there is no figure
        :raises UserError: for what is no day, or no domain
        """
        self.check_access("read")
        domain = self.env["res.company"]._cs_read_domain(domain, self)
        read_day = self.env["res.company"]._cs_read_day
        if date_from:
            domain &= Domain("promised_on", ">=", read_day(date_from))
        if date_to:
            domain &= Domain("promised_on", "<=", read_day(date_to))
        names = {
            "lines": "__count", "orders": "order_id:count_distinct",
            "demand_qty": "demand_qty:sum", "covered_lines": "first_time:sum",
            "first_time_line_fill": "first_time:avg", "first_time_unit_fill": "unit_fill:avg",
            "line_fill": "filled:avg", "unit_fill": "unit_filled:avg",
            "in_full": "in_full:avg", "on_time": "on_time:avg", "otif": "otif:avg",
            "order_otif": "order_otif:avg", "cycle_days": "cycle_days:avg",
            "lost_qty": "lost_qty:sum", "lost_amount": "lost_amount:sum",
        }
        [values] = self._read_group(domain, [], list(names.values()))
        found = dict(zip(names, values, strict=True))
        found["short_lines"] = found["lines"] - int(found.pop("covered_lines") or 0)
        return found
