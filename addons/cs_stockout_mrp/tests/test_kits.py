from datetime import timedelta

from odoo import Command, fields
from odoo.addons.cs_stockout.tests.common import StockoutCommon
from odoo.tests import TransactionCase, tagged


class KitCommon(StockoutCommon):
    """A set is one pot and two lids: 4 pots and 5 lids are two sets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pot = cls._product("Nồi", 300, 4)
        cls.lid = cls._product("Vung", 50, 5)
        cls.set = cls._product("Bộ nồi", 400, is_storable=False)
        cls._kit(cls.set, (cls.pot, 1), (cls.lid, 2))

    @classmethod
    def _kit(cls, product, *parts, **values):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity, **more})
                    for part, quantity, more in (
                        (*part, {}) if len(part) == 2 else part for part in parts
                    )
                ],
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestKits(KitCommon, TransactionCase):
    def test_the_scarcest_component_decides_in_whole_kits(self):
        self.assertEqual(self._short((self.set, 2)), [0])
        self.assertEqual(self._short((self.set, 4)), [2])

    def test_components_are_counted_once_across_the_lines(self):
        self.assertEqual(self._short((self.lid, 2), (self.set, 2)), [0, 1])
        self.assertEqual(self._short((self.set, 2), (self.lid, 2)), [0, 1])

    def test_the_next_receipt_is_told_in_kits(self):
        self._receipt(self.lid, 5, days=3)
        receipt = self._receipt(self.pot, 9, days=1)
        found = self._order((self.set, 4)).order_line.cs_shortage()[0]
        self.assertEqual((found["available"], found["next_quantity"]), (2, 2))
        self.assertGreater(found["full_date"], fields.Datetime.to_string(receipt.scheduled_date))

    def test_a_kit_in_a_kit_and_units_and_quantities_of_the_bill(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        spoon = self._product("Thìa", 5, 30)
        big = self._product("Bộ lớn", 900, is_storable=False)
        # Two big sets hold two sets and one dozen of spoons.
        self._kit(
            big, (self.set, 2), (spoon, 1, {"product_uom_id": dozen.id}), product_qty=2
        )
        self.assertEqual(self._short((big, 2)), [0])
        self.assertEqual(self._short((big, 3)), [1])
        facts = big._cs_facts(self.company)
        parts = dict(facts[big.id].parts)
        self.assertEqual(parts, {self.pot.id: 1, self.lid.id: 2, spoon.id: 6})

    def test_what_is_not_stocked_limits_nothing(self):
        manual = self.env["product.product"].create({"name": "Dạy nấu", "type": "service"})
        wrap = self._product("Giấy gói", is_storable=False)
        gift = self._product("Quà", 500, is_storable=False)
        self._kit(gift, (self.pot, 1), (manual, 1), (wrap, 3))
        self.assertEqual(self._short((gift, 5)), [1])
        paper = self._product("Chỉ giấy", is_storable=False)
        self._kit(paper, (wrap, 1))
        self.assertEqual(self._short((paper, 5)), [0])

    def test_a_component_made_to_order_limits_nothing(self):
        route = self.warehouse.mto_pull_id.route_id
        route.active = True
        self.lid.route_ids = route
        self.assertEqual(self._short((self.set, 5)), [1])

    def test_a_component_of_another_variant_limits_nothing(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Màu",
                "value_ids": [Command.create({"name": "Đỏ"}), Command.create({"name": "Xanh"})],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Bộ màu",
                "type": "consu",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        red, green = template.product_variant_ids
        value = red.product_template_attribute_value_ids
        only_red = {"bom_product_template_attribute_value_ids": [Command.set(value.ids)]}
        self._kit(red, (self.pot, 1), (self.lid, 5, only_red))
        self.assertEqual(self._short((red, 2)), [1])
        self.assertEqual(self._short((green, 2)), [0])

    def test_a_kit_of_another_company_is_none_here(self):
        other = self.env["res.company"].create({"name": "Chi nhánh"})
        product = self._product("Bộ khác", 100, 1)
        self._kit(product, (self.pot, 9), company_id=other.id)
        self.assertEqual(self._short((product, 2)), [1])

    def test_what_is_known_of_kits_follows_their_bills(self):
        bill = self.set.product_tmpl_id.bom_ids
        other = self.env["res.company"].create({"name": "Chi nhánh"})
        self.assertEqual(self._short((self.set, 4)), [2])
        for change, back in (
            ({"active": False}, {"active": True}),
            ({"type": "normal"}, {"type": "phantom"}),
            ({"company_id": other.id}, {"company_id": False}),
        ):
            bill.write(change)
            self.assertEqual(self._short((self.set, 4)), [0], change)
            bill.write(back)
            self.assertEqual(self._short((self.set, 4)), [2], back)
        bill.unlink()
        self.assertEqual(self._short((self.set, 4)), [0])
        self._kit(self.set, (self.pot, 2))
        self.assertEqual(self._short((self.set, 4)), [2])

    def test_it_agrees_with_odoos_own_count_of_kits(self):
        self.assertEqual(self.set._cs_facts(self.company)[self.set.id].counted, True)
        self.assertEqual(self.set.with_context(warehouse_id=self.warehouse.id).free_qty, 2)

    def test_confirming_opens_one_case_for_the_kit(self):
        order = self._order((self.set, 4))
        order.action_confirm()
        case = order.cs_stockout_case_ids
        self.assertEqual((case.product_id, case.short_qty), (self.set, 2))

    def test_a_component_whose_receipt_slips_opens_a_case_for_the_kit(self):
        receipt = self._receipt(self.lid, 5, days=1)
        order = self._order((self.set, 4, {"customer_lead": 3}))
        order.action_confirm()
        self.assertFalse(order.cs_stockout_case_ids)
        receipt.scheduled_date = fields.Datetime.now() + timedelta(days=9)
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(order.cs_stockout_case_ids.short_qty, 2)
        self.assertEqual(order.cs_stockout_case_ids.origin, "receipt")

    def test_a_component_not_found_at_picking_opens_a_case_for_the_kit(self):
        order = self._order((self.set, 2))
        order.action_confirm()
        picking = order.picking_ids
        for move in picking.move_ids:
            found = 3 if move.product_id == self.lid else move.product_uom_qty
            move.write({"quantity": found, "picked": True})
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=picking.ids
        ).button_validate()
        self.assertEqual(order.cs_stockout_case_ids.short_qty, 1)

    def test_detection_with_kits_asks_one_query_more(self):
        def spent(lines):
            self.env.flush_all()
            self.env.invalidate_all()
            lines = lines.browse(lines.ids)  # read together, as on a form
            start = self.cr.sql_log_count
            lines._cs_shortages()
            return self.cr.sql_log_count - start

        one = self._order((self.set, 1)).order_line
        spent(one)
        many = self._order(*[(self.set, 1, {"customer_lead": day}) for day in range(30)])
        plain = self._order(*[(self.pot, 1, {"customer_lead": day}) for day in range(30)])
        counts = [spent(one), spent(many.order_line), spent(plain.order_line)]
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 6)
        self.assertEqual(counts[1] - counts[2], 1, counts)

    def test_production_that_uses_up_a_component_opens_a_case_for_the_kit(self):
        order = self._order((self.set, 2))
        order.action_confirm()
        order.picking_ids.do_unreserve()
        self.env["cs.stockout.pending"].search([]).unlink()
        stew = self._product("Nồi hầm", 900)
        bill = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": stew.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": self.pot.id, "product_qty": 1})],
            }
        )
        production = self.env["mrp.production"].create(
            {"product_id": stew.id, "product_qty": 3, "bom_id": bill.id}
        )
        self.assertFalse(self.env["cs.stockout.pending"].search([]))
        production.action_confirm()
        noted = self.env["cs.stockout.pending"].search([])
        self.assertEqual((noted.product_id, noted.reason), (self.pot, "taken"))
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()
        case = order.cs_stockout_case_ids
        self.assertEqual((case.short_qty, case.origin), (1, "taken"))

    def test_kits_that_are_added_while_the_first_are_on_their_way_are_told(self):
        case = self._offered((self.set, 4, {"customer_lead": 4}))
        case.cs_choose("wait")
        # Two sets more: four pots and nine lids are four sets.
        self._receipt(self.lid, 4, days=1)
        case.sale_line_id.product_uom_qty = 6
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((case.short_qty, case.missing_qty), (2, 4))
        self.assertIn("4 × Bộ nồi are missing now", case.activity_ids.note)
