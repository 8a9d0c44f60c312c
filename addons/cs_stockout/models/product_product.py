from collections import defaultdict
from typing import NamedTuple

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.allocation import Forecast

_OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")


class Facts(NamedTuple):
    """What detection needs of a product, read for many at once."""

    template_id: int
    uom_id: int
    category_ids: tuple
    counted: bool


class ProductProduct(models.Model):
    _inherit = "product.product"

    cs_substitution_count = fields.Integer(
        compute="_compute_cs_substitution_count",
        groups="cs_stockout.cs_stockout_group_user",
    )

    def _compute_cs_substitution_count(self):
        for product in self:
            product.cs_substitution_count = self.env["cs.substitution.rule"].search_count(
                product._cs_rules_domain()
            )

    def _cs_rules_domain(self):
        """Return the domain of the rules that name these variants on either side."""
        return (
            Domain("product_tmpl_id", "in", self.product_tmpl_id.ids)
            | Domain("product_id", "in", self.ids)
            | Domain("substitute_id", "in", self.ids)
        )

    def action_cs_substitutions(self):
        """Open the substitution rules of this variant.

        :returns: the action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_stockout.cs_substitution_rule_action"
        )
        action["domain"] = list(self._cs_rules_domain())
        action["context"] = {"default_product_id": self.id}
        return action

    def _cs_facts(self, companies):
        """Return ``{id: Facts}`` in one query.

        Counted in stock are storable products, but for kits (their components are) and those
        that a route makes, buys or ships to order.
        """
        if not self.ids:
            return {}
        template = self.env["product.template"]
        template.flush_model(["type", "is_storable", "uom_id", "categ_id", "route_ids"])
        self.flush_model(["product_tmpl_id"])
        self.env["product.category"].flush_model(["parent_path", "route_ids"])
        self.env["stock.rule"].flush_model()
        self.env["stock.route"].flush_model(["active"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id, template.id, template.uom_id, category.parent_path,
                       template.type = 'consu' AND template.is_storable
                       AND NOT EXISTS (%(on_demand)s) AND NOT %(kit)s
                  FROM product_product product
                  JOIN product_template template ON template.id = product.product_tmpl_id
             LEFT JOIN product_category category ON category.id = template.categ_id
                 WHERE product.id IN %(ids)s
                """,
                on_demand=self._cs_on_demand_sql(companies),
                kit=self._cs_kit_sql(companies),
                ids=tuple(self.ids),
            )
        )
        return {
            product_id: Facts(
                template_id,
                uom_id,
                tuple(int(part) for part in (path or "").split("/") if part),
                bool(counted),
            )
            for product_id, template_id, uom_id, path, counted in rows
        }

    def _cs_on_demand_sql(self, companies):
        """Return the query for a rule that gets this product for one order only."""
        return SQL(
            """
            SELECT 1
              FROM stock_rule rule
              JOIN stock_route route ON route.id = rule.route_id AND route.active
              JOIN (SELECT route_id FROM stock_route_product WHERE product_id = template.id
                     UNION ALL
                    SELECT link.route_id
                      FROM stock_route_categ link
                      JOIN product_category above ON above.id = link.categ_id
                     WHERE category.parent_path LIKE above.parent_path || '%%'
                   ) own ON own.route_id = rule.route_id
             WHERE %s
            """,
            self._cs_on_demand_rule_sql(companies),
        )

    def _cs_on_demand_rule_sql(self, companies):
        """Return the condition on ``rule``: make to order from stock, or drop shipping."""
        return SQL(
            """
            rule.active AND (rule.company_id IS NULL OR rule.company_id IN %s)
            AND (rule.procure_method = 'make_to_order' AND EXISTS (
                    SELECT 1 FROM stock_location source
                     WHERE source.id = rule.location_src_id AND source.usage = 'internal')
                 OR EXISTS (
                    SELECT 1 FROM stock_location dest
                     WHERE dest.id = rule.location_dest_id AND dest.usage = 'customer')
                    AND (rule.action = 'buy' OR EXISTS (
                        SELECT 1 FROM stock_location source
                         WHERE source.id = rule.location_src_id AND source.usage = 'supplier')))
            """,
            tuple(companies.ids),
        )

    def _cs_kit_sql(self, companies):
        if "mrp.bom" not in self.env:
            return SQL("FALSE")
        return SQL(
            """
            EXISTS (SELECT 1 FROM mrp_bom bom
                     WHERE bom.active AND bom.type = 'phantom'
                       AND (bom.product_id = product.id
                            OR bom.product_id IS NULL AND bom.product_tmpl_id = template.id)
                       AND (bom.company_id IS NULL OR bom.company_id IN %s))
            """,
            tuple(companies.ids),
        )

    def _cs_supply(self, warehouses):
        """Return ``{(warehouse id, product id): Forecast}`` in one query.

        Stock, and open moves that cross the border of the warehouse, as Odoo's own forecast
        counts them, but with every date.
        """
        supply = defaultdict(Forecast)
        if not self.ids or not warehouses.ids:
            return supply
        self.env["stock.quant"].flush_model(["quantity", "location_id", "product_id"])
        self.env["stock.move"].flush_model()
        rows = self.env.execute_query(self._cs_supply_sql(warehouses))
        stock, changes = defaultdict(float), defaultdict(list)
        for warehouse_id, product_id, date, quantity in rows:
            if date is None:
                stock[warehouse_id, product_id] += quantity
            else:
                changes[warehouse_id, product_id].append((date, quantity))
        for key in stock.keys() | changes.keys():
            supply[key] = Forecast(stock[key], changes[key])
        return supply

    def _cs_supply_sql(self, warehouses):
        move = SQL(
            "move.product_id IN %s AND move.state IN %s", tuple(self.ids), _OPEN_STATES
        )
        return SQL(
            """
            WITH place AS (
                SELECT warehouse.id AS warehouse_id, location.id AS location_id
                  FROM stock_warehouse warehouse
                  JOIN stock_location top ON top.id = warehouse.view_location_id
                  JOIN stock_location location
                    ON location.parent_path LIKE top.parent_path || '%%'
                 WHERE warehouse.id IN %(warehouses)s
            )
            SELECT place.warehouse_id, quant.product_id, NULL::timestamp, SUM(quant.quantity)
              FROM stock_quant quant
              JOIN place ON place.location_id = quant.location_id
             WHERE quant.product_id IN %(products)s
             GROUP BY place.warehouse_id, quant.product_id
             UNION ALL
            SELECT place.warehouse_id, move.product_id, move.date, SUM(move.product_qty)
              FROM stock_move move
              JOIN place ON place.location_id =
                            COALESCE(move.location_final_id, move.location_dest_id)
             WHERE %(move)s
               AND NOT EXISTS (SELECT 1 FROM place source
                                WHERE source.warehouse_id = place.warehouse_id
                                  AND source.location_id = move.location_id)
             GROUP BY place.warehouse_id, move.product_id, move.date
             UNION ALL
            SELECT place.warehouse_id, move.product_id, move.date, -SUM(move.product_qty)
              FROM stock_move move
              JOIN place ON place.location_id = move.location_id
             WHERE %(move)s
               AND NOT EXISTS (SELECT 1 FROM place dest
                                WHERE dest.warehouse_id = place.warehouse_id
                                  AND dest.location_id =
                                      COALESCE(move.location_final_id, move.location_dest_id))
             GROUP BY place.warehouse_id, move.product_id, move.date
            """,
            warehouses=tuple(warehouses.ids),
            products=tuple(self.ids),
            move=move,
        )
