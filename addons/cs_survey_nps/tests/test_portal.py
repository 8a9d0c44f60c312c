from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestPortal(NpsCommon, HttpCase):
    """A customer with a login finds her surveys, and nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user("nps_lan", "base.group_portal", partner_id=cls.customer.id)
        cls.friend = cls._partner("Chị Hoa", email="hoa@example.com", lang="en_US")
        cls._user("nps_hoa", "base.group_portal", partner_id=cls.friend.id)
        cls.invitation = cls._sent()
        cls.path = f"/cs/nps/{cls.invitation._cs_token()}"
        cls.env.flush_all()

    def _page(self, login, path="/my/surveys"):
        self.authenticate(login, login)
        return self.url_open(path).text

    def _count(self, login):
        self.authenticate(login, login)
        return self.make_jsonrpc_request("/my/counters", {"counters": ["cs_nps_count"]})[
            "cs_nps_count"
        ]

    def test_what_waits_is_listed_counted_and_leads_to_the_question(self):
        page = self._page("nps_lan")
        self.assertIn(self.path, page)
        self.assertIn(self.invitation.sale_order_id.name, page)
        self.assertIn(self.program.question, page)
        self.assertEqual(self._count("nps_lan"), 1)
        self.assertIn("/my/surveys", self._page("nps_lan", "/my"))
        self.assertIn("cs-scores", self._page("nps_lan", self.path))

    def test_looking_writes_nothing(self):
        before = self.invitation.read()[0]
        self._page("nps_lan")
        self.env.invalidate_all()
        self.assertEqual(self.invitation.read()[0], before)
        self.assertFalse(self.invitation.response_ids)

    def test_nobody_sees_those_of_another(self):
        page = self._page("nps_hoa")
        self.assertNotIn("/cs/nps/", page)
        self.assertNotIn(self.invitation.sale_order_id.name, page)
        self.assertIn("No question waits for you", page)
        self.assertEqual(self._count("nps_hoa"), 0)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/surveys").url)

    def test_the_answer_takes_its_place(self):
        self.invitation._record_answer(3, "chậm <b>quá</b>")
        page = self._page("nps_lan")
        self.assertNotIn(self.path, page)
        self.assertIn("chậm &lt;b&gt;quá&lt;/b&gt;", page)
        self.assertEqual(self._count("nps_lan"), 0)

    def test_a_mail_that_came_back_waits_here_and_what_is_over_does_not(self):
        self.customer._message_receive_bounce("lan@example.com", self.customer)
        self.assertEqual(self._count("nps_lan"), 1)
        self.invitation.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.env.flush_all()
        self.assertEqual(self._count("nps_lan"), 0)

    def test_what_is_not_sent_or_anonymous_or_a_test_is_not_shown(self):
        self._delivered()
        self.program.with_user(self.manager).action_send_test()
        secret = self._program("Secret", trigger="manual", anonymous=True, quarantine_days=0)
        secret.cs_invite(self.customer.ids)
        secret.invitation_ids._send()
        self.assertEqual(self._count("nps_lan"), 2)
        secret.invitation_ids.filtered("partner_id")._record_answer(9, "mine alone")
        self.assertEqual(self._count("nps_lan"), 1)
        self.assertNotIn("mine alone", self._page("nps_lan"))

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.customer.lang = "vi_VN"
        self.env.flush_all()
        self.assertIn("Đơn hàng", self._page("nps_lan"))
