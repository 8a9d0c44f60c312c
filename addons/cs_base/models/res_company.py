from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import quiet


class ResCompany(models.Model):
    """Settings of the suite; those of one prefetch group are not read with every order."""

    _inherit = "res.company"

    cs_service_phone = fields.Char(
        string="Customer Service Phone",
        help="Shown on public pages to those who would rather talk; "
        "empty shows the company's phone.",
        prefetch="cs_settings",
    )
    cs_message_from_hour = fields.Integer(
        string="Messages From",
        default=8,
        help="Earliest hour at which offers and greetings arrive, in the customer's timezone.",
        prefetch="cs_settings",
    )
    cs_message_to_hour = fields.Integer(
        string="Messages Until",
        default=20,
        help="From this hour on they wait for the next morning.",
        prefetch="cs_settings",
    )
    cs_message_sundays = fields.Boolean(
        string="Messages on Sundays", default=True, prefetch="cs_settings"
    )
    cs_message_holidays = fields.Boolean(
        string="Messages on Public Holidays",
        help="Public holidays are the company-wide days off of its working calendar.",
        prefetch="cs_settings",
    )
    cs_message_cap = fields.Integer(
        string="Messages at Most",
        default=2,
        help="How many offers and greetings one address gets in the days beside; "
        "0 sets no limit.",
        prefetch="cs_settings",
    )
    cs_message_cap_days = fields.Integer(
        string="Days of the Limit", default=7, prefetch="cs_settings"
    )
    cs_consent_required = fields.Boolean(
        string="Only With Consent",
        help="Offers and greetings go only to those who agreed, on that channel. Otherwise to "
        "everyone who did not refuse.",
        prefetch="cs_settings",
    )
    cs_care_user_id = fields.Many2one(
        "res.users",
        string="Calls and Writes by Hand",
        domain="[('share', '=', False)]",
        help="Gets a task where a customer without a salesperson would rather be called, or "
        "written to by SMS or Zalo.",
        prefetch="cs_settings",
    )

    @api.constrains("cs_message_from_hour", "cs_message_to_hour")
    def _check_cs_message_hours(self):
        for company in self:
            if not 0 <= company.cs_message_from_hour < company.cs_message_to_hour <= 24:
                raise ValidationError(
                    self.env._(
                        "Messages cannot go out between %(start)s and %(end)s o'clock: enter full "
                        "hours from 0 to 24, the first below the second.",
                        start=company.cs_message_from_hour,
                        end=company.cs_message_to_hour,
                    )
                )

    @api.constrains("cs_message_cap", "cs_message_cap_days")
    def _check_cs_message_cap(self):
        for company in self:
            if company.cs_message_cap < 0 or (
                company.cs_message_cap and not 1 <= company.cs_message_cap_days <= 365
            ):
                raise ValidationError(
                    self.env._(
                        "Enter a limit of 0 messages or more, within 1 to 365 days: "
                        "0 messages sets no limit."
                    )
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

    @api.model
    def _cs_read_day(self, value):
        """Return the day that a program or a person gave, False for none.

        :param value: a date, or text like ``2026-03-31``
        :raises UserError: for what is no day, or so far away that nothing can be reckoned from it
        """
        try:
            day = fields.Date.to_date(value or False) or False
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%(value)s” is no day: write it like 2026-03-31.", value=str(value)[:40]
                )
            ) from error
        if day and not 1900 <= day.year <= 2999:
            raise UserError(
                self.env._(
                    "%(day)s is too far away: choose a day of the years 1900 to 2999, or none.",
                    day=day,
                )
            )
        return day

    def _cs_timezone(self):
        """Return the name of the timezone where the company is."""
        self.ensure_one()
        return self.partner_id.tz or self.resource_calendar_id.tz or "UTC"

    @api.model
    def _cs_timezones(self):
        """Return ``{company id: name of its timezone}`` of all companies."""
        return {company.id: company._cs_timezone() for company in self.sudo().search([])}

    def _cs_closed_days(self, moment):
        """Return the local dates of public holidays without messages, of the weeks to come."""
        self.ensure_one()
        if self.cs_message_holidays:
            return set()
        end = moment + timedelta(days=quiet.LOOK_AHEAD_DAYS)
        leaves = self.env["resource.calendar.leaves"].sudo().search(
            [
                ("resource_id", "=", False),
                ("company_id", "in", [False, self.id]),
                ("calendar_id", "in", [False, self.resource_calendar_id.id]),
                ("date_from", "<", end),
                ("date_to", ">", moment),
            ]
        )
        tz = quiet.zone(self._cs_timezone())
        days = set()
        for leave in leaves:
            first, last = (
                stamp.replace(tzinfo=timezone.utc).astimezone(tz).date()
                for stamp in (leave.date_from, leave.date_to - timedelta(seconds=1))
            )
            days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
        return days

    def _cs_next_open(self, moment, tz_name, closed_days=()):
        """Return when a message may arrive with a customer in a timezone, naive UTC."""
        self.ensure_one()
        return quiet.next_open(
            moment,
            tz_name or self._cs_timezone(),
            self.cs_message_from_hour,
            self.cs_message_to_hour,
            self.cs_message_sundays,
            closed_days,
        )
