from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import hmac

WRONG_TOKENS_A_MINUTE = 10
_WINDOW = timedelta(minutes=1)


class CsRateLimit(models.Model):
    """The wrong tokens that an address tried in the last minute, one row each.

    Written by a cursor of its own, because the request that is refused rolls back, and kept
    in the database, because all workers share it. Rows are only added, so that two requests
    never conflict; past the limit none is, so that a flood does not fill the table.
    Addresses are stored only as a keyed digest.
    """

    _name = "cs.rate.limit"
    _description = "Wrong Token"
    _log_access = False

    key = fields.Char(required=True)
    date = fields.Datetime(required=True)

    _key_date_idx = models.Index("(key, date)")

    @api.model
    def _count_wrong_token(self, address):
        """Count one wrong token of ``address``; return whether it has tried too many."""
        key = hmac(self.env(su=True), self._name, address or "")
        now = fields.Datetime.now()
        with self.env.registry.cursor() as cr:
            tries = self.with_env(self.env(cr=cr, su=True))
            recent = [("key", "=", key), ("date", ">", now - _WINDOW)]
            if tries.search_count(recent) >= WRONG_TOKENS_A_MINUTE:
                return True
            tries.create({"key": key, "date": now})
            return False

    @api.autovacuum
    def _gc_old_tries(self, limit=10_000):
        yesterday = fields.Datetime.now() - timedelta(days=1)
        old = self.search([("date", "<", yesterday)], limit=limit)
        old.unlink()
        return len(old), len(old) == limit
