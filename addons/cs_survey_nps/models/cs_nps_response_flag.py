from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CsNpsResponse(models.Model):
    """Why an attempt does not count, and what a manager decided about it."""

    _inherit = "cs.nps.response"  # by concern; pylint: disable=consider-merging-classes-inherited

    flag_reason = fields.Selection(
        [
            ("honeypot", "A field that people cannot see was filled"),
            ("employee", "It was sent while a colleague was signed in"),
            ("scanner", "It came, without a word, from a program that checks links"),
            ("early", "It came, without a word, soon after the mail"),
            ("several", "Several scores came, without a word, within seconds"),
            ("late", "It came after the answer that counts"),
        ],
        string="Rule",
        readonly=True,
    )
    sender_id = fields.Many2one(
        "res.users",
        string="Sent By",
        readonly=True,
        ondelete="set null",
        help="The colleague who was signed in where the answer was sent.",
    )
    review_user_id = fields.Many2one(
        "res.users", string="Decided By", readonly=True, ondelete="set null"
    )
    reviewed_at = fields.Datetime(string="Decided At", readonly=True)
    other_ids = fields.Many2many(
        "cs.nps.response",
        string="Other Attempts",
        compute="_compute_other_ids",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )

    def _compute_other_ids(self):
        for response in self:
            response.other_ids = response.invitation_id.response_ids - response

    # ---- managers' decisions ----

    def action_confirm(self):
        """Let a flagged or rejected attempt count: a manager takes it for the customer's."""
        self._check_reviewer()
        for response in self.sudo():
            confirmed, _kept = response.invitation_id._lock_attempts()
            if confirmed == response:
                continue
            if confirmed:
                raise UserError(
                    self.env._(
                        "%(customer)s has an answer that counts already. Reject that one first.",
                        customer=response.partner_id.display_name or self.env._("A customer"),
                    )
                )
            unhappy = response.invitation_id._is_case_wanted(response.score)
            response._decide("confirmed", case_pending=unhappy and not response.case_ids)
            response._count()
        return True

    def action_reject(self):
        """Leave an answer out of all figures: a manager takes it for nobody's."""
        self._check_reviewer()
        for response in self.sudo():
            response.invitation_id._lock_attempts()
            if response.status == "rejected":
                continue
            counted = response.status == "confirmed"
            response._decide("rejected", case_pending=False)
            if counted:
                response.invitation_id._reopen()
        return True

    def _check_reviewer(self):
        self.check_access("read")
        if not self.env.user.has_group("cs_survey_nps.cs_survey_nps_group_manager"):
            raise AccessError(self.env._("Only survey managers decide which answers count."))

    def _decide(self, status, **values):
        """Store a manager's decision, who took it and when."""
        self.ensure_one()
        self.write(
            {
                **values,
                "status": status,
                "review_user_id": self.env.uid,
                "reviewed_at": fields.Datetime.now(),
            }
        )
        self._after_status_change()

    # ---- what follows ----

    def _count(self):
        """Let the invitation know of the answer that counts, and wake what waits for it."""
        self.ensure_one()
        self.invitation_id.write(
            {"state": "answered", "answered_at": self.answered_at, "next_reminder_at": False}
        )
        if self.comment:
            self._after_comment()
        if self.case_pending:
            self.env["ir.cron"]._cs_wake("cs_survey_nps.ir_cron_open_cases")

    def _after_comment(self):
        """Hook: the comment of an answer that counts has been stored."""

    def _after_status_change(self):
        """Hook: a manager has confirmed or rejected this answer."""
