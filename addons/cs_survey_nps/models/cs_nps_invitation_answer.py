from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import answer, scale, verdict, wording

MOST_ATTEMPTS = 20  # of each kind, with words and without
ASKS_AGAIN = ("early", "scanner", "several")


class CsNpsInvitation(models.Model):
    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model
    def _cs_token_fields(self):
        """Read with the token what each page asks of an invitation."""
        return [
            *super()._cs_token_fields(),
            *("program_id", "company_id", "channel", "lang", "state", "expires_at", "is_test"),
        ]

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
        return self.program_id._get_category(score)

    def _get_confirmed(self):
        """Return the answer that counts, if there is one; such an invitation is answered."""
        self.ensure_one()
        if self.state != "answered":
            return self.env["cs.nps.response"]
        return self.env["cs.nps.response"].search(
            [("invitation_id", "=", self.id), ("status", "=", "confirmed")], limit=1
        )

    # ---- recording ----

    def _record_answer(self, score, comment="", **signals):
        """Record an answer (see ``_take_answer``) and return the one that counts, if any."""
        return self._take_answer(score, comment, **signals)[0]

    def _take_answer(self, score, comment="", **signals):
        """Record what a customer sent: once, however often and by whomever it is repeated.

        The first answer that is taken for a person's counts and locks; later the comment that
        was missing may still be added to the same score. Any other attempt is kept beside it,
        flagged with the rule that says why.

        :param int score: on the scale
        :param str comment: cleaned
        :param signals: what speaks for or against a person; without them it is taken for one.
            ``mailed``: a mailed link brought the visitor, ``trapped``: the field that people
            cannot see was filled, ``scanner``: the browser's name is a program's, ``again``:
            the number was found again, ``sender``: the colleague who was signed in
        :returns: the answer that counts, if any, and the rule that flagged this one, if any
        """
        self.ensure_one()
        confirmed, kept = self._lock_attempts()
        barred = signals.get("trapped") or signals.get("sender")
        if confirmed and not barred and self._is_same_answer(confirmed, score, comment):
            return confirmed, None
        attempt = self._prepare_attempt(score, comment, signals, bool(confirmed))
        quiet = self.program_id.scanner_seconds
        status, reason = verdict.judge(attempt, kept, bool(confirmed), quiet)
        if status == "confirmed":
            return self._confirm(score, comment), None
        self._keep_attempt(score, comment, reason, signals.get("sender"))
        return confirmed, reason

    def _is_same_answer(self, confirmed, score, comment):
        """Return whether this repeats the answer that counts, adding a comment it lacked."""
        if score != confirmed.score:
            return False
        if comment and not confirmed.comment:
            confirmed._add_comment(comment)
            return True
        return comment in ("", confirmed.comment or "")

    def _prepare_attempt(self, score, comment, signals, counted):
        """Return an attempt as the judging function reads it."""
        now = fields.Datetime.now()
        mailed_at = False
        if signals.get("mailed") and not (comment or counted or self.is_test):
            mailed_at = self._get_mailed_at()
        return verdict.Attempt(
            score=score,
            at=now.timestamp(),
            since_mail=(now - mailed_at).total_seconds() if mailed_at else None,
            words=bool(comment),
            again=bool(signals.get("again")),
            trapped=bool(signals.get("trapped")),
            employee=bool(signals.get("sender")),
            scanner=bool(signals.get("scanner")),
        )

    def _get_mailed_at(self):
        """Return when the latest mail to this customer left: it may have waited in the queue."""
        self.ensure_one()
        left = [("model", "=", self._name), ("res_id", "=", self.id), ("state", "=", "sent")]
        [(latest,)] = self.env["mail.mail"].sudo()._read_group(left, [], ["write_date:max"])
        return max(filter(None, (latest, self.sent_at)), default=False)

    def _lock_attempts(self):
        """Return the answer that counts, if any, and the other attempts as they are judged.

        Parallel answers queue up here. Whoever waited for one that was recorded meets a
        serialization failure, is repeated by the server, and then finds the answer.
        """
        responses = self.env["cs.nps.response"]
        responses.flush_model(["invitation_id", "status", "score", "answered_at", "flag_reason"])
        query = SQL(
            """SELECT response.id, response.status, response.score, response.answered_at,
                      response.flag_reason
                 FROM cs_nps_invitation invitation
            LEFT JOIN cs_nps_response response ON response.invitation_id = invitation.id
                WHERE invitation.id = %s
           FOR NO KEY UPDATE OF invitation""",
            self.id,
        )
        # The serialization failure is expected and repeated, so it is not logged as an error.
        self.env.cr.execute(query, log_exceptions=False)
        kept = []
        for response_id, status, score, answered_at, reason in self.env.cr.fetchall():
            if status == "confirmed":
                responses = responses.browse(response_id)
            elif response_id:
                kept.append(verdict.Kept(score, answered_at.timestamp(), reason))
        return responses, kept

    def _confirm(self, score, comment):
        response = self.env["cs.nps.response"].create(
            self._prepare_response_values(score, comment)
        )
        response._count()
        return response

    def _keep_attempt(self, score, comment, reason, sender=None):
        """Keep an attempt that does not count; a repetition of one that is kept adds nothing.

        What has words is kept whatever a storm of numbers has brought before.
        """
        alike = self.response_ids.filtered(lambda kept: bool(kept.comment) == bool(comment))
        if len(alike) >= MOST_ATTEMPTS or any(
            (kept.score, kept.comment or "", kept.sender_id.id)
            == (score, comment, sender.id if sender else False)
            for kept in alike
        ):
            return
        values = self._prepare_response_values(score, comment)
        values.update(status="flagged", flag_reason=reason, case_pending=False)
        if sender:
            values["sender_id"] = sender.id
        self.env["cs.nps.response"].create(values)

    def _prepare_response_values(self, score, comment):
        """Return the values of an answer, with the dimensions as they are now."""
        self.ensure_one()
        order = self.sale_order_id
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
            "case_pending": self._is_case_wanted(score),
        }

    def _is_case_wanted(self, score):
        """Return whether an answer that counts opens a case."""
        return self._get_category(score) == "detractor" and not self.is_test

    def _reopen(self):
        """Let the customer answer again, while there is time: what counted was not theirs."""
        over = self.filtered(
            lambda invitation: invitation.expires_at
            and invitation.expires_at <= fields.Datetime.now()
        )
        over.write({"state": "expired", "answered_at": False})
        (self - over).write({"state": "sent", "answered_at": False})

    def _unsubscribe(self, one_click=False):
        """Note that this address wants no more surveys; anything scheduled stays unsent.

        :param bool one_click: by the button of the mail program, so without seeing the page
        """
        self.ensure_one()
        email = self.email_normalized or self.partner_id.email_normalized
        said = {
            "source": "/cs/nps/unsubscribe",
            "partner": self.partner_id,
            "text_version": self._get_wording_version(one_click),
        }
        consents = self.env["cs.consent"]
        if email:
            consents._record(email, "survey", False, **said)
        if self.phone_sanitized:
            consents._record(self.phone_sanitized, "survey", False, channel="sms", **said)

    def _get_wording_version(self, one_click=False):
        """Return the version of the words that were read: of the mail, or of the page."""
        self.ensure_one()
        lang = self.env.lang or "en_US"
        here = self.sudo().with_context(lang=lang)
        mail = here.program_id.mail_template_id
        if one_click and mail:
            return wording.version(lang, mail.body_html or "")
        page = here.env.ref("cs_survey_nps.page_unsubscribe")
        return wording.version(lang, page.arch_db or "")
