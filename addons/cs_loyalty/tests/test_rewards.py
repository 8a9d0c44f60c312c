from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.modules.migration import exec_script
from odoo.tests import tagged
from odoo.tools import file_path

from ..tools.codes import ALPHABET, LETTERS, new_code
from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestRewards(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.group = cls.make_group()
        cls.group.upgrade_template_id = False
        cls.silver, cls.gold = cls.group.tier_ids
        cls.welcome, cls.birthday = cls.env["loyalty.program"].create(
            [
                {
                    "name": name,
                    "program_type": "coupons",
                    "trigger": "with_code",
                    "applies_on": "current",
                    "company_id": cls.company.id,
                    "reward_ids": [
                        Command.create(
                            {
                                "reward_type": "discount",
                                "discount": amount,
                                "discount_mode": "per_order",
                                "required_points": 1,
                            }
                        )
                    ],
                }
                for name, amount in (("Welcome", 200_000), ("Birthday", 300_000))
            ]
        )
        cls.gold.write(
            {
                "welcome_program_id": cls.welcome.id,
                "birthday_program_id": cls.birthday.id,
                "reward_days": 45,
            }
        )
        cls.lan.write({"email": "lan@example.com", "lang": "vi_VN"})
        cls.review(cls.group)

    def rewards(self):
        return self.env["cs.tier.reward"].search([("partner_id", "=", self.lan.id)])

    def mails(self):
        self.env["cs.contact.log"]._process_batch()
        return self.env["mail.mail"].search([("recipient_ids", "in", self.lan.ids)])

    def test_welcome_once(self):
        sale = self.invoice(self.lan, 120, "2027-06-14")
        self.group._review()
        reward = self.rewards()
        self.assertEqual((reward.tier_id, reward.kind), (self.gold, "welcome"))
        card = reward.card_id
        self.assertEqual((card.program_id, card.points), (self.welcome, 1))
        self.assertEqual(str(card.expiration_date), "2027-07-30")
        self.assertEqual(card.partner_id, self.lan)
        self.refund(sale, 120, "2027-06-14")
        self.group._review()
        self.invoice(self.lan, 130, "2027-06-14")
        self.group._review()
        self.assertEqual(self.member(self.group).tier_id, self.gold)
        self.assertEqual(self.rewards(), reward)

    def test_welcome_mail_in_her_language(self):
        self.invoice(self.lan, 120, "2027-06-14")
        self.group._review()
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn(self.rewards().code, mail.body_html)
        self.assertIn("30/07/2027", mail.body_html)
        self.assertIn("/cs/preferences/", mail.body_html)

    def test_welcome_without_mail_to_one_who_refuses(self):
        self.env["cs.consent"]._record("lan@example.com", "marketing", False, "test")
        self.invoice(self.lan, 120, "2027-06-14")
        self.group._review()
        self.assertTrue(self.rewards())
        self.assertFalse(self.mails())

    def test_no_template_no_mail(self):
        self.gold.welcome_template_id = False
        self.invoice(self.lan, 120, "2027-06-14")
        self.group._review()
        self.assertTrue(self.rewards())
        self.assertFalse(self.mails())

    def test_no_welcome_for_history_or_rules(self):
        self.invoice(self.lan, 120, "2027-01-14")
        self.group._review()
        self.assertEqual(self.member(self.group).tier_id, self.gold)
        self.assertFalse(self.rewards())
        minh = self.make_partner("Minh", email="minh@example.com")
        self.invoice(minh, 120, "2027-06-14")
        self.group._review(silent=True)
        self.group.paid_only = True
        self.group._review()
        self.assertFalse(self.env["cs.tier.reward"].search([]))

    def test_the_coupon_works(self):
        self.invoice(self.lan, 120, "2027-06-14")
        self.group._review()
        product = self.make_product()
        order = self.env["sale.order"].with_user(self.seller).create(
            {
                "partner_id": self.lan.id,
                "order_line": [Command.create({"product_id": product.id, "tax_ids": False})],
            }
        )
        found = order._try_apply_code(self.rewards().code)
        card, reward = next(iter(found.items()))
        order._apply_program_reward(reward, card)
        self.assertEqual(order.amount_total, MILLION - 200_000)

    def test_birthday_once_a_year(self):
        self.assertFalse(self.lan._cs_give_birthday_reward(2027))
        self.invoice(self.lan, 120, "2027-06-14")
        self.group._review()
        partner = self.lan.with_company(self.company)
        card = partner._cs_give_birthday_reward(2027)
        self.assertEqual(card.program_id, self.birthday)
        self.assertEqual(partner._cs_give_birthday_reward(2027), card)
        self.assertNotEqual(partner._cs_give_birthday_reward(2028), card)
        self.gold.birthday_program_id = False
        self.assertFalse(partner._cs_give_birthday_reward(2029))
        self.assertEqual(partner._cs_give_birthday_reward(2027), card)

    def test_tiers_of_before_get_the_welcome_mail(self):
        chosen = self.gold.welcome_template_id.copy()
        self.gold.welcome_template_id = chosen
        self.silver.welcome_template_id = False
        self.env.flush_all()
        path = file_path("cs_loyalty/migrations/19.0.2.0.0/post-welcome_template.py")
        exec_script(self.env.cr, "19.0.1.0.0", path, "cs_loyalty", "post", "19.0.2.0.0")
        self.env.invalidate_all()
        template = self.env.ref("cs_loyalty.mail_template_welcome_reward")
        self.assertEqual(self.silver.welcome_template_id, template)
        self.assertEqual(self.gold.welcome_template_id, chosen)

    def test_a_birthday_in_the_company_of_her_tier(self):
        self.invoice(self.lan, 120, "2027-06-14")
        self.group._review()
        other = self.env["res.company"].create({"name": "Sister"})
        self.lan.write({"cs_birth_day": 20, "cs_birth_month": 6, "company_id": False})
        for _twice in range(2):
            self.lan.with_company(other)._cs_celebrate()
        rewards = self.env["cs.tier.reward"].search(
            [("partner_id", "=", self.lan.id), ("kind", "=", "birthday")]
        )
        self.assertEqual(rewards.mapped("company_id"), self.company)
        self.assertEqual(len(rewards), 1)

    def test_two_lunar_birthdays_in_one_solar_year(self):
        self.invoice(self.lan, 120, "2027-06-14")
        self.group._review()
        partner = self.lan.with_company(self.company)
        partner.write({"cs_birth_day": 15, "cs_birth_month": 11, "cs_birth_calendar": "lunar"})
        days = (date(2026, 1, 3), date(2026, 12, 23))
        for day in days:
            partner.cs_next_birthday = day
            partner._cs_celebrate()
            partner._cs_celebrate()
        rewards = self.env["cs.tier.reward"].search([("partner_id", "=", partner.id)])
        self.assertEqual(len(rewards.filtered(lambda row: row.kind == "birthday")), len(days))

    def test_a_contact_celebrates_herself(self):
        company = self.make_partner("Hoa Sen", is_company=True)
        contact = self.make_partner("Bao", parent_id=company.id)
        self.invoice(company, 120, "2027-06-14")
        self.group._review()
        card = contact.with_company(self.company)._cs_give_birthday_reward(2027)
        self.assertEqual(card.partner_id, contact)

    def test_codes_hold_80_random_bits(self):
        self.assertGreaterEqual(len(ALPHABET) ** LETTERS, 2**80)
        codes = [new_code() for _index in range(200)]
        self.assertEqual(len(set(codes)), 200)
        self.assertGreaterEqual(len({letter for code in codes for letter in code[4:]}), 32)

    def test_programs_without_reward_are_refused(self):
        self.env["loyalty.program"].search([("program_type", "=", "promotion")])
        promotion = self.env["loyalty.program"].create(
            {"name": "Promo", "program_type": "promotion"}
        )
        with self.assertRefused(ValidationError, "cannot be given as a reward"):
            self.gold.welcome_program_id = promotion

    def test_merge_keeps_one_a_key(self):
        minh = self.make_partner("Minh")
        for partner in (self.lan, minh):
            self.invoice(partner, 120, "2027-06-14")
        self.group._review()
        self.assertEqual(len(self.env["cs.tier.reward"].search([])), 2)
        kept = self.rewards()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.lan | minh).ids, self.lan
        )
        self.assertEqual(self.env["cs.tier.reward"].search([]), kept)
        cards = self.env["loyalty.card"].search([("program_id", "=", self.welcome.id)])
        self.assertEqual(len(cards), 2, "a coupon that was given stays good")

    def test_rights(self):
        self.invoice(self.lan, 120, "2027-06-14")
        self.group._review()
        reward = self.rewards()
        for user in (self.seller, self.member_user, self.manager):
            self.assertTrue(reward.with_user(user).code)
            with self.assertRaises(AccessError):
                reward.with_user(user).write({"card_id": False})
            with self.assertRaises(AccessError):
                self.env["cs.tier.reward"].with_user(user).create({})
