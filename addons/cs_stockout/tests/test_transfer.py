from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestTransfer(StockoutCommon, TransactionCase):
    """What another warehouse of the company has is brought here, by a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["stock.warehouse"].create(
            {"name": "Kho Thủ Đức", "code": "TDUC", "company_id": cls.company.id}
        )

    def _review(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_review").method_direct_trigger()
        self.env.invalidate_all()

    def test_no_transfer_where_nobody_has_enough(self):
        self._add_stock(self.cooker, 2, self.branch)
        self.assertFalse(self._option(self._offered(), "transfer"))

    def test_a_transfer_is_drafted_and_the_case_waits(self):
        self._add_stock(self.cooker, 10, self.branch)
        case = self._offered()
        option = self._option(case, "transfer")
        self.assertEqual((option.warehouse_id, option.available_qty), (self.branch, 10))
        self.assertEqual(option.display_name, "Bring it from Kho Thủ Đức")
        status, sentence = case.sudo()._cs_choose("transfer", option.id)
        self.assertEqual(status, "done")
        self.assertIn("Kho Thủ Đức", sentence)
        self.assertEqual((case.state, case.choice), ("waiting", "transfer"))
        transfer = case.transfer_id
        self.assertEqual(transfer.state, "draft")
        self.assertEqual(transfer.location_id, self.branch.lot_stock_id)
        self.assertEqual(transfer.location_dest_id, self.warehouse.lot_stock_id)
        self.assertEqual(transfer.move_ids.product_uom_qty, 3)
        self.assertEqual(transfer.origin, case.order_id.name)
        self.assertIn("Kho Thủ Đức", case.activity_ids.note)
        self.assertEqual(case.sale_line_id.product_uom_qty, 5)

    def test_a_transfer_taken_back_is_cancelled(self):
        self._add_stock(self.cooker, 10, self.branch)
        case = self._offered()
        case.sudo()._cs_choose("transfer", self._option(case, "transfer").id)
        transfer = case.transfer_id
        case.with_user(self.seller).action_undo()
        self.assertEqual((case.state, case.choice, transfer.state), ("open", False, "cancel"))
        self.assertFalse(case.transfer_id)

    def test_the_transfer_follows_the_line(self):
        self._add_stock(self.cooker, 10, self.branch)
        case = self._offered()
        case.sudo()._cs_choose("transfer", self._option(case, "transfer").id)
        for asked, missing in ((8, 6), (6, 4)):
            case.sale_line_id.product_uom_qty = asked
            self._review()
            self.assertEqual(case.missing_qty, missing)
            self.assertEqual(case.transfer_id.move_ids.product_uom_qty, missing)

    def test_a_confirmed_transfer_that_brings_too_much_is_a_task(self):
        self._add_stock(self.cooker, 10, self.branch)
        case = self._offered()
        case.sudo()._cs_choose("transfer", self._option(case, "transfer").id)
        case.transfer_id.action_confirm()
        case.sale_line_id.product_uom_qty = 4
        self._review()
        self.assertEqual(case.transfer_id.move_ids.product_uom_qty, 3)
        notes = "".join(case.activity_ids.mapped("note"))
        self.assertIn(f"{case.transfer_id.name} brings 2", notes)

    def test_the_warehouse_with_the_most_is_offered(self):
        other = self.env["stock.warehouse"].create(
            {"name": "Kho Hà Nội", "code": "HNOI", "company_id": self.company.id}
        )
        self._add_stock(self.cooker, 5, self.branch)
        self._add_stock(self.cooker, 7, other)
        self.assertEqual(self._option(self._offered(), "transfer").warehouse_id, other)

    def test_gone_meanwhile_is_offered_again(self):
        self._add_stock(self.cooker, 3, self.branch)
        case = self._offered()
        option = self._option(case, "transfer")
        self._add_stock(self.cooker, -3, self.branch)
        status, sentence = case.sudo()._cs_choose("transfer", option.id)
        self.assertEqual(status, "sold_out")
        self.assertIn("not possible any more", sentence)
        self.assertEqual(case.state, "offered")
        self.assertFalse(self._option(case, "transfer"))

    def test_another_companys_warehouse_is_not_ours(self):
        company = self._company("Chi nhánh")
        foreign = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        foreign = foreign or self.env["stock.warehouse"].create(
            {"name": "Kho lạ", "code": "KLA", "company_id": company.id}
        )
        self._add_stock(self.cooker, 50, foreign)
        self.assertFalse(self._option(self._offered(), "transfer"))

    def test_dozens_are_moved_in_pieces(self):
        self._add_stock(self.cooker, 40, self.branch)
        dozen = self.env.ref("uom.product_uom_dozen")
        case = self._offered((self.cooker, 2, {"product_uom_id": dozen.id}))
        option = self._option(case, "transfer")
        case.sudo()._cs_choose("transfer", option.id)
        self.assertEqual(case.transfer_id.move_ids.product_uom_qty, 22)

    def _transferred(self):
        self._add_stock(self.cooker, 10, self.branch)
        case = self._offered()
        case.sudo()._cs_choose("transfer", self._option(case, "transfer").id)
        return case, case.transfer_id

    def test_another_choice_drops_the_draft(self):
        case, transfer = self._transferred()
        self.assertEqual(case.cs_choose("cancel")["status"], "done")
        self.assertEqual((transfer.state, case.transfer_id.id), ("cancel", False))

    def test_a_cancelled_order_leaves_no_transfer_and_no_task(self):
        case, transfer = self._transferred()
        case.order_id._action_cancel()
        self.assertEqual((case.state, transfer.state), ("cancelled", "cancel"))
        self.assertFalse(case.activity_ids)

    def test_goods_that_come_first_drop_the_draft(self):
        case, transfer = self._transferred()
        self._receive(self._receipt(self.cooker, 5, 0))
        case.sudo()._cs_serve_all()
        self.assertEqual((case.state, transfer.state), ("done", "cancel"))

    def test_a_confirmed_transfer_is_left_to_a_person(self):
        case, transfer = self._transferred()
        transfer.action_confirm()
        self.assertEqual(case.cs_choose("cancel")["status"], "done")
        self.assertNotEqual(transfer.state, "cancel")
        self.assertIn(transfer.name, " ".join(case.activity_ids.mapped("note")))
