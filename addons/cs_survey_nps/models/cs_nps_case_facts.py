from odoo import api, fields, models


class CsNpsCase(models.Model):
    """What whoever calls the customer should know: the order, its deliveries, her history."""

    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    facts = fields.Html(
        string="Order and Delivery", compute="_compute_facts", compute_sudo=True, sanitize=False
    )
    customer_case_count = fields.Integer(
        string="Complaints of the Customer",
        compute="_compute_customer_case_count",
        compute_sudo=True,
    )

    @api.depends("sale_order_id")
    @api.depends_context("lang", "tz")
    def _compute_facts(self):
        for case in self:
            order = case.sale_order_id
            values = {"order": order, **case._get_facts(order)} if order else {}
            case.facts = order.name and self.env["ir.qweb"]._render(
                "cs_survey_nps.case_facts", values
            )

    def _get_facts(self, order):
        """Return the lines and the deliveries of an order, as its case shows them."""
        lines = order.order_line.filtered(lambda line: not line.display_type)
        pickings = order.picking_ids.filtered(lambda picking: picking.state != "cancel")
        return {
            "lines": [
                {
                    "name": line.product_id.display_name or line.name,
                    "quantity": line.product_uom_qty,
                    "delivered": line.qty_delivered,
                }
                for line in lines[:8]
            ],
            "more": max(0, len(lines) - 8),
            "pickings": pickings.sorted("id"),
        }

    @api.depends("partner_id", "company_id")
    def _compute_customer_case_count(self):
        entities = self.partner_id.commercial_partner_id
        groups = self.env["cs.nps.case"]._read_group(
            [("partner_id.commercial_partner_id", "in", entities.ids)],
            ["partner_id", "company_id"],
            ["__count"],
        )
        counts = {}
        for partner, company, count in groups:
            key = (partner.commercial_partner_id, company)
            counts[key] = counts.get(key, 0) + count
        for case in self:
            key = (case.partner_id.commercial_partner_id, case.company_id)
            case.customer_case_count = counts.get(key, 0) if case.partner_id else 0

    def action_view_customer_cases(self):
        """Open the complaints of this customer and her company."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.action_cs_nps_cases()

    def action_view_order(self):
        """Open the order that the complaint is about."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "view_mode": "form",
        }

    def action_view_answer(self):
        """Open the answer that led to the case."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.nps.response",
            "res_id": self.response_id.id,
            "view_mode": "form",
        }
