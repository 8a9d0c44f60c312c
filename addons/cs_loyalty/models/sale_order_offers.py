from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cs_offer_count = fields.Integer(
        string="Offers for This Customer", compute="_compute_cs_offer_count", compute_sudo=True
    )

    @api.depends("partner_id", "company_id", "state", "order_line.product_id")
    def _compute_cs_offer_count(self):
        for order in self:
            order.cs_offer_count = len(order._cs_get_offers())

    def _cs_get_offers(self):
        """Return the offers for what is on the order, in one query; none once it is confirmed.

        An offer whose products are on the order already is left out.
        """
        self.ensure_one()
        offers = self.env["cs.tier.offer"]
        products = self.order_line.product_id
        customer = self.partner_id._origin
        asked = self.state in ("draft", "sent") and products.ids and customer
        if not asked or not offers._are_there():
            return offers
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        for model in ("cs.tier.offer", "cs.tier.membership", "cs.tier", "cs.tier.group"):
            self.env[model].flush_model()
        query = SQL(
            """
            SELECT offer.id FROM cs_tier_offer offer
              JOIN cs_tier tier ON tier.id = offer.tier_id
              JOIN cs_tier_group tiers ON tiers.id = tier.group_id AND tiers.active
              JOIN res_partner customer ON customer.id = %(customer)s
              JOIN cs_tier_membership member
                ON member.group_id = tiers.id
               AND member.partner_id = customer.commercial_partner_id
              JOIN cs_tier held ON held.id = member.tier_id AND held.rank >= tier.rank
              JOIN res_company company ON company.id = %(company)s
             WHERE offer.active AND offer.product_id = ANY(%(products)s)
               AND tiers.company_id::text = ANY(string_to_array(company.parent_path, '/'))
               AND EXISTS (
                   SELECT 1 FROM cs_tier_offer_product_product_rel rel
                    WHERE rel.cs_tier_offer_id = offer.id
                      AND rel.product_product_id <> ALL(%(products)s))
             ORDER BY offer.sequence, offer.id
            """,
            customer=customer.id,
            company=self.company_id.id,
            products=products.ids,
        )
        return offers.browse(row[0] for row in self.env.execute_query(query))

    def cs_offers(self):
        """Tell what the customer's tier lets us offer for what is on the quotation.

        :returns: a list of dicts: ``id`` of the offer, ``name``, ``kind`` (``swap``, ``add``),
            ``line_id``, ``product_id``, ``offer_product_ids``, ``more``, ``price_now`` and
            ``price_offered`` for the ordered quantity in the order's currency, and
            ``difference``: what the customer pays more
        :raises AccessError: for those who may not change the order
        """
        self.check_access("write")
        return [
            order._cs_prepare_offer(offer)
            for order in self.sudo()
            for offer in order._cs_get_offers()
        ]

    def _cs_prepare_offer(self, offer):
        line = self.order_line.filtered(lambda line: line.product_id == offer.product_id)[:1]
        now = line.price_unit * (1 - line.discount / 100) * line.product_uom_qty
        offered = sum(self._cs_get_offer_price(line, p) for p in offer.offer_product_ids)
        more = offered - now if offer.kind == "swap" else offered
        return {
            "id": offer.id,
            "name": offer.name,
            "kind": offer.kind,
            "line_id": line.id,
            "product_id": line.product_id.id,
            "offer_product_ids": offer.offer_product_ids.ids,
            "more": offer.more,
            "price_now": self.currency_id.round(now),
            "price_offered": self.currency_id.round(offered),
            "difference": self.currency_id.round(more),
        }

    def _cs_get_offer_quantity(self, line, product):
        """Return the ordered quantity in the unit in which ``product`` is sold."""
        unit = line.product_uom_id
        if unit._has_common_reference(product.uom_id):
            return unit._compute_quantity(line.product_uom_qty, product.uom_id)
        return line.product_uom_qty

    def _cs_get_offer_price(self, line, product):
        quantity = self._cs_get_offer_quantity(line, product)
        price = self.pricelist_id._get_product_price(
            product, quantity, currency=self.currency_id, date=self.date_order
        )
        return price * quantity

    def cs_take_offer(self, offer_id):
        """Put an offer on the quotation: its products instead of the ordered one, or with it.

        :param int offer_id: one of those that ``cs_offers`` returns
        :returns: the ids of the new order lines; none when it was taken already
        :raises UserError: when the order is no quotation any more
        :raises AccessError: for those who may not change the order
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._("The order is confirmed: offers are taken on quotations only.")
            )
        offer = self.sudo()._cs_get_offers().filtered(lambda offer: offer.id == offer_id)
        line = self.order_line.filtered(lambda line: line.product_id == offer.product_id)[:1]
        if not line:
            return []
        before = self.order_line
        commands = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": self._cs_get_offer_quantity(line, product),
                    "product_uom_id": product.uom_id.id,
                    "sequence": line.sequence,
                }
            )
            for product in offer.offer_product_ids - before.product_id
        ]
        if offer.kind == "swap":
            commands.append(Command.delete(line.id))
        self.write({"order_line": commands})
        return (self.order_line - before).ids

    def action_cs_offers(self):
        """Show the offers for this customer side by side with what is ordered."""
        self.ensure_one()
        lines = [
            Command.create(
                {
                    "offer_id": offer["id"],
                    "order_line_id": offer["line_id"],
                    "price_now": offer["price_now"],
                    "price_offered": offer["price_offered"],
                    "difference": offer["difference"],
                }
            )
            for offer in self.cs_offers()
        ]
        values = {"order_id": self.id, "line_ids": lines}
        wizard = self.env["cs.tier.offer.wizard"].create(values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offers for %(customer)s", customer=self.partner_id.display_name),
            "res_model": "cs.tier.offer.wizard",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
