from odoo import api, fields, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    """A product's stock-outs, and whether it will ever come again."""

    _inherit = "product.template"

    cs_discontinued = fields.Boolean(
        string="Discontinued",
        help="It will not be bought again: a customer is never asked to wait for it.",
    )
    cs_stockout_case_count = fields.Integer(
        string="Stock-out Cases",
        compute="_compute_cs_stockout_case_count",
        groups="cs_stockout.cs_stockout_group_user",
    )

    def _compute_cs_stockout_case_count(self):
        counts = self.product_variant_ids._cs_case_counts()
        for template in self:
            template.cs_stockout_case_count = sum(
                counts.get(variant.id, 0) for variant in template.product_variant_ids
            )

    def action_cs_stockout_cases(self):
        """Open the stock-out cases of these products.

        :returns: the action
        """
        return self.product_variant_ids.action_cs_stockout_cases()


class ProductProduct(models.Model):
    _inherit = "product.product"

    cs_stockout_case_count = fields.Integer(
        string="Stock-out Cases",
        compute="_compute_cs_stockout_case_count",
        groups="cs_stockout.cs_stockout_group_user",
    )

    @api.depends_context("uid")
    def _compute_cs_stockout_case_count(self):
        counts = self._cs_case_counts()
        for product in self:
            product.cs_stockout_case_count = counts.get(product.id, 0)

    def _cs_case_counts(self):
        """Return ``{product id: number of cases that are not settled}``."""
        case = self.env["cs.stockout.case"]
        groups = case._read_group(
            [("product_id", "in", self.ids), ("state", "in", case._OPEN_STATES)],
            ["product_id"],
            ["__count"],
        )
        return {product.id: count for product, count in groups}

    def action_cs_stockout_cases(self):
        """Open the stock-out cases of these products.

        :returns: the action
        :raise AccessError: the user may not see cases
        """
        self.env["cs.stockout.case"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_stockout.cs_stockout_case_action"
        )
        action["domain"] = list(Domain("product_id", "in", self.ids))
        return action

    def _cs_comes_again(self):
        """Return whether it makes sense to wait for this product (hook)."""
        self.ensure_one()
        return self.active and self.sale_ok and not self.cs_discontinued
