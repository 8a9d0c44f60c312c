from odoo import models
from odoo.exceptions import AccessError, UserError


class CsStockoutCase(models.Model):
    """What only a stock-out manager may agree to: an offer, or a choice made by phone."""

    _inherit = "cs.stockout.case"

    def action_approve(self):
        """Agree to what waits for approval: the offer goes out, or the choice is carried out.

        :returns: True
        :raises UserError: nothing waits for approval
        """
        cases = self._cs_to_decide()
        for case in cases:
            case._cs_lock()
        cases = cases.filtered(lambda case: case.state == "approval")
        cases.sudo().option_ids.filtered("requires_approval").approved = True
        cases._cs_log_all(self.env._("Approved by %(who)s.", who=self.env.user.name))
        cases._cs_go_on()
        return True

    def action_refuse(self):
        """Open the window that asks why the offer or choice is refused.

        :returns: the action
        """
        cases = self._cs_to_decide()
        wizard = self.env["cs.stockout.refuse"].create({"case_ids": [(6, 0, cases.ids)]})
        return wizard._get_action()

    def cs_refuse(self, reason):
        """Refuse what waits for approval: without it the offer goes out, or a choice ends.

        :param str reason: goes into the chatter of the order, and to the salesperson
        :returns: the ids of the cases that were refused
        :raises UserError: no reason, or nothing waits for approval
        """
        cases = self._cs_to_decide()
        reason = self.env["res.company"]._cs_read_text(reason).strip()
        if not reason:
            raise UserError(self.env._("Say why: the salesperson has to tell the customer."))
        for case in cases:
            case._cs_lock()
        cases = cases.filtered(lambda case: case.state == "approval")
        cases._cs_log_all(
            self.env._("Refused by %(who)s: %(why)s", who=self.env.user.name, why=reason)
        )
        for case in cases.filtered("choice"):
            case._cs_todo(self.env._("The choice was refused: %(why)s", why=reason))
        cases.sudo().option_ids.filtered(
            lambda option: option.requires_approval and not option.approved
        ).unlink()
        chosen = cases.filtered("choice")
        for case in chosen.sudo():
            case.write({"state": "open", **case._prepare_fresh_choice()})
        for order, offered in (cases - chosen).grouped("order_id").items():
            offered.sudo()._cs_send_offer(order.sudo())
        return cases.ids

    def _cs_to_decide(self):
        """Return the cases that wait for approval, if this user may decide.

        :raises AccessError: the user is no stock-out manager
        :raises UserError: nothing waits for approval
        """
        self.check_access("write")
        if not self._cs_is_manager():
            raise AccessError(self.env._("Only a stock-out manager may approve or refuse."))
        cases = self.filtered(lambda case: case.state == "approval")
        if not cases:
            raise UserError(self.env._("Nothing here waits for approval."))
        return cases

    def _cs_is_manager(self):
        return self.env.user.has_group("cs_stockout.cs_stockout_group_manager")

    def _cs_needs_approval(self):
        """Return the cases with an option that nobody agreed to yet."""
        return self.filtered(lambda case: case.option_ids != case._cs_open_options())

    def _cs_hold(self, manager=None):
        """Have offers that need approval wait for it; a manager who offers agrees.

        :returns: the cases that wait
        """
        cases = self._cs_needs_approval()
        manager = self._cs_is_manager() if manager is None else manager
        if manager:
            cases.sudo().option_ids.filtered("requires_approval").approved = True
            return self.browse()
        for case in cases.filtered(lambda case: case.state == "open").sudo()._cs_each():
            case.write({"state": "approval", **case._prepare_fresh_choice()})
            case._cs_log(
                case.env._(
                    "The offer for %(product)s waits for a stock-out manager.",
                    product=case.product_id.display_name,
                )
            )
        return cases.filtered(lambda case: case.state == "approval")

    def _cs_hold_choice(self, option, note):
        """Keep a salesperson's choice that a manager must agree to.

        :returns: ``(status, sentence)``
        """
        self.write(
            {
                "state": "approval",
                "choice": option.kind,
                "chosen_by": "salesperson",
                "chosen_option_id": option.id,
            }
        )
        self._cs_log_choice(option, "salesperson", note)
        return "approval", self.env._("A stock-out manager must agree to this choice first.")

    def _cs_go_on(self):
        """Do what waited for approval: send the offers, carry out the choices."""
        chosen = self.filtered("choice")
        for order, cases in (self - chosen).grouped("order_id").items():
            cases.sudo()._cs_send_offer(order.sudo())
        for case in chosen.sudo():
            option = case.chosen_option_id
            status, sentence = case._cs_choose(option.kind, option.id, by="salesperson")
            if status not in ("done", "noted"):
                case.write({"state": "open", **case._prepare_fresh_choice()})
                case._cs_todo(sentence)
