from odoo import api, fields, models
from odoo.exceptions import UserError

from .cs_nps_case import _KEPT


class CsNpsCase(models.Model):
    """Complaints that came without a survey: by phone, in the shop, in a message."""

    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        prepared = []
        for vals in vals_list:
            if not vals.get("response_id"):
                vals = self._prepare_by_hand(vals)
            elif not self.env.su:
                raise UserError(self.env._("The case of a survey answer opens by itself."))
            prepared.append({**vals, "first_deadline": vals["deadline"]})
        # The check of what is kept is on what a client sent, not on what was made of it.
        cases = super(CsNpsCase, self.sudo()).create(prepared).with_env(self.env)
        cases.check_access("create")
        cases.filtered(lambda case: not case.sudo().response_id).sudo()._remind_owner()
        return cases

    @api.model
    def _prepare_by_hand(self, vals):
        """Return the values of a complaint that somebody noted, completed by the rules."""
        self._check_by_hand(vals)
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        order = self.env["sale.order"].sudo().browse(vals.get("sale_order_id"))
        partner = self.env["res.partner"].browse(vals["partner_id"])
        program = self._get_program_by_hand(company)
        values = {
            **vals,
            "company_id": company.id,
            "program_id": program.id,
            "received_at": vals.get("received_at") or fields.Datetime.now(),
        }
        if not vals.get("deadline"):
            received = fields.Datetime.to_datetime(values["received_at"])
            hours = self._get_deadline_hours(program, partner, company)
            values["deadline"] = company._cs_deadline(received, hours)
        owner = self.env["res.users"].browse(vals.get("user_id"))
        if not owner:
            owner = self._get_owner_by_hand(program, company, order)
        values["user_id"] = owner.id
        values["team_id"] = (order.team_id or owner.sudo().sale_team_id).id
        return values

    @api.model
    def _check_by_hand(self, vals):
        self.check_access("create")
        if not vals.get("partner_id"):
            raise UserError(self.env._("Say who complained: choose the customer."))
        if not (vals.get("description") or "").strip():
            raise UserError(self.env._("Write what the customer said."))
        if self.env.su:
            return
        if any(vals.get(name) for name in _KEPT - {"company_id"}) or (
            vals.get("stage") not in (None, False, "new")
        ):
            raise UserError(self.env._("A complaint begins as new, with its history empty."))
        received = fields.Datetime.to_datetime(vals.get("received_at"))
        if received and received > fields.Datetime.now():
            raise UserError(self.env._("A complaint cannot have come in the future."))
        self.env["res.partner"].browse(vals["partner_id"]).check_access("read")
        if vals.get("sale_order_id"):
            self.env["sale.order"].browse(vals["sale_order_id"]).check_access("read")

    @api.model
    def _get_program_by_hand(self, company):
        """Return the program by whose rules a complaint without survey is handled."""
        return self.env["cs.nps.program"].sudo().search(
            [("company_id", "=", company.id)], limit=1
        )

    @api.model
    def _get_owner_by_hand(self, program, company, order):
        """Return who noted the complaint if that person may look after it, else by the rule."""
        me = self.env.user
        if not self.env.su and self._may_own(me, company):
            return me
        return self._choose_owner(program, company, order.user_id, order.team_id)

    @api.onchange("sale_order_id")
    def _onchange_sale_order_id(self):
        if self.sale_order_id and not self.partner_id:
            self.partner_id = self.sale_order_id.partner_id
