from datetime import timedelta

from odoo import fields, models

from ..tools import asking


class CsStockoutCase(models.Model):
    """Until when the customer may choose: by the settings, or as a person says."""

    _inherit = "cs.stockout.case"

    deadline_given = fields.Boolean(
        string="Deadline Set by Hand",
        readonly=True,
        help="The offer keeps a deadline that a person set, while it is an hour or more away.",
    )

    def write(self, vals):
        result = super().write(vals)
        # Jobs and buttons write as the system.
        if "deadline" in vals and not self.env.su:
            self.sudo()._cs_note_deadline()
        return result

    def _cs_note_deadline(self):
        """Remember that a person set the deadline of these cases, and remind in time for it."""
        alike = self.grouped(lambda case: (case.company_id, case.deadline))
        for (company, deadline), cases in alike.items():
            cases.deadline_given = bool(deadline)
            asked = cases.filtered(lambda case: case.state == "offered" and not case.reminded_at)
            asked.remind_at = asked._cs_next_reminder(company, deadline)

    def _prepare_deadline_values(self, company):
        """Return deadline and reminder of these cases of one order, which are asked together."""
        by_hand = self.filtered(lambda case: case.deadline and case.deadline_given)
        others = self.filtered("deadline") - by_hand
        deadline, given = asking.deadline(
            fields.Datetime.now(),
            self._cs_next_deadline(company),
            others.mapped("deadline"),
            by_hand.mapped("deadline"),
        )
        return {
            "deadline": deadline,
            "deadline_given": given,
            "remind_at": self._cs_next_reminder(company, deadline),
        }

    def _cs_next_deadline(self, company):
        """Return until when a customer who is asked now may choose, by the settings."""
        return company._cs_deadline(fields.Datetime.now(), company.cs_stockout_deadline_hours)

    def _cs_next_reminder(self, company, deadline):
        """Return when to remind those who do not answer, False for never."""
        hours = company.cs_stockout_reminder_hours
        if not deadline or hours <= 0:
            return False
        moment = deadline - timedelta(hours=hours)
        return moment if moment > fields.Datetime.now() else False
