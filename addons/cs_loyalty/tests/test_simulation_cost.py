from odoo.fields import Command
from odoo.tests import tagged

from .common import MILLION
from .test_simulation import SimulationCase


@tagged("post_install", "-at_install")
class TestSimulationCost(SimulationCase):
    """What benefits cost, from what the members bought; unknown is unknown, not nothing."""

    def run_with(self, *thresholds, **benefits):
        self.high.write(benefits)
        self.review(self.group)
        simulation = self.simulate(*thresholds)
        simulation.action_run()
        costs = simulation.cost_ids.filtered(lambda cost: cost.line_id.tier_id == self.high)
        return simulation, costs

    def pricelist(self, *rules):
        return self.env["product.pricelist"].create(
            {
                "name": "Gold",
                "company_id": self.company.id,
                "item_ids": [Command.create(rule) for rule in rules],
            }
        )

    def program(self, kind, **values):
        return self.env["loyalty.program"].create(
            {
                "name": "Points",
                "program_type": kind,
                "company_id": self.company.id,
                "currency_id": self.vnd.id,
                **values,
            }
        )

    def test_percentage_of_what_members_bought(self):
        cooker, pot = self.make_product(), self.make_product("Pot")
        for product, amount in ((cooker, 10), (pot, 30)):
            self.invoice(self.hoa, amount, "2027-06-01", line={"product_id": product.id})
        everything = {"compute_price": "percentage", "percent_price": 5}
        one = {
            "applied_on": "1_product",
            "product_tmpl_id": cooker.product_tmpl_id.id,
            "compute_price": "percentage",
            "percent_price": 20,
        }
        simulation, cost = self.run_with(40, 500, pricelist_id=self.pricelist(everything, one).id)
        # 120 million without a product are under no product's rule: left out.
        self.assertEqual((cost.component, cost.known), ("discount", "part"))
        self.assertEqual(cost.amount_before, (10 * 0.2 + 30 * 0.05) * MILLION)
        self.assertEqual(cost.amount_after, 0)
        self.assertTrue(simulation.cost_open)
        [move] = simulation.move_ids
        self.assertEqual(move.loss, cost.amount_before)
        self.assertIn("or more", cost.text_before)
        self.assertIn("no plain percentage", cost.formula)

    def test_purchases_go_with_a_contact_that_left_its_company(self):
        entity = self.make_partner("Entity", is_company=True)
        contact = self.make_partner("Contact", parent_id=entity.id)
        product = self.make_product()
        self.invoice(contact, 150, "2027-06-01", line={"product_id": product.id})
        contact.parent_id = False
        everything = {"compute_price": "percentage", "percent_price": 10}
        simulation, _cost = self.run_with(40, 500, pricelist_id=self.pricelist(everything).id)
        move = simulation.move_ids.filtered(lambda move: move.partner_id == contact)
        self.assertEqual(move.loss, 15 * MILLION)

    def test_fixed_prices_are_left_out(self):
        cooker = self.make_product()
        self.invoice(self.hoa, 10, "2027-06-01", line={"product_id": cooker.id})
        fixed = {"compute_price": "fixed", "fixed_price": 7}
        _simulation, cost = self.run_with(40, 100, pricelist_id=self.pricelist(fixed).id)
        self.assertEqual((cost.known, cost.amount_before), ("part", 0))

    def test_points(self):
        _simulation, cost = self.run_with(40, 100, points_multiplier=2)
        found = (cost.component, cost.known, cost.text_after)
        self.assertEqual(found, ("points", "none", "unknown"))
        self.program(
            "loyalty",
            rule_ids=[
                Command.create({"reward_point_mode": "money", "reward_point_amount": 0.001})
            ],
            reward_ids=[
                Command.create(
                    {
                        "reward_type": "discount",
                        "discount_mode": "per_point",
                        "discount": 10,
                        "required_points": 1,
                    }
                )
            ],
        )
        _simulation, cost = self.run_with(40, 100, points_multiplier=2)
        self.assertEqual(cost.known, "all")
        self.assertAlmostEqual(cost.amount_before, 120 * MILLION * 0.01)

    def test_rewards(self):
        def reward(**values):
            return self.program("coupons", reward_ids=[Command.create(values)])

        fixed = reward(reward_type="discount", discount_mode="per_order", discount=200_000)
        percent = reward(reward_type="discount", discount_mode="percent", discount=10)
        self.hoa.write({"cs_birth_day": 5, "cs_birth_month": 6})
        _simulation, costs = self.run_with(
            40, 60, birthday_program_id=fixed.id, welcome_program_id=percent.id
        )
        birthday = costs.filtered(lambda cost: cost.component == "birthday")
        self.assertEqual((birthday.amount_before, birthday.amount_after), (200_000, 200_000))
        welcome = costs - birthday
        self.assertEqual((welcome.known, welcome.text_after), ("none", "unknown"))
        self.invoice(self.phuc, 100, "2027-06-01")
        self.review(self.group, "2027-06-10")
        _simulation, costs = self.run_with(
            40, 60, birthday_program_id=False, welcome_program_id=fixed.id
        )
        # Phuc entered by a purchase, Hoa by the first review; Minh would now.
        self.assertEqual((costs.amount_before, costs.amount_after), (200_000, 400_000))

    def test_no_benefit_no_cost(self):
        simulation, _costs = self.run_with(40, 60)
        self.assertFalse(simulation.cost_ids)
        self.assertFalse(simulation.cost_open)
