from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..tools import foresight


class CsTierBacktest(models.TransientModel):
    """The report of calibration: what was foreseen on past days beside what came."""

    _name = "cs.tier.backtest"
    _description = "Foresight Report"
    _rec_name = "group_id"

    group_id = fields.Many2one(
        "cs.tier.group",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["cs.tier.group"].search([], limit=1),
    )
    lead_days = fields.Integer(
        string="Days Ahead",
        default=30,
        required=True,
        help="On the last day of each of the 12 latest months it is foreseen who keeps her tier "
        "so many days later.",
    )
    state = fields.Selection([("draft", "Draft"), ("ran", "Calculated")], default="draft")
    cases = fields.Integer(readonly=True)
    thin = fields.Integer(string="Not Enough History", readonly=True)
    kept = fields.Float(
        string="Kept Their Tier", readonly=True, help="The share that came about."
    )
    brier = fields.Float(
        string="Brier Score",
        readonly=True,
        digits=(6, 4),
        help="Mean squared difference of the chance foreseen and what came (1 or 0): the lower "
        "the better.",
    )
    base_brier = fields.Float(
        string="Brier Score of the Share",
        readonly=True,
        digits=(6, 4),
        help="Of one who always says the share that came about, which only hindsight knows.",
    )
    skill = fields.Float(
        string="Better By",
        readonly=True,
        help="Part of that error which foresight takes away. Below zero: worse than the share.",
    )
    verdict = fields.Char(compute="_compute_verdict")
    bin_ids = fields.One2many("cs.tier.backtest.bin", "backtest_id", readonly=True)

    @api.depends_context("lang")
    @api.depends("state", "cases", "skill")
    def _compute_verdict(self):
        for report in self:
            if report.state == "draft":
                report.verdict = False
            elif not report.cases:
                report.verdict = self.env._(
                    "Not enough history: on none of these days a member with enough purchases "
                    "was at risk."
                )
            elif report.skill > 0:
                report.verdict = self.env._(
                    "%(cases)s cases: foresight errs %(percent)s %% less than the share alone.",
                    cases=report.cases,
                    percent=round(report.skill * 100),
                )
            else:
                report.verdict = self.env._(
                    "%(cases)s cases: foresight is no better than the share alone here. Do not "
                    "rely on single chances.",
                    cases=report.cases,
                )

    def action_run(self):
        """Foresee on the past days and compare; reads documents, writes this report only.

        :raises AccessError: for those who may not read contributions
        """
        self.ensure_one()
        self.group_id.check_access("read")
        self.env["cs.tier.contribution"].check_access("read")
        group, lead = self.group_id, self.lead_days
        days = group._get_backtest_days(lead)
        group._check_backtest_days(days, lead)
        cases = group.sudo()._backtest(days, lead)
        known = [case for case in cases if not case["thin"]]
        found = foresight.score((case["probability"], case["kept"]) for case in known)
        self.bin_ids.unlink()
        bins = self.env["cs.tier.backtest.bin"].create(
            [{"backtest_id": self.id, **values} for values in found.pop("bins")]
        )
        self._write_cases(known, bins)
        self.write({**found, "thin": len(cases) - len(known), "state": "ran"})
        return True

    def _write_cases(self, cases, bins):
        """Keep what stands behind each bin, in bulk."""
        stamp = (self.env.uid, fields.Datetime.now())
        rows = [
            (
                next(b.id for b in reversed(bins) if case["probability"] >= b.low),
                case["partner_id"],
                case["tier_id"],
                case["day"],
                case["needed"],
                case["probability"],
                case["kept"],
                *stamp,
                *stamp,
            )
            for case in cases
        ]
        for batch in split_every(1000, rows, list):
            self.env.cr.execute(
                SQL(
                    """INSERT INTO cs_tier_backtest_case (bin_id, partner_id, tier_id, date, needed,
                              probability, kept, create_uid, create_date, write_uid, write_date)
                       VALUES %s""",
                    SQL(", ").join(SQL("%s", row) for row in batch),
                )
            )
        self.env["cs.tier.backtest.case"].invalidate_model(flush=False)

    def action_open_cases(self):
        """Open all cases."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_loyalty.cs_tier_backtest_case_action"
        )
        return dict(action, domain=[("bin_id", "in", self.bin_ids.ids)])
