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
        return {
            product.id: Facts(
                product.product_tmpl_id.id,
                product.uom_id.id,
                (),
                bool(parts.get(product.id)) if product in kits else product._cs_is_stocked(routes),
                parts.get(product.id, ()),
            )
            for product in self.sudo()
        }

    def _cs_is_stocked(self, on_demand):
        """Return whether this product is served from stock.

        :param frozenset on_demand: routes that get goods for one order only
        """
        self.ensure_one()
        if self.type != "consu" or not self.is_storable:
            return False
        if not on_demand:
            return True
        return on_demand.isdisjoint((self.route_ids | self.categ_id.total_route_ids).ids)

    # Glue add-ons ask for them; pylint: disable-next=unused-argument
    def _cs_kits(self, companies):
        """Return those of these products that are sold as kits (hook)."""
        return self.browse()
