from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import days
from .cs_nps_program_figures import REPORTS


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model
    def cs_trend(
        self, domain=False, interval="month", date_from=False, date_to=False, metric=False
    ):
        """Return the score of each month or week that has answers, oldest first.

        :param domain, date_from, date_to, metric: see ``cs_score``
        :param str interval: ``month`` or ``week``
        :returns: a dict each: ``id`` (place in the list), ``date_from`` and ``date_to``
            (``YYYY-MM-DD``, included), ``value`` (NPS, or percent in the top boxes) and the
            keys of ``cs_score`` but ``hidden``; the response rate is that of the invitations
            sent in the period
        :raises UserError: for an interval that does not exist, and as ``cs_score``
        """
        self.env["cs.nps.report"].check_access("read")
        if interval not in ("month", "week"):
            raise UserError(self.env._("A trend is by month or by week."))
        domain, metric = self._read_asked(domain, metric)
        report = self.env[REPORTS[metric]]
        if metric != "nps":
            domain &= Domain("metric", "=", metric)
        groups = report._read_group(
            domain & self._get_days_domain(date_from, date_to),
            [f"answered_on:{interval}", "category"],
            ["__count", "score:sum"],
        )
        periods = {}
        for start, *group in groups:
            periods.setdefault(start, []).append(group)
        rates = self._get_rates(metric, domain, interval, date_from, date_to)
        return [
            self._trend_point(number, start, interval, self._figures(metric, periods[start]), rates)
            for number, start in enumerate(sorted(periods), start=1)
        ]

    @api.model
    def _trend_point(self, number, start, interval, figures, rates):
        invited, answered = rates.get(start, (0, 0)) if rates is not False else (False, False)
        return {
            "id": number,
            "date_from": str(start),
            "date_to": str(days.end_of(start, interval)),
            "value": figures["nps" if figures["metric"] == "nps" else "top_box"],
            **figures,
            "invited": invited,
            "response_rate": 100 * answered / invited if invited else False,
        }

    @api.model
    def _get_rates(self, metric, domain, interval, date_from, date_to):
        """Return ``{period: (invited, of whom answered)}``, False where that has no meaning."""
        sent = self._get_sent_domain(metric, domain)
        if sent is False:
            return False
        zone = self.env.company.sudo()._cs_timezone()
        groups = self.env["cs.nps.invitation"].with_context(tz=zone)._read_group(
            sent & self._get_period_domain("sent_at", date_from, date_to),
            [f"sent_at:{interval}", "state"],
            ["__count"],
        )
        rates = {}
        for moment, state, count in groups:
            invited, answered = rates.get(moment.date(), (0, 0))
            rates[moment.date()] = (invited + count, answered + count * (state == "answered"))
        return rates
