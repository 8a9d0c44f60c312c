import psycopg2
from odoo.addons.cs_loyalty.tests.common import MILLION, LoyaltyCase
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestFreeDelivery(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.group = cls.make_group()
        cls.silver, cls.gold = cls.group.tier_ids
        cls.gold.free_delivery_from = 2 * MILLION
        cls.product = cls.make_product()
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Giao nhanh",
                "delivery_type": "fixed",
                "fixed_price": 30000,
                "product_id": cls.make_product("Delivery", type="service", list_price=0).id,
            }
        )
        cls.member_row = cls.env["cs.tier.membership"].create(
            {"partner_id": cls.lan.id, "group_id": cls.group.id, "tier_id": cls.gold.id}
        )

    def order(self, quantity=2, partner=None):
        order = self.env["sale.order"].with_user(self.seller).create(
            {
                "partner_id": (partner or self.lan).id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.set_delivery_line(self.carrier, 30000)
        return order

    def delivery(self, order):
        return order.order_line.filtered("is_delivery")

    def test_free_from_the_amount_with_the_reason(self):
        line = self.delivery(self.order())
        self.assertEqual(line.price_unit, 0)
        self.assertIn("Free for T2, from", line.name)
        self.assertEqual(line.cs_delivery_price, 30000)

    def test_paid_below_the_amount(self):
        line = self.delivery(self.order(1))
        self.assertEqual(line.price_unit, 30000)
        self.assertNotIn("Free", line.name)

    def test_paid_again_when_the_order_falls_below(self):
        order = self.order()
        line = self.delivery(order)
        before = self.delivery(self.order(1)).name
        goods = order.order_line - line
        order.write({"order_line": [Command.update(goods.id, {"product_uom_qty": 1})]})
        self.assertEqual((line.price_unit, line.name), (30000, before))
        self.assertEqual(order.amount_total, MILLION + 30000)
        goods.product_uom_qty = 3
        self.assertEqual(line.price_unit, 0)
        self.assertEqual(line.name.count("Free for"), 1)
        extra = order.order_line.create(
            {"order_id": order.id, "product_id": self.product.id, "product_uom_qty": 5}
        )
        goods.product_uom_qty = 1
        self.assertEqual(line.price_unit, 0)
        extra.unlink()
        self.assertEqual(line.price_unit, 30000)

    def test_not_for_others(self):
        minh = self.make_partner("Minh")
        self.assertEqual(self.delivery(self.order(9, minh)).price_unit, 30000)
        order = self.order()
        order.partner_id = minh
        self.assertEqual(self.delivery(order).price_unit, 30000)

    def test_not_for_a_tier_without_it(self):
        self.member_row.tier_id = self.silver
        self.assertEqual(self.delivery(self.order(9)).price_unit, 30000)

    def test_confirmation_looks_once_more_and_then_keeps(self):
        order = self.order()
        self.member_row.tier_id = self.silver
        order.action_confirm()
        self.assertEqual(self.delivery(order).price_unit, 30000)
        self.member_row.tier_id = self.gold
        kept = self.order()
        kept.action_confirm()
        self.member_row.tier_id = self.silver
        kept.write({"order_line": [Command.update(kept.order_line[0].id, {"name": "Other"})]})
        self.assertEqual(self.delivery(kept).price_unit, 0)

    def test_in_the_customers_language(self):
        self.lan.lang = "vi_VN"
        self.gold.with_context(lang="vi_VN").name = "Vàng"
        self.assertIn("Vàng", self.delivery(self.order()).cs_free_reason)

    def test_exactly_the_amount(self):
        self.gold.free_delivery_from = 2 * MILLION + 1
        self.assertEqual(self.delivery(self.order()).price_unit, 30000)

    def test_negative_amount(self):
        with mute_logger("odoo.sql_db"), self.assertRefused(psycopg2.Error, "_positive"):
            self.gold.free_delivery_from = -1
            self.env.flush_all()

    def test_sentence_and_rights(self):
        self.assertIn("Free delivery from", self.gold._get_benefit_sentences()[-1])
        with self.assertRaises(AccessError):
            self.gold.with_user(self.seller).free_delivery_from = 1

    def test_queries_do_not_grow_with_lines(self):
        def count(lines):
            order = self.order()
            line = {"product_id": self.product.id, "product_uom_qty": 1}
            order.write({"order_line": [Command.create(dict(line)) for _index in range(lines)]})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order._cs_update_free_delivery()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(20), count(2))
