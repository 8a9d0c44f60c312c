from odoo import models
from odoo.exceptions import UserError

from ..tools.allocation import EPSILON

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
        cases = self.filtered(lambda case: case.state in ("open", "approval"))
        cases._cs_find_dates()
        cases._cs_make_options()
        return True

    def action_offer(self):
        """Write to the customers: one mail an order with all that is short.

        Offers that need approval wait for a stock-out manager. What is offered already is left
        alone, so that a second call writes no second mail.

        :returns: True
        :raises UserError: none of the cases is waiting to be offered, or is offered
        """
        return self._cs_offer_those(("open", "approval"))

    def action_offer_again(self):
        """Write once more to customers who have not answered, with a new deadline.

        One that a person set stays, while it is an hour or more away.

        :returns: True
        :raises UserError: none of the cases is offered
        """
        return self._cs_offer_those(("offered",))

    def _cs_offer_those(self, states):
        self.check_access("write")
        cases = self.filtered(lambda case: case.state in states)
        if not cases and "offered" not in self.mapped("state"):
            raise UserError(
                self.env._("Nothing to offer: the customer has chosen, or the case is closed.")
            )
        if cases:
            cases._cs_offer()
        return True

    def _cs_offer(self):
        """Make fresh options, ask for approval where needed, else write."""
        self._cs_find_dates()
        self._cs_make_options()
        held = self._cs_hold()
        for order, cases in (self - held).grouped("order_id").items():
            cases.sudo()._cs_send_offer(order.sudo())

    def _cs_send_offer(self, order):
        """Offer the cases of one order together, in the customer's language."""
        # A mail forgets what was read, which is not read again for all the other orders then.
        self.with_prefetch()._cs_offer_together(order.with_prefetch())

    def _cs_offer_together(self, order):
        # What was there when the options were made may have left since.
        self.option_ids.filtered(
            lambda option: option.kind == "split" and not option.case_id._cs_may_split()
        ).unlink()
        deadline = self._prepare_deadline_values(order.company_id)
        alike = self.grouped(lambda case: (case.times_asked, case._cs_true_default()))
        for (times_asked, _default), cases in alike.items():
            cases.write(
                {
                    "state": "offered",
                    "times_asked": times_asked + 1,
                    **deadline,
                    **cases[0]._prepare_fresh_choice(),
                }
            )
        self._cs_log_all(
            self.env._("Offered to the customer, who may choose. Nothing is set aside.")
        )
        # Drawn here, so that mail, portal and page only ever read it.
        order._cs_token()
        if not order.partner_id.email:
            self[0]._cs_log(self.env._("The customer has no e-mail address: please call."))
            self[0]._cs_to_call(self.env._("Call the customer and choose on their behalf."))
            return
        self._cs_mail("cs_stockout.mail_template_offer", order)

    def _prepare_fresh_choice(self):
        """Return the values of a case about which nothing was chosen yet."""
        return {
            "choice": False,
            "chosen_by": False,
            "chosen_at": False,
            "chosen_option_id": False,
            "settle_amount": 0.0,
            "payment_link": False,
            "default_choice": self._cs_true_default(),
        }

    def _cs_true_default(self):
        """Return the default that can be kept: nobody waits for what never comes again."""
        if self.default_choice == "wait" and "wait" not in self.option_ids.mapped("kind"):
            return "ask_again"
        return self.default_choice

    def _cs_mail(self, xmlid, record):
        """Queue the mail of a template about a record, to its customer."""
        template = self.env.ref(xmlid)
        template.send_mail(record.id, email_layout_xmlid="cs_base.mail_layout")

    # -- options ---------------------------------------------------------------------------

    def _cs_make_options(self):
        """Give these cases new options and, where it is missing, a deadline.

        The first ones are also when the order's chatter comes to tell of the shortage.
        """
        cases = self.sudo()
        cases.filtered(lambda case: not case.option_ids)._cs_log_opened()
        quantities = {case.sale_line_id.id: case.missing_qty for case in cases}
        found = cases.sale_line_id._cs_candidates(quantities)
        sources = cases._cs_transfer_sources()
        agreed = {case.id: case.option_ids.filtered("approved").rule_id for case in cases}
        # What is waited for stays known, however often the rest is looked up.
        kept = cases.filtered(lambda case: case.state == "waiting").chosen_option_id
        (cases.option_ids - kept).unlink()
        for company, undated in cases.filtered(lambda case: not case.deadline).grouped(
            "company_id"
        ).items():
            undated.deadline = undated._cs_next_deadline(company)
        values = []
        for case in cases:
            candidates = found.get(case.sale_line_id.id, [])
            found_values = case._prepare_option_values(candidates)
            found_values += case._prepare_transfer_values(sources.get(case.id))
            known = case.option_ids.mapped("kind")
            values += [one for one in found_values if one["kind"] not in known]
        options = self.env["cs.stockout.option"].sudo().create(values)
        for option in options.filtered("requires_approval"):
            option.approved = option.rule_id in agreed[option.case_id.id]

    def _prepare_option_values(self, candidates):
        """Return the values of the options of this case (hook)."""
        self.ensure_one()
        values = [
            self._prepare_substitute_values(candidate)
            for candidate in candidates[:SUBSTITUTES_OFFERED]
        ]
        if self.product_id._cs_comes_again():
            values.append({"case_id": self.id, "kind": "wait", "sequence": 20})
            if self._cs_may_split():
                values.append({"case_id": self.id, "kind": "split", "sequence": 25})
        values.append({"case_id": self.id, "kind": "cancel", "sequence": 40})
        return values

    def _prepare_substitute_values(self, candidate):
        """Return the values of the option to take this substitute (hook)."""
        # A job makes most options; who reads the reasons is the salesperson.
        line = candidate.line.with_context(lang=self.user_id.lang or self.env.lang)
        return {
            "case_id": self.id,
            "kind": "substitute",
            "sequence": 10,
            "rule_id": candidate.rule.id,
            "product_id": candidate.product.id,
            "quantity": candidate.quantity,
            "missing_qty": candidate.replaced,
            "uom_id": candidate.uom.id,
            "price_unit": candidate.price,
            "discount": candidate.discount,
            "difference": self.sale_line_id._cs_difference_to_pay(candidate),
            "available_qty": candidate.available,
            "score": candidate.score.total,
            "reasons": " · ".join(line._cs_reasons(candidate)),
            "requires_approval": candidate.rule.requires_approval,
        }

    def _cs_open_options(self):
        """Return what the customer may choose from."""
        return self.option_ids.filtered(lambda option: option._cs_is_open())

    def _cs_may_split(self):
        """Return whether a part of the line can still be sent before the missing one."""
        return self._cs_available_now() > EPSILON

    def _cs_available_now(self):
        """Return what of the line can still be delivered without what is missing."""
        self.ensure_one()
        line = self.sale_line_id
        return max(line.product_uom_qty - line.qty_delivered - self.missing_qty, 0.0)
