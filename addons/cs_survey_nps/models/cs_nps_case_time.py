from datetime import timezone

import pytz
from odoo import api, fields, models

from ..tools import worktime
from .cs_nps_case import OPEN_STAGES

_COLORS = {"late": 1, "soon": 3, "calm": 0}  # of Odoo's palette: red, amber, none


def _aware(moment):
    return moment.replace(tzinfo=timezone.utc)


class CsNpsCase(models.Model):
    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    remaining_hours = fields.Float(
        string="Working Hours Left",
        compute="_compute_remaining",
        compute_sudo=True,
        help="Until the deadline, in working hours of the company; below zero when it is over.",
    )
    remaining = fields.Char(string="Time Left", compute="_compute_remaining", compute_sudo=True)
    color = fields.Integer(
        compute="_compute_remaining", compute_sudo=True, help="Red: overdue, amber: soon."
    )

    @api.depends("deadline", "stage", "company_id")
    @api.depends_context("lang")
    def _compute_remaining(self):
        now = fields.Datetime.now()
        running = self.filtered(lambda case: case.stage in OPEN_STAGES and case.deadline)
        done = self - running
        done.remaining_hours = done.color = 0
        done.remaining = False
        for company, cases in running.grouped("company_id").items():
            ends = cases.mapped("deadline")
            intervals = self._get_working_times(company, min(now, *ends), max(now, *ends))
            for case in cases:
                start, end = _aware(now), _aware(case.deadline)
                hours = worktime.between(intervals, start, end)
                if not hours and case.deadline < now:
                    hours = -1 / 3600  # over, though nobody has worked since
                case.remaining_hours = hours
                case.color = _COLORS[worktime.urgency(hours)]
                case.remaining = self._get_remaining_text(hours, company)

    @api.model
    def _get_remaining_text(self, hours, company):
        """Return the time left in words; days are the company's working days."""
        per_day = self._get_calendar(company).hours_per_day or 24
        if hours >= 2 * per_day:
            return self.env._("%(days)s working days left", days=round(hours / per_day))
        if hours >= 0:
            return self.env._("%(time)s h left", time=worktime.clock(hours))
        if -hours >= 2 * per_day:
            return self.env._("%(days)s working days late", days=round(-hours / per_day))
        return self.env._("%(time)s h late", time=worktime.clock(hours))

    @api.model
    def _get_calendar(self, company):
        """Return the calendar with the company's hours; none where it has none to keep to."""
        calendar = company.resource_calendar_id
        timed = calendar.attendance_ids and not calendar.flexible_hours
        return calendar if timed else calendar.browse()

    @api.model
    def _get_working_times(self, company, start, end):
        """Return when the company works between two naive UTC moments, as aware intervals."""
        calendar = self._get_calendar(company)
        if not calendar:
            return [(_aware(start), _aware(end))]
        batch = calendar._work_intervals_batch(_aware(start), _aware(end))
        return [(begin, stop) for begin, stop, _meta in batch[False]]

    def _get_working_hours(self, start, end):
        """Return the company's working hours between two naive UTC moments, never below zero."""
        self.ensure_one()
        if end <= start:
            return 0.0
        intervals = self._get_working_times(self.company_id, start, end)
        return worktime.between(intervals, _aware(start), _aware(end))

    def _get_local(self, moment, user):
        """Return a naive UTC moment on the watch of ``user``."""
        return pytz.utc.localize(moment).astimezone(pytz.timezone(user.tz or "UTC"))
