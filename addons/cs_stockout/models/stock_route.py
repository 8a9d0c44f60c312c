from odoo import api, models
from odoo.tools import SQL, ormcache


class StockRoute(models.Model):
    """Routes that get goods for one order only, known without asking each time."""

    _name = "stock.route"
    _inherit = ["stock.route", "cs.cached.mixin"]
    _CACHED_FIELDS = {"active"}

    @api.model
    @ormcache("company_ids")
    def _cs_on_demand(self, company_ids):
        """Return the ids of the routes with a rule that makes, buys or ships to order.

        :param tuple company_ids: whose rules count
        """
        if not company_ids:
            return frozenset()
        self.env["stock.rule"].flush_model()
        self.flush_model(["active"])
        self.env["stock.location"].flush_model(["usage"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT route.id FROM stock_rule rule"
                " JOIN stock_route route ON route.id = rule.route_id AND route.active"
                " WHERE %s",
                self.env["product.product"]._cs_on_demand_rule_sql(
                    self.env["res.company"].browse(company_ids)
                ),
            )
        )
        return frozenset(route_id for (route_id,) in rows)
