from odoo import models
from odoo.tools import SQL

from ..tools.chain import DEPTH


class ProductProduct(models.Model):
    """What rules lead to from a product, substitutes of substitutes included."""

    _inherit = "product.product"

    def _cs_reach_sql(self, companies):
        """Return the query for these products and all that rules lead to from them.

        Which rules are in force for whom is looked at later: this is where they may lead.
        """
        self.env["cs.substitution.rule"].flush_model()
        return SQL(
            """
            WITH RECURSIVE reach (id, depth) AS (
                SELECT id, 0 FROM product_product WHERE id IN %(ids)s
                 UNION
                SELECT step.id, reach.depth + 1
                  FROM reach
                  JOIN product_product product ON product.id = reach.id
                  JOIN product_template template ON template.id = product.product_tmpl_id
             LEFT JOIN product_category category ON category.id = template.categ_id
                  JOIN LATERAL (%(steps)s) step ON TRUE
                 WHERE reach.depth < %(depth)s
            )
            SELECT id FROM reach
            """,
            ids=tuple(self.ids) or (0,),
            steps=self._cs_steps_sql(companies),
            depth=DEPTH,
        )

    def _cs_steps_sql(self, companies):
        """Return the query for the products that rules lead to from ``product``."""
        ways = {
            "substitute_id": (
                "rule.product_id = product.id",
                "rule.product_tmpl_id = template.id",
                "rule.categ_id = ANY(string_to_array(rtrim(category.parent_path, '/'),'/')::int[])",
            ),
            "product_id": ("rule.substitute_id = product.id AND rule.two_way",),
        }
        in_force = SQL(
            "rule.active AND rule.exclude IS NOT TRUE"
            " AND (rule.company_id IS NULL OR rule.company_id IN %s)",
            tuple(companies.ids),
        )
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS id FROM cs_substitution_rule rule WHERE %s AND %s",
                SQL.identifier("rule", target), SQL(condition), in_force,
            )
            for target, conditions in ways.items()
            for condition in conditions
        )
