from datetime import timedelta, timezone

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_service_phone = fields.Char(
        string="Customer Service Phone",
        help="Shown on public pages to those who would rather talk; "
        "empty shows the company's phone.",
    )

    def _cs_service_phone(self):
        """Return the number that customers may call, or an empty string."""
        self.ensure_one()
        return self.cs_service_phone or self.phone or ""

    def _cs_deadline(self, start, hours):
        """Return the moment when ``hours`` working hours after ``start`` have passed.

        :param datetime start: naive UTC
        :param float hours: working hours, by the company's calendar and its public holidays
        :returns: naive UTC; a company without calendar works around the clock
        """
        self.ensure_one()
        calendar = self.resource_calendar_id
        if calendar and hours > 0:
            aware = start.replace(tzinfo=timezone.utc)
            planned = calendar.plan_hours(hours, aware, compute_leaves=True)
            if planned:
                return planned.astimezone(timezone.utc).replace(tzinfo=None)
        return start + timedelta(hours=hours)
