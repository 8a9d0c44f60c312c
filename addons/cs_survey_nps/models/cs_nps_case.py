from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

OPEN_STAGES = ("new", "contacted")
ACTIVITY_TYPES = [
    "cs_survey_nps.mail_activity_type_case",
    "cs_survey_nps.mail_activity_type_escalation",
]
# What the measures and the customer's trust rest upon: kept by the module, not by hand.
_KEPT = {
    "response_id", "company_id", "program_id", "team_id", "first_deadline", "contacted_at",
    "contact_hours", "resolved_at", "resolve_hours", "closed_at", "closed_itself", "reopened",
    "escalation_level", "escalate_at", "escalated_at", "told_at", "told_count", "resurvey_at",
    "resurvey_invitation_id",
}  # fmt: skip
_TOLD_BY_HAND = {"origin", "partner_id", "sale_order_id", "description", "received_at"}


class CsNpsCase(models.Model):
    """What is done about one unhappy customer, by whom and until when."""

    _name = "cs.nps.case"
    _description = "Customer Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "deadline, id"

    response_id = fields.Many2one(
        "cs.nps.response",
        string="Answer",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Empty where the customer complained otherwise.",
    )
    origin = fields.Selection(
        [
            ("survey", "Survey"),
            ("phone", "Phone call"),
            ("visit", "In the shop"),
            ("message", "E-mail or message"),
            ("other", "Otherwise"),
        ],
        string="Came by",
        required=True,
        default="phone",
    )
    program_id = fields.Many2one(
        "cs.nps.program",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Its rules say who looks after the case, and until when.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", string="Customer", index=True, ondelete="set null")
    sale_order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="set null")
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", readonly=True, index=True, ondelete="set null"
    )
    description = fields.Text(
        string="What the Customer Said", help="For a complaint that came without a survey."
    )
    score = fields.Integer(related="response_id.score", related_sudo=True, aggregator=None)
    comment = fields.Text(related="response_id.comment", related_sudo=True)
    answered_at = fields.Datetime(related="response_id.answered_at", related_sudo=True)
    received_at = fields.Datetime(
        string="Received",
        required=True,
        index=True,
        default=lambda self: fields.Datetime.now(),
        help="When the customer complained: all times are measured from here.",
    )
    phone = fields.Char(related="partner_id.phone", string="Phone")
    email = fields.Char(related="partner_id.email", string="E-mail")
    user_id = fields.Many2one(
        "res.users", string="Owner", tracking=True, index=True, domain=[("share", "=", False)]
    )
    stage = fields.Selection(
        [
            ("new", "New"),
            ("contacted", "Contacted"),
            ("resolved", "Resolved"),
            ("closed", "Closed"),
        ],
        required=True,
        default="new",
        tracking=True,
        group_expand=True,
        copy=False,
    )
    deadline = fields.Datetime(required=True, tracking=True)
    first_deadline = fields.Datetime(
        readonly=True,
        copy=False,
        help="What was set when the case opened: whether help came in time is measured by this.",
    )
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    cause_id = fields.Many2one(
        "cs.nps.cause",
        string="Root Cause",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('company_id', 'in', [False, company_id])]",
    )
    resolution = fields.Text(
        copy=False, help="What was done for the customer, so that others learn from it."
    )
    contacted_at = fields.Datetime(string="First Contact", readonly=True, copy=False)
    contact_hours = fields.Float(string="Working Hours to Contact", readonly=True, copy=False)
    resolved_at = fields.Datetime(string="First Resolved", readonly=True, copy=False)
    resolve_hours = fields.Float(string="Working Hours to Resolve", readonly=True, copy=False)
    closed_at = fields.Datetime(string="Closed On", readonly=True, copy=False)
    reopened = fields.Integer(string="Times Reopened", readonly=True, copy=False)

    _response_uniq = models.Constraint(
        "UNIQUE (response_id)", "There is a case for this answer already."
    )

    @api.depends("partner_id", "score", "response_id")
    def _compute_display_name(self):
        for case in self:
            name = case.partner_id.display_name or self.env._("A customer")
            if case.response_id:
                case.display_name = self.env._(
                    "%(customer)s gave %(score)s", customer=name, score=case.score
                )
            else:
                case.display_name = self.env._("Complaint of %(customer)s", customer=name)

    @api.depends("deadline", "stage")
    def _compute_overdue(self):
        now = fields.Datetime.now()
        for case in self:
            case.overdue = bool(
                case.stage in OPEN_STAGES and case.deadline and case.deadline < now
            )

    @api.model
    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        late = Domain("stage", "in", OPEN_STAGES)
        late &= Domain("deadline", "<", fields.Datetime.now())
        return late if True in value else ~late

    def write(self, vals):
        self._check_kept(vals)
        stage = vals.get("stage")
        before = {case.id: case.stage for case in self if stage and case.stage != stage}
        self.browse(before)._check_words(stage, vals.get("resolution"))
        result = super().write(vals)
        # Whoever hands a case over may not see it any more.
        if before:
            self.browse(before).sudo()._after_stage(stage, before)
        if "user_id" in vals:
            self.sudo()._hand_over()
        return result

    def _check_kept(self, vals):
        """Refuse what nobody may change: what happened, and what the customer said."""
        if self.env.su:
            return
        kept = _KEPT & vals.keys()
        if not kept and not _TOLD_BY_HAND.isdisjoint(vals):
            kept = any(case.sudo().response_id for case in self)
        if kept:
            raise UserError(
                self.env._("What a case was opened with and when it moved cannot be changed.")
            )
        if vals.get("sale_order_id"):
            self.env["sale.order"].browse(vals["sale_order_id"]).check_access("read")

    def _check_words(self, stage, resolution):
        """Let no case end without words: nobody learns from silence."""
        wordless = self.filtered(lambda case: not (resolution or case.resolution or "").strip())
        if stage == "resolved" and wordless:
            raise UserError(
                self.env._("Write what was done for the customer first, then mark it resolved.")
            )
        if stage == "closed" and wordless.filtered(lambda case: case.stage in OPEN_STAGES):
            raise UserError(
                self.env._(
                    "Write what was done for the customer, or why nothing will be, then close it."
                )
            )

    def _after_stage(self, stage, before):
        """Note the moments that the measures need, and end the reminders."""
        now = fields.Datetime.now()
        for case in self:
            case.write(case._prepare_stage_values(stage, before[case.id], now))
        if stage not in OPEN_STAGES:
            self.activity_feedback(ACTIVITY_TYPES)
        else:
            again = self.filtered(lambda case: before[case.id] not in OPEN_STAGES)
            again._remind_owner()

    def _prepare_stage_values(self, stage, before, now):
        """Return what moving to a stage changes besides; the first times stay the first."""
        self.ensure_one()
        values = {}
        if stage in ("contacted", "resolved") and not self.contacted_at:
            values["contacted_at"] = now
            values["contact_hours"] = self._get_working_hours(self.received_at, now)
        if stage == "resolved":
            values["resurvey_at"] = self._get_resurvey_date(now)
            if not self.resolved_at:
                values["resolved_at"] = now
                values["resolve_hours"] = self._get_working_hours(self.received_at, now)
        if stage == "closed":
            values["closed_at"] = now
        if stage == "new" and before == "contacted" and not self.reopened:
            values.update(contacted_at=False, contact_hours=0)  # she was not reached after all
        if stage in OPEN_STAGES and before not in OPEN_STAGES:
            hours = self._get_deadline_hours(self.program_id, self.partner_id, self.company_id)
            values.update(
                reopened=self.reopened + 1,
                closed_at=False,
                resurvey_at=False,
                escalation_level=0,
                escalated_at=False,
                deadline=self.company_id._cs_deadline(now, hours),
            )
        return values

    def _in_words_of(self, user):
        """Return this case for texts to the staff: a job or a customer may cause them.

        They are in the reader's language, in the company's where nobody is named.
        """
        self.ensure_one()
        lang = user.lang or self.company_id.partner_id.lang or self.env.lang
        return self.with_context(lang=lang)

    def _hand_over(self):
        for case in self.filtered(lambda case: case.user_id and case.stage in OPEN_STAGES):
            case.activity_reschedule(ACTIVITY_TYPES[:1], new_user_id=case.user_id.id)

    # ---- actions ----

    def action_contacted(self):
        """Note that the customer was reached."""
        self.write({"stage": "contacted"})
        return True

    def action_resolve(self):
        """Note that the customer was helped; the resolution says how."""
        self.write({"stage": "resolved"})
        return True

    def action_close(self):
        """Close the case: nothing more will be done."""
        self.write({"stage": "closed"})
        return True

    def action_reopen(self):
        """Take the case up again, with a new deadline; what was noted before stays."""
        self.write({"stage": "new"})
        return True
