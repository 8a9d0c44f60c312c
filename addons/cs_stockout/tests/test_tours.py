import json
from datetime import timedelta

from lxml import html
from odoo import fields
from odoo.addons.cs_base.tests.common import PublicPageCase
from odoo.tests import HttpCase, tagged

from .common import StockoutCommon

_CHOOSE = """
    const cards = [...document.querySelectorAll("label.cs-choice")];
    cards.find((card) => card.innerText.includes(%s)).click();
"""


@tagged("post_install", "-at_install")
class TestTours(StockoutCommon, PublicPageCase, HttpCase):
    """Journeys 7 and 8 (short form): found, told, chosen, carried out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls._receipt(cls.cooker, 20, days=5)

    def _tour(self, name, order):
        self.start_tour(f"/odoo/sales/{order.id}", name, login="so_seller", timeout=120)
        self.env.invalidate_all()

    def _customer_chooses(self, order, text, told):
        """Open the link of the mail without a login, press the card with ``text``, and confirm.

        :param told: what the page says afterwards
        """
        self.authenticate(None, None)
        mail = self.env["mail.mail"].search(
            [("res_id", "=", order.id), ("body_html", "like", "/cs/stockout/")],
            limit=1,
        )
        links = html.fromstring(mail.body_html).xpath("//a/@href")
        (url,) = (link for link in links if "/cs/stockout/" in link)
        path = "/cs/stockout/" + url.rsplit("/", 1)[1]
        self.press(path, told, _CHOOSE % json.dumps(text))

    def test_journey_7_the_salesperson_swaps_in_the_popover(self):
        order = self._order((self.cooker, 5))
        self._tour("cs_stockout_swap_tour", order)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2, 3])
        self.assertEqual(order.order_line[1].product_id, self.newer)

    def test_journey_7_two_clicks_in_the_window(self):
        order = self._order((self.cooker, 5))
        self._tour("cs_stockout_window_tour", order)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2, 3])

    def test_journey_7_confirmed_anyway_and_the_customer_takes_the_substitute(self):
        order = self._order((self.cooker, 5))
        total = order.amount_total
        self._tour("cs_stockout_offer_tour", order)
        case = order.cs_stockout_case_ids
        self.assertEqual(case.state, "offered")
        told = "You chose 3 × Nồi cơm 1.8L bản 2026 instead."
        self._customer_chooses(order, "Nồi cơm 1.8L bản 2026", told)
        self.assertEqual(case.state, "done")
        self.assertEqual(order.order_line[1].cs_replaces_line_id, order.order_line[0])
        self.assertEqual(order.amount_total, total)
        self.assertFalse(self._returns(order))

    def test_journey_8_she_chooses_to_wait(self):
        order = self._order((self.cooker, 5))
        order.action_confirm()
        order.cs_stockout_case_ids.action_offer()
        self._customer_chooses(order, "Wait for the goods", "You chose to wait")
        self.assertEqual(order.cs_stockout_case_ids.state, "waiting")
        self._tour("cs_stockout_waiting_tour", order)
        self._receive(self._receipt(self.cooker, 3, 0))
        self.env.ref("cs_stockout.ir_cron_serve").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(order.cs_stockout_case_ids.state, "done")
        self._tour("cs_stockout_served_tour", order)
        told = self.env["mail.mail"].search([("res_id", "=", order.cs_stockout_case_ids.id)])
        self.assertTrue(told.filtered(lambda mail: mail.model == "cs.stockout.case"))
        self.authenticate(None, None)
        page = self.url_open(order._cs_page_path()).text
        self.assertIn("The goods are here and on their way to you", page)

    def test_journey_9_without_an_answer_the_default_applies_and_never_a_substitute(self):
        order = self._order((self.cooker, 5))
        order.action_confirm()
        case = order.cs_stockout_case_ids
        case.action_offer()
        path = order._cs_page_path()
        self.assertIn("If you do not choose", self.url_open(path).text)
        case.sudo().deadline = fields.Datetime.now() - timedelta(minutes=1)
        self.env.ref("cs_stockout.ir_cron_deadline").method_direct_trigger()
        self.env.invalidate_all()
        self._tour("cs_stockout_deadline_tour", order)
        self.assertEqual(order.order_line.product_id, self.cooker)
        self.authenticate(None, None)
        self.assertIn("There was no answer in time", self.url_open(path).text)
