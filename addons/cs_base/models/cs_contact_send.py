import logging
from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

ACTIVITIES = {"phone": "mail.mail_activity_data_call"}


class CsContactLog(models.Model):
    """The job that sends what waits: one batch a transaction, each row locked while decided.

    The mail and the row that says it is sent are one transaction: a job killed at any moment
    leaves both or none. Odoo's mail queue then delivers.
    """

    _inherit = "cs.contact.log"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model
    def _cron_send(self, batch=200):
        """Decide on all that is due, in batches."""
        while done := self._process_batch(batch):
            left = self.search_count(self._get_due_domain())
            if not self.env["ir.cron"]._commit_progress(done, remaining=left) or not left:
                return

    @api.model
    def _get_due_domain(self):
        return [("state", "=", "waiting"), ("due_at", "<=", fields.Datetime.now())]

    @api.model
    def _process_batch(self, batch=200):
        """Decide on one batch of what is due; commits nothing.

        :returns: how many rows were decided on
        """
        due = self.search(self._get_due_domain(), limit=batch, order="due_at, id")
        rows = due.try_lock_for_update()
        for company, own in rows.grouped("company_id").items():
            own.with_company(company)._process()
        return len(rows)

    def _process(self):
        """Send, put off, or leave out each row of one company, and say why."""
        now = fields.Datetime.now()
        ready = self - self._leave_out_stale(now)
        channels = ready._get_channels()
        ready -= ready._leave_out_refused(channels)
        ready -= ready._put_off_quiet(now)
        ready -= ready._leave_out_repeated(now)
        ready -= ready._put_off_capped(now)
        ready._send_each_on_failure(channels)

    def _leave_out(self, reason, error=False):
        if self:
            self.write({"state": "suppressed", "reason": reason, "error": error})
        return self

    def _leave_out_stale(self, now):
        """Leave out what nobody would understand any more; return those rows."""
        late = self.filtered(lambda row: row.expires_at <= now)._leave_out("late")
        gone = self.browse()
        for model, rows in (self - late).grouped("res_model").items():
            alive = set()
            if model in self.env:
                alive = set(self.env[model].browse(rows.mapped("res_id")).exists().ids)
            gone |= rows.filtered(
                lambda row, alive=alive: row.res_id not in alive or not row.template_id
            )
        return late | gone._leave_out("gone")

    def _get_channels(self):
        """Return ``{row: channel}``: the customer's own, e-mail where nobody is there to call."""
        channels = {}
        for row in self:
            channel = row.partner_id._cs_contact_channel()
            if channel != "email" and not row._get_helper():
                channel = "email"
            channels[row] = channel
        return channels

    def _get_helper(self):
        """Return who calls this customer, or writes to her by hand."""
        self.ensure_one()
        partner = self.partner_id
        user = partner.user_id or partner.commercial_partner_id.user_id
        return user or self.company_id.cs_care_user_id

    def _leave_out_refused(self, channels):
        """Leave out those who may not be written to; note the address of the others."""
        refused = self.browse()
        for (purpose, channel), rows in self.grouped(
            lambda row: (row.purpose, channels[row])
        ).items():
            partners = rows.partner_id
            refusals = partners._cs_refusals(purpose, channel)
            addresses = partners._cs_addresses(channel)
            for row in rows:
                row.write({"channel": channel, "address": addresses.get(row.partner_id)})
            barred = rows.filtered(lambda row, known=refusals: row.partner_id in known)
            for reason, chosen in barred.grouped(
                lambda row, known=refusals: known[row.partner_id]
            ).items():
                refused |= chosen._leave_out(reason)
        return refused

    def _put_off_quiet(self, now):
        """Let those wait whose customers are asleep; return those rows."""
        waiting = self.browse()
        company = self.env.company
        closed = company._cs_closed_days(now) if self else ()
        for tz_name, rows in self.grouped(lambda row: row.partner_id.tz).items():
            opening = company._cs_next_open(now, tz_name, closed)
            if opening > now:
                rows.write({"due_at": opening})
                self._wake(opening)
                waiting |= rows
        return waiting

    def _leave_out_repeated(self, now):
        """Leave out what the customer was told not long ago, or twice in this batch."""
        told = {}
        for partner, template, sent_at in self._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("template_id", "in", self.template_id.ids),
                ("state", "=", "sent"),
            ],
            ["partner_id", "template_id"],
            ["sent_at:max"],
        ):
            told[partner, template] = sent_at
        repeated = self.browse()
        for row in self.sorted("id"):
            key = (row.partner_id, row.template_id)
            last = told.get(key)
            if row.repeat_days and last and last > now - timedelta(days=row.repeat_days):
                repeated |= row
            else:
                told[key] = now
        return repeated._leave_out("repeated")

    def _put_off_capped(self, now):
        """Let those wait who got their share already, or leave them out; return those rows."""
        company = self.env.company
        if not company.cs_message_cap:
            return self.browse()
        span = timedelta(days=company.cs_message_cap_days)
        sent = self._get_sent_since(now - span)
        counts = Counter({address: len(dates) for address, dates in sent.items()})
        capped = self.browse()
        for row in self.filtered(lambda row: row.purpose == "marketing").sorted("id"):
            counts[row.address] += 1
            if counts[row.address] <= company.cs_message_cap:
                continue
            capped |= row
            dates = sent.get(row.address, [])[-company.cs_message_cap :]
            full = len(dates) == company.cs_message_cap
            free_at = (dates[0] if full else now) + span
            if free_at < row.expires_at:
                row.due_at = free_at
            else:
                row._leave_out("cap")
        return capped

    def _get_sent_since(self, moment):
        """Return ``{address: moments of its marketing messages}``, earliest first, in one query."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT address, array_agg(sent_at ORDER BY sent_at) FROM cs_contact_log
                    WHERE address = ANY(%s) AND state = 'sent' AND sent_at > %s
                      AND purpose = 'marketing' GROUP BY address""",
                [address for address in self.mapped("address") if address],
                moment,
            )
        )
        return dict(rows)

    def _send_each_on_failure(self, channels):
        """Send together; if that fails, one by one, so that one bad text stops no other."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._send(channels)
            return
        except Exception:
            _logger.info("Sending %s messages together failed, trying each", len(self))
        for row in self:
            try:
                with self.env.cr.savepoint():
                    row._send(channels)
            except Exception as error:
                row._leave_out("error", str(error)[:500])

    def _send(self, channels):
        """Hand each row to its channel, in the customer's language."""
        for (template, by_hand), rows in self.grouped(
            lambda row: (row.template_id, channels[row] != "email")
        ).items():
            if by_hand:
                rows._send_by_hand(template, channels)
            else:
                rows._send_mails(template)
        self.write({"state": "sent", "sent_at": fields.Datetime.now()})

    def _send_mails(self, template):
        """Queue the mails, each with the headers by which a mail program unsubscribes."""
        self.partner_id._cs_tokens()
        mails = template.sudo().send_mail_batch(self.mapped("res_id"))
        for row, mail in zip(self, mails, strict=True):
            mail.headers = repr(row._get_headers())
        self.env["ir.cron"]._cs_wake("mail.ir_cron_mail_scheduler_action")

    def _get_headers(self):
        """Return the headers of RFC 8058, so that one click on “unsubscribe” is enough."""
        self.ensure_one()
        return {
            "List-Unsubscribe": f"<{self.partner_id._cs_preferences_url()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "X-Auto-Response-Suppress": "OOF",
        }

    def _send_by_hand(self, template, channels):
        """Give a person the task to call, or to write by SMS or Zalo, with the text to say."""
        texts = template.sudo()._generate_template(self.mapped("res_id"), ("subject", "body_html"))
        for row in self:
            channel, helper = channels[row], row._get_helper()
            text = texts[row.res_id]
            words = self.with_context(lang=helper.lang or self.env.lang).env
            labels = dict(self._fields["channel"]._description_selection(words))
            row.partner_id.activity_schedule(
                ACTIVITIES.get(channel, "mail.mail_activity_data_todo"),
                date_deadline=fields.Date.context_today(row),
                user_id=helper.id,
                summary=f"{labels[channel]}: {text['subject']}",
                note=text["body_html"],
            )
