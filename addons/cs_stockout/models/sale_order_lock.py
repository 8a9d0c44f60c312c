from odoo import models

from ..tools.allocation import EPSILON


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _cs_products_to_lock(self):
        """Return the products whose stock these lines may take: of a kit, its components."""
        facts = self.product_id._cs_known_facts(self.company_id)
        return self.filtered(lambda line: facts[line.product_id.id].counted)._cs_stocked_products(
            facts
        )

    def _cs_lock_promised(self, found, facts):
        """Lock the stock of lines that are promised some of it, or told when it comes.

        Who gets nothing and hears no date takes nothing from anybody, whoever was first: orders
        for what is sold out do not make each other start anew.

        :param dict found: ``{line id: Shortage}``
        :param dict facts: of ``_cs_known_facts``
        """
        promised = self.filtered(
            lambda line: line.id in found
            and (found[line.id].available > EPSILON or found[line.id].full_date)
        )
        promised._cs_stocked_products(facts)._cs_lock_stock()


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_assign(self):
        # Odoo reserves in a copy of the quant that another worker holds: 8 and 8 from 10.
        self.move_ids.filtered(
            lambda move: move.sale_line_id and move.state not in ("done", "cancel")
        ).product_id.filtered("is_storable")._cs_lock_stock()
        return super().action_assign()
