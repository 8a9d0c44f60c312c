from odoo import models

from .product_product import Facts


class ProductProduct(models.Model):
    """What detection needs of products that Odoo reads anyway: in a form, at a confirmation."""

    _inherit = "product.product"

    def _cs_known_facts(self, companies):
        """Return ``{id: Facts}`` as :meth:`_cs_facts` does, without the categories.

        From the fields that forms and confirmations read in any case: no query of its own.
        """
        routes = self.env["stock.route"]._cs_on_demand(tuple(sorted(companies.ids)))
        kits = self._cs_kits(companies)
        parts = kits._cs_parts(companies) if kits else {}
        kit_ids, facts = set(kits.ids), {}
        for product in self.sudo():
            # Asked of the template: a field that variants inherit is worked out for each of them.
            template = product.product_tmpl_id
            facts[product.id] = Facts(
                template.id,
                template.uom_id.id,
                (),
                bool(parts.get(product.id)) if product.id in kit_ids
                else template._cs_is_stocked(routes),
                parts.get(product.id, ()),
            )
        return facts

    # Glue add-ons ask for them; pylint: disable-next=unused-argument
    def _cs_kits(self, companies):
        """Return those of these products that are sold as kits (hook)."""
        return self.browse()
