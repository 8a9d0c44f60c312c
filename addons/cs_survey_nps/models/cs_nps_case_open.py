import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

DEFAULT_HOURS = 8


class CsNpsCase(models.Model):
    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model
    def _cron_open_cases(self, batch_size=100):
        """Open a case for each unhappy answer whose delay is over; one batch a call."""
        opened, failed = self._open_pending(batch_size)
        waiting = self.env["cs.nps.response"].search_count(self._get_due_domain())
        self._wake_when_due()
        self.env["ir.cron"]._commit_progress(opened, remaining=max(0, waiting - failed))

    @api.model
    def _get_pending_domain(self):
        """Return the answers that wait for their case."""
        return Domain("case_pending", "=", True) & Domain("status", "=", "confirmed")

    @api.model
    def _get_due_domain(self):
        """Return the answers that waited long enough for a comment that may still come."""
        now = fields.Datetime.now()
        programs = self.env["cs.nps.program"].with_context(active_test=False).search([])
        due = Domain.OR(
            Domain("program_id", "in", group.ids)
            & (
                Domain("answered_at", "<=", now - timedelta(minutes=minutes))
                if minutes
                else Domain.TRUE
            )
            for minutes, group in programs.grouped("case_delay_minutes").items()
        )
        return self._get_pending_domain() & due

    @api.model
    def _wake_when_due(self):
        """Let the job run again at the moment the next answer has waited long enough."""
        groups = self.env["cs.nps.response"]._read_group(
            self._get_pending_domain() & ~self._get_due_domain(),
            ["program_id"],
            ["answered_at:min"],
        )
        moments = [
            first + timedelta(minutes=program.case_delay_minutes) for program, first in groups
        ]
        if moments:
            self.env["ir.cron"]._cs_wake("cs_survey_nps.ir_cron_open_cases", min(moments))

    @api.model
    def _open_pending(self, limit=100):
        """Open the cases that are due, without committing; return how many were, how many failed.

        Each in a savepoint: one that fails is logged and tried again, and stops no other.
        """
        failed = 0
        waiting = self.env["cs.nps.response"].search(
            self._get_due_domain(), limit=limit, order="id"
        )
        waiting = waiting.try_lock_for_update(allow_referencing=True)
        for response in waiting:
            try:
                with self.env.cr.savepoint():
                    self._open(response)
            except Exception:
                failed += 1
                _logger.exception("The case of answer %s could not be opened", response.id)
        return len(waiting) - failed, failed

    @api.model
    def _open(self, response):
        """Open the case of an answer, and remind its owner; an answer has one case."""
        case = self.search([("response_id", "=", response.id)], limit=1)
        if not case:
            case = self.create(self._prepare_case_values(response))
            case._remind_owner()
        response.case_pending = False
        return case

    @api.model
    def _prepare_case_values(self, response):
        """Return the values of the case of an answer."""
        program, company = response.program_id, response.company_id
        hours = self._get_deadline_hours(program, response.partner_id, company)
        return {
            "response_id": response.id,
            "origin": "survey",
            "program_id": program.id,
            "company_id": company.id,
            "partner_id": response.partner_id.id,
            "sale_order_id": response.sale_order_id.id,
            "team_id": response.team_id.id,
            "received_at": response.answered_at,
            "user_id": self._get_owner(response).id,
            "deadline": company._cs_deadline(response.answered_at, hours),
        }

    @api.model
    # Glue add-ons ask for the rest; pylint: disable-next=unused-argument
    def _get_deadline_hours(self, program, partner, company):
        """Return the working hours within which ``partner`` is to be helped in ``company``."""
        return program.sudo().case_deadline_hours or DEFAULT_HOURS

    def _remind_owner(self):
        for case in self.filtered("user_id"):
            owner = case.user_id
            case = case._in_words_of(owner)
            case.activity_schedule(
                "cs_survey_nps.mail_activity_type_case",
                date_deadline=case._get_local(case.deadline, owner).date(),
                summary=case.env._("Call the customer and put it right"),
                user_id=owner.id,
            )
