from odoo import api, fields, models
from odoo.tools import SQL

PURPOSES = [("survey", "Surveys"), ("marketing", "Offers and news")]
CHANNELS = [("email", "E-mail"), ("sms", "SMS"), ("phone", "Phone"), ("zalo", "Zalo")]


class CsConsent(models.Model):
    """What each address agreed to or refused, when and how: a log that only grows.

    The latest row of an address, channel and purpose is the state in force. It is kept by
    address rather than by partner, because two contacts with one mailbox are one reader.
    """

    _name = "cs.consent"
    _description = "Consent"
    _order = "date desc, id desc"
    _rec_name = "address"

    address = fields.Char(
        required=True, readonly=True, help="Normalised e-mail address, or number in E.164."
    )
    channel = fields.Selection(CHANNELS, required=True, readonly=True, default="email")
    purpose = fields.Selection(PURPOSES, required=True, readonly=True)
    granted = fields.Boolean(readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=lambda self: fields.Datetime.now())
    source = fields.Char(
        required=True, readonly=True, help="Where it was said: a page, a form, a person."
    )
    text_version = fields.Char(
        required=True, readonly=True, default="1", help="Version of the wording that was shown."
    )
    partner_id = fields.Many2one("res.partner", readonly=True, index=True, ondelete="set null")
    revision = fields.Integer(
        required=True,
        readonly=True,
        default=1,
        help="Counts the decisions of one address, channel and purpose; "
        "two that arrive at the same moment cannot both be the next one.",
    )

    _revision_uniq = models.UniqueIndex("(address, purpose, channel, revision)")

    @api.model
    def _latest(self, addresses, purpose, channel="email"):
        """Return ``{address: granted}`` of those addresses that ever said anything."""
        addresses = [address for address in addresses if address]
        if not addresses:
            return {}
        self.flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT DISTINCT ON (address) address, granted
                         FROM cs_consent
                        WHERE address = ANY(%s) AND purpose = %s AND channel = %s
                     ORDER BY address, revision DESC""",
                    addresses,
                    purpose,
                    channel,
                )
            )
        )

    @api.model
    def _latest_by_channel(self, addresses, purpose):
        """Return ``{(address, channel): granted}`` of what was said, in one query."""
        addresses = [address for address in addresses if address]
        if not addresses:
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (address, channel) address, channel, granted
                     FROM cs_consent
                    WHERE address = ANY(%s) AND purpose = %s
                 ORDER BY address, channel, revision DESC""",
                addresses,
                purpose,
            )
        )
        return {(address, channel): granted for address, channel, granted in rows}

    @api.model
    def _opted_out(self, addresses, purpose, channel="email"):
        """Return the set of ``addresses`` that refuse ``purpose`` on ``channel``."""
        latest = self._latest(addresses, purpose, channel)
        return {address for address, granted in latest.items() if not granted}

    @api.model
    def _record(
        self, address, purpose, granted, source, partner=None, channel="email", text_version="1"
    ):
        """Log a decision, unless it is already the one in force.

        Of two requests that log at once, the second fails to serialise, and its retry finds
        the decision made: hence the insert by SQL rather than by the ORM, which would log the
        conflict as an error.

        :param str address: normalised e-mail or E.164 number
        :param bool granted: whether the person agrees
        :param str source: where it was said
        :returns: the new row, or none where nothing changed
        """
        log = self.sudo()
        if log._latest([address], purpose, channel).get(address) is granted:
            return log.browse()
        values = {
            "address": address,
            "purpose": purpose,
            "channel": channel,
            "granted": granted,
            "source": source,
            "text_version": text_version,
            "partner_id": (partner and partner.id) or None,
            "date": fields.Datetime.now(),
            "create_uid": self.env.uid,
            "create_date": fields.Datetime.now(),
        }
        self.env.cr.execute(
            SQL(
                """INSERT INTO cs_consent (revision, %s)
                   SELECT coalesce(max(revision), 0) + 1, %s
                     FROM cs_consent
                    WHERE address = %s AND purpose = %s AND channel = %s
                   ON CONFLICT (address, purpose, channel, revision) DO NOTHING
                   RETURNING id""",
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
                address,
                purpose,
                channel,
            ),
            log_exceptions=False,
        )
        return log.browse([row_id for (row_id,) in self.env.cr.fetchall()])
