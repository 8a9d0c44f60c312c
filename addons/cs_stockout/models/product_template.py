from odoo import fields, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    _inherit = "product.template"

    cs_substitution_count = fields.Integer(
        compute="_compute_cs_substitution_count",
        groups="cs_stockout.cs_stockout_group_user",
    )

    def _compute_cs_substitution_count(self):
        for template in self:
            template.cs_substitution_count = self.env["cs.substitution.rule"].search_count(
                template._cs_rules_domain()
            )

    def _cs_rules_domain(self):
        """Return the domain of the rules that name these products on either side."""
        variants = self.product_variant_ids.ids
        return (
            Domain("product_tmpl_id", "in", self.ids)
            | Domain("product_id", "in", variants)
            | Domain("substitute_id", "in", variants)
        )

    def action_cs_substitutions(self):
        """Open the substitution rules of this product.

        :returns: the action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_stockout.cs_substitution_rule_action"
        )
        action["domain"] = list(self._cs_rules_domain())
        action["context"] = {"default_product_tmpl_id": self.id}
        return action

    def _cs_is_stocked(self, on_demand):
        """Return whether this product is served from stock.

        :param frozenset on_demand: routes that get goods for one order only
        """
        self.ensure_one()
        if self.type != "consu" or not self.is_storable:
            return False
        return not on_demand or (
            on_demand.isdisjoint(self.route_ids.ids)
            and on_demand.isdisjoint(self.categ_id.total_route_ids.ids)
        )
