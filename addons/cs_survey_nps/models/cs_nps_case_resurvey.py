from odoo import api, fields, models
from odoo.fields import Domain


class CsNpsCase(models.Model):
    """Some days after a complaint was resolved the customer is asked again, once."""

    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    resurvey_at = fields.Datetime(string="Ask Again On", readonly=True, copy=False)
    resurvey_invitation_id = fields.Many2one(
        "cs.nps.invitation",
        string="Asked Again",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    resurvey_response_id = fields.Many2one(
        "cs.nps.response",
        string="Answer After the Case",
        compute="_compute_resurvey_response_id",
        compute_sudo=True,
    )
    resurvey_score = fields.Integer(
        string="Score After the Case",
        compute="_compute_resurvey_response_id",
        compute_sudo=True,
        help="0 where there is no answer, too.",
    )

    _resurvey_idx = models.Index("(resurvey_at) WHERE resurvey_at IS NOT NULL")

    @api.depends("resurvey_invitation_id")
    def _compute_resurvey_response_id(self):
        answers = self.env["cs.nps.response"].search(
            [
                ("invitation_id", "in", self.resurvey_invitation_id.ids),
                ("status", "=", "confirmed"),
            ]
        )
        by_invitation = {answer.invitation_id: answer for answer in answers}
        for case in self:
            answer = by_invitation.get(case.resurvey_invitation_id)
            case.resurvey_response_id = answer
            case.resurvey_score = answer.score if answer else 0

    def _get_resurvey_date(self, now):
        """Return when to ask again, False where a customer is not: asked before, or unknown."""
        self.ensure_one()
        program = self.program_id
        asked = self.resurvey_invitation_id or self.response_id.resurvey
        if asked or not program.resurvey_days or not self.partner_id or not program.active:
            return False
        return fields.Datetime.add(now, days=program.resurvey_days)

    @api.model
    def _cron_resurvey(self, batch_size=100):
        """Invite again those whose case was resolved some days ago; one batch a call."""
        done = self._resurvey_due(batch_size)
        remaining = self.search_count(self._get_resurvey_domain()) if done else 0
        self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    def _get_resurvey_domain(self):
        return Domain("resurvey_at", "<=", fields.Datetime.now())

    @api.model
    def _resurvey_due(self, limit=100):
        """Schedule the second question of one batch, without committing; return how many."""
        due = self.search(self._get_resurvey_domain(), limit=limit, order="resurvey_at, id")
        due = due.try_lock_for_update(allow_referencing=True)
        invitations = self.env["cs.nps.invitation"].sudo()
        askable = due.filtered("partner_id")
        new = invitations._insert_once(
            [case.program_id._prepare_resurvey_values(case) for case in askable]
        )
        by_case = {invitation.res_id: invitation for invitation in new}
        for case in askable:
            case.resurvey_invitation_id = by_case.get(case.id)
        due.resurvey_at = False
        if new:
            self.env["ir.cron"]._cs_wake("cs_survey_nps.ir_cron_send")
        return len(due)

    def action_view_resurvey(self):
        """Open what became of asking again."""
        self.ensure_one()
        self.check_access("read")
        answer = self.resurvey_response_id
        record = answer or self.resurvey_invitation_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
