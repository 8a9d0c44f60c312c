import logging

import pytz
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

OPEN_STAGES = ("new", "contacted")
_OWNER_GROUPS = ("cs_survey_nps.cs_survey_nps_group_user", "sales_team.group_sale_salesman")


class CsNpsCase(models.Model):
    """What is done about one unhappy answer, by whom and until when."""

    _name = "cs.nps.case"
    _description = "Customer Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "deadline, id"

    response_id = fields.Many2one(
        "cs.nps.response", string="Answer", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, index=True, ondelete="set null"
    )
    sale_order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    score = fields.Integer(related="response_id.score", related_sudo=True, aggregator=None)
    comment = fields.Text(related="response_id.comment", related_sudo=True)
    answered_at = fields.Datetime(related="response_id.answered_at", related_sudo=True)
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
    )
    deadline = fields.Datetime(required=True, tracking=True)
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    resolution = fields.Text(help="What was done for the customer, so that others learn from it.")
    contacted_at = fields.Datetime(readonly=True)
    resolved_at = fields.Datetime(readonly=True)

    _response_uniq = models.Constraint(
        "UNIQUE (response_id)", "There is a case for this answer already."
    )

    @api.depends("partner_id", "score")
    def _compute_display_name(self):
        for case in self:
            name = case.partner_id.display_name or self.env._("A customer")
            case.display_name = self.env._(
                "%(customer)s gave %(score)s", customer=name, score=case.score
            )

    @api.depends("deadline", "stage")
    def _compute_overdue(self):
        now = fields.Datetime.now()
        for case in self:
            case.overdue = case.stage in OPEN_STAGES and case.deadline and case.deadline < now

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
        stage = vals.get("stage")
        if stage == "resolved":
            self._check_resolution(vals.get("resolution"))
        moved = self.filtered(lambda case: stage and case.stage != stage)
        result = super().write(vals)
        if moved:
            moved._after_stage(stage)
        if "user_id" in vals:
            self._hand_over()
        return result

    def _check_resolution(self, resolution):
        if any(not (resolution or case.resolution) for case in self):
            raise UserError(
                self.env._("Write what was done for the customer first, then mark it resolved.")
            )

    def _after_stage(self, stage):
        """Note the moments that the measures need, and end the reminder to the owner."""
        now = fields.Datetime.now()
        if stage in ("contacted", "resolved"):
            self.filtered(lambda case: not case.contacted_at).contacted_at = now
        if stage == "resolved":
            self.filtered(lambda case: not case.resolved_at).resolved_at = now
        if stage in ("resolved", "closed"):
            self.activity_feedback(["cs_survey_nps.mail_activity_type_case"])

    def _hand_over(self):
        for case in self.filtered(lambda case: case.user_id and case.stage in OPEN_STAGES):
            case.activity_reschedule(
                ["cs_survey_nps.mail_activity_type_case"], new_user_id=case.user_id.id
            )

    # ---- opening ----

    @api.model
    def _cron_open_cases(self, batch_size=100):
        """Open a case for each unhappy answer that waits for one; one batch a call."""
        opened, failed = self._open_pending(batch_size)
        waiting = self.env["cs.nps.response"].search_count(self._get_pending_domain())
        self.env["ir.cron"]._commit_progress(opened, remaining=max(0, waiting - failed))

    @api.model
    def _get_pending_domain(self):
        """Return the answers that wait for their case."""
        return Domain("case_pending", "=", True) & Domain("status", "=", "confirmed")

    @api.model
    def _open_pending(self, limit=100):
        """Open the cases that wait, without committing; return how many were, how many failed.

        Each in a savepoint: one that fails is logged and tried again, and stops no other.
        """
        failed = 0
        waiting = self.env["cs.nps.response"].search(
            self._get_pending_domain(), limit=limit, order="id"
        )
        waiting = waiting.try_lock_for_update(allow_referencing=True)
        for response in waiting:
            try:
                with self.env.cr.savepoint():
                    self._open(response)
            except Exception:
                failed += 1
                _logger.exception("The case of answer %s could not be opened", response.id)
        return len(waiting) - failed, failed

    @api.model
    def _open(self, response):
        """Open the case of an answer, and remind its owner; an answer has one case."""
        case = self.search([("response_id", "=", response.id)], limit=1)
        if not case:
            case = self.create(self._prepare_case_values(response))
            case._remind_owner()
        response.case_pending = False
        return case

    @api.model
    def _prepare_case_values(self, response):
        program = response.program_id
        return {
            "response_id": response.id,
            "company_id": response.company_id.id,
            "partner_id": response.partner_id.id,
            "sale_order_id": response.sale_order_id.id,
            "user_id": self._get_owner(response).id,
            "deadline": response.company_id._cs_deadline(
                response.answered_at, program.case_deadline_hours
            ),
        }

    @api.model
    def _get_owner(self, response):
        """Return the order's salesperson if that person may see the case, else the responsible."""
        seller = response.user_id
        may_see = (
            seller.active
            and response.company_id in seller.company_ids
            and any(seller.has_group(group) for group in _OWNER_GROUPS)
        )
        return seller if may_see else response.program_id.user_id

    def _remind_owner(self):
        self.ensure_one()
        owner = self.user_id
        case = self.with_context(lang=owner.lang or self.env.lang)
        zone = pytz.timezone(owner.tz or "UTC")
        case.activity_schedule(
            "cs_survey_nps.mail_activity_type_case",
            date_deadline=pytz.utc.localize(self.deadline).astimezone(zone).date(),
            summary=case.env._("Call the customer and put it right"),
            user_id=owner.id,
        )

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
        """Take the case up again."""
        self.write({"stage": "new"})
        return True
