from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_amount

LINK_DAYS = 7


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "cs.token.mixin"]

    cs_short_line_count = fields.Integer(
        string="Short Lines", compute="_compute_cs_short_line_count"
    )
    cs_stockout_case_ids = fields.One2many("cs.stockout.case", "order_id", readonly=True)
    cs_stockout_case_count = fields.Integer(
        string="Stock-out Cases", compute="_compute_cs_stockout_case_count"
    )

    @api.depends("order_line.cs_short_qty")
    def _compute_cs_short_line_count(self):
        for order in self:
            order.cs_short_line_count = len(
                order.order_line.filtered(lambda line: line.cs_short_qty > 0)
            )

    @api.depends("cs_stockout_case_ids")
    def _compute_cs_stockout_case_count(self):
        # Only what was confirmed once has cases: a quotation that is opened asks nothing.
        promised = self.filtered(
            lambda order: order.state not in ("draft", "sent")
            or any(line.cs_promise_date for line in order.order_line)
        )
        groups = self.env["cs.stockout.case"].sudo()._read_group(
            [("order_id", "in", promised.ids)], ["order_id"], ["__count"]
        ) if promised else []
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.cs_stockout_case_count = counts.get(order._origin.id, 0)

    # -- confirmation ------------------------------------------------------------------

    def _action_confirm(self):
        cases = self._cs_register_promises()
        result = super()._action_confirm()
        cases._cs_announce()
        return result

    def _action_cancel(self):
        cases = self.sudo().cs_stockout_case_ids
        cases._cs_void()
        # Nothing is held for them any more, and nothing that is confirmed again was promised so.
        cases.filtered("served_at").served_at = False
        return super()._action_cancel()

    def _cs_register_promises(self):
        """Freeze what is promised and open a case for each line that is short.

        Runs before the deliveries exist, so that these orders' own demand is not counted
        twice.

        :returns: the new cases
        """
        lines = self.order_line
        counted = lines.filtered(lambda line: line._cs_is_counted())
        facts = counted.product_id._cs_known_facts(counted.company_id)
        found = counted._cs_shortages(one_queue=True, facts=facts)
        counted._cs_lock_promised(found, facts)
        cases = lines._cs_open_cases(found)
        lines._cs_freeze_promises()
        return cases

    # -- what users open ---------------------------------------------------------------

    def action_cs_shortages(self):
        """Open the short lines of a quotation with their substitutes.

        :returns: the action
        """
        self.ensure_one()
        wizard = self.env["cs.stockout.swap"].create({"order_id": self.id})
        return wizard._get_action()

    def action_cs_stockout_cases(self):
        """Open the stock-out cases of these orders.

        :returns: the action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_stockout.cs_stockout_case_action"
        )
        action["domain"] = [("order_id", "in", self.ids)]
        action["context"] = {}
        cases = self.cs_stockout_case_ids
        if len(cases) == 1:
            action.update(res_id=cases.id, views=[(False, "form")])
        return action

    # -- the customer's link -----------------------------------------------------------

    def _cs_token_expires_at(self):
        """Return when the link to the open cases stops working."""
        deadlines = [case.deadline for case in self.cs_stockout_case_ids if case.deadline]
        return max(deadlines) + timedelta(days=LINK_DAYS) if deadlines else False

    def _cs_stockout_url(self):
        """Return the address of the customer's page. May write: for sending only."""
        self.ensure_one()
        return f"{self.get_base_url()}/cs/stockout/{self._cs_token()}"

    # -- audit -------------------------------------------------------------------------

    def _cs_log_swap(self, candidate, name, unit):
        """Write a swap into the chatter."""
        self.ensure_one()
        body = self.env._(
            "%(old_quantity)g %(old_unit)s %(old)s replaced by %(quantity)g %(unit)s "
            "%(new)s at %(price)s.",
            old_quantity=candidate.replaced,
            old_unit=unit,
            old=name,
            quantity=candidate.quantity,
            unit=candidate.uom.name,
            new=candidate.product.display_name,
            price=format_amount(self.env, candidate.price, self.currency_id),
        )
        self._message_log(body=Markup("<p>%s</p>") % body)

    def _get_update_prices_lines(self):
        """Leave the prices alone that were agreed for a substitute."""
        return super()._get_update_prices_lines().filtered(lambda line: not line.cs_price_agreed)
