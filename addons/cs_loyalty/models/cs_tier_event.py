from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2.extras import Json

KINDS = [
    ("enrol", "Enrolled"),
    ("upgrade", "Upgraded"),
    ("downgrade", "Downgraded"),
    ("leave", "Left"),
]
CAUSES = [
    ("organic", "Purchases"),
    ("refund", "Refund"),
    ("manual", "Manual"),
    ("rule", "Rule change"),
]
# A move explained by older documents only is an import of history: no one is congratulated.
FRESH_DAYS, FRESH_DAYS_PAID = 7, 60


class CsTierEvent(models.Model):
    """The ledger: every move between tiers, with what decided it. It only grows.

    The database refuses any change but that of a merge, and any deletion, unless the
    transaction sets ``cs.ledger_maintenance`` to ``on``.
    """

    _name = "cs.tier.event"
    _description = "Tier Movement"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    group_id = fields.Many2one(
        "cs.tier.group", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="group_id.company_id")
    date = fields.Date(required=True, readonly=True, index=True)
    from_tier_id = fields.Many2one("cs.tier", readonly=True, ondelete="restrict")
    to_tier_id = fields.Many2one("cs.tier", readonly=True, ondelete="restrict")
    to_color = fields.Integer(related="to_tier_id.color", string="Tier Color")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    decision = fields.Json(
        readonly=True, help="What decided: windows, sums and ids of documents, no names."
    )
    preferences_url = fields.Char(compute="_compute_preferences_url", groups="base.group_system")

    @api.depends("partner_id")
    def _compute_preferences_url(self):
        for event in self.sudo():
            token = event.partner_id._cs_token()
            event.preferences_url = f"{event.get_base_url()}/cs/preferences/{token}"

    def init(self):
        """Guard the ledger in the database, where no code path can forget to."""
        self.env.cr.execute(SQL(GUARD))

    def write(self, vals):
        self.check_access("write")
        if set(vals) - {"partner_id"}:
            raise UserError(
                self.env._("The tier ledger only grows: a movement cannot be changed afterwards.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The tier ledger only grows: a movement cannot be deleted."))

    @api.model
    def _log(self, vals_list, silent=False):
        """Append movements; silently where history is replayed, past any automation rule.

        :returns: the new rows
        """
        if not silent:
            return self.create(vals_list)
        stamp = {"create_uid": self.env.uid, "create_date": fields.Datetime.now()}
        stamp |= {"write_uid": stamp["create_uid"], "write_date": stamp["create_date"]}
        records = [{**vals, **stamp, "decision": Json(vals["decision"])} for vals in vals_list]
        rows = [tuple(value or None for value in record.values()) for record in records]
        columns = [SQL.identifier(name) for name in records[0]]
        query = SQL(
            "INSERT INTO cs_tier_event (%s) VALUES %s RETURNING id",
            SQL(", ").join(columns),
            SQL(", ").join(rows),
        )
        return self.browse(row[0] for row in self.env.execute_query(query))

    def _after_moves(self, silent):
        """Act on new movements, of one group or several; called once a review, maybe with none.

        Hook: benefits are given and taken back here, whatever the cause.

        :param bool silent: history, an import, or a change of rules: tell no one
        """
        if not silent:
            self._queue_upgrade_mails()

    def action_open_membership(self):
        """Open the member's present state and its explanation."""
        self.ensure_one()
        membership = self.env["cs.tier.membership"].search(
            [("partner_id", "=", self.partner_id.id), ("group_id", "=", self.group_id.id)],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.tier.membership",
            "res_id": membership.id,
            "view_mode": "form",
        }

    def _get_mail_events(self):
        """Return the movements worth a mail: up, by the customer's own fresh purchases."""
        return self.filtered(
            lambda event: event.kind in ("enrol", "upgrade")
            and event.cause == "organic"
            and event.group_id.upgrade_template_id
            and event._is_fresh()
        )

    def _is_fresh(self):
        last = fields.Date.to_date((self.decision or {}).get("last_document"))
        days = FRESH_DAYS_PAID if self.group_id.paid_only else FRESH_DAYS
        return bool(last) and (self.date - last).days <= days

    def _queue_upgrade_mails(self):
        """Queue the congratulations of customers raised by their own purchases."""
        self.sudo()._get_mail_events()._queue_mails()

    def _queue_mails(self):
        """Queue the group's upgrade mail: sent at once, in the morning, or not, as she wishes."""
        for template, chosen in self.grouped(lambda e: e.group_id.upgrade_template_id).items():
            self.env["cs.contact.log"]._queue(chosen, template)


GUARD = """
CREATE OR REPLACE FUNCTION cs_tier_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE(current_setting('cs.ledger_maintenance', true), '') <> 'on' THEN
        IF TG_OP <> 'UPDATE' THEN
            RAISE EXCEPTION 'The tier ledger only grows: a movement cannot be deleted.'
                  USING ERRCODE = 'restrict_violation';
        ELSIF to_jsonb(NEW) - 'partner_id' <> to_jsonb(OLD) - 'partner_id' THEN
            RAISE EXCEPTION 'The tier ledger only grows: a movement cannot be changed.'
                  USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
    RETURN OLD;
END $$;
DROP TRIGGER IF EXISTS cs_tier_event_guard ON cs_tier_event;
CREATE TRIGGER cs_tier_event_guard BEFORE UPDATE OR DELETE ON cs_tier_event
    FOR EACH ROW EXECUTE FUNCTION cs_tier_event_guard();
DROP TRIGGER IF EXISTS cs_tier_event_guard_truncate ON cs_tier_event;
CREATE TRIGGER cs_tier_event_guard_truncate BEFORE TRUNCATE ON cs_tier_event
    FOR EACH STATEMENT EXECUTE FUNCTION cs_tier_event_guard();
"""
