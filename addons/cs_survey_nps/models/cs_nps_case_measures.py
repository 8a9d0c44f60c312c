from odoo import api, models
from odoo.fields import Domain

_COUNTS = {
    "cases": "cases:sum",
    "open": "open_cases:sum",
    "overdue": "overdue_cases:sum",
    "contacted": "contacted_cases:sum",
    "resolved": "resolved_cases:sum",
    "reopened": "reopened_cases:sum",
    "repeated": "repeat_cases:sum",
    "complainants": "commercial_partner_id:count_distinct",
}
_AVERAGES = {
    "contact_hours": "contact_hours:avg",
    "contact_clock_hours": "contact_clock_hours:avg",
    "resolve_hours": "resolve_hours:avg",
    "resolve_clock_hours": "resolve_clock_hours:avg",
    "in_time": "in_time:avg",
}


class CsNpsCase(models.Model):
    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model
    def cs_measures(self, domain=False, date_from=False, date_to=False):
        """Return how complaints are handled, for those that match.

        :param list domain: on ``cs.nps.case.report``
        :param date_from: first day of the complaints, a date or ``YYYY-MM-DD``, where the
            current company is
        :param date_to: last day, included
        :returns: the counts ``cases``, ``open``, ``overdue``, ``contacted``, ``resolved``,
            ``reopened``, ``repeated``, ``complainants``, ``repeat_complainants``; the averages
            ``contact_hours``, ``resolve_hours`` (working hours), ``contact_clock_hours``,
            ``resolve_clock_hours`` and ``in_time`` (percent), False where there is nothing yet;
            ``hours`` and ``weekdays``, the busiest first, each ``{"id", "cases"}`` with the
            hour (0 to 23) or weekday (1 Monday to 7) by the company's clock
        :raises UserError: for what is no day, or no domain
        """
        report = self.env["cs.nps.case.report"]
        report.check_access("read")
        period = self.env["cs.nps.program"]._get_period_domain("received_at", date_from, date_to)
        wanted = self.env["res.company"]._cs_read_domain(domain, report) & period
        names = {**_COUNTS, **_AVERAGES}
        [row] = report._read_group(wanted, [], list(names.values()))
        found = dict(zip(names, row, strict=True))
        result = {name: found[name] or 0 for name in _COUNTS}
        result.update(
            {name: False if found[name] is None else found[name] for name in _AVERAGES}
        )
        again = wanted & Domain("repeat_cases", "=", 1)
        [(people,)] = report._read_group(again, [], ["commercial_partner_id:count_distinct"])
        result["repeat_complainants"] = people
        result["hours"] = self._get_busiest(wanted, "hour")
        result["weekdays"] = self._get_busiest(wanted, "weekday")
        return result

    @api.model
    def _get_busiest(self, domain, dimension):
        groups = self.env["cs.nps.case.report"]._read_group(domain, [dimension], ["__count"])
        rows = [{"id": int(key), "cases": count} for key, count in groups]
        return sorted(rows, key=lambda row: (-row["cases"], row["id"]))
