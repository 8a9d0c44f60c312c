from freezegun import freeze_time
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestStanding(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group()

    def standing(self, partner=None):
        (standing,) = (partner or self.lan)._cs_get_standings()
        return standing

    def test_progress_lies_between_both_thresholds(self):
        self.invoice(self.lan, 70, "2027-06-10")
        self.group._review()
        standing = self.standing()
        self.assertEqual(standing["tier"], "T1")
        self.assertEqual(standing["percent"], 50)
        self.assertEqual(standing["lower"][0], "T1")
        self.assertEqual(standing["upper"][0], "T2")
        self.assertIn("30,000,000", standing["gap"])

    def test_ends_of_the_bar(self):
        member = self.env["cs.tier.membership"]
        low, high = self.group.tier_ids
        for values, percent in (
            ({"contribution": 0, "next_tier_id": low.id}, 0),
            ({"contribution": -5 * MILLION, "next_tier_id": low.id}, 0),
            ({"contribution": 39 * MILLION, "next_tier_id": low.id}, 98),
            ({"contribution": 10 * MILLION, "tier_id": low.id, "next_tier_id": high.id}, 0),
            ({"contribution": 500 * MILLION, "tier_id": high.id}, 100),
        ):
            row = member.new({"group_id": self.group.id, **values})
            self.assertEqual(row._cs_get_percent(), percent, values)

    def test_loss_of_the_tier_is_foretold_when_it_is_near(self):
        low, _high = self.group.tier_ids
        row = self.env["cs.tier.membership"].new(
            {"group_id": self.group.id, "tier_id": low.id, "contribution": 50 * MILLION}
        )
        for day, told in (
            (False, False),
            ("2027-06-15", False),
            ("2027-06-16", "Without further purchases you hold T1 until 06/15/2027."),
            ("2027-09-13", "Without further purchases you hold T1 until 09/12/2027."),
            ("2027-09-14", False),
        ):
            row.at_risk_date = day
            self.assertEqual(row._cs_get_risk_sentence(), told, day)

    def test_history_in_plain_words(self):
        low, high = self.group.tier_ids
        event = self.env["cs.tier.event"]
        for values, sentence in (
            (("enrol", "organic", False, low), "You reached T1. Thank you for your purchases."),
            (
                ("upgrade", "organic", low, high),
                "You rose from T1 to T2. Thank you for your purchases.",
            ),
            (("upgrade", "manual", low, high), "You rose from T1 to T2. We decided so ourselves."),
            (("downgrade", "refund", high, low), "You moved from T2 to T1. A return was counted."),
            (
                ("downgrade", "organic", high, low),
                "You moved from T2 to T1. Older purchases are no longer counted.",
            ),
            (
                ("leave", "rule", low, False),
                "You no longer hold T1. The rules of the programme changed.",
            ),
        ):
            kind, cause, old, new = values
            row = event.new(
                {
                    "kind": kind,
                    "cause": cause,
                    "from_tier_id": old and old.id,
                    "to_tier_id": new and new.id,
                }
            )
            self.assertEqual(row._cs_get_sentence(), sentence)

    def test_memberships_of_all_groups_and_companies_and_of_the_entity(self):
        dealers = self.make_group(name="Dealers", is_primary=False, sequence=1)
        other = self.make_company("Other")
        theirs = self.make_group(name="Theirs", company_id=other.id, is_primary=True, sequence=99)
        child = self.make_partner("Child", parent_id=self.lan.id)
        self.invoice(child, 50, "2027-06-10")
        self.invoice(self.lan, 50, "2027-06-10", company=other)
        (self.group | dealers | theirs)._review()
        for partner in (self.lan, child):
            names = [standing["group"] for standing in partner._cs_get_standings()]
            self.assertEqual(names, ["Retail", "Theirs", "Dealers"])
        dealers.active = False
        self.assertEqual(len(self.lan._cs_get_standings()), 2)

    def test_points_are_her_own_and_usable(self):
        program = self.env["loyalty.program"].create(
            {"name": "Points", "program_type": "loyalty", "company_id": self.company.id}
        )
        other = self.make_partner("Minh")
        card = self.env["loyalty.card"]
        base = {"program_id": program.id, "points": 5}
        mine, _spent, _old, _theirs = card.create(
            [
                {**base, "partner_id": self.lan.id},
                {**base, "partner_id": self.lan.id, "points": 0},
                {**base, "partner_id": self.lan.id, "expiration_date": "2020-01-01"},
                {**base, "partner_id": other.id},
            ]
        )
        points = self.lan._cs_get_points()
        self.assertEqual(points["balances"], mine)
        self.assertFalse(points["vouchers"])


@tagged("post_install", "-at_install")
@freeze_time("2027-06-15 05:00:00")
class TestPortalPage(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lan = new_test_user(cls.env, "lan_portal", groups="base.group_portal").partner_id
        cls.minh = new_test_user(cls.env, "minh_portal", groups="base.group_portal").partner_id
        cls.group = cls.env["cs.tier.group"].create(
            {
                "name": "Portal Group",
                "is_primary": False,
                "tier_ids": [
                    Command.create({"name": "Portal Silver", "rank": 1, "threshold": 40}),
                    Command.create({"name": "Portal Gold", "rank": 2, "threshold": 100}),
                ],
            }
        )
        silver, gold = cls.group.tier_ids
        cls.env["cs.tier.membership"].create(
            {
                "partner_id": cls.lan.id,
                "group_id": cls.group.id,
                "tier_id": silver.id,
                "next_tier_id": gold.id,
                "contribution": 70,
                "gap": 30,
                "since": "2027-01-05",
            }
        )
        cls.env["cs.tier.event"].create(
            {
                "partner_id": cls.lan.id,
                "group_id": cls.group.id,
                "date": "2027-01-05",
                "to_tier_id": silver.id,
                "kind": "enrol",
                "cause": "organic",
            }
        )

    def page(self, login, url="/my/loyalty"):
        self.authenticate(login, login)
        return self.url_open(url)

    def test_customer_sees_her_own(self):
        text = self.page("lan_portal").text
        for part in ("Portal Silver", "Portal Gold", "width: 50%", "You reached Portal Silver."):
            self.assertIn(part, text)
        self.assertIn(self.lan.cs_member_code, text)
        self.assertNotIn(self.minh.cs_member_code, text)

    def test_another_customer_sees_only_her_empty_page(self):
        page = self.page("minh_portal")
        self.assertEqual(page.status_code, 200)
        self.assertIn("not a member of a tier programme yet", page.text)
        self.assertNotIn("Portal Silver", page.text)

    def test_card_of_the_customer(self):
        page = self.page("lan_portal", "/my/loyalty/card")
        self.assertIn("Portal Silver", page.text)
        self.assertIn(self.lan.cs_member_code, page.text)
        self.assertIn(self.minh.cs_member_code, self.page("minh_portal", "/my/loyalty/card").text)

    def test_visitor_has_to_log_in(self):
        for url in ("/my/loyalty", "/my/loyalty/card", "/my/loyalty/card.pdf"):
            self.assertIn("/web/login", self.url_open(url).url)

    def test_home_counts_memberships(self):
        for login, count in (("lan_portal", 1), ("minh_portal", 0)):
            self.authenticate(login, login)
            values = self.make_jsonrpc_request(
                "/my/counters", {"counters": ["cs_membership_count"]}
            )
            self.assertEqual(values["cs_membership_count"], count)
        self.assertIn("/my/loyalty", self.page("lan_portal", "/my/home").text)
