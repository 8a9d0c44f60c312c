from datetime import date, datetime

from freezegun import freeze_time
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LoyaltyCase

NOON = "2027-06-15 05:00:00"


@tagged("post_install", "-at_install")
class TestCare(LoyaltyCase):
    """Greetings: automation rules that look ahead, through the queue that asks for consent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.group = cls.make_group((40, 100))
        cls.lan.write(
            {
                "email": "lan@example.com",
                "company_id": cls.company.id,
                "tz": "Asia/Ho_Chi_Minh",
                "lang": "en_US",
            }
        )
        cls.review(cls.group)

    def rule(self, name, last_run=None):
        rule = self.env.ref(f"cs_loyalty.base_automation_{name}")
        rule.active = True
        if last_run:
            rule.last_run = last_run
        return rule

    def fire(self, rule, at):
        """Run a dated rule as its job does, at a moment; return the messages it queued."""
        log = self.env["cs.contact.log"]
        before = log.search([])
        with freeze_time(at):
            moment = datetime.fromisoformat(at)
            for record in rule._search_time_based_automation_records(until=moment):
                rule._process(record)
            rule.last_run = moment
        return log.search([]) - before

    def send(self, at):
        before = self.env["mail.mail"].search([])
        with freeze_time(at):
            self.env["cs.contact.log"]._process_batch()
        return self.env["mail.mail"].search([]) - before

    # ---- each rule ----

    def test_birthday_once_a_year(self):
        self.lan.write({"cs_birth_day": 20, "cs_birth_month": 6, "lang": "vi_VN"})
        template = self.env.ref("cs_loyalty.mail_template_birthday")
        template.with_context(lang="vi_VN").subject = "Chúc mừng sinh nhật {{ object.name }}"
        rule = self.rule("birthday", "2027-06-15 00:00:00")
        self.assertFalse(self.fire(rule, "2027-06-19 05:00:00"))
        self.assertEqual(len(self.fire(rule, "2027-06-20 01:00:00")), 1)
        self.assertFalse(self.fire(rule, "2027-06-20 05:00:00"))
        mail = self.send("2027-06-20 05:00:00")
        self.assertEqual(mail.subject, "Chúc mừng sinh nhật Lan")
        self.assertIn("/cs/preferences/", mail.body_html)
        self.assertIn("List-Unsubscribe-Post", mail.headers)

    def test_birthday_by_the_moon(self):
        self.lan.write({"cs_birth_day": 15, "cs_birth_month": 8, "cs_birth_calendar": "lunar"})
        rule = self.rule("birthday", "2027-09-14 00:00:00")
        self.assertEqual(len(self.fire(rule, "2027-09-15 01:00:00")), 1)

    def test_thanks_to_one_who_came_back(self):
        rule = self.rule("thanks", NOON)
        self.invoice(self.lan, 5, "2027-06-15")
        self.review(self.group, "2027-06-15")
        self.assertFalse(self.fire(rule, "2027-06-16 05:00:00"), "her first purchase")
        self.invoice(self.lan, 5, "2027-06-17")
        self.review(self.group, "2027-06-17")
        self.assertEqual(len(self.fire(rule, "2027-06-18 05:00:00")), 1)
        mail = self.send("2027-06-18 05:00:00")
        self.assertIn("Thank you for coming back", mail.subject)
        self.assertIn("06/17/2027", mail.body_html)

    def test_near_the_next_tier(self):
        rule = self.rule("near", NOON)
        self.invoice(self.lan, 37, "2027-06-15")
        minh = self.make_partner("Minh", email="minh@example.com")
        self.invoice(minh, 20, "2027-06-15")
        self.review(self.group, "2027-06-15")
        rows = self.fire(rule, "2027-06-18 05:00:00")
        self.assertEqual(rows.partner_id, self.lan)
        mail = self.send("2027-06-18 05:00:00")
        self.assertIn("3,000,000", mail.body_html)
        self.assertIn("T1", mail.subject)

    def test_near_follows_the_setting(self):
        self.invoice(self.lan, 37, "2027-06-15")
        self.review(self.group, "2027-06-15")
        member = self.member(self.group)
        self.assertTrue(member.is_near_next)
        self.company.cs_near_percent = 5
        member.invalidate_recordset()
        self.assertFalse(member.is_near_next)
        found = self.env["cs.tier.membership"].search([("is_near_next", "!=", True)])
        self.assertIn(member, found)

    def test_silent_for_half_a_year(self):
        rule = self.rule("win_back", NOON)
        self.invoice(self.lan, 5, "2027-06-15")
        self.review(self.group, "2027-06-15")
        self.assertFalse(self.fire(rule, "2027-12-14 05:00:00"))
        self.assertEqual(len(self.fire(rule, "2027-12-15 05:00:00")), 1)
        self.assertIn("not seen you", self.send("2027-12-15 05:00:00").subject)
        self.assertFalse(self.fire(rule, "2028-03-15 05:00:00"), "once for each silence")

    def test_warned_a_month_before_the_tier_ends(self):
        rule = self.rule("at_risk", NOON)
        self.invoice(self.lan, 50, "2027-06-15")
        self.review(self.group, "2027-06-15")
        self.assertEqual(self.member(self.group).at_risk_date, date(2028, 6, 15))
        self.assertFalse(self.fire(rule, "2028-05-15 05:00:00"))
        self.assertEqual(len(self.fire(rule, "2028-05-16 05:00:00")), 1)
        mail = self.send("2028-05-16 05:00:00")
        self.assertIn("Keep your T1 tier", mail.subject)
        self.assertIn("06/15/2028", mail.body_html)

    def test_birthday_reward_is_in_the_mail(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Birthday cake",
                "program_type": "coupons",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
            }
        )
        self.group.tier_ids[0].birthday_program_id = program
        self.invoice(self.lan, 50, "2027-06-15")
        self.review(self.group, "2027-06-15")
        self.lan.write({"cs_birth_day": 20, "cs_birth_month": 6})
        rule = self.rule("birthday", NOON)
        self.fire(rule, "2027-06-20 05:00:00")
        rule.last_run = NOON
        self.fire(rule, "2027-06-20 05:30:00")
        reward = self.env["cs.tier.reward"].search([("partner_id", "=", self.lan.id)])
        self.assertEqual(len(reward), 1, "once a year")
        self.assertIn(reward.code, self.send("2027-06-20 06:00:00").body_html)

    def test_tier_ended(self):
        self.rule("tier_lost")
        self.invoice(self.lan, 50, "2027-06-15")
        self.review(self.group, "2027-06-15", silent=True)
        with freeze_time("2028-06-20 05:00:00"):
            self.group._review()
        rows = self.env["cs.contact.log"].search([("partner_id", "=", self.lan.id)])
        self.assertEqual(rows.res_model, "cs.tier.event")
        self.assertIn("has changed", self.send("2028-06-20 05:00:00").subject)

    def test_a_change_of_rules_is_silent(self):
        self.rule("tier_lost")
        self.invoice(self.lan, 50, "2027-06-15")
        self.review(self.group, "2027-06-15", silent=True)
        self.group.tier_ids[0].threshold = 60_000_000
        self.group._review()
        self.assertFalse(self.member(self.group).tier_id)
        self.assertFalse(self.env["cs.contact.log"].search([("partner_id", "=", self.lan.id)]))

    # ---- no storm ----

    def test_the_first_run_does_not_look_back(self):
        self.invoice(self.lan, 5, "2024-06-15")
        self.group.period = "lifetime"
        self.review(self.group, "2027-06-15")
        rule = self.env.ref("cs_loyalty.base_automation_win_back")
        rule.last_run = False
        rule.active = True
        self.assertTrue(rule.last_run, "from now on")
        self.assertFalse(self.fire(rule, "2027-06-16 05:00:00"))
        rule.last_run = False
        self.assertFalse(self.fire(rule, "2027-06-16 06:00:00"), "nor one that never ran")

    def test_switched_on_again_it_starts_from_now(self):
        rule = self.rule("birthday")
        rule.last_run = "2020-01-01 00:00:00"
        rule.active = False
        self.lan.write({"cs_birth_day": 14, "cs_birth_month": 6})
        rule.active = True
        self.assertEqual(rule.last_run, datetime.fromisoformat(NOON))

    def test_imported_history_is_silent(self):
        rules = [self.rule(name, NOON) for name in ("thanks", "near", "win_back")]
        for day in ("2025-01-10", "2025-03-10", "2026-12-10"):
            self.invoice(self.lan, 12, day)
        self.group._review()
        for rule in rules:
            self.assertFalse(self.fire(rule, "2027-06-15 06:00:00"), rule.name)
        self.assertFalse(self.env["cs.contact.log"].search([]))

    def test_an_occasion_long_past_is_not_told(self):
        rule = self.rule("birthday", "2027-06-01 00:00:00")
        self.lan.write({"cs_birth_day": 20, "cs_birth_month": 6})
        self.assertFalse(self.fire(rule, "2027-06-25 05:00:00"))

    def test_a_rule_killed_in_the_middle_repeats_nothing(self):
        self.lan.write({"cs_birth_day": 20, "cs_birth_month": 6})
        rule = self.rule("birthday", "2027-06-15 00:00:00")
        self.assertEqual(len(self.fire(rule, "2027-06-20 01:00:00")), 1)
        rule.last_run = "2027-06-15 00:00:00"
        self.assertFalse(self.fire(rule, "2027-06-20 02:00:00"))
        self.assertEqual(len(self.send("2027-06-20 02:00:00")), 1)

    def test_other_rules_are_as_odoo_has_them(self):
        rule = self.env["base.automation"].create(
            {
                "name": "Reminder",
                "model_id": self.env["ir.model"]._get_id("cs.tier.membership"),
                "trigger": "on_time",
                "trg_date_id": self.env.ref(
                    "cs_loyalty.field_cs_tier_membership__last_document_date"
                ).id,
                "trg_date_range": 0,
                "trg_date_range_type": "day",
            }
        )
        self.invoice(self.lan, 5, "2027-01-15")
        self.review(self.group, "2027-06-15")
        found = rule._search_time_based_automation_records(until=datetime.fromisoformat(NOON))
        self.assertIn(self.lan, found.partner_id)

    # ---- consent, channel, texts ----

    def test_she_refused(self):
        self.lan.write({"cs_birth_day": 20, "cs_birth_month": 6, "cs_consent_email": "no"})
        row = self.fire(self.rule("birthday", NOON), "2027-06-20 05:00:00")
        self.assertFalse(self.send("2027-06-20 05:00:00"))
        self.assertEqual((row.state, row.reason), ("suppressed", "opt_out"))

    def test_she_would_rather_be_called(self):
        self.lan.write(
            {
                "cs_birth_day": 20,
                "cs_birth_month": 6,
                "phone": "0912345678 / 0987654321",
                "country_id": self.env.ref("base.vn").id,
                "cs_preferred_channel": "phone",
                "user_id": self.seller.id,
            }
        )
        row = self.fire(self.rule("birthday", NOON), "2027-06-20 05:00:00")
        self.send("2027-06-20 05:00:00")
        self.assertEqual((row.channel, row.address), ("phone", "+84912345678"))
        self.assertIn("Happy birthday", self.lan.activity_ids.summary)
        self.assertEqual(self.lan.activity_ids.user_id, self.seller)

    def test_upgrade_mail_waits_for_the_morning(self):
        with freeze_time("2027-06-15 16:00:00"):
            self.invoice(self.lan, 50, "2027-06-15")
            self.group._review()
        row = self.env["cs.contact.log"].search([("partner_id", "=", self.lan.id)])
        self.assertFalse(self.send("2027-06-15 16:00:00"))
        self.assertEqual(row.due_at, datetime(2027, 6, 16, 1))
        self.assertEqual(len(self.send("2027-06-16 01:00:01")), 1)

    def test_each_shipped_rule_has_a_text_that_can_be_written(self):
        rules = self.env["base.automation"].with_context(active_test=False).search(
            [("action_server_ids.state", "=", "cs_contact")]
        )
        self.assertGreaterEqual(len(rules), 5)
        for rule in rules:
            action = rule.action_server_ids.filtered(lambda a: a.state == "cs_contact")
            self.assertEqual(action.cs_template_id.model, rule.model_name, rule.name)
            self.assertFalse(action.warning, rule.name)

    def test_a_text_for_another_kind_of_record_is_refused(self):
        action = self.rule("near").action_server_ids
        with self.assertRefused(ValidationError, "warnings"):
            action.cs_template_id = self.env.ref("cs_loyalty.mail_template_birthday")
            action.base_automation_id._check_trigger_state()

    def test_the_action_names_itself(self):
        action = self.rule("near").action_server_ids
        self.assertIn("near", action._generate_action_name())

    def test_settings(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.cs_birthday_days, 7)
        settings.cs_near_percent = 20
        settings.set_values()
        self.assertEqual(self.env.company.cs_near_percent, 20)

    def test_dates_are_stored_for_rules(self):
        self.lan.write({"cs_birth_day": 20, "cs_birth_month": 6})
        self.assertEqual(self.lan.cs_next_birthday, date(2027, 6, 20))
        for model, name in (
            ("res.partner", "cs_next_birthday"),
            ("cs.tier.membership", "at_risk_date"),
            ("cs.tier.membership", "last_document_date"),
            ("cs.tier.membership", "valid_until"),
        ):
            self.assertTrue(self.env[model]._fields[name].store)
