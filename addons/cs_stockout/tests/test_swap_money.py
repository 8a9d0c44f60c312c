from decimal import Decimal

from odoo import Command
from odoo.tests import Form, TransactionCase, tagged

from ..tools.pricing import exact
from .test_swap_delivery import SwapCommon


@tagged("post_install", "-at_install")
class TestSwapMoney(SwapCommon, TransactionCase):
    """Stock-out 6 and 10: what was promised is paid, what was invoiced is settled."""

    def _invoiced(self, quantity=None, **values):
        """Return an offered case whose line is invoiced, posted unless told otherwise."""
        self.cooker.invoice_policy = self.newer.invoice_policy = "order"
        case = self._offered(**values)
        self._invoice(case.order_id, quantity)
        return case

    def _invoice(self, order, quantity=None):
        invoice = order._create_invoices()
        if quantity is not None:
            invoice.invoice_line_ids[0].quantity = quantity
        invoice.action_post()
        return invoice

    def _paid_for(self, line):
        return exact(line.price_unit) * exact(line.product_uom_qty) * (
            1 - exact(line.discount) / 100
        )

    # -- stock-out 6 -------------------------------------------------------------------

    def _dozens(self):
        """Two dozen at a discount with a mapped tax; 14 pieces there; one dozen invoiced."""
        vat10, vat8 = self.env["account.tax"].create(
            [{"name": "VAT 10", "amount": 10}, {"name": "VAT 8", "amount": 8}]
        )
        position = self.env["account.fiscal.position"].create({"name": "Giảm thuế"})
        vat8.write({"fiscal_position_ids": [Command.link(position.id)]})
        vat8.original_tax_ids = vat10
        (self.cooker | self.newer).taxes_id = vat10
        (self.cooker | self.newer).invoice_policy = "order"
        self._add_stock(self.cooker, 12)
        dozen = self.env.ref("uom.product_uom_dozen")
        line = {"product_uom_id": dozen.id, "discount": 10}
        case = self._offered((self.cooker, 2, line), fiscal_position_id=position.id)
        self.assertEqual(case.sale_line_id.tax_ids, vat8)
        self._invoice(case.order_id, 1)
        self._do(case.order_id.picking_ids)
        return case, vat8

    def test_case_stockout_6_quantities_and_money_are_conserved(self):
        case, vat8 = self._dozens()
        order, old = case.order_id, case.sale_line_id
        total, paid = order.amount_total, self._paid_for(old)
        before = self._forecast(self.cooker), self._forecast(self.newer)
        self.assertEqual(self._choose(case, "substitute"), "done")
        new = order.order_line - old
        # 14 pieces are no number of dozens: the line is counted in pieces from now on.
        self.assertEqual((old.product_uom_qty, old.product_uom_id), (14, self.cooker.uom_id))
        self.assertEqual((new.product_uom_qty, new.product_uom_id), (10, self.newer.uom_id))
        self.assertEqual(old.cs_demand_qty, 24, "two dozen, said in pieces")
        self.assertEqual((old.qty_delivered, old.qty_invoiced), (14, 12))
        self.assertEqual((new.tax_ids, new.discount), (vat8, 10))
        self.assertEqual(order.amount_total, total)
        error = self._paid_for(old) + self._paid_for(new) - paid
        self.assertLess(abs(error), Decimal("0.0001"))
        after = self._forecast(self.cooker), self._forecast(self.newer)
        self.assertEqual(after, (before[0] + 10, before[1] - 10))
        self.assertFalse(self._returns(order))
        self.assertFalse(case.change_ids.settlement_id, "the dozen invoiced is delivered")

    def test_case_stockout_6_a_later_quantity_change_keeps_the_agreed_price(self):
        case, _tax = self._dozens()
        order, old = case.order_id, case.sale_line_id
        self._choose(case, "substitute")
        new = order.order_line - old
        for line, quantity in ((new, 9), (old, 13)):
            price, discount = line.price_unit, line.discount
            with Form(order) as form, form.order_line.edit(
                order.order_line.ids.index(line.id)
            ) as edited:
                edited.product_uom_qty = quantity + 2
            self.assertEqual((line.price_unit, line.discount), (price, discount))
        order._recompute_prices()
        self.assertAlmostEqual(new.price_unit, 1_250_000)

    def test_case_stockout_6_back_to_dozens_by_undoing(self):
        case, _tax = self._dozens()
        order, old = case.order_id, case.sale_line_id
        dozen, price, total = old.product_uom_id, old.price_unit, order.amount_total
        self._choose(case, "substitute")
        case.action_undo()
        self.assertEqual((old.product_uom_qty, old.product_uom_id), (2, dozen))
        self.assertEqual((old.price_unit, old.discount, old.cs_demand_qty), (price, 10, 2))
        self.assertAlmostEqual(case.short_qty, 10 / 12)
        self.assertEqual(order.amount_total, total)
        self.assertEqual(sum(old._cs_open_moves().mapped("product_qty")), 10)

    # -- stock-out 10 ------------------------------------------------------------------

    def _pays(self, policy, own, **rule):
        """Return what the confirmed line of the substitute costs a piece; None if refused."""
        self.newer.list_price, self.cooker.list_price = own, 1000
        self.rule.write({"price_policy": policy, **rule})
        case = self._offered()
        option = self._option(case)
        if not option:
            return None
        self.newer.list_price = 9 * own
        self.assertEqual(self._choose(case, "substitute"), "done")
        return (case.order_id.order_line - case.sale_line_id).price_unit

    def test_case_stockout_10_keep_pays_the_promised_price(self):
        self.assertEqual(self._pays("keep", 1200), 1000)

    def test_case_stockout_10_lower_pays_the_smaller_price(self):
        self.assertEqual(self._pays("lower", 1200), 1000)
        self.assertEqual(self._pays("lower", 900), 900)

    def test_case_stockout_10_max_uplift_refuses_10_01_percent(self):
        self.assertEqual(self._pays("max_uplift", 1100, max_uplift_percent=10), 1100)
        self.assertIsNone(self._pays("max_uplift", 1100.1, max_uplift_percent=10))

    def test_case_stockout_10_the_price_is_the_one_offered(self):
        self.assertEqual(self._pays("substitute", 1200), 1200)

    # -- what is invoiced already ------------------------------------------------------

    def test_cancelling_what_is_invoiced_prepares_a_credit_note(self):
        case = self._invoiced()
        self.assertEqual(self._choose(case, "cancel"), "done")
        draft = case.change_ids.settlement_id
        self.assertEqual((draft.move_type, draft.state), ("out_refund", "draft"))
        self.assertEqual(draft.amount_total, 3_750_000)
        self.assertEqual((draft.invoice_line_ids.quantity, draft.company_id), (3, self.company))
        self.assertIn("post the draft", case.activity_ids.note)
        self.assertEqual(case.sale_line_id.qty_invoiced, 2)

    def test_what_is_invoiced_in_part_is_settled_in_part(self):
        case = self._invoiced(3)
        self._choose(case, "cancel")
        self.assertEqual(case.change_ids.settlement_id.amount_total, 1_250_000)

    def test_a_dearer_substitute_of_what_is_invoiced_prepares_an_invoice(self):
        self.rule.price_policy = "substitute"
        case = self._invoiced()
        self.assertEqual(self._choose(case, "substitute"), "done")
        draft = case.change_ids.settlement_id
        self.assertEqual((draft.move_type, draft.amount_total), ("out_invoice", 150_000))
        self.assertEqual(draft.state, "draft", "prepared, never posted")
        self.assertEqual(case.order_id.order_line.mapped("qty_invoiced"), [2, 3])

    def test_the_same_price_settles_to_nothing(self):
        case = self._invoiced()
        self._choose(case, "substitute")
        self.assertEqual(case.change_ids.settlement_id.amount_total, 0)
        self.assertEqual(case.order_id.order_line.mapped("qty_invoiced"), [2, 3])

    def test_what_is_invoiced_but_not_missing_is_left_alone(self):
        case = self._invoiced(2)
        self._choose(case, "substitute")
        self.assertFalse(case.change_ids.settlement_id)
        self.assertFalse(case.activity_ids)

    def test_a_draft_invoice_is_corrected_by_a_person(self):
        self.cooker.invoice_policy = "order"
        case = self._offered()
        invoice = case.order_id._create_invoices()
        self.assertEqual(self._choose(case, "cancel"), "done")
        self.assertFalse(case.change_ids.settlement_id)
        self.assertIn("draft invoice", case.activity_ids.note)
        self.assertEqual(invoice.invoice_line_ids.quantity, 5, "not touched")

    def test_undoing_withdraws_the_draft(self):
        case = self._invoiced()
        self._choose(case, "cancel")
        draft = case.change_ids.settlement_id
        case.action_undo()
        self.assertEqual(draft.state, "cancel")
        self.assertEqual(case.sale_line_id.qty_invoiced, 5)

    def test_what_comes_to_be_invoiced_on_delivery_is_not_billed_before(self):
        case = self._invoiced()
        self.newer.invoice_policy = "delivery"
        self._choose(case, "substitute")
        self.assertEqual(case.change_ids.settlement_id.amount_total, 3_750_000)
        self.assertEqual(case.change_ids.settlement_id.move_type, "out_refund")
