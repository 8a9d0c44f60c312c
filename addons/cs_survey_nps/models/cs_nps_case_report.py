from odoo import fields, models
from odoo.addons.cs_base.tools.labels import selection_of
from odoo.tools import SQL

_SOURCE = {
    "cs.nps.case": [
        "response_id", "origin", "program_id", "company_id", "partner_id", "sale_order_id",
        "team_id", "user_id", "stage", "cause_id", "received_at", "deadline", "first_deadline",
        "contacted_at", "contact_hours", "resolved_at", "resolve_hours", "reopened",
        "escalation_level",
    ],
    "cs.nps.response": ["status", "is_test"],
    "res.partner": ["commercial_partner_id", "tz"],
    "res.company": ["cs_nps_repeat_days", "partner_id", "resource_calendar_id"],
    "resource.calendar": ["tz"],
}  # fmt: skip


class CsNpsCaseReport(models.Model):
    """Complaints with their times; an average leaves out what has not happened yet."""

    _name = "cs.nps.case.report"
    _description = "Case Analysis"
    _auto = False
    _order = "received_at desc, id desc"
    _rec_name = "partner_id"
    _depends = _SOURCE

    company_id = fields.Many2one("res.company", readonly=True)
    program_id = fields.Many2one("cs.nps.program", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer (Company)", readonly=True
    )
    sale_order_id = fields.Many2one("sale.order", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    cause_id = fields.Many2one("cs.nps.cause", string="Root Cause", readonly=True)
    origin = fields.Selection(
        selection=selection_of("cs.nps.case", "origin"),
        string="Came by",
        readonly=True,
    )
    stage = fields.Selection(
        selection=selection_of("cs.nps.case", "stage"), readonly=True
    )
    received_at = fields.Datetime(string="Received", readonly=True)
    hour = fields.Selection(
        [(f"{hour:02d}", f"{hour:02d}:00") for hour in range(24)],
        readonly=True,
        help="Hour at which the customer complained, by the company's clock.",
    )
    weekday = fields.Selection(
        [
            ("1", "Monday"),
            ("2", "Tuesday"),
            ("3", "Wednesday"),
            ("4", "Thursday"),
            ("5", "Friday"),
            ("6", "Saturday"),
            ("7", "Sunday"),
        ],
        readonly=True,
        help="Day on which the customer complained, by the company's clock.",
    )
    cases = fields.Integer(aggregator="sum", readonly=True)
    open_cases = fields.Integer(string="Open", aggregator="sum", readonly=True)
    overdue_cases = fields.Integer(string="Overdue", aggregator="sum", readonly=True)
    contacted_cases = fields.Integer(string="Contacted", aggregator="sum", readonly=True)
    resolved_cases = fields.Integer(string="Resolved", aggregator="sum", readonly=True)
    reopened_cases = fields.Integer(string="Reopened", aggregator="sum", readonly=True)
    repeat_cases = fields.Integer(
        string="Complained Again",
        aggregator="sum",
        readonly=True,
        help="The customer had complained before, within the days of the settings.",
    )
    contact_hours = fields.Float(
        string="Hours to Contact",
        aggregator="avg",
        readonly=True,
        help="Average working hours from the complaint to the first contact.",
    )
    contact_clock_hours = fields.Float(
        string="Clock Hours to Contact", aggregator="avg", readonly=True
    )
    resolve_hours = fields.Float(
        string="Hours to Resolve",
        aggregator="avg",
        readonly=True,
        help="Average working hours from the complaint to the first time it was resolved.",
    )
    resolve_clock_hours = fields.Float(
        string="Clock Hours to Resolve", aggregator="avg", readonly=True
    )
    in_time = fields.Float(
        string="In Time (%)",
        aggregator="avg",
        readonly=True,
        digits=(16, 1),
        help="Share that was resolved by the deadline set at the beginning; closed without help "
        "is late, and what is open and not due yet is left out.",
    )

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s", self._select(), self._from())

    def _select(self):
        """Return the columns: dimensions, counts, and times that are empty until they happen."""
        now = fields.Datetime.now()
        return SQL(
            """c.id, c.company_id, c.program_id, c.partner_id, p.commercial_partner_id,
               c.sale_order_id, c.team_id, c.user_id, c.cause_id, c.origin, c.stage,
               c.received_at, to_char(c.local_at, 'HH24') AS hour,
               to_char(c.local_at, 'ID') AS weekday,
               1 AS cases,
               (c.stage IN ('new', 'contacted'))::int AS open_cases,
               (c.stage IN ('new', 'contacted') AND c.deadline < %(now)s)::int AS overdue_cases,
               (c.contacted_at IS NOT NULL)::int AS contacted_cases,
               (c.resolved_at IS NOT NULL)::int AS resolved_cases,
               (c.reopened > 0)::int AS reopened_cases,
               COALESCE(c.before_at >= c.received_at - c.repeat_days * INTERVAL '1 day',
                        FALSE)::int AS repeat_cases,
               CASE WHEN c.contacted_at IS NOT NULL THEN c.contact_hours END AS contact_hours,
               EXTRACT(EPOCH FROM c.contacted_at - c.received_at) / 3600 AS contact_clock_hours,
               CASE WHEN c.resolved_at IS NOT NULL THEN c.resolve_hours END AS resolve_hours,
               EXTRACT(EPOCH FROM c.resolved_at - c.received_at) / 3600 AS resolve_clock_hours,
               CASE WHEN c.resolved_at <= c.first_deadline THEN 100.0
                    WHEN c.resolved_at IS NOT NULL OR c.stage = 'closed'
                      OR c.first_deadline < %(now)s THEN 0.0 END AS in_time""",
            now=now,
        )

    def _from(self):
        """Return the cases with the company's clock and the complaint before of each customer.

        The window runs over every case that counts, whatever the report is filtered by.
        """
        return SQL(
            """(SELECT c.*, co.cs_nps_repeat_days AS repeat_days,
                       c.received_at AT TIME ZONE 'UTC'
                           AT TIME ZONE COALESCE(cp.tz, cal.tz, 'UTC') AS local_at,
                       CASE WHEN c.partner_id IS NOT NULL THEN
                           LAG(c.received_at) OVER (
                               PARTITION BY c.company_id,
                                            COALESCE(pp.commercial_partner_id, c.partner_id)
                               ORDER BY c.received_at, c.id) END AS before_at
                  FROM cs_nps_case c
                  JOIN res_company co ON co.id = c.company_id
                  JOIN res_partner cp ON cp.id = co.partner_id
             LEFT JOIN resource_calendar cal ON cal.id = co.resource_calendar_id
             LEFT JOIN cs_nps_response r ON r.id = c.response_id
             LEFT JOIN res_partner pp ON pp.id = c.partner_id
                 WHERE %s) c
             LEFT JOIN res_partner p ON p.id = c.partner_id""",
            self._get_counted(),
        )

    def _get_counted(self):
        """Return the condition under which a case (c) with its answer (r) counts."""
        return SQL(
            "(c.response_id IS NULL"
            " OR (r.status = 'confirmed' AND NOT COALESCE(r.is_test, FALSE)))"
        )

    def action_open_case(self):
        """Open the case behind a row."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.nps.case",
            "res_id": self.id,
            "view_mode": "form",
        }
