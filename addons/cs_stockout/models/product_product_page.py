from odoo import models


class ProductProduct(models.Model):
    """A product as a customer reads about it."""

    _inherit = "product.product"

    def _cs_customer_facts(self):
        """Return ``{label: text}`` of what may be told to a customer (hook)."""
        self.ensure_one()
        own = self.product_template_attribute_value_ids.grouped("attribute_id")
        facts = {}
        for line in self.attribute_line_ids:
            values = own.get(line.attribute_id)
            if values:
                values = values.product_attribute_value_id
            elif len(line.value_ids) == 1:
                values = line.value_ids
            if values:
                facts[line.attribute_id.name] = ", ".join(values.mapped("name"))
        if self.weight:
            label = self.env._("Weight")
            facts[label] = f"{self.weight:g} {self.weight_uom_name}"
        return facts
