"""What became of shortages: accepted, timed out, resolved, and whether customers stayed."""

from datetime import date, timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestReport(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls.rows = cls.env["cs.stockout.report"]

    def _row(self, case):
        self.env.flush_all()
        self.rows.invalidate_model()
        return self.rows.browse(case.id)

    def _rates(self, cases, *names):
        self.env.flush_all()
        [values] = self.rows._read_group(
            [("id", "in", cases.ids)], [], [f"{name}:avg" for name in names]
        )
        return values

    def test_accepted_answered_timed_out(self):
        taken, waited, late = (self._offered() for _number in range(3))
        taken.with_user(self.boss).cs_choose("substitute", self._option(taken).id)
        waited.with_user(self.boss).cs_choose("wait")
        with freeze_time(late.deadline + timedelta(minutes=1)), self.enter_registry_test_mode():
            self.env.ref("cs_stockout.ir_cron_deadline").method_direct_trigger()
        self.assertEqual(late.chosen_by, "deadline")
        answered, timed_out, accepted = self._rates(
            taken | waited | late, "answered", "timed_out", "accepted"
        )
        self.assertAlmostEqual(answered, 2 / 3)
        self.assertAlmostEqual(timed_out, 1 / 3)
        self.assertEqual(accepted, 0.5, "a silence refuses no substitute")

    def test_months_are_the_companys_whoever_reads(self):
        self.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        case = self._offered()
        self.env.cr.execute(
            "UPDATE cs_stockout_case SET create_date = '2026-04-30 18:00' WHERE id = %s",
            (case.id,),
        )
        for reader in ("America/New_York", "Asia/Ho_Chi_Minh"):
            rows = self.rows.with_context(tz=reader)
            [(month, cases)] = rows._read_group(
                [("id", "=", case.id)], ["opened_on:month"], ["cases:sum"]
            )
            self.assertEqual((month, cases), (date(2026, 5, 1), 1))

    def test_labels_are_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["cs_stockout"], ["vi_VN"])
        here = self.rows.with_context(lang="vi_VN")
        case = self.env["cs.stockout.case"].with_context(lang="vi_VN")
        for name in ("state", "choice", "chosen_by", "origin"):
            labels = dict(here.fields_get([name])[name]["selection"])
            self.assertEqual(labels, dict(case.fields_get([name])[name]["selection"]))
        states = dict(here.fields_get(["state"])["state"]["selection"])
        self.assertEqual(states["waiting"], "Đang chờ")

    def test_figures_can_be_searched(self):
        self.assert_numbers_can_be_searched(
            "cs.stockout.report", "cs.service.line", "cs.product.outlook"
        )

    def test_the_filters_of_the_service_level_find_what_they_name(self):
        case = self._case()
        self.env.flush_all()
        lines = self.env["cs.service.line"]
        short = lines.search([("first_time", "=", 0), ("order_id", "=", case.order_id.id)])
        self.assertEqual(short.sale_line_id, case.sale_line_id)
        [group] = lines.formatted_read_group(
            [("order_id", "=", case.order_id.id)], ["first_time"], ["__count"]
        )
        self.assertEqual(lines.search(group["__extra_domain"]) & short, short)

    def test_hours(self):
        start = fields.Datetime.now()
        with freeze_time(start):
            case = self._case()
        with freeze_time(start + timedelta(hours=1)):
            case.action_offer()
        self.env.cr.execute(
            "UPDATE cs_stockout_case SET create_date = %s WHERE id = %s", [start, case.id]
        )
        with freeze_time(start + timedelta(hours=4)):
            case.cs_choose("substitute", self._option(case).id)
        row = self._row(case)
        self.assertAlmostEqual(row.hours_to_choose, 3.0, places=2)
        self.assertAlmostEqual(row.hours_to_resolve, 4.0, places=2)
        self.assertEqual(row.action_open_case()["res_id"], case.id)

    def test_reopened_is_not_closed(self):
        case = self._offered()
        case.cs_choose("substitute", self._option(case).id)
        self.assertTrue(case.closed_at)
        case.action_undo()
        self.assertFalse(case.closed_at)

    def test_bought_again(self):
        case = self._case()
        self.assertEqual(self._rates(case, "repurchased"), (False,))
        days = self.company.cs_stockout_repurchase_days
        self.env.cr.execute(
            "UPDATE cs_stockout_case SET create_date = create_date - %s * interval '1 day'"
            " WHERE id = %s", [days + 1, case.id],
        )
        self.assertEqual(self._rates(case, "repurchased"), (0,))
        child = self._partner("Em của chị Lan", parent_id=self.lan.id)
        order = self._order((self.newer, 1), partner_id=child.id)
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(days=2)
        self.assertEqual(self._rates(case, "repurchased"), (1,))

    def test_the_late_supplier_is_named(self):
        supplier = self._partner("Nhà cung cấp A")
        case = self._case()
        receipt = self._receipt(self.cooker, 5, 3)
        receipt.partner_id = supplier
        case.sudo().write({"origin": "receipt", "receipt_id": receipt.id})
        self.assertEqual(self._row(case).supplier_id, supplier)
        line = self.env["cs.service.line"].browse(case.sale_line_id.id)
        self.assertEqual(line.supplier_id, supplier)

    def test_who_sees_what(self):
        own = self._case(user_id=self.seller.id)
        other = self._case(user_id=self.boss.id)
        self.env.flush_all()
        both = [("id", "in", (own | other).ids)]
        self.assertEqual(self.rows.with_user(self.seller).search(both).ids, own.ids)
        self.assertEqual(len(self.rows.with_user(self.boss).search(both)), 2)
