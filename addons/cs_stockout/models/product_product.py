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
    # Of a kit: (component id, quantity of it in one kit), each in its product's unit.
    parts: tuple = ()


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

    def _cs_facts(self, companies, reach=False):
        """Return ``{id: Facts}`` in one query, two where there are kits.

        :param bool reach: of all products that substitution rules lead to as well

        Counted in stock are storable products, but for those that a route makes, buys or ships
        to order. A kit is counted by its components.
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
                       %(counted)s, %(kit)s
                  FROM product_product product
            CROSS JOIN LATERAL (
                    -- One look-up each: joined, all templates would be read for a few.
                    SELECT id, type, is_storable, uom_id, categ_id
                      FROM product_template WHERE id = product.product_tmpl_id OFFSET 0
                  ) template
             LEFT JOIN product_category category ON category.id = template.categ_id
                 WHERE product.id IN %(ids)s
                """,
                counted=self._cs_counted_sql(companies),
                kit=self._cs_kit_sql(companies),
                ids=SQL("(%s)", self._cs_reach_sql(companies)) if reach else tuple(self.ids),
            )
        )
        kits = self.browse(row[0] for row in rows if row[5])
        parts = kits._cs_parts(companies) if kits else {}
        return {
            product_id: Facts(
                template_id,
                uom_id,
                tuple(int(part) for part in (path or "").split("/") if part),
                bool(parts.get(product_id) if kit else counted),
                parts.get(product_id, ()),
            )
            for product_id, template_id, uom_id, path, counted, kit in rows
        }

    def _cs_counted_sql(self, companies):
        """Return the condition on ``template`` and ``category``: served from stock."""
        return SQL(
            "template.type = 'consu' AND template.is_storable AND NOT EXISTS (%s)",
            self._cs_on_demand_sql(companies),
        )

    # Glue add-ons ask for them; pylint: disable-next=unused-argument
    def _cs_kit_sql(self, companies):
        """Return the condition on ``product`` and ``template``: sold as a kit (hook)."""
        return SQL("FALSE")

    # Glue add-ons ask for them; pylint: disable-next=unused-argument
    def _cs_parts(self, companies):
        """Return ``{id: ((component id, quantity), …)}`` of these kits (hook)."""
        return {}

    def _cs_on_demand_sql(self, companies):
        """Return the query for a route that gets this product for one order only."""
        routes = self.env["stock.route"]._cs_on_demand(tuple(sorted(companies.ids)))
        if not routes:
            return SQL("SELECT 1 WHERE FALSE")
        return SQL(
            """
            SELECT 1 FROM stock_route_product own
             WHERE own.product_id = template.id AND own.route_id IN %(routes)s
             UNION ALL
            SELECT 1
              FROM stock_route_categ link
              JOIN product_category above ON above.id = link.categ_id
             WHERE category.parent_path LIKE above.parent_path || '%%'
               AND link.route_id IN %(routes)s
            """,
            routes=tuple(routes),
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

    def _cs_supply(self, warehouses, sold=True):
        """Return ``{(warehouse id, product id): Forecast}`` in one query.

        Stock, and open moves that cross the border of the warehouse, as Odoo's own forecast
        counts them, but with every date. A supplier's receipt counts from the later of its two
        dates: a new date on the purchase order moves its deadline only.

        :param bool sold: count what leaves stock for customers' orders as well
        """
        supply = defaultdict(Forecast)
        if not self.ids or not warehouses.ids:
            return supply
        self.env["stock.quant"].flush_model(["quantity", "location_id", "product_id"])
        self.env["stock.move"].flush_model()
        rows = self.env.execute_query(self._cs_supply_sql(warehouses, sold))
        stock, changes = defaultdict(float), defaultdict(list)
        for warehouse_id, product_id, date, quantity in rows:
            if date is None:
                stock[warehouse_id, product_id] += quantity
            else:
                changes[warehouse_id, product_id].append((date, quantity))
        for key in stock.keys() | changes.keys():
            supply[key] = Forecast(stock[key], changes[key])
        return supply

    def _cs_supply_sql(self, warehouses, sold):
        """Return the query of :meth:`_cs_supply`, a row for each sum of like changes.

        A location is looked up where something lies or moves: joined, every bin of a large
        warehouse would be read for one product.
        """
        return SQL(
            """
              WITH place AS MATERIALIZED (
                SELECT id AS warehouse_id,
                       (SELECT parent_path FROM stock_location WHERE id = view_location_id) AS path
                  FROM stock_warehouse WHERE id IN %(warehouses)s
              )
            SELECT place.warehouse_id, quant.product_id, NULL::timestamp,
                   COALESCE(SUM(quant.quantity), 0)
              FROM stock_quant quant
        CROSS JOIN place
             WHERE quant.product_id IN %(products)s
               AND (SELECT starts_with(location.parent_path, place.path)
                      FROM stock_location location WHERE location.id = quant.location_id)
             GROUP BY 1, 2
             UNION ALL
            SELECT place.warehouse_id, move.product_id,
                   CASE WHEN way.inward AND way.origin = 'supplier'
                        THEN GREATEST(move.date, move.date_deadline) ELSE move.date END,
                   SUM(CASE WHEN way.inward THEN move.product_qty ELSE -move.product_qty END)
              FROM stock_move move
        CROSS JOIN place
        CROSS JOIN LATERAL (
                SELECT starts_with(dest.parent_path, place.path) AS inward,
                       starts_with(origin.parent_path, place.path) AS outward,
                       origin.usage AS origin, dest.usage AS dest
                  FROM stock_location origin, stock_location dest
                 WHERE origin.id = move.location_id
                   AND dest.id = COALESCE(move.location_final_id, move.location_dest_id)
                OFFSET 0
              ) way
             WHERE move.product_id IN %(products)s AND move.state IN %(states)s
               AND way.inward <> way.outward AND (way.inward OR %(sold)s)
             GROUP BY 1, 2, 3, way.inward
            """,
            warehouses=tuple(warehouses.ids),
            products=tuple(self.ids),
            states=_OPEN_STATES,
            sold=SQL("TRUE") if sold else self._cs_unsold_sql(),
        )

    def _cs_unsold_sql(self):
        """Return the condition on ``move`` and ``way``: brings no customer what stock promised."""
        return SQL(
            "NOT (move.sale_line_id IS NOT NULL AND move.procure_method = 'make_to_stock'"
            " AND way.dest = 'customer')"
        )
