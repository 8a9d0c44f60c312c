from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_near_percent = fields.Integer(
        string="Near the Next Tier",
        default=10,
        help="A customer is near when at most this share of the next tier's threshold is missing.",
        prefetch="cs_settings",
    )
    cs_birthday_days = fields.Integer(
        string="Birthday Ahead",
        default=7,
        help="From so many days before it, an order says that the customer's birthday is near.",
    )

    _cs_near_percent_range = models.Constraint(
        "CHECK (cs_near_percent BETWEEN 1 AND 100)",
        "“Near” is a share of the threshold: enter a percentage from 1 to 100.",
    )
    _cs_birthday_days_range = models.Constraint(
        "CHECK (cs_birthday_days BETWEEN 0 AND 60)",
        "Birthdays can be shown from 0 to 60 days ahead.",
    )
