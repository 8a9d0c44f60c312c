from odoo.addons.cs_loyalty.tests.retail import make_shown_group
from odoo.addons.cs_stockout.tests.common import StockoutCommon
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestQueue(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = make_shown_group(
            cls.env,
            {"name": "Silver", "threshold": 40},
            {"name": "Gold", "threshold": 100, "queue_priority": 10},
            {"name": "Platinum", "threshold": 150, "queue_priority": 20},
        )
        cls.silver, cls.gold, cls.platinum = cls.group.tier_ids
        cls.rice = cls._product("Rice")

    def order_of(self, name, tier=None, quantity=4, **values):
        """Return the waiting move of a confirmed order of a new customer."""
        partner = self._partner(name)
        if tier:
            self.env["cs.tier.membership"].create(
                {"partner_id": partner.id, "group_id": self.group.id, "tier_id": tier.id}
            )
        order = self._order((self.rice, quantity), partner_id=partner.id, **values)
        order.action_confirm()
        return order.order_line.move_ids

    def receive(self, quantity):
        self._receive(self._receipt(self.rice, quantity, days=0))

    def reserved(self, *moves):
        return [move.quantity for move in moves]

    def test_goods_go_to_the_best_tier_first(self):
        first = self.order_of("First")
        gold = self.order_of("Gold", self.gold)
        platinum = self.order_of("Platinum", self.platinum)
        self.receive(6)
        self.assertEqual(self.reserved(platinum, gold, first), [4, 2, 0])

    def test_within_a_tier_who_came_first(self):
        first = self.order_of("First", self.gold)
        second = self.order_of("Second", self.gold)
        self.receive(4)
        self.assertEqual(self.reserved(first, second), [4, 0])

    def test_without_priorities_as_odoo_does(self):
        (self.gold | self.platinum).queue_priority = 0
        first = self.order_of("First", self.silver)
        second = self.order_of("Second", self.platinum)
        self.receive(4)
        self.assertEqual(self.reserved(first, second), [4, 0])

    def test_what_is_urgent_goes_before_any_tier(self):
        platinum = self.order_of("Platinum", self.platinum)
        urgent = self.order_of("Urgent")
        urgent.picking_id.priority = "1"
        self.receive(4)
        self.assertEqual(self.reserved(urgent, platinum), [4, 0])

    def test_nothing_reserved_is_taken_away(self):
        first = self.order_of("First")
        self.receive(4)
        platinum = self.order_of("Platinum", self.platinum)
        self.receive(2)
        self.assertEqual(self.reserved(first, platinum), [4, 2])

    def test_tier_of_another_company_counts_for_nothing(self):
        first = self.order_of("First")
        platinum = self.order_of("Platinum", self.platinum)
        self.group.company_id = self._company("Other")
        self.receive(4)
        self.assertEqual(self.reserved(first, platinum), [4, 0])

    def test_priority_of_the_commercial_entity(self):
        first = self.order_of("First")
        entity = self._partner("Entity", is_company=True)
        self.env["cs.tier.membership"].create(
            {"partner_id": entity.id, "group_id": self.group.id, "tier_id": self.gold.id}
        )
        child = self._partner("Buyer", parent_id=entity.id)
        order = self._order((self.rice, 4), partner_id=child.id)
        order.action_confirm()
        self.receive(4)
        self.assertEqual(self.reserved(order.order_line.move_ids, first), [4, 0])

    def test_one_customer_costs_no_query(self):
        moves = self.order_of("Lone", self.gold)
        moves |= self.order_of("Other", self.gold)
        moves.sale_line_id.order_id.partner_id.mapped("commercial_partner_id.name")
        with self.assertQueryCount(0):
            self.assertEqual(moves[:1]._cs_in_queue(), moves[:1])

    def test_case_shows_the_tier_and_the_best_are_told_first(self):
        cases = self.order_of("First").sale_line_id.cs_stockout_case_ids
        cases |= self.order_of("Platinum", self.platinum).sale_line_id.cs_stockout_case_ids
        self.assertEqual(cases.cs_tier_id, self.platinum)
        self.assertEqual(cases._cs_in_queue().mapped("partner_id.name"), ["Platinum", "First"])

    def test_tier_is_asked_for_it_on_its_form(self):
        form = self.env["cs.tier"].get_view(view_type="form")["arch"]
        self.assertIn('name="queue_priority"', form)

    def test_whoever_reserves_need_not_see_the_orders_of_others(self):
        groups = "stock.group_stock_user,sales_team.group_sale_salesman"
        keeper = self._user("so_keeper", groups)
        seller = {"user_id": self.seller.id}
        first = self.order_of("First", self.silver, **seller)
        platinum = self.order_of("Platinum", self.platinum, **seller)
        self._add_stock(self.rice, 4)
        self.env.invalidate_all()
        (first | platinum).with_user(keeper)._action_assign()
        self.assertEqual(self.reserved(first, platinum), [0, 4])
