from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date
from odoo.tools.sql import column_exists, create_column

from ..tools import birthday

GREETED_DAYS = 14


class ResPartner(models.Model):
    """A customer's birthday, by the solar or the lunar calendar, and how to reach her.

    The next birthday is stored, for automation rules to fire on; it is reckoned when the
    birthday is entered, and each night for those whose day has passed.
    """

    _inherit = "res.partner"  # by concern; pylint: disable=consider-merging-classes-inherited

    cs_birth_day = fields.Integer(string="Birthday: Day")
    cs_birth_month = fields.Integer(string="Birthday: Month", prefetch="cs_birthday")
    cs_birth_calendar = fields.Selection(
        [("solar", "Solar calendar"), ("lunar", "Lunar calendar")],
        string="Birthday: Calendar",
        help="By the lunar calendar the birthday moves each year. A day 30 falls on day 29 of a "
        "shorter month; in a leap month's year it is in the first of the two.",
        prefetch="cs_birthday",
    )
    cs_birthday_text = fields.Char(
        string="Birthday",
        compute="_compute_cs_birthday_text",
        inverse="_inverse_cs_birthday_text",
        help="Day and month, for example 20/6. The year is not kept.",
    )
    cs_next_birthday = fields.Date(
        string="Next Birthday",
        compute="_compute_cs_next_birthday",
        store=True,
        index="btree_not_null",
        help="Born on 29 February: on 28 February of other years.",
    )
    cs_preferred_channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("phone", "Phone"), ("zalo", "Zalo")],
        string="Reached Best By",
        help="Greetings go by e-mail, unless the customer would rather be called or written to: "
        "then the salesperson gets a task with the text.",
        prefetch="cs_birthday",
    )

    def _auto_init(self):
        # Nobody has a birthday yet: without the column, Odoo would reckon it for each partner.
        if not column_exists(self.env.cr, "res_partner", "cs_next_birthday"):
            create_column(self.env.cr, "res_partner", "cs_next_birthday", "date")
        return super()._auto_init()

    @api.depends("cs_birth_day", "cs_birth_month", "cs_birth_calendar")
    def _compute_cs_next_birthday(self):
        today = fields.Date.today()
        for partner in self:
            known = partner._cs_birthday()
            wrong = known and birthday.problem(*known)
            partner.cs_next_birthday = (
                birthday.next_birthday(*known, today) if known and not wrong else False
            )

    @api.depends("cs_birth_day", "cs_birth_month")
    def _compute_cs_birthday_text(self):
        for partner in self:
            known = partner._cs_birthday()
            partner.cs_birthday_text = f"{known[0]}/{known[1]}" if known else False

    def _inverse_cs_birthday_text(self):
        for partner in self:
            text = (partner.cs_birthday_text or "").strip()
            found = birthday.parse(text) if text else (0, 0)
            if not found:
                raise ValidationError(
                    self.env._(
                        "“%(text)s” is no birthday: enter the day and the month, for example 20/6.",
                        text=text,
                    )
                )
            partner.write({"cs_birth_day": found[0], "cs_birth_month": found[1]})

    @api.constrains("cs_birth_day", "cs_birth_month", "cs_birth_calendar")
    def _check_cs_birthday(self):
        for partner in self:
            day, month = partner.cs_birth_day, partner.cs_birth_month
            problem = birthday.problem(day, month, partner.cs_birth_calendar or "solar")
            if problem:
                raise ValidationError(partner._cs_birthday_error(problem, day, month))

    def _cs_birthday_error(self, problem, day, month):
        """Return the sentence that says what to mend."""
        if problem == "incomplete":
            return self.env._("A birthday needs its day and its month: enter both, or neither.")
        if problem == "month":
            return self.env._(
                "There is no month %(month)s: enter a month from 1 to 12.", month=month
            )
        if self.cs_birth_calendar == "lunar":
            return self.env._(
                "A lunar month has at most 30 days, so there is no day %(day)s: ask for the "
                "birthday again, or choose the solar calendar.",
                day=day,
            )
        return self.env._(
            "Month %(month)s has no day %(day)s: ask for the birthday again, or choose the "
            "lunar calendar.",
            month=month,
            day=day,
        )

    def _cs_birthday(self):
        """Return (day, month, calendar), or None where the birthday is not known."""
        self.ensure_one()
        if not self.cs_birth_day or not self.cs_birth_month:
            return None
        return self.cs_birth_day, self.cs_birth_month, self.cs_birth_calendar or "solar"

    @api.model
    def _cron_next_birthdays(self):
        """Move passed birthdays to the next year: one statement, however many they are."""
        today = fields.Date.today()
        self.env["res.partner"].flush_model(["cs_next_birthday", "cs_birth_day", "cs_birth_month"])
        passed = self.env.execute_query(
            SQL(
                """SELECT DISTINCT cs_birth_day, cs_birth_month, cs_birth_calendar
                     FROM res_partner
                    WHERE cs_next_birthday < %s AND cs_birth_day > 0 AND cs_birth_month > 0""",
                today,
            )
        )
        following = [
            (day, month, calendar, birthday.next_birthday(day, month, calendar or "solar", today))
            for day, month, calendar in passed
        ]
        if not following:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner partner SET cs_next_birthday = following.date::date
                     FROM (VALUES %s) AS following (day, month, calendar, date)
                    WHERE partner.cs_next_birthday < %s
                      AND partner.cs_birth_day = following.day
                      AND partner.cs_birth_month = following.month
                      AND partner.cs_birth_calendar IS NOT DISTINCT FROM following.calendar""",
                SQL(", ").join(following),
                today,
            )
        )
        self.env["res.partner"].invalidate_model(["cs_next_birthday"], flush=False)

    def _cs_birthday_sentence(self, within_days):
        """Return how soon the birthday is, or False where it is further away."""
        self.ensure_one()
        if not self.cs_next_birthday:
            return False
        days = (self.cs_next_birthday - fields.Date.context_today(self)).days
        if not 0 <= days <= within_days:
            return False
        if days == 0:
            return self.env._("Birthday today.")
        if days == 1:
            return self.env._("Birthday tomorrow.")
        return self.env._(
            "Birthday in %(days)s days, on %(date)s.",
            days=days,
            date=format_date(self.env, self.cs_next_birthday),
        )

    def _cs_celebrate(self):
        """Give each customer the birthday reward of her tier, once for this birthday."""
        for partner in self.filtered("cs_next_birthday"):
            calendar = partner.cs_birth_calendar or "solar"
            year = birthday.celebrated_year(partner.cs_next_birthday, calendar)
            for company in partner._cs_get_birthday_companies():
                if partner.with_company(company)._cs_give_birthday_reward(year):
                    break

    def _cs_get_birthday_companies(self):
        """Return the companies to ask for the reward: for a customer of several, the one at work,
        then those whose tiers have one.
        """
        self.ensure_one()
        if self.company_id:
            return self.company_id
        members = self.env["cs.tier.membership"].sudo().search(
            [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("tier_id.birthday_program_id", "!=", False),
                ("group_id.is_primary", "=", True),
            ]
        )
        return self.env.company | members.group_id.company_id.sorted("id")

    def _cs_get_birthday_reward(self):
        """Return the reward of the birthday that is greeted now, or none."""
        self.ensure_one()
        lately = fields.Date.today() - timedelta(days=GREETED_DAYS)
        return self.env["cs.tier.reward"].sudo().search(
            [("partner_id", "=", self.id), ("kind", "=", "birthday"), ("date", ">=", lately)],
            limit=1,
        )

    def _cs_contact_channel(self):
        return self.cs_preferred_channel or super()._cs_contact_channel()

    def _cs_addresses(self, channel):
        """Reach those with several numbers in one field by the first that is sure."""
        addresses = super()._cs_addresses(channel)
        if channel != "email":
            for partner in self:
                if partner not in addresses and partner.phone:
                    sure = [n for n in partner._cs_read_numbers(partner.phone) if not n.doubtful]
                    if sure:
                        addresses[partner] = sure[0].e164
        return addresses
