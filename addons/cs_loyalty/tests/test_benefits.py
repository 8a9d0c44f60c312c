import psycopg2
from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..hooks import uninstall_hook
from .common import MILLION, LoyaltyCase

PRICELIST, TERM, LIMIT = (
    "specific_property_product_pricelist",
    "property_payment_term_id",
    "credit_limit",
)


@tagged("post_install", "-at_install")
class TestBenefits(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_use_credit_limit = True
        cls.group = cls.make_group((40, 100, 150))
        cls.silver, cls.gold, cls.platinum = cls.group.tier_ids
        cls.lists = cls.env["product.pricelist"].create(
            [
                {"name": name, "currency_id": cls.vnd.id, "company_id": False}
                for name in ("Old", "Gold", "Platinum", "Friend")
            ]
        )
        cls.old, cls.gold_list, cls.platinum_list, cls.friend = cls.lists
        cls.terms = cls.env["account.payment.term"].create(
            [{"name": "At once"}, {"name": "30 days"}]
        )
        cls.gold.write(
            {"pricelist_id": cls.gold_list.id, "payment_term_id": cls.terms[1].id}
        )
        cls.platinum.write({"pricelist_id": cls.platinum_list.id})

    def here(self, partner=None, company=None):
        return (partner or self.lan).with_company(company or self.company)

    def give(self, group=None, date=None, silent=False):
        (group or self.group)._review(as_of=fields.Date.to_date(date), silent=silent)
        self.settle()

    def settle(self):
        self.env["cs.tier.benefit.pending"]._process_batch()
        self.assertFalse(self.env["cs.tier.benefit.pending"].search([]))

    def given(self, partner=None):
        return self.env["cs.tier.benefit"].search([("partner_id", "=", (partner or self.lan).id)])

    def test_case_10_leaving_restores_what_there_was(self):
        self.here().write({PRICELIST: self.old.id, TERM: self.terms[0].id})
        sale = self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        self.assertEqual(self.here()[PRICELIST], self.gold_list)
        self.assertEqual(self.here()[TERM], self.terms[1])
        self.assertEqual(self.given().mapped("before"), [self.terms[0].id, self.old.id])
        self.refund(sale, 120, "2027-06-14")
        self.give()
        self.assertEqual(self.here()[PRICELIST], self.old)
        self.assertEqual(self.here()[TERM], self.terms[0])
        self.assertFalse(self.given())

    def test_case_10_a_pricelist_set_by_hand_stays(self):
        self.here().write({PRICELIST: self.old.id, TERM: self.terms[0].id})
        sale = self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        self.here()[PRICELIST] = self.friend
        changed = self.given().filtered("changed")
        self.assertEqual(changed.mapped("field"), ["pricelist_id"])
        self.refund(sale, 120, "2027-06-14")
        self.give()
        self.assertEqual(self.here()[PRICELIST], self.friend)
        self.assertEqual(self.here()[TERM], self.terms[0])

    def test_the_original_is_kept_through_higher_tiers(self):
        self.here()[PRICELIST] = self.old
        self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        more = self.invoice(self.lan, 40, "2027-06-11")
        self.give()
        self.assertEqual(self.here()[PRICELIST], self.platinum_list)
        self.assertFalse(self.here()[TERM], "Platinum gives no terms: Gold's are taken back")
        self.refund(more, 40, "2027-06-12")
        self.give()
        self.assertEqual(self.here()[PRICELIST], self.gold_list)
        self.assertEqual(self.given().filtered(lambda r: r.field == "pricelist_id").before,
                         self.old.id)
        self.env["cs.tier.benefit"]._take_back()
        self.assertEqual(self.here()[PRICELIST], self.old)

    def test_nothing_of_her_own_is_nothing_again(self):
        self.env["ir.default"].set("res.partner", TERM, self.terms[0].id,
                                   company_id=self.company.id)
        sale = self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        self.assertEqual(self.here()[TERM], self.terms[1])
        self.refund(sale, 120, "2027-06-12")
        self.give()
        self.env.cr.execute(
            "SELECT property_payment_term_id, specific_property_product_pricelist "
            "FROM res_partner WHERE id = %s", [self.lan.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))
        self.assertEqual(self.here()[TERM], self.terms[0])

    def test_what_was_there_was_deleted_since(self):
        self.here()[PRICELIST] = self.friend
        sale = self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        self.friend.unlink()
        self.refund(sale, 120, "2027-06-12")
        self.give()
        self.assertFalse(self.here()[PRICELIST])

    def test_every_path_gives(self):
        self.invoice(self.lan, 120, "2027-06-10")
        self.give(silent=True)
        self.assertEqual(self.here()[PRICELIST], self.gold_list)
        self.group.write({"tier_ids": [Command.update(self.gold.id, {"threshold": 130 * MILLION})]})
        self.give()
        self.assertFalse(self.here()[PRICELIST])

    def test_contacts_have_what_their_company_has(self):
        company = self.make_partner("Hoa Sen", is_company=True)
        contact = self.make_partner("Bao", parent_id=company.id)
        subsidiary = self.make_partner("Sub", parent_id=company.id, is_company=True)
        self.invoice(contact, 120, "2027-06-10")
        self.give()
        self.assertEqual(self.here(company)[PRICELIST], self.gold_list)
        self.assertEqual(self.here(contact)[PRICELIST], self.gold_list)
        self.assertFalse(self.here(subsidiary)[PRICELIST])
        contact.parent_id = False
        self.assertFalse(self.here(contact)[PRICELIST], "the company's tier is not hers")
        self.assertEqual(self.here(company)[PRICELIST], self.gold_list)

    def test_a_member_who_joins_a_company_has_what_it_has(self):
        self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        company = self.make_partner("Hoa Sen", is_company=True)
        self.here(company)[PRICELIST] = self.friend
        self.lan.parent_id = company
        self.env["cs.tier.benefit"]._take_back(self.lan.ids)
        self.assertEqual(self.here()[PRICELIST], self.friend)

    def test_two_companies(self):
        other = self.make_company("Other")
        group = self.make_group((10,), company_id=other.id)
        group.tier_ids.pricelist_id = self.friend
        self.invoice(self.lan, 120, "2027-06-10")
        sale = self.invoice(self.lan, 20, "2027-06-10", company=other)
        self.give(self.group | group)
        self.assertEqual(self.here()[PRICELIST], self.gold_list)
        self.assertEqual(self.here(company=other)[PRICELIST], self.friend)
        self.assertFalse(self.here(company=other)[TERM])
        self.refund(sale, 20, "2027-06-12", company=other)
        self.give(group)
        self.assertEqual(self.here()[PRICELIST], self.gold_list)
        self.assertFalse(self.here(company=other)[PRICELIST])

    def test_a_branch_has_its_companys_tiers(self):
        branch = self.make_company("Branch", parent=self.company)
        self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        self.assertEqual(self.here(company=branch)[PRICELIST], self.gold_list)

    def test_two_groups_the_one_shown_decides(self):
        dealers = self.make_group((1,), name="Dealers", is_primary=False, sequence=1)
        dealers.tier_ids.write({"pricelist_id": self.friend.id, "credit_limit": 5 * MILLION})
        self.invoice(self.lan, 120, "2027-06-10")
        self.give(self.group | dealers)
        self.assertEqual(self.here()[PRICELIST], self.gold_list)
        self.assertEqual(self.here()[LIMIT], 5 * MILLION)
        dealers.active = False
        self.settle()
        self.assertEqual(self.here()[LIMIT], 0)

    def test_a_change_of_the_tier_reaches_its_members(self):
        minh = self.make_partner("Minh")
        for partner in (self.lan, minh):
            self.invoice(partner, 120, "2027-06-10")
        self.give()
        self.here(minh)[PRICELIST] = self.friend
        self.gold.pricelist_id = self.platinum_list
        self.settle()
        self.assertEqual(self.here()[PRICELIST], self.platinum_list)
        self.assertEqual(self.here(minh)[PRICELIST], self.friend, "set by hand")
        self.gold.pricelist_id = False
        self.settle()
        self.assertFalse(self.here()[PRICELIST])
        self.assertEqual(self.here(minh)[PRICELIST], self.friend)

    def test_given_again(self):
        self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        self.here()[PRICELIST] = self.friend
        row = self.given().filtered("changed")
        with self.assertRaises(AccessError):
            row.with_user(self.seller).action_give_again()
        row.with_user(self.manager).action_give_again()
        self.assertEqual(self.here()[PRICELIST], self.gold_list)
        self.assertFalse(row.changed)

    def test_archiving_a_tier_takes_back_at_the_review(self):
        self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        self.gold.active = False
        self.give()
        self.assertEqual(self.member(self.group).tier_id, self.silver)
        self.assertFalse(self.here()[PRICELIST])

    def test_archiving_a_group_takes_back(self):
        self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        self.group.active = False
        self.settle()
        self.assertFalse(self.here()[PRICELIST])
        self.group.active = True
        self.settle()
        self.assertEqual(self.here()[PRICELIST], self.gold_list)

    def test_credit_limit_waits_for_overdue_invoices(self):
        self.gold.credit_limit = 20 * MILLION
        late = self.invoice(self.lan, 120, "2027-06-10", invoice_date_due="2027-06-12")
        self.assertTrue(self.lan._cs_is_overdue(self.company))
        self.give()
        self.assertEqual(self.here()[LIMIT], 0)
        self.assertEqual(self.here()[PRICELIST], self.gold_list)
        late.line_ids.filtered("date_maturity").date_maturity = "2027-06-15"
        self.assertFalse(self.lan._cs_is_overdue(self.company), "due today is not overdue")
        self.check()
        self.assertEqual(self.here()[LIMIT], 20 * MILLION)
        self.assertTrue(self.here().use_partner_credit_limit)
        with freeze_time("2027-06-16 05:00:00"):
            self.check()
        self.assertEqual(self.here()[LIMIT], 0)

    def check(self):
        self.env["cs.tier.benefit.pending"]._cron_check()
        self.settle()

    def test_credit_limit_never_lowers_her_own(self):
        self.gold.credit_limit = 20 * MILLION
        self.here()[LIMIT] = 50 * MILLION
        sale = self.invoice(self.lan, 120, "2027-06-15")
        self.give()
        self.assertEqual(self.here()[LIMIT], 50 * MILLION)
        self.gold.credit_limit = 80 * MILLION
        self.settle()
        self.assertEqual(self.here()[LIMIT], 80 * MILLION)
        self.refund(sale, 120, "2027-06-15")
        self.give()
        self.assertEqual(self.here()[LIMIT], 50 * MILLION)

    def test_the_daily_check_is_quiet_when_all_is_right(self):
        self.gold.credit_limit = 20 * MILLION
        self.invoice(self.lan, 120, "2027-06-15")
        self.give()
        queue = self.env["cs.tier.benefit.pending"]
        queue._cron_check()
        self.assertFalse(queue.search([]))
        self.given()[:1].unlink()
        queue._cron_check()
        self.assertEqual(queue.search([]).partner_id, self.lan)

    def test_merge_keeps_the_original_of_the_one_who_stays(self):
        minh = self.make_partner("Minh")
        self.here(minh)[PRICELIST] = self.old
        self.invoice(self.lan, 120, "2027-06-10")
        self.invoice(minh, 130, "2027-06-10")
        self.give()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.lan | minh).ids, minh
        )
        self.env["cs.tier.pending"]._process_batch()
        self.settle()
        self.assertEqual(self.member(self.group, minh).tier_id, self.platinum)
        self.assertEqual(self.here(minh)[PRICELIST], self.platinum_list)
        self.assertEqual(self.given(minh).mapped("before"), [self.old.id])

    def test_removal_takes_everything_back(self):
        self.here()[PRICELIST] = self.old
        self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        uninstall_hook(self.env)
        self.assertEqual(self.here()[PRICELIST], self.old)

    def test_queries_do_not_grow_with_members(self):
        def count(number):
            for index in range(number):
                self.invoice(self.make_partner(f"P{index}"), 120, "2027-06-10")
            self.group._review()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.settle()
            return self.env.cr.sql_log_count - before

        count(1)
        few = count(2)
        self.assertLessEqual(count(20), few)

    def test_a_customer_who_is_being_written_waits(self):
        self.invoice(self.lan, 120, "2027-06-10")
        self.group._review()
        benefits = type(self.env["cs.tier.benefit"])
        queue = self.env["cs.tier.benefit.pending"]
        self.patch(benefits, "_lock_entities", lambda *args: {})
        self.assertEqual(queue._process_batch(), 0)
        self.assertEqual(queue.search([]).partner_id, self.lan)

    def test_wrong_benefits_are_refused(self):
        other = self.make_company("Other")
        theirs = self.env["product.pricelist"].create({"name": "T", "company_id": other.id})
        with self.assertRefused(ValidationError, "belongs to Other"):
            self.gold.pricelist_id = theirs
        for name, value in (
            ("credit_limit", -1),
            ("points_multiplier", 0),
            ("reward_days", 0),
            ("case_deadline_hours", -1),
        ):
            with mute_logger("odoo.sql_db"), self.assertRefused(psycopg2.Error, "_positive"):
                self.gold[name] = value
                self.env.flush_all()

    def test_sentences(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.gold.write({"credit_limit": 20 * MILLION, "points_multiplier": 1.5})
        self.assertEqual(self.silver._get_benefit_sentences(), [])
        sentences = self.gold.with_user(self.seller)._get_benefit_sentences()
        self.assertEqual(len(sentences), 4)
        self.assertEqual(sentences[:2], ["Prices of the list “Gold”.", "Payment: 30 days."])
        self.assertIn("20,000,000", sentences[2].replace(".", ","))
        self.assertEqual(sentences[3], "1.5 times the points on every purchase.")
        self.invoice(self.lan, 1, "2027-06-10", invoice_date_due="2027-06-12")
        self.assertIn("overdue", self.gold._get_benefit_sentences(self.lan)[2])

    def test_deleting_a_pricelist_that_a_tier_gives_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRefused(psycopg2.Error, "cs_tier"):
            self.gold_list.unlink()
        self.assertTrue(self.gold_list.exists())

    def test_rights(self):
        self.invoice(self.lan, 120, "2027-06-10")
        self.give()
        row = self.given()[:1]
        for user in (self.seller, self.member_user, self.manager):
            self.assertTrue(row.with_user(user).given_text)
            for values in ({"given": 0}, {"before": 1}):
                with self.assertRaises(AccessError):
                    row.with_user(user).write(values)
        with self.assertRaises(AccessError):
            self.gold.with_user(self.seller).credit_limit = 1
        with self.assertRaises(AccessError):
            row.with_user(self.accountant).check_access("read")

    def test_tier_of_a_program_cannot_be_deleted(self):
        tier = self.env["cs.tier"].create(
            {"group_id": self.group.id, "name": "T9", "threshold": 999 * MILLION}
        )
        self.env["loyalty.program"].create(
            {"name": "P", "program_type": "promotion", "cs_tier_ids": [Command.set(tier.ids)]}
        )
        with self.assertRefused(UserError, "only for this tier"):
            tier.unlink()
