from collections import defaultdict

from odoo import models
from odoo.tools import SQL


class ProductProduct(models.Model):
    """Kits: what they are made of, all levels at once."""

    _inherit = "product.product"

    def _cs_kit_sql(self, companies):
        bills = self.env["mrp.bom"]
        bills.flush_model(bills._CACHED_FIELDS)
        return SQL("EXISTS (SELECT 1 FROM mrp_bom bom WHERE %s)", self._cs_kit_sql_of(companies))

    def _cs_kit_sql_of(self, companies):
        """Return the condition on ``bom``: it makes a kit of ``product``."""
        return SQL(
            """
            bom.product_tmpl_id = template.id AND bom.active AND bom.type = 'phantom'
            AND (bom.product_id IS NULL OR bom.product_id = product.id)
            AND (bom.company_id IS NULL OR bom.company_id IN %s)
            """,
            tuple(companies.ids),
        )

    def _cs_kit_bom_sql(self, companies):
        """Return the query for the kit's bill of ``product``, chosen as Odoo does."""
        return SQL(
            """
            SELECT bom.id, bom.product_qty, unit.factor
              FROM mrp_bom bom
              JOIN uom_uom unit ON unit.id = bom.product_uom_id
             WHERE %s
             ORDER BY bom.sequence, bom.product_id, bom.id
             LIMIT 1
            """,
            self._cs_kit_sql_of(companies),
        )

    def _cs_kits(self, companies):
        templates, variants = self.env["mrp.bom"]._cs_kits(tuple(sorted(companies.ids)))
        kits = super()._cs_kits(companies)
        if not (templates or variants):
            return kits
        return kits | self.filtered(
            lambda product: product.product_tmpl_id.id in templates or product.id in variants
        )

    def _cs_parts(self, companies):
        self.env["mrp.bom"].flush_model()
        self.env["mrp.bom.line"].flush_model()
        parts = defaultdict(tuple)
        for kit_id, product_id, quantity in self.env.execute_query(
            self._cs_parts_sql(companies)
        ):
            parts[kit_id] += ((product_id, float(quantity)),)
        return parts

    def _cs_parts_sql(self, companies):
        """Return the query for ``(kit id, component id, quantity in one kit)``."""
        return SQL(
            """
            WITH RECURSIVE part (kit_id, product_id, quantity, way) AS (
                SELECT product.id, product.id, 1::double precision, ARRAY[product.id]
                  FROM product_product product
                 WHERE product.id IN %(kits)s
                 UNION ALL
                SELECT part.kit_id, line.product_id,
                       part.quantity * own.factor / bom.factor / bom.product_qty
                       * line.product_qty * unit.factor / component_unit.factor,
                       part.way || line.product_id
                  FROM part
                  JOIN product_product product ON product.id = part.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  JOIN uom_uom own ON own.id = template.uom_id
                  JOIN LATERAL (%(bom)s) bom ON TRUE
                  JOIN mrp_bom_line line ON line.bom_id = bom.id
                  JOIN uom_uom unit ON unit.id = line.product_uom_id
                  JOIN product_product component ON component.id = line.product_id
                  JOIN product_template component_template
                    ON component_template.id = component.product_tmpl_id
                  JOIN uom_uom component_unit ON component_unit.id = component_template.uom_id
                 WHERE line.product_id <> ALL(part.way) AND NOT (%(skipped)s)
            )
            SELECT part.kit_id, part.product_id, SUM(part.quantity)
              FROM part
              JOIN product_product product ON product.id = part.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN product_category category ON category.id = template.categ_id
             WHERE part.product_id <> part.kit_id AND NOT %(kit)s AND %(counted)s
             GROUP BY part.kit_id, part.product_id
            HAVING SUM(part.quantity) > 0
             ORDER BY part.kit_id, part.product_id
            """,
            kits=tuple(self.ids),
            bom=self._cs_kit_bom_sql(companies),
            skipped=self._cs_skipped_sql(),
            kit=self._cs_kit_sql(companies),
            counted=self._cs_counted_sql(companies),
        )

    def _cs_skipped_sql(self):
        """Return the condition on ``line`` and ``product``: not for this variant.

        A line that names values is for variants that have one of them for each attribute.
        """
        field = self.env["mrp.bom.line"]._fields["bom_product_template_attribute_value_ids"]
        return SQL(
            """
            EXISTS (
                SELECT 1
                  FROM %(table)s named
                  JOIN product_template_attribute_value value ON value.id = named.%(value)s
                 WHERE named.%(line)s = line.id
                   AND NOT EXISTS (
                       SELECT 1
                         FROM product_variant_combination has
                         JOIN product_template_attribute_value same
                           ON same.id = has.product_template_attribute_value_id
                        WHERE has.product_product_id = product.id
                          AND same.attribute_id = value.attribute_id
                          AND same.id IN (SELECT other.%(value)s FROM %(table)s other
                                           WHERE other.%(line)s = line.id)))
            """,
            table=SQL.identifier(field.relation),
            value=SQL.identifier(field.column2),
            line=SQL.identifier(field.column1),
        )
