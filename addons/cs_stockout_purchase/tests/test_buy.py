"""What a customer waits for is bought once, from whoever can deliver."""

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestBuy(PurchaseCommon, TransactionCase):
    def test_the_alternative_supplier_is_asked_for_what_is_missing(self):
        self._name_alternative(self.other)
        case = self._case()
        rfq = self._buy(case)
        line = rfq.order_line
        self.assertEqual((rfq.partner_id, rfq.state), (self.other, "draft"))
        self.assertEqual((line.product_id, line.product_qty), (self.cooker, 3))
        self.assertEqual(line.price_unit, 900_000)
        self.assertEqual(rfq.origin, case.order_id.name)
        self.assertEqual(rfq.picking_type_id, self.warehouse.in_type_id)
        self.assertEqual(case.purchase_line_id, line)
        self.assertEqual(line.cs_stockout_case_ids, case)

    def test_order_and_case_tell_it(self):
        self._name_alternative(self.other)
        case = self._case()
        rfq = self._buy(case)
        text = f"RFQ {rfq.name} to Other Supplier for 3 Units of {self.cooker.display_name}."
        for record in (case, case.order_id):
            message = record.message_ids[0]
            self.assertIn(text, message.body)
            self.assertEqual(message.author_id, self.buyer.partner_id)

    def test_a_second_click_opens_the_same_rfq(self):
        case = self._case()
        rfq = self._buy(case)
        count = len(case.message_ids)
        self.assertEqual(self._buy(case), rfq)
        self.assertEqual(rfq.order_line.product_qty, 3)
        self.assertEqual(len(case.message_ids), count)
        rfq.button_confirm()
        self.assertEqual(self._buy(case), rfq)
        action = case.with_user(self.buyer).action_cs_open_purchase()
        self.assertEqual(action["res_id"], rfq.id)

    def test_a_cancelled_rfq_is_bought_again(self):
        case = self._case()
        rfq = self._buy(case)
        rfq.button_cancel()
        self.assertIn("can be bought again", case.message_ids[0].body)
        again = self._buy(case)
        self.assertNotEqual(again, rfq)
        self.assertEqual(again.order_line.product_qty, 3)
        self.assertEqual(case.purchase_id, again)

    def test_a_deleted_line_is_bought_again(self):
        case = self._case()
        rfq = self._buy(case)
        rfq.order_line.unlink()
        self.assertFalse(case.purchase_line_id)
        self.assertEqual(self._buy(case).order_line.product_qty, 3)

    def test_who_came_late_is_not_asked(self):
        case = self._case()
        self._slipped(case)
        self.assertEqual(self._buy(case).partner_id, self.other)

    def test_nobody_is_late_so_the_first_of_the_prices_is_asked(self):
        self.assertEqual(self._buy(self._case()).partner_id, self.usual)

    def test_an_alternative_that_came_late_itself_is_not_asked(self):
        self._name_alternative(self.usual)
        case = self._case()
        self._slipped(case)
        self.assertEqual(self._buy(case).partner_id, self.other)

    def test_a_contact_of_who_came_late_is_not_asked(self):
        self.env["product.supplierinfo"].search(
            [("partner_id", "=", self.other.id)]
        ).partner_id = self._partner("Clerk", parent_id=self.usual.id)
        case = self._case()
        self._slipped(case)
        with self.assertRaisesRegex(UserError, "Nobody else is known who sells Nồi cơm 1.8L"):
            self._buy(case)

    def test_an_archived_alternative_is_not_asked(self):
        self._name_alternative(self.third)
        self.third.active = False
        self.assertEqual(self._buy(self._case()).partner_id, self.usual)

    def test_nobody_sells_it(self):
        self.cooker.seller_ids.unlink()
        case = self._case()
        with self.assertRaisesRegex(UserError, "name an alternative supplier"):
            self._buy(case)
        self.assertFalse(case.purchase_line_id)

    def test_not_to_be_purchased(self):
        self.cooker.purchase_ok = False
        with self.assertRaisesRegex(UserError, "Nồi cơm 1.8L: not to be purchased"):
            self._buy(self._case())

    def test_nothing_is_missing_any_more(self):
        case = self._case()
        self._add_stock(self.cooker, 9)
        case.order_id.picking_ids.action_assign()
        with self.assertRaisesRegex(UserError, "Nothing of Nồi cơm 1.8L is missing any more"):
            self._buy(case)

    def test_a_settled_case_needs_nothing(self):
        case = self._offered()
        case.cs_choose("cancel")
        self.assertEqual(case.state, "done")
        with self.assertRaisesRegex(UserError, "Nothing of"):
            self._buy(case)

    def test_a_part_that_came_is_not_bought(self):
        case = self._case()
        self._add_stock(self.cooker, 1)
        case.order_id.picking_ids.action_assign()
        self.assertEqual(self._buy(case).order_line.product_qty, 2)

    def test_what_another_branch_brings_is_not_bought(self):
        branch = self.env["stock.warehouse"].create({"name": "Branch", "code": "BR"})
        self._add_stock(self.cooker, 10, branch)
        case = self._offered()
        case.cs_choose("transfer", self._option(case, "transfer").id)
        with self.assertRaisesRegex(UserError, "Nothing of"):
            self._buy(case)
        case.transfer_id.action_cancel()
        self.assertEqual(self._buy(case).order_line.product_qty, 3)

    def test_what_the_warehouse_gave_up_is_bought(self):
        case = self._case()
        case.order_id.picking_ids.action_cancel()
        self.assertEqual(case.state, "open")
        self.assertEqual(self._buy(case).order_line.product_qty, 3)

    def test_a_warehouse_that_never_buys(self):
        case = self._case()
        self.warehouse.buy_pull_id.unlink()
        with self.assertRaisesRegex(UserError, "has no rule to buy"):
            self._buy(case)

    def test_an_open_rfq_is_joined(self):
        draft = self._rfq(self.usual, self.newer, 4)
        case = self._case()
        self.assertEqual(self._buy(case), draft)
        self.assertEqual(len(draft.order_line), 2)
        self.assertEqual(draft.origin, case.order_id.name)

    def test_an_rfq_that_was_sent_is_not_joined(self):
        sent = self._rfq(self.usual, self.newer, 4)
        sent.state = "sent"
        self.assertNotEqual(self._buy(self._case()), sent)

    def test_group_rfq_by_day_asks_for_another_date_apart(self):
        self.usual.group_rfq = "day"
        first = self._buy(self._case())
        first.date_planned = first.date_planned.replace(year=first.date_planned.year + 1)
        self.assertNotEqual(self._buy(self._case()), first)

    def test_merged_rfqs_keep_their_cases(self):
        case = self._case()
        old = self._rfq(self.usual, self.cooker, 4)
        old.user_id = self.buyer  # a draft of a person is not joined
        old.date_order = "2020-01-01"
        rfq = self._buy(case)
        old.order_line.date_planned = rfq.order_line.date_planned
        (old | rfq).action_merge()
        self.assertEqual((rfq.state, case.purchase_id), ("cancel", old))
        self.assertEqual(old.order_line.product_qty, 7)
        self.assertEqual(self._buy(case), old)


@tagged("post_install", "-at_install")
class TestBuySeveral(PurchaseCommon, TransactionCase):
    def _cases(self, count):
        cases = self.env["cs.stockout.case"]
        for number in range(count):
            product = self._product(f"Chảo {number}", 100)
            self._sells(self.usual, product, price=50 + number)
            cases |= self._case((product, 4))
        return cases

    def test_several_cases_share_one_rfq(self):
        cases = self._cases(3)
        rfq = self._buy(cases)
        self.assertEqual(len(rfq), 1)
        self.assertEqual(rfq.order_line.product_id, cases.product_id)
        self.assertEqual(set(rfq.origin.split(", ")), set(cases.order_id.mapped("name")))
        self.assertEqual(rfq.with_user(self.buyer).cs_stockout_case_count, 3)
        action = rfq.with_user(self.buyer).action_cs_stockout_cases()
        self.assertEqual(self.env["cs.stockout.case"].search(action["domain"]), cases)

    def test_two_cases_of_one_product_are_one_line(self):
        cases = self._case() | self._case()
        line = self._buy(cases).order_line
        self.assertEqual(line.product_qty, 8)
        self.assertEqual(line.cs_stockout_case_ids, cases)
        self.assertEqual(len(line.order_id.origin.split(", ")), 2)

    def test_a_later_case_joins_the_line(self):
        first, later = self._case(), self._case()
        rfq = self._buy(first)
        self.assertEqual(self._buy(later), rfq)
        self.assertEqual(rfq.order_line.product_qty, 8)
        self.assertEqual(rfq.order_line.cs_stockout_case_ids, first | later)

    def test_a_source_is_named_once(self):
        case = self._case()
        rfq = self._buy(case)
        rfq.order_line.unlink()
        both = case | self._case()
        self.assertEqual(self._buy(both), rfq)
        self.assertEqual(len(rfq.origin.split(", ")), 2)

    def test_suppliers_are_asked_apart(self):
        cases = self._cases(2)
        self._name_alternative(self.third, cases[0].product_id)
        rfqs = self._buy(cases)
        self.assertEqual(rfqs.partner_id, self.usual | self.third)

    def test_what_is_settled_does_not_hinder_the_others(self):
        case, settled = self._case(), self._offered((self.newer, 20))
        settled.cs_choose("cancel")
        rfq = self._buy(case | settled)
        self.assertEqual(rfq.order_line.product_id, self.cooker)
        self.assertFalse(settled.purchase_line_id)

    def test_one_that_nobody_sells_stops_all(self):
        cases = self._cases(2)
        cases[1].product_id.seller_ids.unlink()
        with self.assertRaisesRegex(UserError, "Chảo 1"):
            self._buy(cases)
        self.assertFalse(self.orders.search([("partner_id", "=", self.usual.id)]))

    def test_warehouses_are_supplied_apart(self):
        branch = self.env["stock.warehouse"].create({"name": "Branch", "code": "BR"})
        cases = self._case() | self._case(warehouse_id=branch.id)
        rfqs = self._buy(cases)
        self.assertEqual(
            rfqs.picking_type_id, self.warehouse.in_type_id | branch.in_type_id
        )

    def test_no_query_of_our_own_grows_with_the_cases(self):
        def count(cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases.with_user(self.buyer).action_cs_buy_alternative()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        sets = [self._cases(size) for size in (2, 2, 12)]
        for number, cases in enumerate(sets):
            partner = self._partner(f"Supplier {number}")
            for product in cases.product_id:
                self._name_alternative(partner, product)
        count(sets[0])  # fills what is cached for good
        few, many = count(sets[1]), count(sets[2])
        # Odoo itself asks twice a line: the vendor's name of the product, analytic models.
        self.assertLessEqual(many, few + 2 * 10, f"{few} for 2 cases, {many} for 12")
        self.assertLessEqual(few, 60)
