from odoo import fields, models
from odoo.tools import SQL

from ..tools import answer, scale

MOST_ATTEMPTS = 20


class CsNpsInvitation(models.Model):
    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _is_over(self):
        """Return whether the time to answer has passed without an answer."""
        self.ensure_one()
        return (
            self.state != "answered"
            and bool(self.expires_at)
            and self.expires_at <= fields.Datetime.now()
        )

    def _read_score(self, raw):
        """Return what a visitor sent as a score on this scale, or None."""
        ends = scale.SCALES[self.program_id.metric]
        return answer.parse_score(raw, ends.lowest, ends.highest)

    def _get_category(self, score):
        """Return the group of a score, False without score."""
        return False if score is None else scale.category(self.program_id.metric, score)

    def _get_confirmed(self):
        """Return the answer that counts, if there is one."""
        self.ensure_one()
        return self.env["cs.nps.response"].search(
            [("invitation_id", "=", self.id), ("status", "=", "confirmed")], limit=1
        )

    def _record_answer(self, score, comment="", trapped=False):
        """Record what a customer sent: once, however often and by whomever it is repeated.

        The first answer counts and locks; later the comment that was missing may still be
        added to the same score. Any other later attempt is kept beside it, flagged.

        :param int score: on the scale
        :param str comment: cleaned
        :param bool trapped: the field that people cannot see was filled
        :returns: the answer that counts, none while there is only a flagged one
        """
        self.ensure_one()
        if trapped:
            self._keep_attempt(score, comment, "honeypot")
            return self._get_confirmed()
        confirmed = self._lock_answer()
        if not confirmed:
            return self._confirm(score, comment)
        same_score = score == confirmed.score
        if same_score and comment and not confirmed.comment:
            confirmed._add_comment(comment)
        elif not same_score or (comment and comment != confirmed.comment):
            self._keep_attempt(score, comment, "late")
        return confirmed

    def _lock_answer(self):
        """Return the answer that counts, if any, letting parallel answers queue up.

        Whoever waited for one that was recorded meets a serialization failure, is repeated
        by the server, and then finds the answer.
        """
        responses = self.env["cs.nps.response"]
        responses.flush_model(["invitation_id", "status"])
        query = SQL(
            """SELECT response.id
                 FROM cs_nps_invitation invitation
            LEFT JOIN cs_nps_response response
                   ON response.invitation_id = invitation.id AND response.status = 'confirmed'
                WHERE invitation.id = %s
           FOR NO KEY UPDATE OF invitation""",
            self.id,
        )
        # The serialization failure is expected and repeated, so it is not logged as an error.
        self.env.cr.execute(query, log_exceptions=False)
        [(confirmed_id,)] = self.env.cr.fetchall()
        return responses.browse(confirmed_id)

    def _confirm(self, score, comment):
        response = self.env["cs.nps.response"].create(
            self._prepare_response_values(score, comment)
        )
        self.write(
            {"state": "answered", "answered_at": response.answered_at, "next_reminder_at": False}
        )
        if response.case_pending:
            self._wake_job("cs_survey_nps.ir_cron_open_cases")
        return response

    def _keep_attempt(self, score, comment, reason):
        """Keep an attempt that does not count; a repetition of one that is kept adds nothing."""
        attempts = self.response_ids
        if len(attempts) >= MOST_ATTEMPTS or any(
            (attempt.score, attempt.comment or "") == (score, comment) for attempt in attempts
        ):
            return
        values = self._prepare_response_values(score, comment)
        self.env["cs.nps.response"].create(
            {**values, "status": "flagged", "flag_reason": reason, "case_pending": False}
        )

    def _prepare_response_values(self, score, comment):
        """Return the values of an answer, with the dimensions as they are now."""
        self.ensure_one()
        order = self.sale_order_id
        unhappy = self._get_category(score) == "detractor"
        return {
            "invitation_id": self.id,
            "program_id": self.program_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "sale_order_id": order.id,
            "team_id": order.team_id.id,
            "user_id": order.user_id.id,
            "warehouse_id": order.warehouse_id.id,
            "score": score,
            "comment": comment or False,
            "status": "confirmed",
            "answered_at": fields.Datetime.now(),
            "is_test": self.is_test,
            "case_pending": unhappy and not self.is_test,
        }

    def _unsubscribe(self):
        """Note that this address wants no more surveys; anything scheduled stays unsent."""
        self.ensure_one()
        email = self.email_normalized or self.partner_id.email_normalized
        if email:
            self.env["cs.consent"]._record(
                email, "survey", False, "/cs/nps/unsubscribe", partner=self.partner_id
            )
        if self.phone_sanitized:
            self.env["cs.consent"]._record(
                self.phone_sanitized,
                "survey",
                False,
                "/cs/nps/unsubscribe",
                partner=self.partner_id,
                channel="sms",
            )
