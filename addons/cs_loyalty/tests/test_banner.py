from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestBanner(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group()
        cls.group.tier_ids[0].color = 3
        cls.invoice(cls.lan, 88, "2027-05-10")
        cls.review(cls.group)

    def banner(self, partner, **values):
        order = self.env["sale.order"].with_user(self.seller).create(
            {"partner_id": partner.id, **values}
        )
        return order.cs_loyalty_banner or ""

    def test_tier_gap_and_last_purchase(self):
        text = self.banner(self.lan)
        member = self.member(self.group)
        self.assertIn("o_badge_color_3", text)
        self.assertIn(">T1<", text)
        self.assertIn(f"/odoo/cs.tier.membership/{member.id}", text)
        self.assertIn("12,000,000", text)
        self.assertIn("05/10/2027", text)

    def test_contact_shows_the_tier_of_the_entity(self):
        child = self.make_partner("Child", parent_id=self.lan.id)
        self.assertIn(">T1<", self.banner(child))

    def test_nothing_for_one_without_purchases(self):
        self.assertEqual(self.banner(self.make_partner("New")), "")
        self.assertFalse(self.env["sale.order"].new({}).cs_loyalty_banner)

    def test_top_tier_has_no_gap(self):
        self.invoice(self.lan, 20, "2027-05-11")
        self.review(self.group)
        text = self.banner(self.lan)
        self.assertIn(">T2<", text)
        self.assertNotIn("more for", text)

    def test_below_the_first_tier(self):
        minh = self.make_partner("Minh")
        self.invoice(minh, 30, "2027-05-11")
        self.review(self.group)
        text = self.banner(minh)
        self.assertNotIn("badge", text)
        self.assertIn("10,000,000", text)

    def test_grace_is_told(self):
        self.group.grace_days = 20
        self.review(self.group)
        self.review(self.group, "2028-05-20")
        self.assertIn("falls short", self.banner(self.lan))

    def test_name_of_a_tier_is_inert(self):
        self.group.tier_ids[0].name = "<script>alert(1)</script>"
        self.assertNotIn("<script>", self.banner(self.lan))

    def test_form_shows_it_when_the_customer_is_chosen(self):
        with Form(self.env["sale.order"].with_user(self.seller)) as form:
            self.assertFalse(form.cs_loyalty_banner)
            form.partner_id = self.lan
            self.assertIn(">T1<", str(form.cs_loyalty_banner))

    def test_birthday_that_is_near(self):
        minh = self.make_partner("Minh", cs_birth_day=18, cs_birth_month=6)
        self.assertIn("Birthday in 3 days", self.banner(minh), "without a membership too")
        self.company.cs_birthday_days = 2
        self.assertEqual(self.banner(minh), "")

    def test_refusal_of_offers_is_told(self):
        self.lan.email = "lan@example.com"
        self.assertNotIn("Wants no offers", self.banner(self.lan))
        self.lan.cs_consent_email = "no"
        self.assertIn("Wants no offers", self.banner(self.lan))

    def test_asks_for_what_is_missing(self):
        orders = self.env["sale.order"].with_user(self.seller)
        order = orders.create({"partner_id": self.lan.id})
        self.assertTrue(order.cs_capture_missing)
        action = order.action_cs_capture()
        self.assertEqual((action["res_id"], action["target"]), (self.lan.id, "new"))
        self.lan.write({"email": "lan@example.com", "cs_birthday_text": "20/6"})
        self.lan.cs_consent_email = "yes"
        order.invalidate_recordset()
        self.assertFalse(order.cs_capture_missing)
        shop = self.make_partner("Shop", is_company=True)
        self.assertFalse(orders.create({"partner_id": shop.id}).cs_capture_missing)

    def test_other_company_has_its_own(self):
        other = self.make_company("Other")
        self.seller.company_ids = [Command.link(other.id)]
        order = self.env["sale.order"].create(
            {"partner_id": self.lan.id, "company_id": other.id}
        )
        self.assertFalse(order.cs_loyalty_banner)

    def test_partner_doors(self):
        partner = self.lan.with_user(self.seller)
        self.assertEqual(partner.cs_tier_id.name, "T1")
        self.assertEqual(partner.cs_tier_color, 3)
        self.assertEqual(partner.action_cs_membership()["res_id"], self.member(self.group).id)
        self.make_group(name="Dealers", is_primary=False)._review()
        action = partner.action_cs_membership()
        self.assertEqual(action["domain"], [("partner_id", "=", self.lan.id)])
