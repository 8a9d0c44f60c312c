from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .cs_consent import CHANNELS, PURPOSES

REASONS = [
    ("opt_out", "Refused"),
    ("not_asked", "Did not agree yet"),
    ("blacklist", "On the blacklist"),
    ("no_address", "No address"),
    ("cap", "Limit of messages reached"),
    ("repeated", "Told lately already"),
    ("late", "Too late to say it"),
    ("gone", "Nothing to tell any more"),
    ("error", "Could not be written"),
]
KEPT_DAYS = 730


class CsContactLog(models.Model):
    """Each greeting or offer to a customer: waiting, sent, or left out and why.

    It is the queue that waits for quiet hours to end, and the log that the limit of messages
    counts. ``key`` names the occasion, so that whatever asks twice sends once. Narrow, without
    a mail thread; written in one statement where an occasion concerns many.
    """

    _name = "cs.contact.log"
    _description = "Message to a Customer"
    _log_access = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    template_id = fields.Many2one(
        "mail.template", string="Text", readonly=True, index="btree_not_null", ondelete="set null"
    )
    purpose = fields.Selection(PURPOSES, required=True, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True, help="Known once it is sent.")
    address = fields.Char(readonly=True, help="Normalised e-mail address, or number in E.164.")
    res_model = fields.Char(required=True, readonly=True, string="About (model)")
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True, string="About"
    )
    key = fields.Char(required=True, readonly=True, string="Occasion")
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("suppressed", "Not sent")],
        required=True,
        readonly=True,
        default="waiting",
    )
    reason = fields.Selection(REASONS, readonly=True, string="Why Not")
    error = fields.Char(readonly=True)
    date = fields.Datetime(required=True, readonly=True, help="When the occasion was noticed.")
    due_at = fields.Datetime(
        string="Not Before", required=True, readonly=True, help="Waits for the quiet hours to end."
    )
    expires_at = fields.Datetime(
        string="Until", required=True, readonly=True, help="Afterwards it is no longer worth it."
    )
    sent_at = fields.Datetime(readonly=True)
    repeat_days = fields.Integer(
        readonly=True, help="Not sent where the customer got this text in as many days."
    )

    _key_uniq = models.UniqueIndex("(key)")
    _due_idx = models.Index("(due_at, id) WHERE state = 'waiting'")
    _sent_idx = models.Index("(address, sent_at) WHERE state = 'sent'")

    @api.model
    def _queue(self, records, template, stamp="", valid_days=7, repeat_days=0, purpose="marketing"):
        """Queue one message about each record to its customer; saying it again adds nothing.

        In one statement, so that a rule that fires twice, or a job that was killed and starts
        over, finds its occasions noted.

        :param records: of a model that has ``partner_id``, or partners
        :param template: ``mail.template`` of their model
        :param stamp: what tells this occasion from the next about the same record, a date for
            example: a text, or a dict by record
        :param int valid_days: how long it may wait
        :param int repeat_days: least distance of this text to one customer
        :returns: the new rows
        """
        now = fields.Datetime.now()
        rows = []
        for record in records:
            partner = record if record._name == "res.partner" else record.partner_id
            if not partner:
                continue
            mark = stamp.get(record, "") if isinstance(stamp, dict) else stamp
            rows.append(
                {
                    "partner_id": partner.id,
                    "company_id": self._get_company(record, partner).id,
                    "template_id": template.id,
                    "purpose": purpose,
                    "res_model": record._name,
                    "res_id": record.id,
                    "key": f"{template.id}/{record._name}/{record.id}/{mark}",
                    "state": "waiting",
                    "date": now,
                    "due_at": now,
                    "expires_at": now + timedelta(days=valid_days),
                    "repeat_days": repeat_days,
                }
            )
        if not rows:
            return self.browse()
        query = SQL(
            "INSERT INTO cs_contact_log (%s) VALUES %s ON CONFLICT (key) DO NOTHING RETURNING id",
            SQL(", ").join(map(SQL.identifier, rows[0])),
            SQL(", ").join(tuple(row.values()) for row in rows),
        )
        queued = self.sudo().browse(row[0] for row in self.env.execute_query(query))
        if queued:
            self._wake()
        return queued

    @api.model
    def _get_company(self, record, partner):
        """Return the company in whose name a customer is told about a record."""
        company = record.sudo().company_id if "company_id" in record._fields else False
        return company or partner.sudo().company_id or self.env.company

    @api.model
    def _wake(self, at=None):
        """Trigger the job that sends, after the commit."""
        self.env["ir.cron"]._cs_wake("cs_base.ir_cron_contact_log", at)

    def action_open_record(self):
        """Open what the message is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    @api.autovacuum
    def _gc_old(self, limit=10_000):
        """Forget messages of years ago."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("date", "<", before), ("state", "!=", "waiting")], limit=limit)
        old.unlink()
        return len(old), len(old) == limit
