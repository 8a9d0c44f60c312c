from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestJourney(HttpCase):
    """The first two journeys of a customer, as the assistant sees them in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.ref("base.user_admin").lang = "en_US"
        cls.company = cls.env.ref("base.user_admin").company_id
        cls.company.country_id = cls.env.ref("base.vn")
        cls.company.write({"cs_message_from_hour": 0, "cs_message_to_hour": 24})
        cls.env["cs.tier.group"].search([("company_id", "=", cls.company.id)]).is_primary = False

    def test_journey_1_captured_at_the_counter(self):
        """Name, number, birthday and consent on the order; an existing customer is offered."""
        self.start_tour("/odoo/sales", "cs_loyalty_journey_1", login="admin")
        self.start_tour("/odoo/sales", "cs_loyalty_journey_1_again", login="admin")
        mai = self.env["res.partner"].search([("name", "ilike", "Mai Journey")])
        self.assertEqual(len(mai), 1, "not created twice")
        self.assertEqual(mai.phone_sanitized, "+84773456789")
        self.assertEqual((mai.cs_birth_day, mai.cs_birth_month), (20, 6))
        self.assertTrue(mai.cs_next_birthday)
        self.assertEqual((mai.cs_consent_email, mai.cs_consent_phone), ("yes", "no"))
        self.assertFalse(mai.cs_consent_zalo, "not asked")
        orders = self.env["sale.order"].search([("partner_id", "=", mai.id)])
        self.assertEqual(len(orders), 2)

    def test_journey_2_she_comes_back(self):
        """Found by her old number, tier and gap shown, raised at once, told in her language."""
        group = self.env["cs.tier.group"].create(
            {
                "name": "Journey",
                "company_id": self.company.id,
                "is_primary": True,
                "tier_ids": [
                    Command.create({"name": "Silver Journey", "rank": 1, "threshold": 1000}),
                    Command.create({"name": "Gold Journey", "rank": 2, "threshold": 1500}),
                ],
            }
        )
        group.tier_ids[1].with_context(lang="vi_VN").name = "Vàng Hành Trình"
        group.upgrade_template_id.with_context(lang="vi_VN").subject = (
            "Chúc mừng hạng {{ object.to_tier_id.name }}"
        )
        lan = self.env["res.partner"].create(
            {
                "name": "Lan Journey",
                "phone": "01682345678",
                "email": "lan.journey@example.com",
                "lang": "vi_VN",
            }
        )
        self.env["product.product"].create(
            {"name": "Cooker Journey", "type": "service", "list_price": 600,
             "invoice_policy": "order", "taxes_id": False}
        )
        self._invoice(lan, 1000)
        group._review()
        self.start_tour("/odoo/sales", "cs_loyalty_journey_2_returns", login="admin")
        order = self.env["sale.order"].search([("partner_id", "=", lan.id)])
        self.assertEqual(order.state, "sale")
        invoice = order._create_invoices()
        invoice.action_post()
        self.env["cs.tier.pending"]._process_batch()
        self.assertEqual(lan.with_company(self.company).cs_tier_id, group.tier_ids[1])
        before = self.env["mail.mail"].search([])
        self.env["cs.contact.log"]._process_batch()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, lan)
        self.assertEqual(mail.subject, "Chúc mừng hạng Vàng Hành Trình")
        self.start_tour(
            f"/odoo/sales/{order.id}", "cs_loyalty_journey_2_raised", login="admin"
        )

    def _invoice(self, partner, amount):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        move.action_post()
        return move
