from odoo.fields import Command
from odoo.tests import tagged

from .common import MILLION, LoyaltyCase


@tagged("post_install", "-at_install")
class TestContribution(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40, 100))
        cls.product = cls.make_product()

    def contribution(self, date="2027-06-01", partner=None, group=None):
        group = group or self.group
        self.review(group, date)
        return self.member(group, partner).contribution / (
            MILLION if group.metric == "spend" else 1
        )

    def test_tax_is_left_out(self):
        country = self.company.account_fiscal_country_id or self.env.ref("base.vn")
        tax_group = self.env["account.tax.group"].create(
            {"name": "VAT", "company_id": self.company.id, "country_id": country.id}
        )
        tax = self.env["account.tax"].create(
            {
                "name": "VAT 10 %",
                "amount": 10,
                "company_id": self.company.id,
                "tax_group_id": tax_group.id,
                "country_id": country.id,
            }
        )
        move = self.invoice(
            self.lan, 50, "2027-01-10", line={"tax_ids": [Command.set(tax.ids)]}
        )
        self.assertEqual(move.amount_total, 55 * MILLION)
        self.assertEqual(self.contribution(), 50)

    def test_drafts_and_cancelled_documents(self):
        self.draft(self.lan, 50, "2027-01-10")
        move = self.invoice(self.lan, 30, "2027-01-10")
        self.assertEqual(self.contribution(), 30)
        move.button_draft()
        self.assertEqual(self.contribution(), 0)
        move.action_post()
        self.assertEqual(self.contribution(), 30)
        move.button_draft()
        move.button_cancel()
        self.assertEqual(self.contribution(), 0)

    def test_receipt_counts_bill_does_not(self):
        self.invoice(self.lan, 20, "2027-01-10", move_type="out_receipt")
        self.assertEqual(self.contribution(), 20)
        row = self.env["cs.tier.contribution"].search([("partner_id", "=", self.lan.id)])
        self.assertEqual(row.kind, "receipt")

    def test_refund_of_a_document_that_is_not_posted_is_left_out(self):
        origin = self.invoice(self.lan, 60, "2027-01-10")
        refund = self.refund(origin, 6, "2027-02-10")
        self.assertEqual(refund.cs_origin_id, origin)
        self.assertEqual(self.contribution(), 54)
        origin.button_draft()
        self.assertEqual(self.contribution(), 0)
        row = self.env["cs.tier.contribution"].search([("partner_id", "=", self.lan.id)])
        self.assertEqual((row.res_id, row.excluded), (refund.id, "origin_not_posted"))

    def test_reversal_of_a_reversal_counts_with_the_root(self):
        origin = self.invoice(self.lan, 60, "2026-07-10")
        refund = self.refund(origin, 60, "2027-02-10")
        again = self.invoice(self.lan, 60, "2027-03-10", reversed_entry_id=refund.id)
        self.assertEqual(again.cs_origin_id, origin)
        self.assertEqual(self.contribution(), 60)
        self.assertEqual(self.contribution("2027-07-10"), 0, "all leave with the origin")

    def test_refund_that_names_no_origin(self):
        self.invoice(self.lan, 60, "2027-01-10")
        refund = self.invoice(self.lan, 6, "2027-02-10", move_type="out_refund")
        self.assertFalse(refund.cs_origin_id)
        self.assertEqual(self.contribution(), 54)

    def _order(self, partner=None, quantity=10, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.lan).id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": MILLION,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )

    def test_refund_of_a_sale_finds_the_invoice_by_its_lines(self):
        order = self._order()
        order.action_confirm()
        self.product.invoice_policy = "order"
        invoice = order._create_invoices()
        invoice.invoice_date = "2027-01-10"
        invoice.action_post()
        refund = self.draft(self.lan, 4, "2027-02-10", move_type="out_refund")
        refund.invoice_line_ids.sale_line_ids = order.order_line
        refund.action_post()
        self.assertEqual(refund.cs_origin_id, invoice)
        self.assertEqual(self.contribution(), 6)
        keys = self.env["cs.tier.contribution"].search(
            [("partner_id", "=", self.lan.id), ("source", "=", "invoice")]
        )
        self.assertEqual(set(keys.mapped("order_key")), {f"sale.order,{order.id}"})
        self.env.cr.execute("UPDATE account_move SET cs_origin_id = NULL")
        self.env["account.move"]._cs_link_origins(everything=True)
        refund.invalidate_recordset()
        self.assertEqual(refund.cs_origin_id, invoice, "linked anew at installation")

    def test_deposit_counts_each_part_on_its_own_date(self):
        self.invoice(self.lan, 3, "2026-07-10")
        self.invoice(self.lan, 7, "2027-01-10")
        self.assertEqual(self.contribution("2027-07-09"), 10)
        self.assertEqual(self.contribution("2027-07-10"), 7)

    def test_commercial_entity_without_subsidiary(self):
        entity = self.make_partner("A", is_company=True)
        contact = self.make_partner("A1", parent_id=entity.id)
        subsidiary = self.make_partner("B", is_company=True, parent_id=entity.id)
        for partner, amount in ((entity, 40), (contact, 35), (subsidiary, 50)):
            self.invoice(partner, amount, "2027-01-10")
        self.assertEqual(self.contribution(partner=entity), 75)
        self.assertEqual(self.contribution(partner=subsidiary), 50)
        self.assertFalse(self.member(self.group, contact))
        self.assertEqual(contact.cs_tier_id, self.group.tier_ids[0])

    def test_orders_metric(self):
        group = self.make_group((1,), name="Orders", is_primary=False, metric="orders")
        group.tier_ids.threshold = 2
        first = self.invoice(self.lan, 5, "2027-01-10")
        self.invoice(self.lan, 5, "2027-01-11")
        self.assertEqual(self.contribution(group=group), 2)
        self.assertEqual(self.member(group).tier_id, group.tier_ids)
        self.refund(first, 2, "2027-06-01")
        self.assertEqual(self.contribution(group=group), 2, "partly taken back is still one")
        self.refund(first, 3, "2027-06-01")
        self.assertEqual(self.contribution(group=group), 1)
        self.assertEqual(
            self.env["cs.tier.event"].search([("group_id", "=", group.id)], limit=1).cause,
            "refund",
        )

    def test_units_metric(self):
        group = self.make_group((1,), name="Units", is_primary=False, metric="units")
        dozen = self.env.ref("uom.product_uom_dozen")
        line = {"product_id": self.product.id, "quantity": 2, "product_uom_id": dozen.id}
        sale = self.invoice(self.lan, 1, "2027-01-10", line=line)
        self.invoice(self.lan, 1, "2027-01-10", line={"quantity": 7})
        self.assertEqual(self.contribution(group=group), 24, "goods only, in their own unit")
        back = {"product_id": self.product.id, "quantity": 3}
        self.refund(sale, 1, "2027-01-12", line=back)
        self.assertEqual(self.contribution(group=group), 21)

    def test_order_source(self):
        group = self.make_group((5,), name="Orders", is_primary=False, source="order")
        order = self._order(date_order="2027-05-01 18:30:00")
        self._order(date_order="2027-05-01 18:30:00")
        order.action_confirm()
        order.date_order = "2027-05-01 18:30:00"
        self.assertEqual(self.contribution("2027-05-01", group=group), 0)
        self.assertEqual(self.contribution("2027-05-02", group=group), 10, "2 May in Vietnam")
        self.assertEqual(self.member(group).tier_id, group.tier_ids)
        row = self.env["cs.tier.contribution"].search([("res_model", "=", "sale.order")])
        self.assertEqual((row.units, row.document), (10, order.name))
        order._action_cancel()
        self.assertEqual(self.contribution("2027-05-02", group=group), 0)

    def test_an_order_counts_on_the_day_of_the_companys_calendar(self):
        group = self.make_group((5,), name="Orders", is_primary=False, source="order")
        self.company.partner_id.tz = False
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Shop", "company_id": self.company.id, "tz": "Asia/Ho_Chi_Minh"}
        )
        order = self._order()
        order.action_confirm()
        order.date_order = "2027-05-01 18:30:00"
        self.assertEqual(self.contribution("2027-05-01", group=group), 0)
        self.assertEqual(self.contribution("2027-05-02", group=group), 10)

    def test_paid_only(self):
        self.group.paid_only = True
        move = self.invoice(self.lan, 50, "2027-01-10")
        self.assertEqual(self.contribution(), 0)
        self.env.cr.execute(
            "UPDATE account_move SET payment_state = 'paid' WHERE id = %s", [move.id]
        )
        move.invalidate_recordset()
        self.assertEqual(self.contribution(), 50)
        self.refund(move, 10, "2027-02-01")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET payment_state = 'paid' WHERE id = %s", [move.id]
        )
        self.assertEqual(self.contribution(), 40, "a refund counts with its paid origin")

    def test_companies_are_apart_and_branches_together(self):
        other = self.make_company("Other")
        branch = self.make_company("Branch", parent=self.company)
        self.env.user.company_ids |= other | branch
        self.invoice(self.lan, 50, "2027-01-10")
        self.invoice(self.lan, 30, "2027-01-10", company=other)
        self.invoice(self.lan, 20, "2027-01-10", company=branch)
        self.assertEqual(self.contribution(), 70)
        self.assertEqual(self.lan.with_company(branch).cs_tier_id, self.group.tier_ids[0])
        self.assertFalse(self.lan.with_company(other).cs_tier_id)

    def test_open_document(self):
        move = self.invoice(self.lan, 50, "2027-01-10")
        row = self.env["cs.tier.contribution"].search([("res_id", "=", move.id)])
        action = row.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", move.id))
        self.assertEqual(row.document, move.display_name)

    def test_a_write_off_changes_nothing(self):
        move = self.invoice(self.lan, 50, "2027-01-10")
        receivable = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        expense = self.env["account.account"].search(
            [("code", "=", "635000"), ("company_ids", "in", self.company.ids)]
        )
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "general")], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": "2027-02-10",
                "line_ids": [
                    Command.create({"account_id": expense.id, "debit": 5 * MILLION}),
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": self.lan.id,
                            "credit": 5 * MILLION,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        (receivable | entry.line_ids[1]).reconcile()
        self.assertEqual(move.amount_residual, 45 * MILLION)
        self.assertEqual(self.contribution(), 50)

    def test_without_any_rate_a_document_is_left_out_and_says_so(self):
        other = self.env["res.currency"].create({"name": "XLO", "symbol": "L"})
        move = self.invoice(self.lan, 90, "2027-01-10", currency_id=other.id)
        self.assertEqual(move.amount_untaxed_signed, 90 * MILLION, "core takes 1 : 1")
        refund = self.refund(move, 10, "2027-02-10")
        self.assertEqual(self.contribution(), 0)
        rows = self.env["cs.tier.contribution"].search([("res_id", "in", (move | refund).ids)])
        self.assertEqual(rows.mapped("excluded"), ["rate_missing"] * 2)
        self.invoice(self.lan, 1, "2027-01-11")
        self.review(self.group, "2027-06-01")
        page = self.member(self.group).explanation
        self.assertIn("for want of an exchange rate", page)
        self.env["res.currency.rate"].create(
            {
                "name": "2027-01-01",
                "currency_id": other.id,
                "company_id": self.company.id,
                "inverse_company_rate": 0.5,
            }
        )
        self.assertEqual(self.contribution(), 1, "a rate does not mend what was booked")
        (move | refund).button_draft()
        (move | refund).invoice_currency_rate = 2
        (move | refund).action_post()
        self.assertEqual(self.contribution(), 41, "90 less 10 at 0.5, and 1")
        self.assertEqual(rows.browse(move.id * 4).excluded, False)

    def test_an_order_without_any_rate(self):
        group = self.make_group((5,), name="Orders", is_primary=False, source="order")
        other = self.env["res.currency"].create({"name": "XLO", "symbol": "L"})
        pricelist = self.env["product.pricelist"].create(
            {"name": "L", "currency_id": other.id, "company_id": self.company.id}
        )
        order = self._order(pricelist_id=pricelist.id)
        order.action_confirm()
        row = self.env["cs.tier.contribution"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
        )
        self.assertEqual(row.excluded, "rate_missing")
        self.assertEqual(self.contribution(group=group) if self.member(group) else 0, 0)

    def test_cancelled_and_posted_again_on_another_day(self):
        move = self.invoice(self.lan, 50, "2026-06-10")
        self.assertEqual(self.contribution("2027-06-01"), 50)
        move.button_draft()
        move.invoice_date = "2026-12-10"
        move.action_post()
        self.review(self.group, "2027-06-01", partner_ids=self.lan.ids)
        self.assertEqual(str(self.member(self.group).at_risk_date), "2027-12-10")
        self.assertEqual(self.contribution("2027-06-10"), 50)
        self.assertEqual(self.contribution("2027-12-10"), 0)
