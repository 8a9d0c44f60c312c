from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .cs_nps_figures_mixin import MIN_CELL


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    anonymous = fields.Boolean(
        help="Answers keep score, comment and month, and no way back to who gave them. No case "
        "is opened, and fewer than 5 answers of a month are not shown. Cannot be changed once "
        "somebody was invited: it was promised.",
    )
    retention_months = fields.Integer(
        string="Keep Names",
        help="After so many months customer, order, address and comment are removed; score and "
        "month stay for the figures. 0 keeps them.",
    )

    _retention_positive = models.Constraint(
        "CHECK (retention_months >= 0)", "The months that names are kept cannot be negative."
    )

    def write(self, vals):
        if "anonymous" in vals:
            changing = self.filtered(lambda program: program.anonymous != vals["anonymous"])
            invited = Domain("program_id", "in", changing.ids) & Domain("is_test", "=", False)
            if changing and self.env["cs.nps.invitation"].sudo().search_count(invited, limit=1):
                raise UserError(
                    self.env._(
                        "Customers were invited under the present promise: make a new program "
                        "to ask with or without names."
                    )
                )
        return super().write(vals)

    # ---- retention ----

    @api.model
    def _cron_retention(self, batch_size=1000):
        """Remove names after the time of each program; one batch a call.

        What is done is marked, so a job killed anywhere goes on with what is left.
        """
        done = len(self._forget_old(batch_size))
        remaining = 0
        for domain in self._get_expired_domains():
            remaining += self.env["cs.nps.invitation"].search_count(domain, limit=batch_size)
        self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    def _forget_old(self, limit=1000):
        """Anonymise one batch, without committing; return it."""
        invitations = self.env["cs.nps.invitation"]
        batch = invitations.browse()
        for domain in self._get_expired_domains():
            batch += invitations.search(domain, limit=limit - len(batch), order="id")
            if len(batch) >= limit:
                break
        batch = batch.try_lock_for_update(allow_referencing=True)
        batch._anonymise()
        return batch

    @api.model
    def _get_expired_domains(self):
        """Return, for each program that forgets, the domain of what is old enough."""
        now = fields.Datetime.now()
        keepers = self.with_context(active_test=False).search([("retention_months", ">", 0)])
        return [
            Domain("program_id", "=", program.id)
            & Domain("anonymised", "=", False)
            & Domain("state", "!=", "scheduled")
            & Domain(
                "create_date", "<", fields.Datetime.subtract(now, months=program.retention_months)
            )
            for program in keepers
        ]

    # ---- anonymous answers ----

    @api.model
    def _is_hidden(self, metric, domain, date_from, date_to):
        """Return whether anonymous answers were left out because they are too few to show."""
        named = self._get_named_programs(domain)
        small = (
            Domain("anonymous", "=", True)
            & Domain("status", "=", "confirmed")
            & Domain("is_test", "=", False)
            & Domain("resurvey", "=", False)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("metric", "=", metric)
            & (Domain("program_id", "in", list(named)) if named else Domain.TRUE)
            & self._get_days_domain(date_from, date_to)
        )
        return bool(
            self.env["cs.nps.response"].sudo()._read_group(
                small,
                ["program_id", "answered_on:day"],
                having=[("__count", "<", MIN_CELL)],
                limit=1,
            )
        )
