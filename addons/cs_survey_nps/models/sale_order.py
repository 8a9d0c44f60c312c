from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cs_nps_invitation_count = fields.Integer(
        string="Surveys",
        compute="_compute_cs_nps_invitation_count",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )

    def _compute_cs_nps_invitation_count(self):
        groups = self.env["cs.nps.invitation"]._read_group(
            [("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"]
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.cs_nps_invitation_count = counts.get(order.id, 0)

    def action_confirm(self):
        result = super().action_confirm()
        self.env["cs.nps.program"]._on_orders("order_confirmed", self)
        return result

    def _cs_nps_is_returned(self):
        """Return whether goods were delivered and nothing of them is left with the customer."""
        delivered = self.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.location_dest_id.usage == "customer"
        )
        return bool(delivered) and not any(line.qty_delivered > 0 for line in self.order_line)

    def action_cs_nps_invitations(self):
        """Open the surveys about this order."""
        self.ensure_one()
        self.env["cs.nps.invitation"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_invitation_action"
        )
        return dict(action, domain=[("sale_order_id", "=", self.id)], context={})
