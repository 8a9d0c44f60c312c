from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cs_nps_invitation_count = fields.Integer(
        string="Surveys",
        compute="_compute_cs_nps_invitation_count",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )

    cs_nps_response_count = fields.Integer(
        string="Survey Answers",
        compute="_compute_cs_nps_answers",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )
    cs_nps_last_score = fields.Integer(
        string="Survey Score",
        compute="_compute_cs_nps_answers",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )
    cs_nps_case_count = fields.Integer(
        string="Survey Cases",
        compute="_compute_cs_nps_case_count",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )

    def _compute_cs_nps_answers(self):
        answers = self.env["cs.nps.response"].search(
            [("sale_order_id", "in", self.ids), ("status", "=", "confirmed")],
            order="answered_at, id",
        )
        by_order = answers.grouped("sale_order_id")
        for order in self:
            found = by_order.get(order._origin, answers.browse())
            order.cs_nps_response_count = len(found)
            order.cs_nps_last_score = found[-1:].score

    def _compute_cs_nps_case_count(self):
        groups = self.env["cs.nps.case"]._read_group(
            [("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"]
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.cs_nps_case_count = counts.get(order._origin.id, 0)

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

    def action_cs_nps_responses(self):
        """Open what the customer answered about this order."""
        self.ensure_one()
        self.env["cs.nps.response"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_response_action"
        )
        return dict(action, domain=[("sale_order_id", "=", self.id)], context={})

    def action_cs_nps_cases(self):
        """Open the cases that the answers about this order led to."""
        self.ensure_one()
        self.env["cs.nps.case"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_survey_nps.cs_nps_case_action")
        return dict(action, domain=[("sale_order_id", "=", self.id)], context={})
