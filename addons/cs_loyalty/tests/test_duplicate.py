from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestDuplicate(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vn = cls.env.ref("base.vn")
        cls.company.country_id = cls.vn
        cls.lan.write({"phone": "01682345678", "email": "lan@example.com"})
        cls.twin = cls.make_partner("Chị Lan", phone="0382345678", cs_birthday_text="20/6")
        cls.third = cls.make_partner("Lan Nguyễn", phone="+84 38 234 5678")
        cls.people = cls.lan | cls.twin | cls.third

    def found(self, partners=None):
        partners = partners or self.people
        rows = self.env["cs.partner.duplicate"].with_user(self.seller).search(
            [("other_id", "in", partners.ids)]
        )
        return rows.sorted("other_id")

    def wizard(self, row):
        action = row.action_merge()
        return self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])

    def test_one_number_in_three_spellings(self):
        rows = self.found()
        self.assertEqual(rows.mapped("partner_id"), self.lan)
        self.assertEqual(rows.mapped("other_id"), self.twin | self.third)
        self.assertEqual(set(rows.mapped("e164")), {"+84382345678"})
        self.assertFalse(any(rows.mapped("doubtful")))

    def test_merged_they_are_gold(self):
        group = self.make_group((40, 100))
        for partner, amount in zip(self.people, (40, 35, 30), strict=True):
            self.invoice(partner, amount, "2027-03-10")
        self.review(group)
        for row in self.found():
            self.wizard(row).action_merge()
        self.env["cs.tier.pending"]._process_batch()
        self.assertEqual(self.member(group).contribution, 105 * MILLION)
        self.assertEqual(self.member(group).tier_id.name, "T2")
        self.assertFalse(self.found(self.lan))

    def test_what_was_chosen_is_kept(self):
        wizard = self.wizard(self.found()[0])
        texts = {line.kind: (line.first_value, line.second_value) for line in wizard.line_ids}
        self.assertEqual(texts["birthday"], ("", "20/6"))
        self.assertEqual(texts["name"], ("Lan", "Chị Lan"))
        wizard.line_ids.filtered(lambda line: line.kind == "name").choice = "second"
        wizard.line_ids.filtered(lambda line: line.kind == "phone").choice = "both"
        action = wizard.action_merge()
        self.assertEqual(action["res_id"], self.lan.id)
        self.assertFalse(self.twin.exists())
        self.assertEqual(self.lan.name, "Chị Lan")
        self.assertEqual((self.lan.cs_birth_day, self.lan.cs_birth_month), (20, 6))
        self.assertEqual(self.lan.email, "lan@example.com")
        self.assertIn(" / ", self.lan.phone)
        with self.assertRefused(UserError, "gone already"):
            wizard.action_merge()

    def test_the_other_record_may_stay(self):
        wizard = self.wizard(self.found()[0])
        wizard.keep = "second"
        wizard.action_merge()
        self.assertFalse(self.lan.exists())
        self.assertEqual(self.twin.email, "lan@example.com")
        self.assertEqual(self.twin.name, "Lan", "the values are chosen apart from the record")

    def test_two_values_only_of_a_number(self):
        line = self.wizard(self.found()[0]).line_ids.filtered(lambda line: line.kind == "name")
        with self.assertRefused(ValidationError, "Only phone numbers"):
            line.choice = "both"

    def test_a_family_with_one_phone_is_not_suggested_again(self):
        self.found()[0].action_keep_apart()
        self.assertEqual(self.found().mapped("other_id"), self.third)
        self.found()[0].action_keep_apart()
        rows = self.found()
        self.assertEqual((rows.partner_id, rows.other_id), (self.twin, self.third))

    def test_an_old_landline_is_asked_about_first(self):
        old = self.make_partner("Old", phone="0838221234")
        new = self.make_partner("New", phone="0838221234")
        row = self.found(new)
        self.assertEqual((row.partner_id, row.doubtful), (old, True))
        wizard = self.wizard(row)
        self.assertTrue(wizard.doubtful)
        with self.assertRefused(UserError, "old landline"):
            wizard.action_merge()
        wizard.confirmed = True
        wizard.action_merge()
        self.assertFalse(new.exists())

    def test_contacts_of_one_company_share_its_number(self):
        assistant = self.make_partner("Assistant", phone="0912999888", parent_id=self.lan.id)
        self.lan.phone = "0912999888"
        self.assertFalse(self.found(assistant | self.lan))

    def test_customers_of_two_companies_stay_apart(self):
        other = self.make_company("Other")
        self.seller.company_ids = [Command.link(other.id)]
        self.lan.company_id = self.company
        self.twin.company_id = other
        row = self.found().with_context(allowed_company_ids=(self.company | other).ids)[0]
        with self.assertRefused(UserError, "customers of two companies stay apart"):
            row.action_merge()
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRefused(UserError, "Minh Anh.*Other"):
            merge._merge((self.lan | self.twin).ids, self.lan)
        self.assertTrue(self.twin.exists())

    def test_door_on_the_contact(self):
        action = self.third.with_user(self.seller).action_cs_merge()
        wizard = self.env["cs.partner.merge"].browse(action["res_id"])
        self.assertEqual((wizard.first_id, wizard.second_id), (self.lan, self.third))

    def test_access(self):
        clerk = self.make_user("clerk", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.env["cs.partner.duplicate"].with_user(clerk).search([])
        other = self.make_company("Other")
        self.twin.company_id = other
        self.assertNotIn(self.twin, self.found().other_id, "another company's customer")
        row = self.found()[0]
        with self.assertRaises(AccessError):
            row.with_user(clerk).action_merge()
        with self.assertRaises(AccessError):
            row.with_user(clerk).action_keep_apart()
