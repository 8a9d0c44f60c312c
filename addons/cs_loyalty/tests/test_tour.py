from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestTour(HttpCase):
    def test_journey_1_phone(self):
        """She is found by her old number; creating her again offers the one there is."""
        self.env.company.country_id = self.env.ref("base.vn")
        lan = self.env["res.partner"].create({"name": "Lan Journey", "phone": "01682345678"})
        self.start_tour("/odoo/sales", "cs_loyalty_phone", login="admin")
        orders = self.env["sale.order"].search([("partner_id", "=", lan.id)])
        self.assertEqual(len(orders), 1)
        self.assertEqual(
            self.env["res.partner"].search_count([("name", "ilike", "Journey")]), 1
        )
