from odoo import api, fields, models
from odoo.tools import SQL

_DAYS = 2  # how far back the job looks, for answers that came while it was off


class CsNpsResponse(models.Model):
    """An answer keeps the tier that its customer had: figures by tier do not move later."""

    _inherit = "cs.nps.response"

    cs_tier_id = fields.Many2one(
        "cs.tier",
        string="Tier",
        readonly=True,
        ondelete="set null",
        help="Tier of the customer when the answer came, in the group that the company shows.",
    )

    @api.model
    def _cron_tiers(self):
        """Give the latest answers their tier: not while the customer waits for the page."""
        self._cs_fill_tiers(fields.Datetime.subtract(fields.Datetime.now(), days=_DAYS))

    @api.model
    def _cs_fill_tiers(self, since=False):
        """Give answers the tier of their day, from the ledger of movements.

        Repeating it changes nothing. An anonymous answer has no customer, and so no tier.

        :param since: only answers from this moment (UTC) on; all if not given
        :returns: how many got one
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_nps_response r
                   SET cs_tier_id = moved.to_tier_id
                  FROM (SELECT DISTINCT ON (r.id) r.id, e.to_tier_id
                          FROM cs_nps_response r
                          JOIN res_partner p ON p.id = r.partner_id
                          JOIN cs_tier_group g
                            ON g.company_id = r.company_id AND g.is_primary AND g.active
                          JOIN cs_tier_event e
                            ON e.group_id = g.id AND e.partner_id = p.commercial_partner_id
                           AND e.date <= r.answered_on
                         WHERE r.cs_tier_id IS NULL AND r.status = 'confirmed' AND %s
                      ORDER BY r.id, e.date DESC, e.id DESC) moved
                 WHERE moved.id = r.id AND moved.to_tier_id IS NOT NULL""",
                SQL("r.answered_at >= %s", since) if since else SQL("TRUE"),
            )
        )
        self.invalidate_model(["cs_tier_id"])
        return self.env.cr.rowcount
