from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestTrigger(NpsCommon, TransactionCase):
    """What makes a program ask, besides the delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.active = False
        cls.paid = cls._program("After the payment", trigger="invoice_paid")

    def _invoice(self, order=None, partner=None, **values):
        if order:
            return order._create_invoices()
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.customer).id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Repair", "quantity": 1, "price_unit": 50, "tax_ids": False}
                    )
                ],
                **values,
            }
        )

    def _pay(self, invoices):
        invoices.filtered(lambda move: move.state == "draft").action_post()
        for invoice in invoices:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({})._create_payments()
        return self.paid.invitation_ids

    def _sold(self, partner=None):
        self.product.invoice_policy = "order"
        return self._order(partner)

    def test_an_event_that_no_program_waits_for_costs_no_query(self):
        programs = self.env["cs.nps.program"]
        programs.search([("trigger", "=", "order_confirmed")]).active = False
        order = self._sold()
        order.company_id.ensure_one()
        programs._live_triggers()
        with self.assertQueryCount(0):
            self.assertFalse(programs._on_orders("order_confirmed", order))

    def test_a_program_is_heard_of_as_soon_as_it_waits(self):
        programs = self.env["cs.nps.program"]
        programs.search([("trigger", "=", "order_confirmed")]).active = False
        order = self._sold()
        self.assertFalse(programs._on_orders("order_confirmed", order))
        program = self._program("After the order", trigger="order_confirmed", active=False)
        self.assertFalse(programs._on_orders("order_confirmed", order))
        program.active = True
        self.assertEqual(programs._on_orders("order_confirmed", order).program_id, program)
        program.trigger = "manual"
        self.assertFalse(programs._on_orders("order_confirmed", self._sold()))

    def test_a_payment_asks_once_an_order(self):
        order = self._sold()
        invitation = self._pay(self._invoice(order))
        self.assertEqual(len(invitation), 1)
        self.assertEqual(invitation.event_key, f"sale.order:{order.id}")
        self.assertEqual(invitation.sale_order_id, order)
        self.assertEqual(invitation.res_model, "account.move")
        order.order_line.product_uom_qty = 3
        self._pay(self._invoice(order))
        self.assertEqual(len(self.paid.invitation_ids), 1)

    def test_an_invoice_without_order_is_an_event_of_its_own(self):
        invoice = self._invoice()
        invitation = self._pay(invoice)
        self.assertEqual(invitation.event_key, f"account.move:{invoice.id}")
        self.assertEqual(invitation.partner_id, self.customer)
        self.assertIn("Thank you for your purchase", invitation._cs_occasion())
        invitation._process_batch()
        self.assertEqual(invitation.state, "sent")

    def test_posting_alone_a_refund_and_a_bill_ask_nothing(self):
        self._invoice().action_post()
        self._pay(self._invoice(move_type="out_refund"))
        self._pay(self._invoice(move_type="in_invoice"))
        self.assertFalse(self.paid.invitation_ids)

    def test_a_deposit_asks_nothing_and_the_rest_does(self):
        order = self._sold()
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        )
        deposit = wizard.create({"advance_payment_method": "percentage", "amount": 30})
        deposit.create_invoices()
        self.assertFalse(self._pay(order.invoice_ids))
        self.assertEqual(len(self._pay(self._invoice(order))), 1)

    def test_an_invoice_taken_back_is_not_asked_about(self):
        invoice = self._invoice()
        invitation = self._pay(invoice)
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": invoice.journal_id.id}).refund_moves()
        invoice.reversal_move_ids.action_post()
        invitation._process_batch()
        self.assertEqual(invitation.suppression_reason, "returned")

    def test_an_invoice_that_is_no_more_is_not_asked_about(self):
        invoice = self._invoice()
        invitation = self._pay(invoice)
        invoice.button_draft()
        invitation._process_batch()
        self.assertEqual(invitation.suppression_reason, "cancelled")

    def test_a_filter_of_orders_leaves_out_invoices_without_one(self):
        invitation = self._pay(self._invoice())
        self.paid.filter_domain = "[('amount_total', '>', 0)]"
        invitation._process_batch()
        self.assertEqual(invitation.suppression_reason, "filter")

    def test_many_payments_cost_no_more_queries_than_one(self):
        def queries(count):
            invoices = self.env["account.move"].browse()
            for number in range(count):
                invoices += self._invoice(partner=self._partner(f"P{count}-{number}"))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["cs.nps.program"]._on_invoices(invoices)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(10), queries(1) + 1)

    # ---- by hand ----

    def test_a_wave_has_a_name_and_asks_nobody_twice(self):
        program = self._program("By hand", trigger="manual").with_user(self.manager)
        self.assertEqual(program.cs_invite(self.customer.ids, batch="Spring")["scheduled"], 1)
        self.assertEqual(program.cs_invite(self.customer.ids, batch="Spring")["already"], 1)
        [invitation] = program.invitation_ids
        self.assertEqual(invitation.event_key, f"res.partner:{self.customer.id}:Spring")

    def test_colleagues_are_internal_customers(self):
        program = self._program("For colleagues", trigger="manual", quarantine_days=0)
        wizard = self.env["cs.nps.invite"].with_user(self.manager).create(
            {
                "program_id": program.id,
                "audience": "colleagues",
                "user_ids": [Command.set((self.seller + self.reader).ids)],
            }
        )
        wizard.action_invite()
        invitations = program.invitation_ids
        self.assertEqual(invitations.partner_id, (self.seller + self.reader).partner_id)
        self.assertIn("You work with us", invitations[0]._cs_occasion())
        self.assertIn("because you work at", invitations[0]._cs_why())
        self.assertIn("because you bought from", self._paid_invitation()._cs_why())

    def _paid_invitation(self):
        return self._pay(self._invoice())

    def test_all_colleagues_of_the_company(self):
        program = self._program("Everybody", trigger="manual")
        wizard = self.env["cs.nps.invite"].with_user(self.manager).create(
            {"program_id": program.id, "audience": "everyone"}
        )
        wizard.action_invite()
        asked = program.invitation_ids.partner_id
        self.assertLessEqual((self.seller + self.reader + self.manager).partner_id, asked)
        self.assertFalse(asked.user_ids.filtered("share"))

    def test_the_window_offers_the_program_that_asks_by_hand(self):
        for trigger in ("order_confirmed", "stockout_resolved", "manual"):
            self._program(trigger, trigger=trigger)
        wizard = self.env["cs.nps.invite"].with_user(self.manager).create({})
        self.assertEqual(wizard.program_id.name, "manual")

    def test_nobody_chosen_and_a_counter_program_are_answered_with_a_sentence(self):
        program = self._program("By hand", trigger="manual")
        wizard = self.env["cs.nps.invite"].with_user(self.manager).create(
            {"program_id": program.id}
        )
        with self.assertRaisesRegex(UserError, "Choose whom"):
            wizard.action_invite()
        counter = self._program("Counter", trigger="counter").with_user(self.manager)
        with self.assertRaisesRegex(UserError, "print its sign"):
            counter.cs_invite(self.customer.ids)
        with self.assertRaisesRegex(UserError, "has a sign"):
            program.action_print_sign()
