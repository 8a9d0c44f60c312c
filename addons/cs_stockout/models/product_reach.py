from odoo import models
from odoo.tools import SQL

from ..tools.chain import DEPTH

# What one link of a chain leads to from the products of ``level``: a join for each kind of
# rule, over all products at once.
_STEPS = """
    SELECT rule.substitute_id AS id
      FROM %(level)s level
      JOIN cs_substitution_rule rule ON rule.product_id = level.id
     WHERE %(in_force)s
     UNION
    SELECT rule.product_id
      FROM %(level)s level
      JOIN cs_substitution_rule rule ON rule.substitute_id = level.id
     WHERE rule.two_way AND rule.product_id IS NOT NULL AND %(in_force)s
     UNION
    SELECT rule.substitute_id
      FROM %(level)s level
      JOIN product_product product ON product.id = level.id
      JOIN cs_substitution_rule rule ON rule.product_tmpl_id = product.product_tmpl_id
     WHERE rule.product_tmpl_id IS NOT NULL AND %(in_force)s
     UNION
    SELECT rule.substitute_id
      FROM cs_substitution_rule rule
      JOIN product_category own ON own.id = rule.categ_id
      JOIN product_category below ON below.parent_path LIKE own.parent_path || '%%'
      JOIN product_template template ON template.categ_id = below.id
      JOIN product_product product ON product.product_tmpl_id = template.id
      JOIN %(level)s level ON level.id = product.id
     WHERE rule.categ_id IS NOT NULL AND %(in_force)s
"""


class ProductProduct(models.Model):
    """What rules lead to from a product, substitutes of substitutes included."""

    _inherit = "product.product"

    def _cs_reach_sql(self, companies):
        """Return the query for these products and all that rules lead to from them.

        Which rules are in force for whom is looked at later: this is where they may lead.
        """
        self.env["cs.substitution.rule"].flush_model()
        in_force = SQL(
            "rule.active AND rule.exclude IS NOT TRUE"
            " AND (rule.company_id IS NULL OR rule.company_id IN %s)",
            tuple(companies.ids),
        )
        names = [SQL.identifier(f"level_{number}") for number in range(DEPTH + 1)]
        first = SQL("SELECT id FROM product_product WHERE id IN %s", tuple(self.ids) or (0,))
        queries = [first] + [
            SQL(_STEPS, level=before, in_force=in_force) for before in names[:-1]
        ]
        return SQL(
            "WITH %s %s",
            SQL(", ").join(
                SQL("%s AS MATERIALIZED (%s)", *level) for level in zip(names, queries, strict=True)
            ),
            SQL(" UNION ").join(SQL("SELECT id FROM %s", name) for name in names),
        )
