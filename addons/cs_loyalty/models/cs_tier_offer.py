from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache


class CsTierOffer(models.Model):
    """A bundle that members are offered when they order a product: an upsell, with its reason."""

    _name = "cs.tier.offer"
    _inherit = ["cs.cached.mixin"]
    _description = "Tier Offer"
    _order = "sequence, id"
    _CACHED_FIELDS = {"active"}

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    tier_id = fields.Many2one(
        "cs.tier",
        string="From Tier",
        required=True,
        index=True,
        ondelete="cascade",
        help="Members of this tier, and of the higher ones of its group, are offered it.",
    )
    company_id = fields.Many2one(related="tier_id.group_id.company_id")
    product_id = fields.Many2one(
        "product.product",
        string="When Ordering",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('sale_ok', '=', True)]",
    )
    kind = fields.Selection(
        [("swap", "Instead"), ("add", "In addition")],
        string="Offered",
        required=True,
        default="swap",
    )
    offer_product_ids = fields.Many2many(
        "product.product",
        string="Products",
        required=True,
        domain="[('sale_ok', '=', True)]",
        help="What is put on the order: a bundle product, or several products.",
    )
    more = fields.Text(
        string="What Is More",
        required=True,
        translate=True,
        help="What the customer gets beyond what she ordered, in words to read to her.",
    )

    @api.constrains("product_id", "offer_product_ids")
    def _check_products(self):
        for offer in self:
            if offer.product_id in offer.offer_product_ids:
                raise ValidationError(
                    self.env._(
                        "%(offer)s offers the product that is ordered: choose another.",
                        offer=offer.name,
                    )
                )
            if not offer.offer_product_ids:
                raise ValidationError(
                    self.env._("Choose at least one product for %(offer)s.", offer=offer.name)
                )

    @api.model
    @ormcache()
    def _are_there(self):
        """Return whether there is any offer: a shop without them is not asked at each order."""
        return bool(self.sudo().search_count([], limit=1))
