import base64
import json
from datetime import datetime

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .common import NpsCommon

WORDS = "Call me: Lan, 0912345678"


@tagged("post_install", "-at_install")
class TestErase(NpsCommon, TransactionCase):
    """Export and erase of one person; what is left is a count without a name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.answer = cls._sent()._record_answer(2, WORDS)
        cls.invitation = cls.answer.invitation_id
        cls.env["cs.nps.case"]._open_pending()
        cls.case = cls.answer.case_ids
        cls.case.message_post(body="Lan was angry")
        cls.case.resolution = "Lan got a voucher"
        cls.lan = cls.customer.with_user(cls.manager)

    def _score(self):
        return self.env["cs.nps.program"].cs_score([("program_id", "=", self.program.id)])

    def _waiting(self):
        """Another order of hers, about which she is still to be asked."""
        self.case.sudo().stage = "closed"
        self.program.delay_hours = 48
        return self._delivered()

    def test_export_holds_everything_and_is_plain(self):
        self.invitation._unsubscribe()
        [data] = self.lan.cs_survey_export()
        self.assertEqual((data["id"], data["name"]), (self.customer.id, "Chị Lan"))
        [answer] = data["answers"]
        self.assertEqual((answer["score"], answer["comment"]), (2, WORDS))
        [invitation] = data["invitations"]
        self.assertEqual(invitation["email_normalized"], "lan@example.com")
        self.assertEqual(data["cases"][0]["resolution"], "Lan got a voucher")
        self.assertEqual(data["consents"][0]["purpose"], "survey")
        self.assertIs(data["consents"][0]["granted"], False)
        self.assertTrue(data["consents"][0]["text_version"])
        self.assertNotIn("null", json.dumps(data))
        other = self._partner("Other", email="other@example.com").with_user(self.manager)
        self.assertEqual(other.cs_survey_export()[0]["answers"], [])

    def test_case_survey_7_erase_leaves_the_anonymous_counts(self):
        before = self._score()
        theme = self.env["cs.nps.theme"].create({"name": "Anger"})
        mention = self.env["cs.nps.response.theme"].create(
            {"response_id": self.answer.id, "theme_id": theme.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_nps_response_theme SET span = '0-4' WHERE id = %s", [mention.id]
        )
        done = self.lan.cs_survey_erase()
        self.assertEqual((mention.span, mention.theme_id), (False, theme))
        self.assertEqual((done["answers"], done["cases"], done["invitations"]), (1, 1, 1))
        self.assertEqual(self._score(), before)
        self.assertEqual((self.answer.score, self.answer.category), (2, "detractor"))
        for record in (self.answer, self.invitation, self.case):
            self.assertFalse(record.partner_id)
            self.assertFalse(record.sale_order_id)
        self.assertFalse(self.answer.comment)
        self.assertFalse(self.answer.user_id)
        self.assertTrue(self.answer.anonymised)
        self.assertFalse(self.invitation.email_normalized)
        self.assertFalse(self.invitation.res_id)
        self.assertFalse(self.invitation.cs_token_nonce)
        self.assertFalse(self.case.resolution)
        self.assertFalse(self.case.message_ids)
        self.assertFalse(self.case.activity_ids)
        self.assertEqual(self.case.stage, "closed")
        again = self.lan.cs_survey_erase()
        self.assertEqual(set(again.values()), {0})

    def test_nothing_of_the_person_is_left_in_any_column(self):
        self.lan.cs_survey_erase()
        order = self.env["sale.order"].search([("partner_id", "=", self.customer.id)])
        for record in (self.answer, self.invitation, self.case):
            self.env.cr.execute(
                f"SELECT to_jsonb(t) FROM {record._table} t WHERE id = %s", [record.id]
            )
            row = json.dumps(self.env.cr.fetchone()[0], ensure_ascii=False)
            for trace in ("lan@example.com", "Lan", "voucher", "0912345678", f"order:{order.id}"):
                self.assertNotIn(trace, row, record._table)

    def test_the_month_is_left_and_no_moment(self):
        moment = datetime(2026, 2, 28, 18)  # 1 March in Vietnam
        with self._at(moment):
            answer = self._answered(9, partner=self.customer)
        self.lan.cs_survey_erase()
        answer.invalidate_recordset()
        self.assertEqual(str(answer.answered_on), "2026-03-01")
        self.assertEqual(str(answer.answered_at), "2026-03-01 12:00:00")
        self.assertEqual(str(answer.create_date)[8:], str(answer.write_date)[8:])
        self.assertEqual(str(answer.invitation_id.sent_at), "2026-03-01 12:00:00")

    def test_case_survey_7_erased_before_sending(self):
        invitation = self._waiting()
        self.assertEqual(invitation.state, "scheduled")
        key = invitation.event_key
        self.lan.cs_survey_erase()
        self.assertEqual(
            (invitation.state, invitation.suppression_reason), ("suppressed", "erased")
        )
        invitation.env["cs.nps.invitation"]._send_due()
        self.assertFalse(invitation.sent_at)
        self.assertEqual(invitation.event_key, key)  # so that the event is not asked about again

    def test_mails_that_wait_are_taken_back(self):
        invitation = self._waiting()
        invitation._send()
        mails = [("model", "=", "cs.nps.invitation"), ("res_id", "=", invitation.id)]
        self.assertEqual(self.env["mail.mail"].search(mails).state, "outgoing")
        token = invitation._cs_token()
        self.assertGreaterEqual(self.lan.cs_survey_erase()["mails"], 1)
        self.assertFalse(self.env["mail.mail"].search(mails))
        self.assertFalse(self.env["mail.message"].search(mails))
        self.assertEqual(invitation.state, "expired")
        record, status = invitation._cs_token_record(token)
        self.assertEqual((len(record), status), (0, "invalid"))

    def test_text_messages_that_wait_are_taken_back(self):
        self.customer.phone = "0912345678"
        invitation = self._waiting()
        invitation.write({"channel": "sms", "phone_sanitized": self.customer.phone_sanitized})
        invitation._cs_tokens()
        invitation._queue_sms()
        other = self.env["sms.sms"].create({"number": "+84912345678", "body": "Your parcel"})
        texts = self.env["sms.sms"].search([("number", "=", "+84912345678")])
        self.assertEqual(len(texts), 2)
        self.lan.cs_survey_erase()
        self.assertEqual(texts.exists(), other)
        self.assertFalse(invitation.phone_sanitized)

    def test_others_are_left_alone(self):
        other = self._answered(9, "fine", partner=self._partner("Other"))
        self.lan.cs_survey_erase()
        self.assertEqual((other.comment, other.anonymised), ("fine", False))
        self.assertTrue(other.partner_id)

    def test_another_companys_surveys_are_left_alone(self):
        company = self._company("Elsewhere")
        program = self._program("There", company_id=company.id, user_id=self.env.user.id)
        there = self._answered(9, "there", partner=self.customer, program=program)
        self.assertEqual(len(self.lan.cs_survey_export()[0]["answers"]), 1)
        self.lan.cs_survey_erase()
        self.assertEqual(there.comment, "there")

    def test_for_managers_only(self):
        for user in (self.reader, self.seller, self._user("nps_privacy_clerk")):
            for method in ("cs_survey_export", "cs_survey_erase", "action_cs_survey_privacy"):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    getattr(self.customer.with_user(user), method)()

    def test_the_dialog_shows_hands_over_and_asks_before_erasing(self):
        action = self.lan.action_cs_survey_privacy()
        wizard = self.env["cs.nps.erase"].with_user(self.manager).browse(action["res_id"])
        self.assertIn("Chị Lan: 1 invitations, 1 answers, 1 cases", wizard.summary)
        data = json.loads(base64.b64decode(wizard.export))
        self.assertEqual(data[0]["answers"][0]["comment"], WORDS)
        with self.assertRaisesRegex(UserError, "cannot be undone"):
            wizard.action_erase()
        self.assertTrue(self.answer.comment)
        wizard.confirmed = True
        wizard.action_erase()
        self.assertTrue(wizard.done)
        self.assertIn("0 invitations", wizard.summary)
        self.answer.invalidate_recordset()
        self.assertFalse(self.answer.comment)


@tagged("post_install", "-at_install")
class TestRetention(NpsCommon, TransactionCase):
    """Names go after their time; scores and months stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.retention_months = 12
        cls.answers = cls.env["cs.nps.response"]
        for number in range(7):
            cls.answers += cls._answered(9, WORDS, partner=cls._partner(f"P{number}"))
        cls._age(cls.answers[:5], "2024-05-20 08:00:00")

    @classmethod
    def _age(cls, answers, moment):
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE cs_nps_invitation SET create_date = %s WHERE id IN %s",
            [moment, tuple(answers.invitation_id.ids)],
        )
        cls.env.invalidate_all()

    def test_the_job_goes_on_where_it_was_stopped(self):
        program = self.env["cs.nps.program"]
        first = program._forget_old(2)
        self.assertEqual(len(first), 2)
        self.assertTrue(all(first.mapped("anonymised")))
        self.assertEqual(len(program._forget_old(2)), 2)
        self._run_cron("ir_cron_retention")
        self.assertEqual(self.answers.mapped("anonymised"), [True] * 5 + [False] * 2)
        self.assertFalse(program._forget_old())
        score = program.cs_score([("program_id", "=", self.program.id)])
        self.assertEqual((score["n"], score["nps"], score["invited"]), (7, 100.0, 7))

    def test_the_second_survey_after_a_case_does_not_lead_back(self):
        case = self._case()
        case.write({"stage": "resolved", "resolution": "A new cooker"})
        case.sudo().resurvey_at = fields.Datetime.now()
        self.env["cs.nps.case"]._resurvey_due()
        again = case.resurvey_invitation_id
        self.assertEqual(again.partner_id, self.customer)
        self._age(case.response_id, "2024-05-20 08:00:00")
        self._run_cron("ir_cron_retention")
        self.assertFalse(case.partner_id or again.partner_id)
        self.assertEqual((again.state, again.suppression_reason), ("suppressed", "erased"))

    def test_what_waits_to_be_sent_is_not_old(self):
        waiting = self._delivered()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_nps_invitation SET create_date = '2024-01-01' WHERE id = %s", [waiting.id]
        )
        self._run_cron("ir_cron_retention")
        self.assertEqual(waiting.partner_id, self.customer)

    def test_without_a_time_names_stay(self):
        self.program.retention_months = 0
        self._run_cron("ir_cron_retention")
        self.assertFalse(any(self.answers.mapped("anonymised")))

    def test_an_archived_program_forgets_too(self):
        self.program.active = False
        self._run_cron("ir_cron_retention")
        self.assertTrue(self.answers[0].anonymised)

    @mute_logger("odoo.sql_db")
    def test_a_negative_time_is_refused(self):
        with self.assertRaises(CheckViolation):
            self.program.retention_months = -1
            self.env.flush_all()

    def test_queries_do_not_grow_with_the_batch(self):
        def cost(count):
            answers = [self._answered(9, partner=self._partner(f"Q{n}")) for n in range(count)]
            batch = self.env["cs.nps.invitation"].union(*[one.invitation_id for one in answers])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._anonymise()
            return self.env.cr.sql_log_count - before

        self.assertEqual(cost(2), cost(20))


@tagged("post_install", "-at_install")
class TestAnonymous(NpsCommon, TransactionCase):
    """Answers under the promise that nobody learns who gave them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.program.anonymous = True
        cls.domain = [("program_id", "=", cls.program.id)]
        cls.day = 0

    def _answer(self, score, comment=""):
        """One more employee answers, at a moment of 9 March 2026."""
        type(self).day += 1
        partner = self._partner(f"Employee {self.day}", email=f"e{self.day}@example.com")
        invitation = self._sent(partner)
        with self._at(datetime(2026, 3, 9, 5, self.day)):
            return invitation, invitation._record_answer(score, comment)

    def _score(self, **options):
        program = self.env["cs.nps.program"].with_user(self.reader)
        return program.cs_score(self.domain, **options)

    def test_the_answer_leads_to_nobody(self):
        invitation, answer = self._answer(2, "the boss")
        self.assertEqual((answer.score, answer.comment), (2, "the boss"))
        for name in ("partner_id", "sale_order_id", "team_id", "user_id", "warehouse_id"):
            self.assertFalse(answer[name], name)
        self.assertNotEqual(answer.invitation_id, invitation)
        stand_in = answer.invitation_id
        self.assertFalse(stand_in.partner_id)
        self.assertFalse(stand_in.email_normalized)
        self.assertFalse(stand_in.sale_order_id)
        self.assertFalse(invitation.response_ids)

    def test_no_moment_joins_the_answer_to_the_invitation(self):
        invitation, answer = self._answer(9)
        invitation.invalidate_recordset()
        month = "2026-03-01 12:00:00"
        for record in (answer, answer.invitation_id):
            moments = {str(record[name]) for name in ("answered_at", "create_date", "write_date")}
            self.assertEqual(moments, {month})
        self.assertEqual(str(answer.answered_on), "2026-03-01")
        self.assertEqual(invitation.state, "answered")
        self.assertFalse(invitation.answered_at)
        self.assertFalse(invitation.next_reminder_at)

    def test_one_answer_a_person_all_the_same(self):
        invitation, _answer = self._answer(9)
        self.assertFalse(invitation._record_answer(0, "again"))
        self.assertFalse(invitation._record_answer(9, "again"))
        self.assertTrue(invitation._is_settled())
        count = self.env["cs.nps.response"].search_count(self.domain)
        self.assertEqual(count, 1)

    def test_an_attempt_that_was_flagged_leaves_no_trace(self):
        partner = self._partner("Flagged", email="flagged@example.com")
        invitation = self._sent(partner)
        invitation._record_answer(3, "it was me", trapped=True)
        flagged = invitation.response_ids
        self.assertEqual(len(flagged), 1)
        self.assertFalse(flagged.comment or flagged.partner_id)
        self.assertFalse(flagged.with_user(self.manager).search([("id", "=", flagged.id)]))
        invitation._record_answer(3, "it was me")
        self.assertFalse(flagged.exists())

    def test_no_case_is_opened(self):
        self._answer(0)
        self.assertFalse(self.env["cs.nps.case"]._open_pending()[0])

    def test_fewer_than_five_are_hidden_everywhere(self):
        report = self.env["cs.nps.report"].with_user(self.manager)
        answers = self.env["cs.nps.response"].with_user(self.manager)
        for number in range(1, 5):
            self._answer(9)
            self.assertFalse(report.search(self.domain))
            self.assertFalse(answers.search(self.domain))
            self.assertFalse(self.env["cs.nps.trend"].search(self.domain))
            score = self._score()
            self.assertEqual((score["n"], score["nps"], score["hidden"]), (0, False, True))
            self.assertEqual(score["invited"], number)
        _invitation, last = self._answer(0, "fifth")
        self.assertEqual(len(report.search(self.domain)), 5)
        self.assertEqual(len(answers.search(self.domain)), 5)
        self.assertTrue(last.with_user(self.manager).may_show)
        score = self._score()
        self.assertEqual((score["n"], score["nps"], score["hidden"]), (5, 60.0, False))
        self.assertEqual(score["response_rate"], 100.0)
        self.assertEqual(self.env["cs.nps.trend"].search(self.domain).answers, 5)

    def test_another_month_is_another_cell(self):
        for _number in range(5):
            self._answer(9)
        partner = self._partner("April", email="april@example.com")
        invitation = self._sent(partner)
        with self._at(datetime(2026, 4, 9, 5)):
            invitation._record_answer(0)
        self.assertEqual((self._score()["n"], self._score()["hidden"]), (5, True))
        self.assertIs(self._score(date_to="2026-03-31")["hidden"], False)
        self.assertIs(self._score(date_from="2026-04-01")["hidden"], True)

    def test_other_programs_show_single_answers(self):
        named = self._program("Named", trigger="manual")
        answer = self._answered(3, program=named)
        self.assertTrue(answer.with_user(self.reader).may_show)
        result = self.env["cs.nps.program"].cs_score([("program_id", "=", named.id)])
        self.assertEqual((result["n"], result["hidden"]), (1, False))
        hidden = self.env["cs.nps.response"].search([("may_show", "=", False), *self.domain])
        self.assertFalse(hidden & answer)

    def test_a_test_is_nobodys(self):
        invitation = self._delivered()
        invitation.is_test = True
        invitation._send()
        answer = invitation._record_answer(9)
        self.assertEqual((answer.invitation_id, answer.is_test), (invitation, True))

    def test_the_promise_cannot_be_changed_afterwards(self):
        self._answer(9)
        with self.assertRaisesRegex(UserError, "present promise"):
            self.program.with_user(self.manager).anonymous = False
        self.program.with_user(self.manager).write({"anonymous": True, "name": "Same"})

    def test_the_funnel_counts_no_stand_in(self):
        self._answer(9)
        events = self.env["cs.nps.funnel"].search(self.domain)
        self.assertEqual(sum(events.mapped("triggers")), 1)
