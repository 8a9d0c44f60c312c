from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..tools import member_code
from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestCard(LoyaltyCase):
    def test_code_finds_the_customer_however_it_is_typed(self):
        code = self.lan.cs_member_code
        self.assertEqual(member_code.parse(code), self.lan.id)
        partners = self.env["res.partner"].with_user(self.seller)
        for text in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
            self.assertEqual([key for key, _name in partners.name_search(text)], [self.lan.id])
        self.assertEqual(partners.search([("cs_member_code", "=", code)]), self.lan)
        self.assertEqual(partners.search([("cs_member_code", "in", [code, "x"])]), self.lan)

    def test_code_of_another_signature_finds_no_one(self):
        other = self.make_partner("Minh")
        code = self.lan.cs_member_code
        forged = member_code.build(other.id, "0" * 64)
        mixed = other.cs_member_code[:5] + code[5:]
        partners = self.env["res.partner"]
        for text in (forged, mixed, code[:-1], "M", ""):
            self.assertFalse(partners.search([("cs_member_code", "=", text)]), text)
        self.assertFalse(partners.name_search(forged))
        self.assertNotEqual(code, other.cs_member_code)
        self.assertFalse(partners.new({"name": "Nobody"}).cs_member_code)

    def test_code_shows_no_one_who_may_not_be_read(self):
        portal = new_test_user(self.env, "card_portal", groups="base.group_portal")
        found = self.env["res.partner"].with_user(portal).search(
            [("cs_member_code", "=", self.lan.cs_member_code)]
        )
        self.assertFalse(found)
        with self.assertRaises(AccessError):
            self.lan.with_user(portal).read(["cs_member_code"])

    def test_printed_card_is_that_of_the_company(self):
        self.make_group()
        self.invoice(self.lan, 50, "2027-06-10")
        self.env["cs.tier.group"].search([])._review()
        other = self.make_company("Other")
        report = self.env["ir.actions.report"]

        def face(company):
            content, _kind = report.with_company(company)._render_qweb_html(
                "cs_loyalty.action_report_member_card", self.lan.ids
            )
            return content.decode()

        own = face(self.company)
        self.assertRegex(own, r">\s*T1\s*<")
        self.assertIn("Minh Anh", own)
        self.assertIn(self.lan.cs_member_code, own)
        self.assertIn("data:image/png;base64,", own)
        self.assertNotRegex(face(other), r">\s*T1\s*<")

    def test_branch_prints_the_tier_of_its_company(self):
        self.make_group()
        self.invoice(self.lan, 50, "2027-06-10")
        self.env["cs.tier.group"].search([])._review()
        branch = self.make_company("Branch", parent=self.company)
        self.assertEqual(self.lan._cs_get_card(branch)["tier"], "T1")
        self.assertEqual(self.lan._cs_get_card(branch)["company"], branch)


@tagged("post_install", "-at_install")
class TestCardPage(HttpCase):
    def test_page_opens_by_link_and_writes_nothing(self):
        lan = self.env["res.partner"].create({"name": "Lan <b>", "lang": "en_US"})
        group = self.env["cs.tier.group"].create({"name": "Cards", "is_primary": False})
        tier = self.env["cs.tier"].create(
            {"group_id": group.id, "name": "Gold", "threshold": 40 * MILLION, "color": 3}
        )
        self.env["cs.tier.membership"].create(
            {"partner_id": lan.id, "group_id": group.id, "tier_id": tier.id}
        )
        url = lan._cs_card_url()
        before = self.env["cs.tier.event"].search_count([])
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Lan &lt;b&gt;", page.text)
        self.assertIn("Gold", page.text)
        self.assertIn(lan.cs_member_code, page.text)
        self.assertNotIn("<script", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(self.env["cs.tier.event"].search_count([]), before)
        self.assertNotIn(url.rpartition("/")[2], page.text, "the link's secret is not shown")

    def test_wrong_link(self):
        lan = self.env["res.partner"].create({"name": "Lan"})
        token = lan._cs_token()
        for wrong in (token[:-1], token[:-1] + ("0" if token[-1] != "0" else "1"), "x"):
            self.assertEqual(self.url_open(f"/cs/card/{wrong}").status_code, 404)
