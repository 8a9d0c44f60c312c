import secrets

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import consteq, hmac

from ..tools import token as token_format

NONCE_BYTES = 18  # 144 bits


class CsTokenMixin(models.AbstractModel):
    """Signed public links to one record, for people who have no login.

    A token names the record and carries a 160-bit signature over the record's own random
    nonce, keyed by the secret of the database: neither a copy of the table nor the secret
    alone is enough to forge one. Changing the nonce kills every link sent before.
    """

    _name = "cs.token.mixin"
    _description = "Signed Public Link"

    cs_token_nonce = fields.Char(copy=False, groups="base.group_system", prefetch=False)

    def _cs_token_expires_at(self):
        """Return when links to this record stop working (naive UTC), False for never."""
        self.ensure_one()
        return False

    @api.model
    def _cs_token_fields(self):
        """Return the fields to read together with the nonce, as the page needs them anyway."""
        return []

    def _cs_tokens(self):
        """Return ``{id: token}``; records that lack a nonce get one.

        May write, so call it where a link is sent, never while a page is shown.
        """
        records = self.sudo()
        records._cs_token_ensure()
        return {record.id: record._cs_token_build() for record in records}

    def _cs_token(self):
        """Return the token of this record (see ``_cs_tokens``)."""
        self.ensure_one()
        record = self.sudo()
        if not record.cs_token_nonce:
            record._cs_token_rotate()
        return record._cs_token_build()

    def _cs_token_ensure(self):
        """Give those a nonce that lack one; for a caller that builds the tokens later."""
        self.sudo().filtered(lambda record: not record.cs_token_nonce)._cs_token_rotate()

    def _cs_token_build(self):
        record = self.sudo()
        digest = hmac(record.env, self._name, (record.id, record.cs_token_nonce))
        return token_format.build(record.id, digest)

    @api.model
    def _cs_token_draw(self):
        """Return a new nonce; a record inserted with one is not written a second time for it."""
        return secrets.token_urlsafe(NONCE_BYTES)

    def _cs_token_rotate(self):
        """Draw new nonces, which makes every link sent so far invalid.

        In one statement, and without logging a conflict as an error: of two that draw at the
        same moment the second is repeated by the server, and then uses what the first drew.
        """
        if not self:
            return
        self.flush_recordset(["cs_token_nonce"])
        drawn = [SQL("(%s, %s)", rec_id, self._cs_token_draw()) for rec_id in self.ids]
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s SET cs_token_nonce = drawn.nonce
                     FROM (VALUES %(drawn)s) AS drawn (id, nonce)
                    WHERE %(table)s.id = drawn.id""",
                table=SQL.identifier(self._table),
                drawn=SQL(", ").join(drawn),
            ),
            log_exceptions=False,
        )
        self.invalidate_recordset(["cs_token_nonce"], flush=False)

    @api.model
    def _cs_token_record(self, token):
        """Return ``(record, status)`` for a token from outside.

        :param str token: what the visitor sent, of any shape
        :returns: the record with ``sudo`` and ``"ok"``; or no record with ``"expired"`` or
            ``"invalid"``
        """
        record, status = self._cs_token_find(token)
        return record if status == "ok" else record.browse(), status

    @api.model
    def _cs_token_find(self, token):
        """Return the same with the record of an expired token too: only to say so to its owner."""
        nothing = self.sudo().browse()
        record_id, signature = token_format.parse(token)
        # One query tells whether the record exists, archived or not, and brings its nonce.
        found = nothing.with_context(active_test=False).search_fetch(
            [("id", "=", record_id or 0)],
            ["cs_token_nonce", *self._cs_token_fields()],
            order="id",
        )
        record = nothing.browse(found.ids)
        if not record or not record.cs_token_nonce:
            return nothing, "invalid"
        _id, expected = token_format.parse(record._cs_token_build())
        if not consteq(signature, expected):
            return nothing, "invalid"
        expires_at = record._cs_token_expires_at()
        if expires_at and expires_at <= fields.Datetime.now():
            return record, "expired"
        return record, "ok"

    def _cs_token_audience(self):
        """Return ``(company, language)`` of whom the link was sent to, no more than is known."""
        partner = self.partner_id if "partner_id" in self._fields else self
        return self.company_id, partner.lang
