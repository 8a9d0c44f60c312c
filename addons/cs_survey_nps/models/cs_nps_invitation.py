from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date

SUPPRESSION_REASONS = [
    ("archived", "Program switched off"),
    ("customer_archived", "Customer archived"),
    ("no_address", "No address"),
    ("cancelled", "Order cancelled"),
    ("returned", "Everything returned"),
    ("opt_out", "Asked not to be surveyed"),
    ("blacklist", "Blacklisted address"),
    ("bounce", "Mails to the address bounce"),
    ("filter", "Outside the program's filter"),
    ("open_case", "Open case of the customer"),
    ("sampling", "Outside the share asked"),
    ("quarantine", "Asked recently"),
    ("cap", "Too many messages"),
    ("erased", "Personal data erased"),
]

CHANNELS = [("mail", "E-mail"), ("sms", "Text message"), ("counter", "At the counter")]

_LONGEST_ROW = 7  # squares beside each other on a narrow phone
_ADDRESS = "cs-address"  # stands for the address of one mail in what all of them share
_ROW = Markup(
    '<table role="presentation" border="0" cellpadding="0" cellspacing="0"'
    ' style="display: inline-table; border-collapse: separate;"><tr>%s</tr></table>'
)
_CELL = Markup(
    '<td style="padding: 0 4px 6px 0;"><a href="%(url)s" style="display: block; width: 40px;'
    " height: 44px; line-height: 44px; border: 1px solid #0f5c5c; border-radius: 6px;"
    " background-color: #ffffff; color: #0f5c5c; font-size: 18px; font-weight: bold;"
    ' text-align: center; text-decoration: none;">%(score)s</a></td>'
)


class CsNpsInvitation(models.Model):
    """One question to one customer about one event, and what became of it.

    An event that is not asked about leaves an invitation too, suppressed and with the
    reason, so that the funnel adds up to the events.
    """

    _name = "cs.nps.invitation"
    _description = "Survey Invitation"
    _inherit = ["cs.token.mixin"]
    _order = "id desc"
    _rec_name = "event_key"

    program_id = fields.Many2one(
        "cs.nps.program", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, precompute=True, index=True
    )
    event_key = fields.Char(
        string="Event", required=True, readonly=True, help="What is asked about, once a program."
    )
    res_model = fields.Char(string="Event Model", readonly=True)
    res_id = fields.Many2oneReference(string="Event ID", model_field="res_model", readonly=True)
    sale_order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, index=True, ondelete="set null"
    )
    channel = fields.Selection(CHANNELS, required=True, readonly=True, default="mail")
    email_normalized = fields.Char(string="E-mail", readonly=True, index="btree_not_null")
    phone_sanitized = fields.Char(
        string="Number", readonly=True, help="Where a text message goes; empty for mails."
    )
    lang = fields.Char(string="Language", readonly=True)
    state = fields.Selection(
        [
            ("scheduled", "Scheduled"),
            ("suppressed", "Not sent"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("expired", "Expired"),
            ("bounced", "Bounced"),
        ],
        required=True,
        readonly=True,
        default="scheduled",
    )
    suppression_reason = fields.Selection(
        SUPPRESSION_REASONS, string="Why Not Sent", readonly=True
    )
    scheduled_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    answered_at = fields.Datetime(readonly=True)
    expires_at = fields.Datetime(readonly=True)
    next_reminder_at = fields.Datetime(readonly=True)
    reminders_sent = fields.Integer(readonly=True)
    is_test = fields.Boolean(string="Test", readonly=True)
    send_error = fields.Char(readonly=True, help="Why the mail could not be prepared.")
    link_user_id = fields.Many2one(
        "res.users", string="Page Opened By", readonly=True, help="Last colleague to open the page."
    )
    link_opened_at = fields.Datetime(string="Page Opened At", readonly=True)
    response_ids = fields.One2many("cs.nps.response", "invitation_id", readonly=True)

    _program_event_uniq = models.Constraint(
        "UNIQUE (program_id, event_key)", "This program has asked about this event already."
    )
    _due_idx = models.Index("(scheduled_at) WHERE state = 'scheduled'")
    _reminder_idx = models.Index("(next_reminder_at) WHERE next_reminder_at IS NOT NULL")
    _expiry_idx = models.Index("(expires_at) WHERE state = 'sent'")
    _quarantine_phone_idx = models.Index(
        "(phone_sanitized, sent_at) WHERE sent_at IS NOT NULL AND phone_sanitized IS NOT NULL"
    )
    _quarantine_idx = models.Index("(email_normalized, sent_at) WHERE sent_at IS NOT NULL")

    @api.depends("partner_id", "sale_order_id", "program_id")
    def _compute_display_name(self):
        for invitation in self:
            subject = invitation.sale_order_id.name or invitation.program_id.name
            names = [invitation.partner_id.display_name, subject]
            invitation.display_name = ", ".join(name for name in names if name)

    @api.model
    def _insert_once(self, rows):
        """Insert invitations, leaving out each whose event has one; return the new ones.

        By SQL, because two workers may finish two deliveries of one order at the same moment
        and neither must fail: the second insert waits for the first and then does nothing.
        What else asks about an event of its own does it alike, for example about a case::

            values = program._prepare_invitation_values(f"cs.nps.case:{case.id}", partner,
                                                        record=case, order=case.sale_order_id)
            self.env["cs.nps.invitation"].sudo()._insert_once([{**values, "resurvey": True}])

        :param list rows: dicts of plain column values, all with the same keys
        """
        if not rows:
            return self.browse()
        now = fields.Datetime.now()
        audit = {"create_uid": self.env.uid, "write_uid": self.env.uid}
        audit |= {"create_date": now, "write_date": now}
        rows = [{**row, **audit, "cs_token_nonce": self._cs_token_draw()} for row in rows]
        columns = SQL(", ").join(SQL.identifier(column) for column in rows[0])
        values = SQL(", ").join(SQL("%s", tuple(row.values())) for row in rows)
        inserted = self.env.execute_query(
            SQL(
                "INSERT INTO cs_nps_invitation (%s) VALUES %s"
                " ON CONFLICT (program_id, event_key) DO NOTHING RETURNING id",
                columns,
                values,
            )
        )
        self.env["cs.nps.program"].invalidate_model(["invitation_ids"], flush=False)
        return self.browse([row_id for (row_id,) in inserted])

    # ---- the links in the mail, used by the mail template ----

    def _cs_url(self, suffix=""):
        """Return the address of the survey page.

        A mail shows it a dozen times, so it is signed once for each nonce and transaction.
        """
        self.ensure_one()
        invitation = self.sudo()
        known = self.env.cr.cache.setdefault(self._name, {})
        address = known.get((self.id, invitation.cs_token_nonce))
        if not address:
            address = f"{self.get_base_url()}/cs/nps/{invitation._cs_token()}"
            known[self.id, invitation.cs_token_nonce] = address
        return f"{address}{suffix}"

    def _cs_unsubscribe_url(self):
        """Return the address of the page that asks whether to stop the surveys."""
        return self._cs_url("/unsubscribe")

    def _cs_score_rows(self, url=None):
        """Return the scores with their addresses, in rows that fit a phone."""
        url = url or self._cs_url()
        links = [
            {"score": score, "url": f"{url}?score={score}"}
            for score in self.program_id._cs_scale()["scores"]
        ]
        if len(links) <= _LONGEST_ROW:
            return [links]
        half = (len(links) + 1) // 2
        return [links[:half], links[half:]]

    def _cs_score_table(self):
        """Return the scores as large squares to tap: what the mail shows.

        One piece of HTML rather than eleven in the template, and one for each scale and
        transaction, since a mail is rendered for thousands; a template that wants other squares
        loops over ``_cs_score_rows``.
        """
        known = self.env.cr.cache.setdefault("cs.nps.squares", {})
        squares = known.get(self.program_id.metric)
        if squares is None:
            rows = self._cs_score_rows(_ADDRESS)
            cells = [Markup().join(_CELL % link for link in row) for row in rows]
            squares = Markup().join(_ROW % cell for cell in cells)
            known[self.program_id.metric] = squares
        return squares.replace(_ADDRESS, self._cs_url())

    def _cs_ends(self):
        """Return the words that say what the two ends of the scale mean."""
        ends = self.program_id._cs_scale()
        return self.env._(
            "%(low)s, %(high)s. One tap is enough.", low=ends["low_label"], high=ends["high_label"]
        )

    def _cs_occasion(self):
        """Return the sentence that says what the customer is asked about."""
        self.ensure_one()
        order = self.sale_order_id
        names = {"company": self.company_id.name, "order": order.name}
        if not order:
            return self._get_occasion_without_order(names)
        moment = fields.Datetime.context_timestamp(order, order.date_order)
        names["date"] = format_date(self.env, moment.date(), lang_code=self.env.lang)
        if self.program_id.trigger == "delivery":
            return self.env._(
                "Your order %(order)s of %(date)s from %(company)s has been delivered.", **names
            )
        if self.program_id.trigger == "stockout_resolved":
            return self.env._(
                "Something was missing from your order %(order)s of %(date)s at %(company)s.",
                **names,
            )
        return self.env._("Thank you for your order %(order)s of %(date)s at %(company)s.", **names)

    def _get_occasion_without_order(self, names):
        if self.res_model == "account.move":
            return self.env._("Thank you for your purchase at %(company)s.", **names)
        if self._is_colleague():
            return self.env._("You work with us at %(company)s.", **names)
        return self.env._("You are a customer of %(company)s.", **names)

    def _cs_why(self):
        """Return the sentence that says why the reader gets this."""
        self.ensure_one()
        company = self.company_id.name
        if self._is_colleague():
            return self.env._(
                "You receive this because you work at %(company)s. We ask seldom, and a person "
                "reads every answer.",
                company=company,
            )
        return self.env._(
            "You receive this because you bought from %(company)s. We ask seldom, and a person "
            "reads every answer.",
            company=company,
        )

    def _is_colleague(self):
        """Return whether the reader works here and is asked as an internal customer."""
        self.ensure_one()
        partner = self.partner_id
        return bool(partner) and not partner.partner_share and not self.sale_order_id

    # ---- actions ----

    def _get_form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def action_open_page(self):
        """Open the customer's survey page; who did is noted, because it can be answered."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("cs_survey_nps.cs_survey_nps_group_manager"):
            raise AccessError(self.env._("Only survey managers may open a customer's page."))
        invitation = self.sudo()
        invitation.write(
            {"link_user_id": self.env.uid, "link_opened_at": fields.Datetime.now()}
        )
        return {"type": "ir.actions.act_url", "url": f"/cs/nps/{invitation._cs_token()}"}

    def action_send_now(self):
        """Bring scheduled invitations forward: the job sends them within minutes.

        Everything that could speak against sending is still looked at.
        """
        self.check_access("read")
        if not self.env.user.has_group("cs_survey_nps.cs_survey_nps_group_manager"):
            raise AccessError(self.env._("Only survey managers may send invitations."))
        scheduled = self.sudo().filtered(lambda invitation: invitation.state == "scheduled")
        scheduled.scheduled_at = fields.Datetime.now()
        self.env["ir.cron"]._cs_wake("cs_survey_nps.ir_cron_send")
        return True
