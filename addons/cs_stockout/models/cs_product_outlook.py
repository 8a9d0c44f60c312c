from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import cover
from .cs_product_outlook_sql import outlooks


class CsProductOutlook(models.Model):
    """How long a product will last in a warehouse: reckoned every night, in one statement."""

    _name = "cs.product.outlook"
    _description = "Stock Outlook"
    _order = "stockout_date, id"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_tmpl_id = fields.Many2one(related="product_id.product_tmpl_id")
    categ_id = fields.Many2one(related="product_id.categ_id")
    uom_id = fields.Many2one(related="product_id.uom_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    stock_qty = fields.Float(
        string="Free Stock", digits="Product Unit", readonly=True,
        help="On hand, less what is promised to confirmed orders. Receipts come on top.",
    )
    daily_demand = fields.Float(
        string="Demand a Day", digits=(16, 3), readonly=True,
        help="Average of what customers asked for, lost demand included.",
    )
    deviation = fields.Float(
        string="Deviation a Day", digits=(16, 3), readonly=True,
        help="Standard deviation of one day's demand.",
    )
    lost_demand = fields.Float(
        digits="Product Unit", readonly=True,
        help="Part of the demand that was cancelled or replaced for want of goods.",
    )
    days_of_cover = fields.Float(
        string="Days of Cover", digits=(16, 1), readonly=True, aggregator="min",
        help="Free stock divided by the demand of a day; receipts on the way are not counted.",
    )
    stockout_date = fields.Date(
        string="Runs Out", readonly=True, index=True,
        help="When the shelf will be empty if demand goes on and receipts come as planned.",
    )
    lead_days = fields.Integer(
        string="Days to Refill", readonly=True, help="Lead time of the first supplier."
    )
    proposed_min_qty = fields.Float(
        string="Proposed Minimum", digits="Product Unit", readonly=True,
        help="Demand until an order arrives, and a reserve for the service level wanted.",
    )
    orderpoint_id = fields.Many2one(
        "stock.warehouse.orderpoint", compute="_compute_orderpoint_id", string="Reordering Rule"
    )
    min_qty = fields.Float(
        string="Present Minimum", digits="Product Unit", compute="_compute_orderpoint_id"
    )
    risk = fields.Selection(
        [("out", "Empty"), ("late", "Refill too late"), ("ok", "Covered")],
        compute="_compute_risk",
        search="_search_risk",
    )

    _product_warehouse_uniq = models.Constraint(
        "UNIQUE (product_id, warehouse_id)", "There is one outlook a product and warehouse."
    )

    def _compute_orderpoint_id(self):
        points = self.env["stock.warehouse.orderpoint"].search(
            [
                ("product_id", "in", self.product_id.ids),
                ("warehouse_id", "in", self.warehouse_id.ids),
            ]
        )
        found = {(point.product_id, point.warehouse_id): point for point in points.sorted("id")}
        for outlook in self:
            point = found.get((outlook.product_id, outlook.warehouse_id), points.browse())
            outlook.orderpoint_id = point
            outlook.min_qty = point.product_min_qty

    @api.depends("stockout_date", "lead_days", "stock_qty")
    def _compute_risk(self):
        today = fields.Date.context_today(self)
        for outlook in self:
            day = outlook.stockout_date
            outlook.risk = "ok"
            if outlook.stock_qty <= 0:
                outlook.risk = "out"
            elif day and day <= today + timedelta(days=outlook.lead_days):
                outlook.risk = "late"

    @api.model
    def _search_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = SQL("(stockout_date <= %s + lead_days)", fields.Date.context_today(self))
        risks = {
            "out": SQL("stock_qty <= 0"),
            "late": SQL("stock_qty > 0 AND %s", late),
            "ok": SQL("stock_qty > 0 AND %s IS NOT TRUE", late),
        }
        wanted = [risks[name] for name in value if name in risks]
        if not wanted:
            return [("id", "=", False)]
        condition = SQL(" OR ").join(SQL("(%s)", one) for one in wanted)
        return [("id", "in", SQL("(SELECT id FROM cs_product_outlook WHERE %s)", condition))]

    # -- every night -----------------------------------------------------------------------

    @api.model
    def _cron_outlook(self):
        """Reckon every company anew; each is one statement, and nothing is half-written."""
        companies = self.env["res.company"].sudo().search([])
        for position, company in enumerate(companies, start=1):
            self.sudo()._reckon(company)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - position)

    @api.model
    def _reckon(self, company):
        """Bring the outlooks of a company up to date; rows that did not change are not written.

        :returns: number of rows written
        """
        self.env.flush_all()
        service = cover.SERVICE_FACTORS[int(company.cs_stockout_service_level)]
        rows = self.env.execute_query(
            outlooks(
                company.id, fields.Datetime.now(), company._cs_timezone(),
                company.cs_stockout_demand_days, service,
            )
        )
        self.env.execute_query(
            SQL(
                "DELETE FROM cs_product_outlook outlook USING product_product p"
                " WHERE p.id = outlook.product_id AND outlook.company_id = %s AND NOT p.active"
                " RETURNING outlook.id",
                company.id,
            )
        )
        self.invalidate_model()
        return len(rows)

    # -- what users do ---------------------------------------------------------------------

    def action_adjust_orderpoint(self):
        """Set the reordering rule to the proposed minimum, or make one.

        :returns: True
        :raises UserError: nothing is proposed for one of the products
        """
        for outlook in self:
            if outlook.proposed_min_qty <= 0:
                raise UserError(
                    self.env._(
                        "There is no demand for %(product)s yet, so nothing can be proposed.",
                        product=outlook.product_id.display_name,
                    )
                )
            minimum = outlook.proposed_min_qty
            point = outlook.orderpoint_id
            if point:
                point.write(
                    {
                        "product_min_qty": minimum,
                        "product_max_qty": max(point.product_max_qty, minimum),
                    }
                )
            else:
                self.env["stock.warehouse.orderpoint"].create(
                    outlook._prepare_orderpoint_values()
                )
        self.invalidate_recordset(["orderpoint_id", "min_qty"])
        return True

    def _prepare_orderpoint_values(self):
        """Return the values of a new reordering rule (hook)."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "warehouse_id": self.warehouse_id.id,
            "location_id": self.warehouse_id.lot_stock_id.id,
            "company_id": self.company_id.id,
            "product_min_qty": self.proposed_min_qty,
            "product_max_qty": self.proposed_min_qty,
        }

    def action_open_demand(self):
        """Open the promises behind the demand.

        :returns: the action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_stockout.cs_service_line_action")
        action["domain"] = [
            ("product_id", "=", self.product_id.id), ("warehouse_id", "=", self.warehouse_id.id)
        ]
        action["context"] = {}
        return action
