from odoo import api, fields, models
from odoo.exceptions import UserError

SUBSTITUTES_OFFERED = 3
TIMES_ASKED_AT_MOST = 3


class CsStockoutCase(models.Model):
    """What the customer is offered, and how the customer is asked."""

    _inherit = "cs.stockout.case"

    def action_refresh_options(self):
        """Look again which substitutes are available and when the goods come.

        :returns: True
        """
        self.check_access("write")
        self.filtered(lambda case: case.state in ("open", "approval"))._cs_make_options()
        return True

    def action_offer(self):
        """Write to the customers: one mail an order with all that is short.

        Offers that need approval wait for a stock-out manager.

        :returns: True
        :raises UserError: none of the cases is waiting to be offered
        """
        self.check_access("write")
        cases = self.filtered(lambda case: case.state in ("open", "approval", "offered"))
        if not cases:
            raise UserError(
                self.env._("Nothing to offer: the customer has chosen, or the case is closed.")
            )
        cases._cs_offer()
        return True

    def _cs_offer(self):
        """Make options where there are none, ask for approval where needed, else write."""
        self.filtered(lambda case: not case.option_ids)._cs_make_options()
        manager = self.env.user.has_group("cs_stockout.cs_stockout_group_manager")
        held = self.filtered(
            lambda case: any(case.option_ids.mapped("requires_approval")) and not manager
        )
        for case in held.filtered(lambda case: case.state == "open"):
            case.sudo().write({"state": "approval"})
            case._cs_log(
                case.env._(
                    "The offer for %(product)s waits for a stock-out manager.",
                    product=case.product_id.display_name,
                )
            )
        for order, cases in (self - held).grouped("order_id").items():
            cases.sudo()._cs_send_offer(order.sudo())

    def _cs_send_offer(self, order):
        """Offer the cases of one order together, in the customer's language."""
        deadline = self._cs_next_deadline(order.company_id)
        for case in self:
            case.write(
                {
                    "state": "offered",
                    "deadline": deadline,
                    "times_asked": case.times_asked + 1,
                }
            )
        if not order.partner_id.email:
            self[0]._cs_log(self.env._("The customer has no e-mail address: please call."))
            self[0]._cs_todo(self.env._("Call the customer and choose on their behalf."))
            return
        template = self.env.ref("cs_stockout.mail_template_offer")
        template.send_mail(order.id, email_layout_xmlid="mail.mail_notification_light")

    def _cs_make_options(self):
        """Give these cases new options (substitutes, waiting, cancelling) and a deadline."""
        cases = self.sudo()
        quantities = {case.sale_line_id.id: case.short_qty for case in cases}
        found = cases.sale_line_id._cs_candidates(quantities)
        cases.option_ids.unlink()
        for company, undated in cases.filtered(lambda case: not case.deadline).grouped(
            "company_id"
        ).items():
            undated.deadline = undated._cs_next_deadline(company)
        self.env["cs.stockout.option"].sudo().create(
            [
                values
                for case in cases
                for values in case._prepare_option_values(found.get(case.sale_line_id.id, []))
            ]
        )

    def _prepare_option_values(self, candidates):
        """Return the values of the options of this case (hook)."""
        self.ensure_one()
        values = [
            {
                "case_id": self.id,
                "kind": "substitute",
                "sequence": 10,
                "rule_id": candidate.rule.id,
                "product_id": candidate.product.id,
                "quantity": candidate.quantity,
                "uom_id": candidate.uom.id,
                "price_unit": candidate.price,
                "discount": candidate.discount,
                "difference": self.sale_line_id._cs_difference_to_pay(candidate),
                "available_qty": candidate.available,
                "score": candidate.score.total,
                "reasons": " · ".join(candidate.line._cs_reasons(candidate)),
                "requires_approval": candidate.rule.requires_approval,
            }
            for candidate in candidates[:SUBSTITUTES_OFFERED]
        ]
        values.append({"case_id": self.id, "kind": "wait", "sequence": 20})
        values.append({"case_id": self.id, "kind": "cancel", "sequence": 30})
        return values

    def _cs_next_deadline(self, company):
        """Return until when a customer who is asked now may choose."""
        return company._cs_deadline(fields.Datetime.now(), company.cs_stockout_deadline_hours)

    def _cs_announce(self):
        """Have new cases prepared right after this transaction, so that confirming is fast."""
        if self:
            data = self.env["ir.model.data"]
            cron_id = data._xmlid_to_res_id("cs_stockout.ir_cron_prepare")
            self.env["ir.cron"].sudo().browse(cron_id)._trigger()

    @api.model
    def _cron_prepare(self, batch=100):
        """Give new cases their options; where the company says so, write to the customer."""
        domain = [("state", "=", "open"), ("option_ids", "=", False)]
        cases = self.search(domain, limit=batch, order="id").try_lock_for_update()
        cases._cs_make_options()
        auto = cases.filtered(lambda case: case.company_id.cs_stockout_offer == "auto")
        # A job is not a manager: what needs approval waits for one.
        held = auto.filtered(lambda case: any(case.option_ids.mapped("requires_approval")))
        held.write({"state": "approval"})
        for order, offered in (auto - held).grouped("order_id").items():
            offered._cs_send_offer(order)
        self.env["ir.cron"]._commit_progress(len(cases), remaining=self.search_count(domain))

    @api.model
    def _cron_deadline(self, batch=100):
        """Carry out what was announced for customers who did not choose in time."""
        domain = [("state", "=", "offered"), ("deadline", "<", fields.Datetime.now())]
        late = self.search(domain, limit=batch, order="id")
        remaining = self.search_count(domain)
        for case in late:
            if case.try_lock_for_update() and case.state == "offered":
                case._cs_apply_default()
            remaining -= 1
            self.env["ir.cron"]._commit_progress(1, remaining=remaining)

    def _cs_apply_default(self):
        """Do what the customer was told would happen without an answer."""
        self.ensure_one()
        if self.default_choice != "ask_again":
            self._cs_choose(self.default_choice, by="deadline")
        elif self.times_asked < TIMES_ASKED_AT_MOST:
            self._cs_send_offer(self.order_id)
        else:
            self.write({"state": "open"})
            self._cs_todo(self.env._("The customer does not answer: please call."))
