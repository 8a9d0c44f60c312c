from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

WRONG_TOKENS_A_MINUTE = 10


class CsRateLimit(models.Model):
    """How many wrong tokens one address tried in one minute.

    Written by a cursor of its own, because the request that is refused rolls back, and
    shared by all workers because it lives in the database. Addresses are stored only as a
    keyed digest.
    """

    _name = "cs.rate.limit"
    _description = "Wrong Token Counter"
    _log_access = False

    key = fields.Char(required=True)
    minute = fields.Datetime(required=True)
    attempts = fields.Integer(required=True)

    _key_minute_uniq = models.UniqueIndex("(key, minute)")

    @api.model
    def _count_wrong_token(self, address):
        """Count one wrong token of ``address``; return whether it has now tried too many."""
        key = hmac(self.env(su=True), self._name, address or "")
        minute = fields.Datetime.now().replace(second=0, microsecond=0)
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """INSERT INTO cs_rate_limit AS seen (key, minute, attempts)
                       VALUES (%s, %s, 1)
                       ON CONFLICT (key, minute)
                       DO UPDATE SET attempts = seen.attempts + 1
                       RETURNING attempts""",
                    key,
                    minute,
                )
            )
            return cr.fetchone()[0] > WRONG_TOKENS_A_MINUTE

    @api.autovacuum
    def _gc_old_minutes(self, limit=10_000):
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        old = self.search([("minute", "<", yesterday)], limit=limit)
        old.unlink()
        return len(old), len(old) == limit
