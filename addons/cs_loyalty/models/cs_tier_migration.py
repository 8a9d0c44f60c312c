from odoo import fields, models
from odoo.tools import SQL

from .cs_tier_event import CAUSES, KINDS


class CsTierMigration(models.Model):
    """The ledger with one measure for each cause: from tier to tier, and why."""

    _name = "cs.tier.migration"
    _description = "Tier Migration"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    group_id = fields.Many2one("cs.tier.group", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    date = fields.Date(readonly=True)
    from_tier_id = fields.Many2one("cs.tier", string="From", readonly=True)
    to_tier_id = fields.Many2one("cs.tier", string="To", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    moves = fields.Integer(string="Movements", readonly=True)
    organic = fields.Integer(string="By Purchases", readonly=True)
    refund = fields.Integer(string="By Refunds", readonly=True)
    manual = fields.Integer(string="By Hand", readonly=True)
    rule = fields.Integer(string="By Rule Changes", readonly=True)

    _depends = {
        "cs.tier.event": ["cause", "date", "from_tier_id", "group_id", "partner_id", "to_tier_id"],
        "cs.tier.group": ["company_id"],
    }

    @property
    def _table_query(self):
        counts = [
            SQL("(event.cause = %s)::integer AS %s", cause, SQL.identifier(cause))
            for cause, _label in CAUSES
        ]
        return SQL(
            """SELECT event.id, event.group_id, grp.company_id, event.partner_id, event.date,
                      event.from_tier_id, event.to_tier_id, event.kind, event.cause,
                      1 AS moves, %s
                 FROM cs_tier_event event JOIN cs_tier_group grp ON grp.id = event.group_id""",
            SQL(", ").join(counts),
        )

    def action_open_membership(self):
        """Open what the customer holds now, and why."""
        self.ensure_one()
        return self.env["cs.tier.event"].browse(self.id).action_open_membership()
