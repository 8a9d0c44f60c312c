from odoo.addons.point_of_sale.tests.common import CommonPosTest
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestCounterContribution(CommonPosTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("cs_loyalty.cs_loyalty_group_manager")
        cls.env["cs.tier.group"].search([]).is_primary = False
        cls.env.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.lan = cls.env["res.partner"].create({"name": "Lan", "phone": "01682345678"})
        cls.group = cls.make_group("invoice")
        cls.orders = cls.make_group("order")
        cls.rice = cls.env["product.product"].create(
            {
                "name": "Rice",
                "type": "consu",
                "lst_price": 10,
                "taxes_id": False,
                "available_in_pos": True,
            }
        )

    @classmethod
    def make_group(cls, source):
        return cls.env["cs.tier.group"].create(
            {
                "name": source,
                "source": source,
                "company_id": cls.env.company.id,
                "is_primary": source == "invoice",
                "tier_ids": [
                    Command.create({"name": "Silver", "rank": 1, "threshold": 40}),
                    Command.create({"name": "Gold", "rank": 2, "threshold": 100}),
                ],
            }
        )

    def sell(self, *lines, partner=None, **values):
        """Sell (quantity, further values) of rice at the counter, paid in cash."""
        config = values.pop("config", self.pos_config_usd)
        order, _refund = self.create_backend_pos_order(
            {
                "pos_config": config,
                "order_data": {
                    "partner_id": self.lan.id if partner is None else partner and partner.id,
                    **values,
                },
                "line_data": [
                    {"product_id": self.rice.id, "qty": quantity, **more}
                    for quantity, more in lines
                ],
            }
        )
        method = config.payment_method_ids.filtered(lambda m: m.journal_id)[:1]
        order.add_payment(
            {
                "pos_order_id": order.id,
                "amount": order.amount_total,
                "payment_method_id": method.id,
            }
        )
        order.action_pos_order_paid()
        return order

    def rows(self, source="invoice"):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["cs.tier.contribution"].search(
            [("partner_id", "=", self.lan.id), ("source", "=", source)], order="document_date, id"
        )
        return [(row.kind, row.amount, str(row.date)) for row in rows]

    def test_sale_counts_once_on_its_day_where_the_shop_is(self):
        self.sell((5, {}), date_order="2026-03-01 20:00:00")
        for source in ("invoice", "order"):
            self.assertEqual(self.rows(source), [("counter", 50, "2026-03-02")])

    def test_without_customer_nobody_gains(self):
        before = self.env["cs.tier.contribution"].search_count([])
        self.sell((5, {}), partner=False)
        self.env.flush_all()
        self.assertEqual(self.env["cs.tier.contribution"].search_count([]), before)

    def test_draft_and_cancelled_do_not_count(self):
        order, _refund = self.create_backend_pos_order(
            {
                "order_data": {"partner_id": self.lan.id},
                "line_data": [{"product_id": self.rice.id, "qty": 5}],
            }
        )
        self.assertFalse(self.rows())
        order.state = "cancel"
        self.assertFalse(self.rows())

    def test_invoiced_order_counts_by_its_invoice_only(self):
        order = self.sell((5, {}))
        self.assertEqual([row[:2] for row in self.rows()], [("counter", 50)])
        order.action_pos_order_invoice()
        self.assertEqual(order.account_move.state, "posted")
        self.assertEqual([row[:2] for row in self.rows()], [("invoice", 50)])
        self.assertEqual([row[:2] for row in self.rows("order")], [("counter", 50)])

    def test_what_is_brought_back_counts_on_the_day_it_was_bought(self):
        first = self.sell((5, {}), date_order="2026-01-10 05:00:00")
        second = self.sell((3, {}), date_order="2026-02-10 05:00:00")
        self.sell(
            (-2, {"refunded_orderline_id": first.lines.id}),
            (-1, {"refunded_orderline_id": second.lines.id}),
            (4, {}),
            date_order="2026-03-10 05:00:00",
        )
        self.assertEqual(
            sorted(self.rows()),
            [
                ("counter", 30, "2026-02-10"),
                ("counter", 40, "2026-03-10"),
                ("counter", 50, "2026-01-10"),
                ("refund", -20, "2026-01-10"),
                ("refund", -10, "2026-02-10"),
            ],
        )
        self.env.flush_all()
        ids = self.env["cs.tier.contribution"].search([("partner_id", "=", self.lan.id)]).ids
        self.assertEqual(len(ids), len(set(ids)))

    def test_brought_back_from_an_invoiced_order_counts_on_the_invoices_day(self):
        order = self.sell((5, {}), date_order="2026-01-10 05:00:00")
        order.action_pos_order_invoice()
        day = str(order.account_move.invoice_date)
        self.sell((-5, {"refunded_orderline_id": order.lines.id}))
        rows = self.rows()
        self.assertEqual(sorted(row[:2] for row in rows), [("invoice", 50), ("refund", -50)])
        self.assertEqual({row[2] for row in rows}, {day})

    def test_order_brought_back_whole_is_no_order(self):
        self.group.metric = "orders"
        order = self.sell((5, {}))
        self.sell((1, {}))
        self.sell((-5, {"refunded_orderline_id": order.lines.id}))
        self.group._review()
        member = self.lan.cs_membership_ids.filtered(lambda m: m.group_id == self.group)
        self.assertEqual(member.contribution, 1)

    def test_foreign_counter_counts_at_its_rate_and_back_at_the_same(self):
        rate = self.env["res.currency.rate"]
        eur = self.env.ref("base.EUR")
        rate.search([("currency_id", "=", eur.id)]).unlink()
        values = {"currency_id": eur.id, "company_id": self.env.company.id}
        rate.create([{**values, "name": "2026-01-01", "rate": 0.5},
                     {**values, "name": "2026-02-01", "rate": 0.25}])  # fmt: skip
        order = self.sell((5, {}), date_order="2026-01-10 05:00:00", config=self.pos_config_eur)
        self.sell(
            (-5, {"refunded_orderline_id": order.lines.id}),
            date_order="2026-02-10 05:00:00",
            config=self.pos_config_eur,
        )
        self.assertEqual([row[1] for row in self.rows()], [100, -100])

    def test_credit_is_a_means_of_payment(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "trigger": "auto",
                "applies_on": "future",
                "rule_ids": [Command.create({"product_ids": self.rice.ids})],
            }
        )
        self.env["loyalty.reward"].search([("program_id", "=", program.id)]).unlink()
        goods = self.env["product.product"].create(
            {"name": "Goods", "lst_price": 10, "taxes_id": False, "available_in_pos": True}
        )
        self.sell((10, {}))
        row = self.env["cs.tier.contribution"].search(
            [("partner_id", "=", self.lan.id), ("source", "=", "invoice")]
        )
        self.assertEqual((row.amount, row.excluded, row.set_apart), (0, "credit_sold", 100))
        order = self.sell((8, {"product_id": goods.id}), (-3, {}))
        self.env.flush_all()
        self.env.invalidate_all()
        row = self.env["cs.tier.contribution"].search(
            [("res_model", "=", "pos.order"), ("res_id", "=", order.id), ("source", "=", "invoice")]
        )
        self.assertEqual((row.amount, row.excluded, row.set_apart), (80, False, -30))

    def test_tip_is_no_purchase(self):
        self.pos_config_usd.write({"tip_product_id": self.rice.id})
        self.sell((5, {}))
        self.assertFalse(self.rows())

    def test_paid_order_wakes_the_review_and_a_member_rises(self):
        pending = self.env["cs.tier.pending"].sudo()
        pending.search([]).unlink()
        order = self.sell((5, {}))
        self.assertEqual(pending.search([]).partner_id, self.lan)
        pending._process_batch()
        self.assertEqual(self.lan.cs_tier_id.name, "Silver")
        minh = self.env["res.partner"].create({"name": "Minh"})
        order.partner_id = minh
        self.assertEqual(pending.search([]).partner_id, self.lan | minh)
        pending._process_batch()
        self.assertEqual(minh.cs_tier_id.name, "Silver")
        self.assertFalse(self.lan.cs_tier_id)

    def test_explanation_names_the_order(self):
        order = self.sell((5, {}))
        self.group._review()
        member = self.lan.cs_membership_ids.filtered(lambda m: m.group_id == self.group)
        (facts,) = member.cs_explain()
        self.assertEqual([fact["res_id"] for fact in facts["counted"]], order.ids)
        self.assertEqual(facts["counted"][0]["document"], order.display_name)

    def test_movement_names_the_orders_that_decided_it(self):
        order = self.sell((5, {}))
        event = self.group._review()
        rows = self.env["cs.tier.contribution"].search(
            [("partner_id", "=", self.lan.id), ("source", "=", "invoice")]
        )
        self.assertEqual(
            event._get_decision_documents(rows.ids),
            [{"res_model": "pos.order", "res_id": order.id, "document": order.display_name}],
        )
        self.assertTrue(event.cs_explain())
