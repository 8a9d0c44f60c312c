from odoo import models

from ..tools.points import exact, multiplied


class SaleOrder(models.Model):
    """Odoo's loyalty engine, knowing the customer's tiers and guarded from hands."""

    _inherit = "sale.order"

    def copy(self, default=None):
        with self.env["loyalty.card"]._cs_engine():
            return super().copy(default)

    def action_confirm(self):
        with self.env["loyalty.card"]._cs_engine():
            return super().action_confirm()

    def _action_cancel(self):
        with self.env["loyalty.card"]._cs_engine():
            self.filtered(lambda order: order.state == "sale")._cs_return_points()
            return super()._action_cancel()

    def _cs_return_points(self):
        """Return what credit notes took: a cancelled order takes all its points back itself."""
        refunds = self.sudo().invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        for refund in refunds:
            refund._cs_give_points_again()

    def _update_programs_and_rewards(self):
        with self.env["loyalty.card"]._cs_engine():
            return super()._update_programs_and_rewards()

    def _apply_program_reward(self, reward, coupon, **kwargs):
        if reward.program_id.id in self._cs_get_refused():
            return {"error": self.env._("This offer is for members of another tier.")}
        with self.env["loyalty.card"]._cs_engine():
            return super()._apply_program_reward(reward, coupon, **kwargs)

    def _try_apply_code(self, code):
        with self.env["loyalty.card"]._cs_engine():
            return super()._try_apply_code(code)

    def _cs_get_tiers(self):
        """Return the tiers that the customer holds in the order's company."""
        self.ensure_one()
        return self.partner_id._cs_get_tiers(self.company_id)

    def _cs_get_refused(self):
        """Return the ids of the programs that are for other tiers than the customer's."""
        programs = self.env["loyalty.program"]._cs_tiers_by_program()
        if not programs:
            return []
        held = frozenset(self._cs_get_tiers().ids)
        return [program for program, tiers in programs.items() if not tiers & held]

    def _get_program_domain(self):
        refused = self._cs_get_refused()
        return [*super()._get_program_domain(), *([("id", "not in", refused)] if refused else [])]

    def _get_trigger_domain(self):
        refused = self._cs_get_refused()
        extra = [("program_id", "not in", refused)] if refused else []
        return [*super()._get_trigger_domain(), *extra]

    def _get_claimable_rewards(self, forced_coupons=None):
        """Leave out the rewards of programs that are for other tiers."""
        found = super()._get_claimable_rewards(forced_coupons)
        refused = self._cs_get_refused()
        for coupon in [coupon for coupon in found if coupon.program_id.id in refused]:
            del found[coupon]
        return found

    def _program_check_compute_points(self, programs):
        """Multiply what loyalty cards earn by the best multiplier of the customer's tiers."""
        result = super()._program_check_compute_points(programs)
        earning = [
            status
            for program, status in result.items()
            if program.program_type == "loyalty" and any(status.get("points", ()))
        ]
        if earning:
            tiers = self._cs_get_tiers().sudo()
            multiplier = max(tiers.mapped("points_multiplier"), default=1)
            for status in earning:
                status["points"] = [multiplied(points, multiplier) for points in status["points"]]
        return result

    def _cs_get_earned_lines(self):
        """Return the lines of history by which the order gave points to loyalty cards."""
        return (
            self.env["loyalty.history"]
            .sudo()
            .search(
                [
                    ("order_model", "=", self._name),
                    ("order_id", "in", self.ids),
                    ("issued", ">", 0),
                    ("card_id.program_id.program_type", "=", "loyalty"),
                ]
            )
        )

    def _cs_get_counted_total(self):
        """Return the amount of the lines that may earn points."""
        lines = self.order_line - self._get_no_effect_on_threshold_lines()
        return sum(exact(line.price_total) for line in lines)
