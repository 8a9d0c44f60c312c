from markupsafe import Markup
from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """What the company lets a salesperson do with an order that is short."""

    _inherit = "sale.order"

    def action_confirm(self):
        return self._cs_ask_before_confirming() or super().action_confirm()

    def _cs_ask_before_confirming(self):
        """Return the window that asks, None where these orders may be confirmed.

        Orders that a customer pays or signs are confirmed by the system: there is nobody to
        ask. The question is put to the person who pressed the button; a program that confirms
        is only ever refused.

        :raises UserError: the company confirms no order that is short, and this user may not
        """
        if self.env.su:
            return None
        asked = self.filtered(lambda order: order._cs_policy() != "case")
        if not asked:
            return None
        manager = self.env.user.has_group("cs_stockout.cs_stockout_group_manager")
        blocked = asked.filtered(lambda order: order._cs_policy() == "block")
        if self.env.context.get("cs_stockout_answered") and (manager or not blocked):
            return None
        short = asked._cs_short_lines()
        if not short:
            return None
        person = self.env.context.get("cs_stockout_ask") and len(self) == 1
        refused = short.order_id & blocked
        if refused and not (manager and person):
            raise UserError(refused._cs_refusal(short, manager))
        if not person:
            return None
        wizard = self.env["cs.stockout.confirm"].create({"order_id": self.id})
        return wizard._get_action()

    def _cs_policy(self):
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            return "case"
        return self.company_id.sudo().cs_stockout_policy

    def _cs_short_lines(self):
        """Return the lines of these quotations that stock and receipts will not cover."""
        lines = self.order_line
        found = lines._cs_shortages(one_queue=True)
        return lines.filtered(lambda line: line.id in found and found[line.id].short)

    def _cs_refusal(self, short, manager=False):
        """Return the sentence that says which lines are short, and what to do."""
        names = ", ".join(line._cs_short_name() for line in short if line.order_id in self)
        if manager:
            return self.env._(
                "Not confirmed, because stock and planned receipts do not cover %(lines)s. "
                "Swap them, promise a later delivery date, or confirm each order by its own "
                "button and give a reason.",
                lines=names,
            )
        return self.env._(
            "Not confirmed, because stock and planned receipts do not cover %(lines)s. Swap "
            "them, promise a later delivery date, or ask a stock-out manager, who may confirm "
            "with a reason.",
            lines=names,
        )

    def _cs_confirm_short(self, reason):
        """Confirm a quotation that is short, and write down why.

        :raises UserError: the company asks for a manager or a reason, and one is missing
        """
        self.ensure_one()
        if self._cs_policy() == "block" and not (reason or "").strip():
            raise UserError(self.env._("Say why this order is confirmed although it is short."))
        # The group is checked once more where the order is confirmed.
        self.with_context(cs_stockout_answered=True).action_confirm()
        if reason:
            text = self.env._("Confirmed although it is short: %(reason)s", reason=reason)
            self._message_log(body=Markup("<p>%s</p>") % text)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _cs_short_name(self):
        """Return the missing quantity and the product, for sentences."""
        return self.env._(
            "%(quantity)g %(unit)s %(product)s",
            quantity=round(self.cs_short_qty, 2),
            unit=self.product_uom_id.name,
            product=self.product_id.display_name,
        )
