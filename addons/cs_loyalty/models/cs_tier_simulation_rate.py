from dateutil.relativedelta import relativedelta
from odoo import api, models


def _given(tier, name):
    """Return what a tier gives, nothing where the add-on that knows the benefit is not there."""
    return name in tier._fields and tier[name]


class CsTierSimulation(models.Model):
    """What a benefit is worth for each unit of what it depends on."""

    _inherit = "cs.tier.simulation"

    def _get_benefit_rates(self):
        """Return ``{tier id: {component: rate}}`` of the tiers kept.

        A rate has ``known``, the ``column`` of ``spent`` that it applies to, and ``factor``.
        """
        rates = {}
        for tier in self.line_ids.filtered("tier_id").tier_id:
            found = {
                "discount": self._get_discount_rate(tier),
                "points": self._get_points_rate(tier),
                "delivery": self._get_delivery_rate(tier),
                "welcome": self._get_reward_rate(_given(tier, "welcome_program_id"), False),
                "birthday": self._get_reward_rate(
                    _given(tier, "birthday_program_id"), "birthdays"
                ),
            }
            rates[tier.id] = {key: rate for key, rate in found.items() if rate}
        return rates

    def _get_discount_rate(self, tier):
        pricelist = _given(tier, "pricelist_id")
        return pricelist and {
            "known": "all",
            "factor": 0.01,
            "column": f"percent_{pricelist.id}",
            "open": f"open_{pricelist.id}",
            "pricelist": pricelist,
        }

    def _get_points_rate(self, tier):
        multiplier = _given(tier, "points_multiplier")
        if multiplier in (False, 0, 1):
            return False
        worth = self._get_point_worth()
        return {
            "known": "none" if worth is None else "all",
            "factor": (multiplier - 1) * (worth or 0),
            "column": "amount",
        }

    def _get_point_worth(self):
        """Return what a unit of money spent earns back by points, None where it is not known."""
        programs = self.env["loyalty.program"].search(
            [
                ("program_type", "=", "loyalty"),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        worth = []
        for program in programs:
            points = sum(
                rule.reward_point_amount
                for rule in program.rule_ids
                if rule.reward_point_mode == "money"
            )
            prices = [
                reward.discount / (reward.required_points if mode == "per_order" else 1)
                for reward in program.reward_ids
                if reward.reward_type == "discount"
                for mode in [reward.discount_mode]
                if mode in ("per_order", "per_point") and reward.required_points
            ]
            if points and prices:
                worth.append(points * max(prices))
        return sum(worth) if worth else None

    def _get_delivery_rate(self, tier):
        limit = _given(tier, "free_delivery_from")
        if not limit:
            return False
        charge = self._get_delivery_charge()
        return {
            "known": "none" if charge is None else "all",
            "factor": charge or 0,
            "column": f"orders_{tier.id}",
            "limit": limit,
        }

    def _get_delivery_charge(self):
        """Return the average delivery charge of 12 months, None where none was charged."""
        lines = self.env["sale.order.line"]
        if "is_delivery" not in lines._fields:
            return None
        [(charge,)] = lines._read_group(
            [
                ("is_delivery", "=", True),
                ("price_unit", ">", 0),
                ("state", "=", "sale"),
                ("company_id", "in", self.group_id._get_companies().ids),
                ("order_id.date_order", ">", self.as_of - relativedelta(years=1)),
            ],
            [],
            ["price_unit:avg"],
        )
        return charge

    def _get_reward_rate(self, program, column):
        if not program:
            return False
        worth = self._get_reward_worth(program)
        return {
            "known": "none" if worth is None else "all",
            "factor": worth or 0,
            "column": column,
        }

    @api.model
    def _get_reward_worth(self, program):
        """Return the worth of a program's best reward, None where it is no fixed amount."""
        worth = []
        for reward in program.reward_ids:
            if reward.reward_type == "product":
                price = reward.reward_product_id.lst_price
                worth.append(price * reward.reward_product_qty)
            elif reward.discount_mode == "per_order":
                worth.append(reward.discount)
        return max(worth) if worth else None
