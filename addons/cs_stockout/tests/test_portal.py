from odoo.tests import HttpCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestPortal(StockoutCommon, HttpCase):
    """A customer with a login finds the same page from her orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls._user("so_lan", "base.group_portal", partner_id=cls.lan.id)
        cls.minh = cls._partner("Anh Minh", email="minh@example.com", lang="en_US")
        cls._user("so_minh", "base.group_portal", partner_id=cls.minh.id)
        cls.case = cls._offered()
        cls.order = cls.case.order_id
        cls.path = cls.order._cs_page_path()

    def _page(self, login, path):
        self.authenticate(login, login)
        return self.url_open(path).text

    def _counter(self, login):
        self.authenticate(login, login)
        answer = self.make_jsonrpc_request("/my/counters", {"counters": ["cs_stockout_count"]})
        return answer["cs_stockout_count"]

    def test_the_order_has_a_banner_with_the_link(self):
        page = self._page("so_lan", f"/my/orders/{self.order.id}")
        self.assertIn("We are sorry: something in this order is missing.", page)
        self.assertIn(self.path, page)
        self.case.cs_choose("wait")
        page = self._page("so_lan", f"/my/orders/{self.order.id}")
        self.assertIn("See what was chosen", page)

    def test_an_order_without_an_offer_has_none(self):
        order = self._case().order_id
        self.assertEqual(order._cs_page_path(), "")
        self.assertNotIn("cs_stockout_banner", self._page("so_lan", f"/my/orders/{order.id}"))

    def test_her_shortages_are_listed_and_counted(self):
        page = self._page("so_lan", "/my/shortages")
        self.assertIn(self.order.name, page)
        self.assertIn(self.path, page)
        self.assertEqual(self._counter("so_lan"), 1)
        self.assertIn("/my/shortages", self._page("so_lan", "/my"))

    def test_what_is_settled_is_not_listed(self):
        self.case.cs_choose("cancel")
        self.assertEqual(self._counter("so_lan"), 0)
        self.assertIn("Nothing is missing", self._page("so_lan", "/my/shortages"))

    def test_what_she_was_never_told_is_not_listed(self):
        self._case((self._product("Quạt"), 2))
        self.assertEqual(self._counter("so_lan"), 1)

    def test_another_customer_sees_nothing_of_it(self):
        page = self._page("so_minh", "/my/shortages")
        self.assertNotIn(self.order.name, page)
        self.assertNotIn(self.path, page)
        self.assertEqual(self._counter("so_minh"), 0)
        self.assertNotIn(self.path, self._page("so_minh", f"/my/orders/{self.order.id}"))
        own = self._offered(partner_id=self.minh.id).order_id
        page = self._page("so_minh", "/my/shortages")
        self.assertIn(own.name, page)
        self.assertNotIn(self.order.name, page)

    def test_without_a_login_there_is_a_login(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/shortages").url)

    def test_looking_writes_nothing(self):
        self.env.flush_all()
        before = self.case.read(), self.order.sudo().read(["cs_token_nonce"])
        self._page("so_lan", "/my/shortages")
        self._page("so_lan", f"/my/orders/{self.order.id}")
        self.env.invalidate_all()
        self.assertEqual((self.case.read(), self.order.sudo().read(["cs_token_nonce"])), before)

    def test_the_link_is_gone_with_its_time(self):
        self.case.sudo().deadline = "2020-01-01 00:00:00"
        self.assertEqual(self.order._cs_page_path(), "")
        self.assertNotIn(self.path, self._page("so_lan", "/my/shortages"))
