from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import scale

# What a customer said stays as it was said, whoever asks: corrections would be forgeries.
_FROZEN = {
    *("invitation_id", "program_id", "metric", "score", "category"),
    *("answered_at", "is_test", "flag_reason", "sender_id"),
}


class CsNpsResponse(models.Model):
    """One attempt to answer: the one that counts is confirmed, the others are kept beside it."""

    _name = "cs.nps.response"
    _description = "Survey Answer"
    _order = "answered_at desc, id desc"

    invitation_id = fields.Many2one(
        "cs.nps.invitation", required=True, readonly=True, index=True, ondelete="restrict"
    )
    program_id = fields.Many2one("cs.nps.program", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, index=True, ondelete="set null"
    )
    sale_order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True, ondelete="set null")
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, ondelete="set null"
    )
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, ondelete="set null")
    score = fields.Integer(required=True, readonly=True, aggregator=None)
    metric = fields.Selection(related="program_id.metric", store=True, precompute=True)
    category = fields.Selection(
        [("promoter", "Promoter"), ("passive", "Passive"), ("detractor", "Detractor")],
        compute="_compute_category",
        store=True,
        precompute=True,
        required=True,
        help="NPS: promoters gave 9 or 10, passives 7 or 8, detractors 0 to 6. "
        "CSAT: 4 or 5, 3, 1 or 2. CES: 5 to 7, 4, 1 to 3.",
    )
    comment = fields.Text(readonly=True)
    status = fields.Selection(
        [("confirmed", "Confirmed"), ("flagged", "Flagged"), ("rejected", "Rejected")],
        required=True,
        readonly=True,
        default="confirmed",
        help="Only the confirmed answer of an invitation counts.",
    )
    answered_at = fields.Datetime(
        string="Answered", required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    resurvey = fields.Boolean(
        string="Asked Again", readonly=True, help="Asked again after a case; kept out of the NPS."
    )
    is_test = fields.Boolean(string="Test", readonly=True)
    case_pending = fields.Boolean(readonly=True, help="A case is about to be opened.")
    case_ids = fields.One2many("cs.nps.case", "response_id", readonly=True)

    _score_range = models.Constraint(
        "CHECK (CASE metric WHEN 'csat' THEN score BETWEEN 1 AND 5"
        " WHEN 'ces' THEN score BETWEEN 1 AND 7 ELSE score BETWEEN 0 AND 10 END)",
        "The score is not on the scale of its survey.",
    )
    _confirmed_uniq = models.UniqueIndex(
        "(invitation_id) WHERE status = 'confirmed'",
        "This invitation has its answer already.",
    )
    _case_pending_idx = models.Index("(id) WHERE case_pending")
    _answered_idx = models.Index("(answered_at) WHERE status = 'confirmed'")

    @api.depends("score", "metric")
    def _compute_category(self):
        for response in self:
            response.category = scale.category(response.metric, response.score)

    @api.depends("score", "partner_id")
    def _compute_display_name(self):
        for response in self:
            name = response.partner_id.display_name or self.env._("A customer")
            response.display_name = f"{response.score} · {name}"

    def write(self, vals):
        if not _FROZEN.isdisjoint(vals):
            raise UserError(self.env._("What a customer answered cannot be changed."))
        if "comment" in vals and any(response.comment for response in self):
            raise UserError(self.env._("What a customer wrote cannot be changed."))
        return super().write(vals)

    def _add_comment(self, comment):
        """Add the comment that a customer gave after the score."""
        self.ensure_one()
        self.comment = comment
        self._after_comment()

    def action_view_order(self):
        """Open the order that the answer is about."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "view_mode": "form",
        }

    def action_view_case(self):
        """Open the case that the answer led to."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.nps.case",
            "res_id": self.case_ids[:1].id,
            "view_mode": "form",
        }
