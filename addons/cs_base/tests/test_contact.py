from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import CsCommon

NOON = "2027-06-15 05:00:00"  # Tuesday, noon in Vietnam
NIGHT = "2027-06-15 15:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestContact(CsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log = cls.env["cs.contact.log"]
        cls.company = cls._company("Minh Anh")
        cls.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.vn = cls.env.ref("base.vn")
        cls.lan = cls._customer("Chị Lan", "lan@example.com")
        cls.template = cls._template("Hello")

    @classmethod
    def _customer(cls, name, email, **values):
        return cls._partner(
            name,
            email=email,
            tz="Asia/Ho_Chi_Minh",
            company_id=cls.company.id,
            country_id=cls.vn.id,
            **values,
        )

    @classmethod
    def _template(cls, name, **values):
        return cls.env["mail.template"].create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "subject": name + " {{ object.name }}",
                "body_html": "<p>Hi <t t-out='object.name'/></p>",
                "partner_to": "{{ object.id }}",
                "use_default_to": False,
                **values,
            }
        )

    def queue(self, partner=None, template=None, stamp="1", **kwargs):
        return self.log._queue(partner or self.lan, template or self.template, stamp, **kwargs)

    def run_job(self):
        before = self.env["mail.mail"].search([])
        self.log._process_batch()
        return self.env["mail.mail"].search([]) - before

    # ---- sending ----

    def test_sent_once_with_the_headers_of_one_click(self):
        row = self.queue()
        self.assertFalse(self.queue(), "the same occasion")
        mail = self.run_job()
        self.assertEqual(mail.recipient_ids, self.lan)
        self.assertEqual(row.state, "sent")
        self.assertEqual(row.address, "lan@example.com")
        self.assertIn("/cs/preferences/", mail.headers)
        self.assertIn("List-Unsubscribe=One-Click", mail.headers)
        self.assertFalse(self.run_job(), "nothing waits any more")
        self.assertFalse(self.queue(), "nor after it was sent")

    def test_a_batch_takes_no_query_more_for_more_partners_to_queue(self):
        some = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(20)])
        self.queue()
        self.env.flush_all()
        some.mapped("company_id")
        with self.assertQueryCount(3):
            self.assertEqual(len(self.queue(some)), 20)

    def test_her_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.lan.lang = "vi_VN"
        self.template.lang = "{{ object.lang }}"
        self.template.with_context(lang="vi_VN").subject = "Chào {{ object.name }}"
        self.queue()
        self.assertEqual(self.run_job().subject, "Chào Chị Lan")

    def test_one_bad_text_stops_no_other(self):
        bad = self._template("Bad")
        self.env.cr.execute(
            "UPDATE mail_template SET body_html = %s WHERE id = %s",
            ['{"en_US": "<p t-out=\\"object.no_such_field\\"/>"}', bad.id],
        )
        bad.invalidate_recordset()
        wrong, right = self.queue(template=bad), self.queue()
        self.assertEqual(len(self.run_job()), 1)
        self.assertEqual((wrong.state, wrong.reason), ("suppressed", "error"))
        self.assertTrue(wrong.error)
        self.assertEqual(right.state, "sent")

    def test_gone_or_late_is_left_out(self):
        minh = self._customer("Anh Minh", "minh@example.com")
        mute = self._template("Mute")
        gone, late = self.queue(template=mute), self.queue(minh, valid_days=1)
        mute.unlink()
        with freeze_time("2027-06-17 05:00:00"):
            self.assertFalse(self.run_job())
        self.assertEqual(gone.reason, "gone")
        self.assertEqual(late.reason, "late")

    def test_the_job_commits_batch_by_batch(self):
        many = [self._customer(f"K{n}", f"k{n}@example.com") for n in range(5)]
        for partner in many:
            self.queue(partner)
        with self.enter_registry_test_mode():
            self.env.ref("cs_base.ir_cron_contact_log").method_direct_trigger()
        rows = self.log.search([("partner_id", "in", [partner.id for partner in many])])
        self.assertEqual(set(rows.mapped("state")), {"sent"})

    # ---- consent ----

    def test_refusal_blacklist_and_no_address_are_recorded(self):
        self.env["cs.consent"]._record("lan@example.com", "marketing", False, "test")
        minh = self._customer("Anh Minh", "minh@example.com")
        self.env["mail.blacklist"].create({"email": "minh@example.com"})
        nobody = self._customer("Khách lẻ", False)
        rows = {p: self.queue(p) for p in (self.lan, minh, nobody)}
        self.assertFalse(self.run_job())
        reasons = [rows[p].reason for p in (self.lan, minh, nobody)]
        self.assertEqual(reasons, ["opt_out", "blacklist", "no_address"])

    def test_consent_first_where_the_company_says_so(self):
        self.company.cs_consent_required = True
        row = self.queue()
        self.assertFalse(self.run_job())
        self.assertEqual(row.reason, "not_asked")
        self.lan.cs_consent_email = "yes"
        self.queue(stamp="2")
        self.assertTrue(self.run_job())

    def test_may_contact_both_ways(self):
        lan = self.lan.with_company(self.company)
        self.assertEqual(lan._cs_may_contact("marketing", "email"), lan)
        self.assertFalse(lan._cs_may_contact("marketing", "sms"), "no number")
        lan.phone = "0912345678"
        self.assertTrue(lan._cs_may_contact("marketing", "sms"))
        lan.cs_consent_sms = "no"
        self.assertFalse(lan._cs_may_contact("marketing", "sms"))
        self.assertTrue(lan._cs_may_contact("marketing", "zalo"))
        lan.cs_consent_sms = "yes"
        self.assertTrue(lan._cs_may_contact("marketing", "sms"))
        self.env["phone.blacklist"].create({"number": "+84912345678"})
        self.assertFalse(lan._cs_may_contact("marketing", "sms"))

    def test_consents_on_the_contact(self):
        self.assertFalse(self.lan.cs_consent_email)
        self.lan.cs_consent_email = "no"
        self.assertTrue(self.lan.cs_marketing_opt_out)
        self.lan.cs_marketing_opt_out = False
        self.lan.invalidate_recordset()
        self.assertEqual(self.lan.cs_consent_email, "yes")
        self.lan.cs_consent_email = False
        self.lan.invalidate_recordset()
        self.assertEqual(self.lan.cs_consent_email, "yes", "what was said stays said")
        with self.assertRaisesRegex(UserError, "phone number that can be dialled"):
            self.lan.cs_consent_zalo = "yes"
        with self.assertRaisesRegex(UserError, "e-mail address"):
            self._customer("Khách lẻ", False).cs_consent_email = "yes"

    def test_consent_is_read_in_one_query(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "email": f"p{n}@example.com"} for n in range(20)]
        )
        self.env.flush_all()
        partners.mapped("phone_sanitized")
        with self.assertQueryCount(1):
            partners.mapped("cs_consent_zalo")

    # ---- quiet hours ----

    def test_night_waits_for_the_morning(self):
        with freeze_time(NIGHT):
            row = self.queue()
            self.assertFalse(self.run_job())
            self.assertEqual(row.state, "waiting")
            self.assertEqual(row.due_at, datetime(2027, 6, 16, 1))
        with freeze_time("2027-06-16 01:00:01"):
            self.assertTrue(self.run_job())

    def test_her_timezone_decides(self):
        self.lan.tz = "America/New_York"  # one in the morning there
        row = self.queue()
        self.assertFalse(self.run_job())
        self.assertEqual(row.due_at, datetime(2027, 6, 15, 12))

    def test_sundays_and_holidays_wait_where_the_company_says_so(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2027-06-14 17:00:00",
                "date_to": "2027-06-15 17:00:00",
            }
        )
        row = self.queue()
        self.assertFalse(self.run_job())
        self.assertEqual(row.due_at, datetime(2027, 6, 16, 1))
        self.company.cs_message_holidays = True
        row.due_at = fields.Datetime.now()
        self.assertTrue(self.run_job())
        with freeze_time("2027-06-20 05:00:00"):
            self.company.cs_message_sundays = False
            sunday = self.queue(stamp="2")
            self.assertFalse(self.run_job())
            self.assertEqual(sunday.due_at, datetime(2027, 6, 21, 1))

    def test_wrong_hours_and_limits_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "o'clock"):
            self.company.cs_message_from_hour = 21
        with self.assertRaisesRegex(ValidationError, "0 messages"):
            self.company.cs_message_cap = -1
        with self.assertRaisesRegex(ValidationError, "365"):
            self.company.cs_message_cap_days = 0

    # ---- limit ----

    def texts(self, count):
        return [self._template(f"Text {n}") for n in range(count)]

    def test_the_limit_holds_across_texts_and_contacts_of_one_mailbox(self):
        twin = self._customer("Chị Lan (cửa hàng)", "lan@example.com")
        first, second, third = self.texts(3)
        rows = self.queue(template=first) + self.queue(twin, second) + self.queue(twin, third)
        self.assertEqual(len(self.run_job()), 2)
        self.assertEqual(rows.mapped("state"), ["sent", "sent", "suppressed"])
        self.assertEqual(rows[2].reason, "cap")

    def test_what_may_wait_is_not_lost_to_the_limit(self):
        first, second, third = self.texts(3)
        self.queue(template=first)
        self.assertTrue(self.run_job())
        with freeze_time("2027-06-17 05:00:00"):
            self.queue(template=second)
            self.assertTrue(self.run_job())
            row = self.queue(template=third, valid_days=14)
            self.assertFalse(self.run_job())
            self.assertEqual(row.state, "waiting")
            self.assertEqual(row.due_at, datetime(2027, 6, 22, 5))
        with freeze_time("2027-06-22 05:00:01"):
            self.assertTrue(self.run_job())

    def test_no_limit_at_zero(self):
        self.company.cs_message_cap = 0
        for text in self.texts(4):
            self.queue(template=text)
        self.assertEqual(len(self.run_job()), 4)

    def test_the_same_text_not_again_so_soon(self):
        self.queue(repeat_days=30)
        self.run_job()
        again = self.queue(stamp="2", repeat_days=30)
        self.assertFalse(self.run_job())
        self.assertEqual(again.reason, "repeated")
        twice = self.queue(stamp="3", repeat_days=30)
        with freeze_time("2027-07-20 05:00:00"):
            twice.expires_at = fields.Datetime.now() + timedelta(days=1)
            self.assertTrue(self.run_job())

    # ---- by hand ----

    def test_a_call_becomes_a_task(self):
        seller = self._user("seller_contact")
        self.lan.write({"phone": "0912345678", "user_id": seller.id})
        with patch.object(type(self.lan), "_cs_contact_channel", lambda partner: "phone"):
            row = self.queue()
            self.assertNotIn(self.lan, self.run_job().recipient_ids)
        self.assertEqual((row.state, row.channel), ("sent", "phone"))
        activity = self.lan.activity_ids
        self.assertEqual(activity.user_id, seller)
        self.assertIn("Hello Chị Lan", activity.summary)

    def test_where_nobody_calls_a_mail_goes_out(self):
        with patch.object(type(self.lan), "_cs_contact_channel", lambda partner: "zalo"):
            row = self.queue()
            self.assertTrue(self.run_job())
        self.assertEqual(row.channel, "email")

    # ---- access ----

    def test_access(self):
        row = self.queue()
        clerk = self._user("clerk_contact")
        with self.assertRaises(AccessError):
            row.with_user(clerk).read(["state"])
        chief = self._user(
            "chief_contact",
            "base.group_user,base.group_system",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.assertEqual(row.with_user(chief).state, "waiting")
        self.assertEqual(row.with_user(chief).action_open_record()["res_id"], self.lan.id)
        for method in (lambda: row.with_user(chief).write({"state": "sent"}),
                       lambda: row.with_user(chief).unlink()):
            with self.assertRaises(AccessError):
                method()
        stranger = self._user("stranger_contact", "base.group_user,base.group_system")
        with self.assertRaises(AccessError):
            row.with_user(stranger).read(["state"])

    def test_old_rows_are_forgotten(self):
        row = self.queue()
        self.run_job()
        self.assertEqual(self.log._gc_old()[0], 0)
        with freeze_time("2030-01-01"):
            self.log._gc_old()
        self.assertFalse(row.exists())
