from odoo.fields import Command
from odoo.tests import tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestQueries(LoyaltyCase):
    """What the add-on costs, in queries: they do not vary from run to run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group()
        cls.invoice(cls.lan, 50, "2027-05-10")
        cls.review(cls.group)

    def count(self, action):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def bare(self, model, name):  # pylint: disable=missing-return
        """Take this add-on's override of a method away."""
        for cls in type(model).__mro__:
            if cls.__module__.startswith("odoo.addons.cs_loyalty") and name in vars(cls):

                def pass_on(record, *args, own=cls, **kwargs):
                    return getattr(super(own, record), name)(*args, **kwargs)

                self.patch(cls, name, pass_on)

    def _extra_of_posting(self, make):
        self.count(make().action_post)
        with_it = self.count(make().action_post)
        self.bare(self.env["account.move"], "_post")
        without = self.count(make().action_post)
        return with_it - without

    def test_posting_adds_one_query(self):
        extra = self._extra_of_posting(lambda: self.draft(self.lan, 5, "2027-06-10"))
        self.assertLessEqual(extra, 1)

    def test_posting_many_lines_adds_no_more(self):
        def make():
            move = self.draft(self.lan, 5, "2027-06-10")
            move.invoice_line_ids = [
                Command.create({"name": str(n), "price_unit": 1000, "tax_ids": False})
                for n in range(50)
            ]
            return move

        self.assertLessEqual(self._extra_of_posting(make), 1)

    def test_posting_a_refund_adds_two_queries(self):
        origin = self.invoice(self.lan, 90, "2027-06-01")

        def make():
            return self.draft(
                self.lan, 1, "2027-06-10", move_type="out_refund", reversed_entry_id=origin.id
            )

        self.assertLessEqual(self._extra_of_posting(make), 2)

    def test_order_form_adds_at_most_five(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.lan.id, "user_id": self.seller.id}
        )
        orders = self.env["sale.order"].with_user(self.seller).browse(order.id)
        name = {"fields": {"display_name": {}}}
        spec = {"partner_id": name, "company_id": name, "currency_id": name, "amount_total": {}}
        with_banner = dict(spec, cs_loyalty_banner={})
        self.assertIn(">T1<", orders.web_read(with_banner)[0]["cs_loyalty_banner"])
        bare = self.count(lambda: orders.web_read(spec))
        full = self.count(lambda: orders.web_read(with_banner))
        self.assertLessEqual(full - bare, 5)

    def test_phone_look_up_takes_three(self):
        self.lan.phone = "01682345678"
        partners = self.env["res.partner"].with_user(self.seller)
        partners.cs_find_by_phone("0382345678")
        with self.assertQueryCount(3):
            self.assertEqual(partners.cs_find_by_phone("0382345678"), self.lan.ids)

    def test_review_does_not_grow_with_members(self):
        def review():
            self.group._review()

        self.count(review)
        quiet = self.count(review)
        self.assertLessEqual(quiet, 15)
        for index in range(30):
            self.invoice(self.make_partner(f"P{index}"), 50, "2027-06-10")
        self.group.upgrade_template_id = False
        self.assertLessEqual(self.count(review), quiet + 12)
        self.assertEqual(self.count(review), quiet)

    def test_list_of_partners(self):
        partners = self.lan | self.make_partner("A") | self.make_partner("B")
        self.count(lambda: partners.mapped("cs_tier_id.name"))
        one = self.count(lambda: self.lan.mapped("cs_tier_id.name"))
        self.assertEqual(self.count(lambda: partners.mapped("cs_tier_id.name")), one)
