import logging

from odoo import api, fields, models
from odoo.fields import Domain

from .cs_nps_case import OPEN_STAGES

_logger = logging.getLogger(__name__)


class CsNpsCase(models.Model):
    """Overdue cases are told, once to the team leader and once more above."""

    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    escalation_level = fields.Integer(
        string="Escalated",
        readonly=True,
        copy=False,
        aggregator=None,
        help="0: not, 1: the team leader was told, 2: also the person above.",
    )
    escalated_at = fields.Datetime(string="Told Last", readonly=True, copy=False)
    escalate_at = fields.Datetime(
        compute="_compute_escalate_at",
        store=True,
        compute_sudo=True,
        help="When somebody else is told that the case is overdue.",
    )

    _escalate_idx = models.Index("(escalate_at) WHERE escalate_at IS NOT NULL")

    @api.depends("deadline", "stage", "escalation_level", "program_id")
    def _compute_escalate_at(self):
        for case in self:
            program = case.program_id
            moment = False
            if case.deadline and case.stage in OPEN_STAGES and program.case_escalation:
                if case.escalation_level == 0:
                    moment = case._get_escalation_moment(program.escalation_hours)
                elif case.escalation_level == 1 and program.escalation_user_id:
                    moment = case._get_escalation_moment(program.escalation_again_hours)
            case.escalate_at = moment

    def _get_escalation_moment(self, hours):
        start = max(self.deadline, self.escalated_at or self.deadline)
        return self.company_id._cs_deadline(start, hours)

    @api.model
    def _cron_escalate(self, batch_size=100):
        """Tell of each overdue case whoever is to know now; one batch a call."""
        told, failed = self._escalate_due(batch_size)
        waiting = self.search_count(self._get_escalation_domain())
        self.env["ir.cron"]._commit_progress(told, remaining=max(0, waiting - failed))

    @api.model
    def _get_escalation_domain(self):
        late = Domain("escalate_at", "<=", fields.Datetime.now())
        return late & Domain("stage", "in", OPEN_STAGES)

    @api.model
    def _escalate_due(self, limit=100):
        """Escalate one batch, without committing; return how many were, how many failed."""
        failed = 0
        due = self.search(self._get_escalation_domain(), limit=limit, order="escalate_at, id")
        due = due.try_lock_for_update(allow_referencing=True)
        for case in due:
            try:
                with self.env.cr.savepoint():
                    case._escalate()
            except Exception:
                failed += 1
                _logger.exception("The overdue case %s could not be escalated", case.id)
        return len(due) - failed, failed

    def _escalate(self):
        """Tell the next person; once a level, for each time that the case was opened."""
        self.ensure_one()
        level = self.escalation_level + 1
        user = self._get_escalation_user(level)
        self.write({"escalation_level": level, "escalated_at": fields.Datetime.now()})
        case = self._in_words_of(user or self.user_id)
        if not user:
            case.message_post(body=case.env._("Overdue, and nobody above the owner to tell."))
            return
        case.activity_schedule(
            "cs_survey_nps.mail_activity_type_escalation",
            date_deadline=case._get_local(fields.Datetime.now(), user).date(),
            summary=case.env._("Overdue: see that the customer is helped"),
            user_id=user.id,
        )
        case.message_post(
            body=case.env._(
                "Overdue since %(deadline)s: %(user)s was told.",
                deadline=case._get_local(case.deadline, user).strftime("%d/%m/%Y %H:%M"),
                user=user.name,
            )
        )

    def _get_escalation_user(self, level):
        """Return who is told at a level, never the owner, whom the reminder tells."""
        program = self.program_id
        people = program.escalation_user_id
        if level == 1:
            people = self.team_id.user_id | program.user_id | people
        able = (people - self.user_id).filtered(self._may_see)
        return (able - self._filter_absent(able) or able)[:1]

    def _may_see(self, user):
        """Return whether ``user`` may read this very case."""
        return self._may_own(user, self.company_id) and self.with_user(user).has_access("read")
