from odoo import models


class SaleOrderLine(models.Model):
    """The substitutes of a line side by side."""

    _inherit = "sale.order.line"

    def action_cs_compare(self, product_id=False):
        """Open the window that lays the substitutes of this line side by side.

        :param int product_id: the substitute to show first
        :returns: the action
        """
        self.ensure_one()
        self.check_access("read")
        self.env["cs.substitution.rule"].check_access("read")
        window = self.env["cs.stockout.compare"].create(
            {
                "sale_line_id": self.id,
                "first_id": product_id,
                "from_shortages": bool(self.env.context.get("cs_from_shortages")),
            }
        )
        return window._get_action()
