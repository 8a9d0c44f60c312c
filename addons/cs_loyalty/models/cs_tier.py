from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Saving a group's tiers together checks them once, at the end. Being an object and no text,
# this mark cannot come from a client.
TOGETHER = object()
RULE_FIELDS = {"threshold", "rank", "active", "group_id"}


class CsTier(models.Model):
    _name = "cs.tier"
    _description = "Tier"
    _order = "group_id, rank, id"

    group_id = fields.Many2one("cs.tier.group", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    rank = fields.Integer(
        help="1 is the lowest tier. Left at 0, a new tier goes above those that are there."
    )
    threshold = fields.Monetary(
        required=True,
        help="Contribution from which the tier is held, in the unit of the group's metric.",
    )
    color = fields.Integer(default=0)
    company_id = fields.Many2one(related="group_id.company_id")
    currency_id = fields.Many2one(related="group_id.metric_currency_id")
    member_count = fields.Integer(compute="_compute_member_count")

    _threshold_positive = models.Constraint(
        "CHECK (threshold >= 0)",
        "A tier's threshold cannot be negative: enter 0 or more.",
    )

    @api.depends_context("uid")
    def _compute_member_count(self):
        groups = self.env["cs.tier.membership"]._read_group(
            [("tier_id", "in", self.ids)], ["tier_id"], ["__count"]
        )
        counts = {tier.id: count for tier, count in groups}
        for tier in self:
            tier.member_count = counts.get(tier.id, 0)

    @api.constrains("rank", "threshold", "active", "group_id")
    def _check_order(self):
        if self.env.context.get("cs_tiers_together") is not TOGETHER:
            self.group_id._check_tiers()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("rank") and vals.get("group_id"):
                vals["rank"] = self._next_rank(vals, vals_list)
        tiers = super().create(vals_list)
        tiers.group_id._touch_rules()
        return tiers

    def write(self, vals):
        groups = self.group_id
        result = super().write(vals)
        if RULE_FIELDS & vals.keys():
            (groups | self.group_id)._touch_rules()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_without_history(self):
        used = Domain("from_tier_id", "in", self.ids) | Domain("to_tier_id", "in", self.ids)
        event = self.env["cs.tier.event"].sudo().search(used, limit=1)
        if event:
            raise UserError(
                self.env._(
                    "Customers have held %(tier)s, and their history names it: archive it instead.",
                    tier=(self & (event.from_tier_id | event.to_tier_id))[:1].name,
                )
            )
        self.group_id._touch_rules()

    @api.model
    def _next_rank(self, vals, vals_list):
        stored = self.with_context(active_test=False).search(
            [("group_id", "=", vals["group_id"])], order="rank desc", limit=1
        )
        same = [v.get("rank") or 0 for v in vals_list if v.get("group_id") == vals["group_id"]]
        return max([stored.rank, *same]) + 1
