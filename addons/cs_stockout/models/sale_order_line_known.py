from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ..tools import ranking

HISTORY_DAYS = 730


class Known(NamedTuple):
    """What the shop has seen of one substitute for one product and customer.

    ``affinity`` is a share of the nearest product's, None where nothing is known.
    """

    accepted: int = 0
    offered: int = 0
    bought: bool = False
    refused: bool = False
    affinity: float | None = None


class History:
    """The shop's own history of products and substitutes, read in one query."""

    def __init__(self, rows):
        self.answers, self.affinity = {}, defaultdict(dict)
        self.bought, self.refused = set(), set()
        self.attributes = defaultdict(lambda: defaultdict(set))
        self.uses_affinity = False
        for kind, one, two, first, second in rows:
            if kind == "answers":
                self.answers[one, two] = (int(first), int(second))
            elif kind == "attribute":
                self.attributes[one][two].add(int(first))
            elif kind == "affinity":
                self.affinity[one][two] = first
            elif kind == "uses":
                self.uses_affinity = True
            else:
                getattr(self, kind).add((one, two))

    def about(self, line, product, facts):
        """Return ``(Known, Signals)`` of ``product`` as a substitute on ``line``."""
        source, customer = line.product_id.id, line.order_id.partner_id.id
        accepted, offered = self.answers.get((source, product.id), (0, 0))
        known = Known(
            accepted,
            offered,
            (customer, product.id) in self.bought,
            (customer, product.id) in self.refused,
            self.affinity[source].get(product.id, 0.0) if source in self.affinity else None,
        )
        return known, self._signals(known, source, product.id, facts)

    def _signals(self, known, source, product, facts):
        one, two = facts[source].category_ids, facts[product].category_ids
        affinity = None
        if self.uses_affinity:
            affinity = ranking.UNKNOWN if known.affinity is None else known.affinity
        return ranking.Signals(
            ranking.acceptance(known.accepted, known.offered),
            ranking.likeness(
                one[-1:] == two[-1:],
                self.attributes.get(source, {}),
                self.attributes.get(product, {}),
            ),
            ranking.familiarity(known.bought, known.refused),
            affinity,
        )


class SaleOrderLine(models.Model):
    """What the shop's history says about substitutes."""

    _inherit = "sale.order.line"

    def _cs_known(self, products):
        """Return the ``History`` of ``products`` as substitutes for those of these lines."""
        if not self or not products:
            return History(())
        for model, names in {
            "cs.stockout.case": ["choice", "chosen_by", "chosen_at", "chosen_option_id"],
            "cs.stockout.option": ["kind", "product_id", "case_id"],
            "sale.order.line": ["product_id", "order_id"],
            "sale.order": ["state", "partner_id", "company_id"],
            "res.partner": ["commercial_partner_id"],
            "product.template.attribute.value": None,
            "res.company": ["cs_stockout_affinity"],
        }.items():
            self.env[model].flush_model(names)
        return History(self.env.execute_query(self._cs_known_sql(products)))

    def _cs_known_sql(self, products):
        values = {
            "sources": tuple(self.product_id.ids),
            "products": tuple(products.ids),
            "both": tuple((self.product_id | products).ids),
            "customers": tuple(self.order_id.partner_id.ids) or (0,),
            "companies": tuple(self.company_id.ids) or (0,),
            "since": fields.Datetime.now() - timedelta(days=HISTORY_DAYS),
        }
        return SQL(" UNION ALL ").join(
            SQL(query, **{key: value for key, value in values.items() if f"({key})s" in query})
            for query in (_ANSWERS, _REFUSED, _BOUGHT, _ATTRIBUTES, _AFFINITY, _USES)
        )


# Every query gives (kind, id, id, number, number). Contacts of one company are one customer.
# Silence is no answer: time-outs count for nothing.
_ANSWERS = """
    SELECT 'answers', asked.product_id, option.product_id,
           (COUNT(*) FILTER (WHERE asked.chosen_option_id = option.id))::float, COUNT(*)::float
      FROM cs_stockout_case asked
      JOIN cs_stockout_option option ON option.case_id = asked.id AND option.kind = 'substitute'
     WHERE asked.product_id IN %(sources)s AND option.product_id IN %(products)s
       AND asked.company_id IN %(companies)s AND asked.chosen_at >= %(since)s
       AND asked.choice IS NOT NULL AND asked.chosen_by <> 'deadline'
     GROUP BY asked.product_id, option.product_id"""
_REFUSED = """
    SELECT DISTINCT 'refused', own.id, option.product_id, 0::float, 0::float
      FROM res_partner own
      JOIN res_partner customer ON customer.commercial_partner_id = own.commercial_partner_id
      JOIN cs_stockout_case asked ON asked.partner_id = customer.id
      JOIN cs_stockout_option option ON option.case_id = asked.id AND option.kind = 'substitute'
     WHERE own.id IN %(customers)s AND option.product_id IN %(products)s
       AND asked.company_id IN %(companies)s AND asked.chosen_at >= %(since)s
       AND asked.choice IS NOT NULL AND asked.chosen_by <> 'deadline'
       AND asked.chosen_option_id IS DISTINCT FROM option.id"""
_BOUGHT = """
    SELECT DISTINCT 'bought', own.id, line.product_id, 0::float, 0::float
      FROM res_partner own
      JOIN res_partner customer ON customer.commercial_partner_id = own.commercial_partner_id
      JOIN sale_order sold ON sold.partner_id = customer.id AND sold.state = 'sale'
      JOIN sale_order_line line ON line.order_id = sold.id
     WHERE own.id IN %(customers)s AND line.product_id IN %(products)s
       AND sold.company_id IN %(companies)s"""
# An attribute that makes no variants tells something where the product has one value of it.
_ATTRIBUTES = """
    SELECT 'attribute', product.id, value.attribute_id,
           value.product_attribute_value_id::float, 0::float
      FROM product_product product
      JOIN product_template_attribute_value value
        ON value.product_tmpl_id = product.product_tmpl_id AND value.ptav_active
     WHERE product.id IN %(both)s
       AND (EXISTS (SELECT 1 FROM product_variant_combination own
                     WHERE own.product_product_id = product.id
                       AND own.product_template_attribute_value_id = value.id)
            OR NOT EXISTS (SELECT 1 FROM product_template_attribute_value other
                            WHERE other.attribute_line_id = value.attribute_line_id
                              AND other.id <> value.id AND other.ptav_active))"""
_AFFINITY = """
    SELECT 'affinity', near.product_id, near.other_id, near.share, 0::float
      FROM (SELECT product_id, other_id,
                   score / MAX(score) OVER (PARTITION BY product_id) AS share
              FROM cs_product_affinity
             WHERE product_id IN %(sources)s AND company_id IN %(companies)s) near
     WHERE near.share = 1 OR near.other_id IN %(products)s"""
_USES = """
    SELECT 'uses', id, id, 0::float, 0::float
      FROM res_company WHERE id IN %(companies)s AND cs_stockout_affinity"""
