import logging
from contextlib import contextmanager
from hashlib import sha256
from urllib.parse import urlsplit

from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, formataddr

_logger = logging.getLogger(__name__)
_BATCH = 500
# Any number will do, as long as every sender asks for the same one.
_SENDING_LOCK = 4_702_110_319


class CsNpsInvitation(models.Model):
    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    # ---- the job ----

    @api.model
    def _cron_send(self, batch_size=_BATCH):
        """Send what is due, remind those who did not answer, close what expired.

        One batch a call, and one sender at a time in the whole installation: whatever else
        sends at this moment finishes first, and this job comes back.
        """
        with self._sending_alone() as alone:
            if not alone:
                self.env["ir.cron"]._cs_wake("cs_survey_nps.ir_cron_send")
                return
            self._expire()
            done = len(self._send_due(batch_size))
            remaining = self.search_count(self._get_due_domain())
            self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    @contextmanager
    def _sending_alone(self):
        """Yield whether no other process is sending, and keep others from it meanwhile.

        The lock is the session's, and the transaction starts anew once it is there: only so
        does it see all that the sender before has committed. Commit before leaving.
        """
        [[alone]] = self.env.execute_query(SQL("SELECT pg_try_advisory_lock(%s)", _SENDING_LOCK))
        if not alone:
            yield False
            return
        cr = self.env.cr
        try:
            cr.commit()  # to see what was sent before; pylint: disable=invalid-commit
            yield True
        except BaseException:
            cr.rollback()  # so that the lock can be given back
            raise
        finally:
            cr.execute(SQL("SELECT pg_advisory_unlock(%s)", _SENDING_LOCK))

    @api.model
    def _send_due(self, limit=_BATCH):
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
        """Decide on each invitation that is due, and send those that nothing speaks against.

        Commits nothing. Two processes take turns, so that two programs, or two nodes, never
        write to one address at the same moment.
        """
        if not self:
            return
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", _SENDING_LOCK))
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
        """Queue the message of each invitation; commits nothing, checks nothing."""
        if not self:
            return
        now = fields.Datetime.now()
        self._cs_token_ensure()
        by_sms = self.filtered(lambda invitation: invitation.channel == "sms")
        by_sms._queue_sms()
        mails = (self - by_sms)._queue_mails()
        self._plan_reminders(now)
        for (program, state), invitations in self.grouped(
            lambda invitation: (invitation.program_id, invitation.state)
        ).items():
            values = {"state": "sent", "send_error": False}
            if state != "sent":
                values["sent_at"] = now
                values["expires_at"] = fields.Datetime.add(now, days=program.expiry_days)
            invitations.write(values)
        if mails:
            self.env["ir.cron"]._cs_wake("mail.ir_cron_mail_scheduler_action")

    def _plan_reminders(self, now):
        """Count the reminders that are going out, and plan those that follow."""
        for invitation in self:
            program = invitation.program_id
            if invitation.state == "sent":
                invitation.reminders_sent += 1
            following = False
            if invitation.reminders_sent < program.reminder_count and not invitation.is_test:
                following = fields.Datetime.add(now, days=program.reminder_days)
            if following != invitation.next_reminder_at:
                invitation.next_reminder_at = following

    def _queue_mails(self):
        """Create the mails, in their recipients' languages, and return them.

        Their messages come first, since a mail that has one asks for nothing of it.
        """
        mails = self.env["mail.mail"].sudo()
        own = {name for name, field in mails._fields.items() if not field.inherited}
        prepared = self._prepare_mails()
        messages = mails.mail_message_id._create_batch(
            [{name: values[name] for name in values.keys() - own} for values in prepared]
        )
        return mails._create_batch(
            [
                {name: values[name] for name in values.keys() & own}
                | {"mail_message_id": message.id, "is_notification": False}
                for message, values in zip(messages, prepared, strict=True)
            ]
        )

    def _prepare_mails(self):
        """Return the values of the mails, each in its recipient's language."""
        rendered = self._render_mails()
        return [invitation._prepare_mail_values(**rendered[invitation.id]) for invitation in self]

    def _prepare_mail_values(self, subject, email_from, reply_to, body_html):
        """Return the values of one mail from what its template says."""
        self.ensure_one()
        program = self.program_id
        owner = program.user_id.filtered("active")  # who has left reads no answers
        template = program.mail_template_id.sudo()
        sender = email_from or self.company_id.email_formatted or owner.email_formatted
        values = {
            "model": self._name,
            "res_id": self.id,
            "subject": subject,
            "body_html": body_html,
            "email_from": sender or self.env.user.email_formatted,
            "author_id": self.env.user.partner_id.id,  # else sought anew for each mail
            "reply_to": reply_to or owner.email_formatted or sender,
            # An imported name may hold line breaks, which no header of a mail may.
            "email_to": formataddr((" ".join((self.partner_id.name or "").split()),
                                    self.email_normalized)),
            "message_id": self._get_message_id(),
            "message_type": "email_outgoing",
            "headers": repr(self._get_mail_headers()),
            "auto_delete": template.auto_delete,
            "mail_server_id": template.mail_server_id.id,
        }
        if template.attachment_ids:
            values["attachment_ids"] = [Command.set(template.attachment_ids.ids)]
        return values

    def _get_mail_headers(self):
        """Return the headers of RFC 8058, so that one click on “unsubscribe” is enough."""
        return {
            "List-Unsubscribe": f"<{self._cs_unsubscribe_url()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "X-Auto-Response-Suppress": "OOF",
        }

    def _get_message_id(self):
        """Return the identity of this mail: a mail repeated after a crash keeps it."""
        self.ensure_one()
        number = self.reminders_sent + 1 if self.state == "sent" else 0
        base = self.get_base_url()
        digest = sha256(f"{base}:{self.cs_token_nonce}:{number}".encode()).hexdigest()[:32]
        return f"<cs-nps-{self.id}-{number}-{digest}@{urlsplit(base).hostname or 'localhost'}>"
