from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import Form, new_test_user, tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestPhone(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan.phone = "01682345678"
        cls.partners = cls.env["res.partner"].with_user(cls.seller)

    def test_old_number_is_stored_in_its_present_form(self):
        self.assertEqual(self.lan.phone_sanitized, "+84382345678")
        with Form(self.env["res.partner"]) as form:
            form.name = "Hoa"
            form.phone = "0169.234.5678"
            self.assertEqual(form.phone, "+84 392 345 678")

    def test_bad_phone_is_kept_and_flagged(self):
        with Form(self.env["res.partner"]) as form:
            form.name = "Hoa"
            form.phone = "abc"
            self.assertEqual(form.phone, "abc")
            self.assertIn("“abc” holds no phone number", form.cs_phone_warning)
        self.assertEqual(form.record.phone, "abc")
        form.record.phone = "0912345678"
        self.assertFalse(form.record.cs_phone_warning)
        self.assertEqual(self.partners.cs_find_by_phone("abc"), [])
        self.assertEqual(self.partners.cs_find_by_phone(False), [])
        self.assertEqual(self.partners.cs_find_by_phone(""), [])

    def test_best_first(self):
        second = self.make_partner("Second", phone="0912000111 / 0382345678")
        latest = self.make_partner("Latest", phone="+84382345678")
        doubtful = self.make_partner("Doubtful", phone="0838221234")
        sure = self.make_partner("Sure", phone="0283 822 1234")
        self.assertEqual(
            self.partners.cs_find_by_phone("0382345678"), [latest.id, self.lan.id, second.id]
        )
        self.assertEqual(
            self.partners.cs_find_by_phone("02838221234"), [sure.id, doubtful.id]
        )
        latest.active = False
        self.assertEqual(
            self.partners.cs_find_by_phone("0382345678"), [self.lan.id, second.id]
        )

    def test_search_of_names_and_numbers(self):
        for typed in ("01682345678", "0382345678", "+84 38 234 5678", "0382 345 678"):
            self.assertEqual(self.partners.name_search(typed)[0][0], self.lan.id, typed)
            self.assertEqual(
                self.partners.search([("phone_mobile_search", "ilike", typed)]), self.lan, typed
            )
        self.assertFalse(self.partners.search([("display_name", "ilike", "0912345999")]))
        self.assertIn(self.lan, self.partners.search([("display_name", "ilike", "Lan")]))
        self.assertNotIn(
            self.lan, self.partners.search([("display_name", "not ilike", "Lan")])
        )
        mine = Domain("id", "=", self.lan.id)
        self.assertTrue(self.partners.search(mine & Domain("phone_mobile_search", "!=", "1111")))
        order = self.env["sale.order"].create({"partner_id": self.lan.id})
        found = self.env["sale.order"].search(
            [("partner_id.phone_mobile_search", "ilike", "01682345678")]
        )
        self.assertEqual(found, order)

    def test_change_of_number_and_of_country(self):
        self.lan.phone = "0912345678"
        self.assertEqual(self.partners.cs_find_by_phone("01682345678"), [])
        self.assertEqual(self.partners.cs_find_by_phone("0912345678"), self.lan.ids)
        self.lan.write({"phone": "650 253 0000", "country_id": self.env.ref("base.us").id})
        self.assertEqual(self.partners.cs_find_by_phone("+1 650 253 0000"), self.lan.ids)
        self.lan.country_id = self.env.ref("base.vn")
        self.assertEqual(self.partners.cs_find_by_phone("+1 650 253 0000"), [])
        self.lan.phone = False
        self.assertFalse(self.lan.cs_phone_ids)

    def test_rebuild_gives_the_same_numbers(self):
        usa = self.env.ref("base.us").id
        self.make_partner("Tom", phone="0905123123", country_id=usa)
        self.make_partner("Ann", phone="(650) 253-0000", country_id=usa)
        self.make_partner("Two", phone="0912000111 / 0987654321")
        read = self.env["cs.partner.phone"].search_read

        def rows():
            return sorted(
                (row["partner_id"][0], row["e164"], row["position"], row["doubtful"])
                for row in read([], ["partner_id", "e164", "position", "doubtful"])
            )

        before = rows()
        self.env["res.partner"]._cs_rebuild_phones()
        self.assertEqual(rows(), before)

    def test_quick_creation_takes_the_number_out_of_the_name(self):
        found, _name = self.partners.name_create("0382345678")
        self.assertEqual(found, self.lan.id, "the customer who has the number")
        found, _name = self.partners.name_create("Chị Lan 0168 234 5678")
        self.assertEqual(found, self.lan.id)
        new, _name = self.partners.name_create("Hoa 0912345678")
        new = self.partners.browse(new)
        self.assertEqual((new.name, new.phone), ("Hoa", "+84 912 345 678"))
        plain, _name = self.partners.name_create("Hoa Sen")
        self.assertEqual(self.partners.browse(plain).name, "Hoa Sen")
        mailbox, _name = self.partners.name_create("Hoa <a0912345678@example.com>")
        self.assertFalse(self.partners.browse(mailbox).phone)

    def test_existing_customer_is_offered(self):
        with Form(self.partners) as form:
            form.name = "Hoa"
            self.assertFalse(form.cs_duplicate_ids)
            form.phone = "0382345678"
            self.assertEqual(form.cs_duplicate_ids[:], self.lan)
        child = self.make_partner("Child", phone="0382345678", parent_id=self.lan.id)
        self.assertNotIn(self.lan, child.cs_duplicate_ids, "one entity is no duplicate")

    def test_formatting_for_others(self):
        partner = self.make_partner("Two", phone="0912000111 / 0987654321")
        self.assertFalse(partner.phone_sanitized)
        self.assertFalse(self.lan._phone_format(number="abc"))
        with self.assertRaises(Exception):  # noqa: B017
            self.lan._phone_format(number="abc", raise_exception=True)

    def test_rights(self):
        portal = new_test_user(self.env, "portal_loyalty", groups="base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).cs_find_by_phone("0382345678")
        private = self.make_company("Private")
        self.lan.company_id = private
        self.assertEqual(self.partners.cs_find_by_phone("0382345678"), [])
        with Form(self.partners) as form:
            form.name = "Hoa"
            form.phone = "0382345678"
            self.assertFalse(form.cs_duplicate_ids)
