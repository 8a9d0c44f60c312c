import logging
from hashlib import sha256
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formataddr

_logger = logging.getLogger(__name__)


class CsNpsInvitation(models.Model):
    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    # ---- the job ----

    @api.model
    def _cron_send(self, batch_size=100):
        """Send what is due, remind those who did not answer, close what expired.

        One batch a call. Only this job sends, and a job never runs twice at once, so the
        quarantine sees every mail that was sent before.
        """
        self._expire()
        done = len(self._send_due(batch_size))
        remaining = self.search_count(self._get_due_domain())
        self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    def _send_due(self, limit=100):
        """Decide on one batch of what is due, without committing; return the batch."""
        due = self.search(self._get_due_domain(), limit=limit, order="scheduled_at, id")
        batch = due.try_lock_for_update(allow_referencing=True)
        batch._process_batch()
        return batch

    @api.model
    def _get_due_domain(self):
        now = fields.Datetime.now()
        first = Domain("state", "=", "scheduled") & Domain("scheduled_at", "<=", now)
        again = Domain("state", "=", "sent") & Domain("next_reminder_at", "<=", now)
        return first | again

    @api.model
    def _expire(self):
        """Close the invitations whose time to answer is over."""
        now = fields.Datetime.now()
        expired = self.search(
            [("state", "=", "sent"), ("expires_at", "<=", now)], limit=10_000
        )
        expired.write({"state": "expired", "next_reminder_at": False})

    def _process_batch(self):
        """Decide on each invitation that is due, and send those that nothing speaks against."""
        remaining = self - self._suppress()
        now = fields.Datetime.now()
        ready = self.browse()
        for invitation in remaining:
            opening = invitation.program_id._next_opening(now, invitation.partner_id)
            if invitation.is_test or opening <= now:
                ready += invitation
            elif invitation.state == "sent":
                invitation.next_reminder_at = opening
            else:
                invitation.scheduled_at = opening
        ready._send_each_on_failure()

    def _send_each_on_failure(self):
        """Send together; if that fails, one by one, so that one bad record stops no other."""
        try:
            with self.env.cr.savepoint():
                self._send()
                return
        except Exception:
            _logger.warning("Sending %s surveys together failed, trying each", len(self))
        retry_at = fields.Datetime.add(fields.Datetime.now(), hours=1)
        for invitation in self:
            try:
                with self.env.cr.savepoint():
                    invitation._send()
            except Exception as error:
                column = "next_reminder_at" if invitation.state == "sent" else "scheduled_at"
                invitation.write({"send_error": str(error)[:500], column: retry_at})

    # ---- the mail ----

    def _send(self):
        """Queue the mail of each invitation; commits nothing, checks nothing."""
        if not self:
            return
        now = fields.Datetime.now()
        self._cs_tokens()
        mails = self.env["mail.mail"].sudo().create(self._prepare_mails())
        for (program, state), invitations in self.grouped(
            lambda invitation: (invitation.program_id, invitation.state)
        ).items():
            values = {"state": "sent", "send_error": False}
            if state != "sent":
                values["sent_at"] = now
                values["expires_at"] = fields.Datetime.add(now, days=program.expiry_days)
            invitations.write(values)
        self._plan_reminders(now)
        if mails:
            self._wake_job("mail.ir_cron_mail_scheduler_action")

    def _plan_reminders(self, now):
        for invitation in self:
            program = invitation.program_id
            sent_before = invitation.sent_at and invitation.sent_at < now
            if sent_before and invitation.next_reminder_at:
                invitation.reminders_sent += 1
            following = False
            if invitation.reminders_sent < program.reminder_count and not invitation.is_test:
                following = fields.Datetime.add(now, days=program.reminder_days)
            if following != invitation.next_reminder_at:
                invitation.next_reminder_at = following

    def _prepare_mails(self):
        """Return the values of the mails, each rendered in its recipient's language."""
        values = []
        for template, invitations in self.grouped(
            lambda invitation: invitation.program_id.mail_template_id
        ).items():
            by_lang = {
                lang: list(group.ids) for lang, group in invitations.grouped("lang").items()
            }
            render = {"res_ids_lang": {i: lang for lang, ids in by_lang.items() for i in ids}}
            template = template.sudo()
            subjects = template._render_field("subject", invitations.ids, **render)
            bodies = template._render_field("body_html", invitations.ids, **render)
            senders = template._render_field("email_from", invitations.ids, **render)
            values += [
                invitation._prepare_mail_values(
                    subjects[invitation.id], bodies[invitation.id], senders[invitation.id]
                )
                for invitation in invitations
            ]
        return values

    def _prepare_mail_values(self, subject, body, sender):
        self.ensure_one()
        company = self.company_id
        sender = sender or company.email_formatted or self.program_id.user_id.email_formatted
        unsubscribe = self._cs_unsubscribe_url()
        headers = {
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "X-Auto-Response-Suppress": "OOF",
        }
        return {
            "model": self._name,
            "res_id": self.id,
            "subject": subject,
            "body_html": body,
            "email_from": sender or self.env.user.email_formatted,
            "reply_to": self.program_id.user_id.email_formatted or sender,
            "email_to": formataddr((self.partner_id.name or "", self.email_normalized)),
            "message_id": self._get_message_id(),
            "message_type": "email_outgoing",
            "headers": repr(headers),
            "auto_delete": self.program_id.mail_template_id.auto_delete,
        }

    def _get_message_id(self):
        """Return the identity of this mail: a mail repeated after a crash keeps it."""
        self.ensure_one()
        number = self.reminders_sent + 1 if self.state == "sent" else 0
        base = self.get_base_url()
        digest = sha256(f"{base}:{self.cs_token_nonce}:{number}".encode()).hexdigest()[:32]
        return f"<cs-nps-{self.id}-{number}-{digest}@{urlsplit(base).hostname or 'localhost'}>"
