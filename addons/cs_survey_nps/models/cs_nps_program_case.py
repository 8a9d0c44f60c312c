from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_DAYS = 3650


class CsNpsProgram(models.Model):
    """Who looks after the unhappy, until when, and what happens if nobody does."""

    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    case_delay_minutes = fields.Integer(
        string="Open After",
        default=15,
        help="Minutes between an unhappy answer and its case, as a comment may still come.",
    )
    case_owner = fields.Selection(
        [
            ("salesperson", "Salesperson of the order"),
            ("leader", "Leader of the order's sales team"),
            ("responsible", "The responsible"),
            ("round_robin", "Whoever of a team has the fewest open cases"),
        ],
        required=True,
        default="salesperson",
        help="Those who are archived, away, or may not see the case are passed over; "
        "then the responsible and the team leader are next.",
    )
    case_team_id = fields.Many2one(
        "crm.team",
        string="Team That Shares Cases",
        ondelete="set null",
        help="Empty: the sales team of the order.",
    )
    case_escalation = fields.Boolean(
        string="Tell of Overdue Cases",
        default=True,
        help="The team leader is told of an overdue case, or the responsible where there is none.",
    )
    escalation_hours = fields.Float(
        string="Tell After", help="Working hours after the deadline. 0: at once."
    )
    escalation_user_id = fields.Many2one(
        "res.users",
        string="Then Tell",
        domain=[("share", "=", False)],
        help="Told where the case stays open. Empty: nobody.",
    )
    escalation_again_hours = fields.Float(
        string="Tell Again After", default=8, help="Working hours after the first time."
    )
    resurvey_days = fields.Integer(
        string="Ask Again After",
        default=14,
        help="Days after a case was resolved. Once a case, kept out of the NPS. 0: never.",
    )

    _case_times_positive = models.Constraint(
        "CHECK (case_delay_minutes >= 0 AND escalation_hours >= 0"
        " AND escalation_again_hours >= 0 AND resurvey_days >= 0)",
        "The delay of a case, the hours of its escalation and the days until the customer is "
        "asked again cannot be negative.",
    )

    @api.constrains(
        "delay_hours", "quarantine_days", "expiry_days", "reminder_count", "reminder_days",
        "case_deadline_hours", "case_delay_minutes", "escalation_hours",
        "escalation_again_hours", "resurvey_days", "retention_months",
    )
    def _check_times(self):
        """Refuse times beyond the calendar: they would stop deliveries and jobs, not only mails."""
        for program in self:
            days = max(
                program.quarantine_days,
                program.expiry_days,
                program.resurvey_days,
                (program.reminder_count or 1) * program.reminder_days,
                program.retention_months * 30,
                program.case_delay_minutes / 1440,
                *(program[name] / 24 for name in (
                    "delay_hours", "case_deadline_hours", "escalation_hours",
                    "escalation_again_hours",
                )),
            )
            if not days <= MOST_DAYS:
                raise ValidationError(
                    self.env._(
                        "The times of %(program)s can be ten years at most: enter a shorter one.",
                        program=program.name,
                    )
                )

    def _prepare_resurvey_values(self, case):
        """Return the values of the invitation that asks again; its event is the case."""
        self.ensure_one()
        now = fields.Datetime.now()
        values = self._prepare_invitation_values(
            f"cs.nps.case:{case.id}",
            case.partner_id,
            order=case.sale_order_id or None,
            record=case,
        )
        values.update(
            scheduled_at=self._next_opening(now, case.partner_id),
            resurvey=True,
        )
        return values
