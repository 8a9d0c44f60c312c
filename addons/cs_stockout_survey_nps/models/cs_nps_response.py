from odoo import api, fields, models


class CsNpsResponse(models.Model):
    """An answer knows what was missing from the order, and how that ended."""

    _inherit = "cs.nps.response"

    cs_stockout_text = fields.Text(
        string="Shortages",
        compute="_compute_cs_stockout_text",
        compute_sudo=True,
        help="What was missing from the order, and what became of it.",
    )

    @api.depends("sale_order_id")
    def _compute_cs_stockout_text(self):
        cases = self.env["cs.stockout.case"].search(
            [("order_id", "in", self.sale_order_id.ids)], order="id"
        )
        by_order = cases.grouped("order_id")
        for response in self:
            own = by_order.get(response.sale_order_id, cases.browse())
            response.cs_stockout_text = "\n".join(case._get_outcome() for case in own) or False

    def action_view_cs_stockouts(self):
        """Open the shortages of the order."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Shortages"),
            "res_model": "cs.stockout.case",
            "view_mode": "list,form",
            "domain": [("order_id", "=", self.sale_order_id.id)],
        }
