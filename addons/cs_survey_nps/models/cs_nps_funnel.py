from odoo import api, fields, models
from odoo.tools import SQL

from .cs_nps_invitation import CHANNELS, SUPPRESSION_REASONS

# What a message that went out has become. Everything else was not sent.
SENT_STATES = ("sent", "answered", "expired", "bounced")


class CsNpsFunnel(models.Model):
    """From the event to the answer: what became of each event that could be asked about.

    Each event is counted once, in one of three columns, so that events are always sent plus
    scheduled plus not sent, under any grouping; and what was sent is always answered plus
    waiting plus expired plus bounced.
    """

    _name = "cs.nps.funnel"
    _description = "Survey Funnel"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "program_id"

    date = fields.Datetime(string="Event Date", readonly=True)
    program_id = fields.Many2one("cs.nps.program", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    trigger = fields.Selection(selection="_get_triggers", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    outcome = fields.Selection(
        [("sent", "Sent"), ("scheduled", "Scheduled"), ("suppressed", "Not sent")], readonly=True
    )
    state = fields.Selection(
        [
            ("scheduled", "Scheduled"),
            ("suppressed", "Not sent"),
            ("sent", "Waiting for an answer"),
            ("answered", "Answered"),
            ("expired", "Expired"),
            ("bounced", "Bounced"),
        ],
        string="What Became of It",
        readonly=True,
    )
    suppression_reason = fields.Selection(
        SUPPRESSION_REASONS, string="Why Not Sent", readonly=True
    )
    triggers = fields.Integer(string="Events", readonly=True)
    scheduled = fields.Integer(readonly=True)
    suppressed = fields.Integer(string="Not Sent", readonly=True)
    sent = fields.Integer(readonly=True)
    answered = fields.Integer(readonly=True)
    waiting = fields.Integer(readonly=True)
    expired = fields.Integer(readonly=True)
    bounced = fields.Integer(readonly=True)

    _depends = {
        "cs.nps.invitation": [
            "program_id", "company_id", "channel", "state", "suppression_reason", "is_test",
        ],
        "cs.nps.program": ["trigger"],
    }

    @api.model
    def _get_triggers(self):
        return self.env["cs.nps.program"]._fields["trigger"]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """SELECT invitation.id, invitation.create_date AS date, invitation.program_id,
                      invitation.company_id, program.trigger, invitation.channel,
                      invitation.state, invitation.suppression_reason,
                      CASE WHEN %(is_sent)s THEN 'sent' ELSE invitation.state END AS outcome,
                      1 AS triggers,
                      (invitation.state = 'scheduled')::integer AS scheduled,
                      (invitation.state = 'suppressed')::integer AS suppressed,
                      (%(is_sent)s)::integer AS sent,
                      (invitation.state = 'sent')::integer AS waiting,
                      (invitation.state = 'answered')::integer AS answered,
                      (invitation.state = 'expired')::integer AS expired,
                      (invitation.state = 'bounced')::integer AS bounced
                 FROM cs_nps_invitation invitation
                 JOIN cs_nps_program program ON program.id = invitation.program_id
                WHERE %(counted)s""",
            is_sent=SQL("invitation.state IN %s", SENT_STATES),
            counted=self._get_counted(),
        )

    @api.model
    def _get_counted(self):
        """Return the condition on ``invitation`` of the events that count (hook)."""
        return SQL("NOT COALESCE(invitation.is_test, FALSE)")

    def action_view_invitation(self):
        """Open the invitation behind a line."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cs.nps.invitation"].browse(self.id)._get_form_action()
