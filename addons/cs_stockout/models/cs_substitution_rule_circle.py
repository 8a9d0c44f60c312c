from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.chain import circle


class CsSubstitutionRule(models.Model):
    """Rules that lead back to where they began are told, not refused: the search ends by itself."""

    _inherit = "cs.substitution.rule"

    circle = fields.Char(
        compute="_compute_circle",
        help="Rules between products that lead from the substitute back to the product.",
    )

    @api.depends("product_id", "substitute_id", "exclude", "two_way", "company_id")
    def _compute_circle(self):
        for rule in self:
            way = rule._cs_circle()
            rule.circle = (
                self.env._(
                    "These rules lead in a circle: %(way)s. That is fine: nobody is offered what "
                    "was short already. If a ratio or price should differ on the way back, check "
                    "those rules as well.",
                    way=" → ".join(way.mapped("display_name")),
                )
                if way
                else False
            )

    def _cs_circle(self):
        """Return the products from this rule's product over other rules back to it, or none."""
        products = self.env["product.product"]
        start, end = self.product_id._origin, self.substitute_id._origin
        if self.exclude or not start or not end:
            return products
        following = self.sudo()._cs_following(end)
        way = circle(start.id, end.id, lambda product_id: following.get(product_id, ()))
        return products.browse([start.id, *way, start.id]) if way else products

    def _cs_following(self, products):
        """Return ``{product id: [substitute ids]}`` of the other one-way rules within reach."""
        reach = products._cs_facts(self.company_id or self.env.company, reach=True)
        others = self.search_fetch(
            Domain("product_id", "in", list(reach))
            & Domain("exclude", "=", False)
            & Domain("id", "not in", self._origin.ids)
            & Domain("company_id", "in", [False, self.company_id.id]),
            ["product_id", "substitute_id"],
        )
        return {
            product.id: rules.substitute_id.ids
            for product, rules in others.grouped("product_id").items()
        }
