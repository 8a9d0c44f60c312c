from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

COMPONENTS = [
    ("discount", "Pricelist"),
    ("points", "Points"),
    ("delivery", "Free delivery"),
    ("welcome", "Welcome reward"),
    ("birthday", "Birthday reward"),
]
KNOWN = [("all", "Known"), ("part", "In part"), ("none", "Unknown")]


class CsTierSimulationCost(models.Model):
    """What one benefit of one tier costs in a year, as far as the shop's own figures tell."""

    _name = "cs.tier.simulation.cost"
    _description = "Simulated Benefit Cost"
    _log_access = False
    _order = "line_id, component, id"
    _rec_name = "component"

    simulation_id = fields.Many2one(
        "cs.tier.simulation", required=True, readonly=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "cs.tier.simulation.line", string="Tier", readonly=True, ondelete="cascade"
    )
    component = fields.Selection(COMPONENTS, string="Benefit", required=True, readonly=True)
    currency_id = fields.Many2one(related="simulation_id.currency_id")
    known = fields.Selection(KNOWN, string="How Sure", required=True, readonly=True)
    amount_before = fields.Monetary(string="A Year Before", readonly=True)
    amount_after = fields.Monetary(string="A Year After", readonly=True)
    text_before = fields.Char(compute="_compute_texts", string="Before")
    text_after = fields.Char(compute="_compute_texts", string="After")
    formula = fields.Char(compute="_compute_texts", string="How Reckoned")

    @api.depends_context("lang")
    @api.depends("amount_before", "amount_after", "known", "component")
    def _compute_texts(self):
        for cost in self:
            cost.text_before = cost._get_amount_text(cost.amount_before)
            cost.text_after = cost._get_amount_text(cost.amount_after)
            cost.formula = cost._get_formula()

    def _get_amount_text(self, amount):
        """Return an amount as read; an unknown one is unknown, not nothing."""
        if self.known == "none":
            return self.env._("unknown")
        text = self.currency_id.format(amount)
        return self.env._("%(amount)s or more", amount=text) if self.known == "part" else text

    def _get_formula(self):
        """Return how the component is reckoned, and what is missing to know it."""
        texts = {
            "discount": self.env._(
                "Net purchases of its members in 12 months × the percentage of the pricelist's "
                "rule for each product."
            ),
            "points": self.env._(
                "Net purchases of its members in 12 months × points by amount × (multiplier − 1) "
                "× the worth of a point as a reward."
            ),
            "delivery": self.env._(
                "Orders of its members in 12 months from the amount of free delivery on × the "
                "average delivery charge."
            ),
            "welcome": self.env._(
                "Customers who entered the tier in 12 months, and those who would now × the "
                "reward's worth."
            ),
            "birthday": self.env._(
                "Members whose birthday is known × the reward's worth."
            ),
        }
        missing = {
            "discount": self.env._(
                "Left out: products priced by rules that are no plain percentage."
            ),
            "points": self.env._(
                "Unknown: no loyalty program that gives points by amount and money for points."
            ),
            "delivery": self.env._("Unknown: no delivery was charged in these 12 months."),
            "welcome": self.env._("Unknown: the reward is no fixed amount or product."),
            "birthday": self.env._("Unknown: the reward is no fixed amount or product."),
        }
        text = texts[self.component]
        return text if self.known == "all" else f"{text} {missing[self.component]}"


class CsTierSimulation(models.Model):
    """The yearly cost of benefits: a sum over customers of what their tier would give them."""

    _inherit = "cs.tier.simulation"

    def _write_costs(self, tiers):
        """Reckon what the benefits cost before and after, and what each mover loses."""
        rates = self._get_benefit_rates()
        query, columns = self._get_spent_query(tiers, rates)
        sums = [self._get_sums(query, columns, side) for side in ("before_id", "after_id")]
        lines = {line.tier_id.id: line for line in self.line_ids if line.tier_id}
        self.env["cs.tier.simulation.cost"].create(
            [
                {
                    "simulation_id": self.id,
                    "line_id": lines[tier_id].id,
                    "component": component,
                    **self._get_cost_values(tier_id, component, rate, sums),
                }
                for tier_id, components in rates.items()
                for component, rate in components.items()
            ]
        )
        self._write_losses(query, rates)

    def _get_sums(self, query, columns, side):
        """Return ``{tier id: sums}`` over the customers who hold it on one side."""
        sums = [
            SQL("COALESCE(SUM(%(c)s), 0) AS %(c)s", c=SQL.identifier(column))
            for column in columns
        ]
        self.env.cr.execute(
            SQL(
                "WITH %s SELECT %s AS tier_id, %s FROM spent GROUP BY 1",
                query,
                SQL.identifier(side),
                SQL(", ").join(sums),
            )
        )
        return {row["tier_id"]: row for row in self.env.cr.dictfetchall()}

    def _get_cost_values(self, tier_id, component, rate, sums):
        rows = [side.get(tier_id, {}) for side in sums]
        if component == "welcome":
            before, after = self._get_welcome_costs(tier_id, rate)
        else:
            before, after = (float(row.get(rate["column"], 0)) * rate["factor"] for row in rows)
        open_part = "open" in rate and any(row.get(rate["open"]) for row in rows)
        return {
            "known": "part" if open_part else rate["known"],
            "amount_before": before,
            "amount_after": after,
        }

    def _get_welcome_costs(self, tier_id, rate):
        """Return the welcome rewards of a year, and with those who would enter now."""
        joined = self.env["cs.tier.event"].search_count(
            [
                ("to_tier_id", "=", tier_id),
                ("kind", "in", ("enrol", "upgrade")),
                # Whom a change of rules brought got none.
                ("cause", "!=", "rule"),
                ("date", ">", self.as_of - relativedelta(years=1)),
                ("date", "<=", self.as_of),
            ]
        )
        entering = self.env["cs.tier.simulation.move"].search_count(
            [
                ("simulation_id", "=", self.id),
                ("to_tier_id", "=", tier_id),
                ("direction", "=", "up"),
            ]
        )
        return joined * rate["factor"], (joined + entering) * rate["factor"]

    def _write_losses(self, query, rates):
        """Note with each mover what the benefits of the old tier were worth above the new."""
        costs = {
            tier_id: [
                SQL("%s * %s::numeric", SQL.identifier(rate["column"]), rate["factor"])
                for component, rate in components.items()
                if rate["known"] != "none" and component != "welcome"
            ]
            for tier_id, components in rates.items()
        }
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", tier_id, SQL(" + ").join(parts))
            for tier_id, parts in costs.items()
            if parts
        )
        if not cases:
            return
        self.env.cr.execute(
            SQL(
                """
                WITH %(query)s
                UPDATE cs_tier_simulation_move move
                   SET loss = ROUND(COALESCE(CASE before_id %(cases)s END, 0)
                                    - COALESCE(CASE after_id %(cases)s END, 0), %(digits)s)
                  FROM spent
                 WHERE move.simulation_id = %(simulation)s
                   AND move.partner_id = spent.partner_id
                """,
                query=query,
                cases=cases,
                digits=self.currency_id.decimal_places,
                simulation=self.id,
            )
        )
        self.env["cs.tier.simulation.move"].invalidate_model(["loss"], flush=False)
