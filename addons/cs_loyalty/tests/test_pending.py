from odoo.tests import tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestPending(LoyaltyCase):
    def setUp(self):
        super().setUp()
        self.env["cs.tier.group"].search([]).active = False
        self.env["cs.tier.pending"].search([]).unlink()
        self.cron = self.env.ref("cs_loyalty.ir_cron_review_pending")

    def triggers(self):
        self.env.cr.precommit.run()
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", self.cron.id)])

    def queued(self):
        return self.env["cs.tier.pending"].search([]).partner_id

    def test_posting_is_decided_at_once(self):
        group = self.make_group()
        self.review(group)
        before = self.triggers()
        self.invoice(self.lan, 50, "2027-06-10")
        self.assertEqual(self.queued(), self.lan)
        self.assertEqual(self.triggers(), before + 1)
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.assertFalse(self.queued())
        self.assertEqual(self.member(group).tier_id.name, "T1")
        event = self.env["cs.tier.event"].search([("group_id", "=", group.id)])
        self.assertEqual((event.kind, event.cause), ("enrol", "organic"))

    def test_many_postings_wake_the_review_once(self):
        self.make_group()
        before = self.triggers()
        for amount in (10, 20, 30):
            self.invoice(self.lan, amount, "2027-06-10")
        self.assertEqual(self.triggers(), before + 1)
        self.assertEqual(len(self.env["cs.tier.pending"].search([])), 3, "no unique key")

    def test_a_group_that_cannot_be_reviewed_holds_up_no_other(self):
        broken = self.make_group(name="Broken", is_primary=False)
        group = self.make_group()
        self.review(broken + group)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_tier_group SET partner_domain = %s WHERE id = %s",
            ["[('gone_with_an_addon', '=', True)]", broken.id],
        )
        broken.invalidate_recordset(["partner_domain"])
        self.invoice(self.lan, 50, "2027-06-10")
        for job in (self.env["cs.tier.pending"]._process_batch, (broken + group)._review_apart):
            with self.assertLogs("odoo.addons.cs_loyalty", "ERROR"):
                job()
        self.assertEqual(self.member(group).tier_id.name, "T1")
        self.assertFalse(self.queued())

    def test_what_no_group_counts_is_not_queued(self):
        self.invoice(self.lan, 50, "2027-06-10")
        self.assertFalse(self.queued())
        group = self.make_group(source="order")
        self.invoice(self.lan, 50, "2027-06-10")
        self.assertFalse(self.queued())
        group.source = "invoice"
        self.invoice(self.lan, 50, "2027-06-10")
        self.assertTrue(self.queued())

    def test_orders_are_queued_for_groups_of_orders(self):
        self.make_group(source="order")
        order = self.env["sale.order"].create({"partner_id": self.lan.id})
        self.assertFalse(self.queued())
        order.action_confirm()
        self.assertEqual(self.queued(), self.lan)
        self.env["cs.tier.pending"].search([]).unlink()
        order._action_cancel()
        self.assertEqual(self.queued(), self.lan)

    def test_withdrawal_and_payment_are_queued(self):
        self.make_group()
        move = self.invoice(self.lan, 50, "2027-06-10")
        self.env["cs.tier.pending"].search([]).unlink()
        move.button_draft()
        self.assertEqual(self.queued(), self.lan)
        move.action_post()
        self.env["cs.tier.pending"].search([]).unlink()
        move._invoice_paid_hook()
        self.assertEqual(self.queued(), self.lan)

    def test_contacts_are_reviewed_as_their_entity(self):
        group = self.make_group()
        self.review(group)
        child = self.make_partner("Child", parent_id=self.lan.id)
        self.env["cs.tier.pending"].create({"partner_id": child.id})
        self.invoice(self.lan, 50, "2027-06-10")
        self.env["cs.tier.pending"].search([]).unlink()
        self.env["cs.tier.pending"].create({"partner_id": child.id})
        self.assertEqual(self.env["cs.tier.pending"]._process_batch(), 1)
        self.assertEqual(self.member(group).tier_id.name, "T1")

    def test_a_contact_that_joins_or_leaves_queues_both_customers(self):
        self.make_group()
        entity = self.make_partner("A", is_company=True)
        child = self.make_partner("A1", parent_id=entity.id)
        self.assertFalse(self.queued())
        child.parent_id = False
        self.assertEqual(self.queued(), entity | child)
        self.env["cs.tier.pending"].search([]).unlink()
        child.write({"parent_id": False, "is_company": False})
        self.assertFalse(self.queued())
        child.parent_id = entity
        self.assertEqual(self.queued(), entity | child)

    def test_nothing_is_taken_while_another_review_runs(self):
        group = self.make_group()
        self.env["cs.tier.pending"].create({"partner_id": self.lan.id})
        none = group.browse()
        self.patch(type(group), "try_lock_for_update", lambda *args, **kwargs: none)
        before = self.triggers()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.assertEqual(self.queued(), self.lan)
        self.assertEqual(self.triggers(), before + 1, "it comes back in a minute")
