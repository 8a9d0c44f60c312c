from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.codes import new_code


class CsNpsCase(models.Model):
    """A complaint that was justified is worth a voucher: a real coupon, one a case."""

    _inherit = "cs.nps.case"

    offer_card_id = fields.Many2one(
        "loyalty.card",
        string="Coupon",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cs_survey_nps.cs_survey_nps_group_user,sales_team.group_sale_salesman",
    )
    offer_code = fields.Char(
        string="Voucher", compute="_compute_offer", compute_sudo=True
    )
    offer_until = fields.Date(string="Valid Until", compute="_compute_offer", compute_sudo=True)
    offer_at = fields.Datetime(string="Voucher Given", readonly=True, copy=False)
    offer_possible = fields.Boolean(compute="_compute_offer", compute_sudo=True)

    @api.depends("offer_card_id", "company_id", "partner_id")
    def _compute_offer(self):
        for case in self:
            card = case.offer_card_id
            case.offer_code = card.code
            case.offer_until = card.expiration_date
            program = case.company_id.cs_nps_offer_program_id
            case.offer_possible = bool(program and case.partner_id and not case.offer_at)

    def _check_kept(self, vals):
        """A voucher is given by the button alone."""
        if not self.env.su and not {"offer_card_id", "offer_at"}.isdisjoint(vals):
            raise UserError(self.env._("A voucher is given by its button, once a case."))
        return super()._check_kept(vals)

    @api.model
    def _check_by_hand(self, vals):
        self.browse()._check_kept({name: vals[name] for name in vals if name.startswith("offer_")})
        return super()._check_by_hand(vals)

    def action_offer(self):
        """Give the customer a voucher: once a case, however often it is pressed."""
        for case in self:
            case.check_access("write")
            case.lock_for_update(allow_referencing=True)
            case.invalidate_recordset(["offer_card_id", "offer_at"])
            if not case.offer_at:
                case._give_offer()
        return True

    def _give_offer(self):
        self.ensure_one()
        program = self._get_offer_program()
        if not self.partner_id:
            raise UserError(self.env._("Nobody is known to whom a voucher could be given."))
        card = self.env["loyalty.card"].sudo().with_context(loyalty_no_mail=True)
        card = card.create(self._prepare_offer_values(program))
        self.sudo().write({"offer_card_id": card.id, "offer_at": fields.Datetime.now()})
        self.message_post(
            body=self.env._(
                "Voucher %(code)s given: %(reward)s, valid until %(date)s.",
                code=card.code,
                reward=self._get_offer_reward(card),
                date=format_date(self.env, card.expiration_date),
            )
        )

    def _get_offer_program(self):
        """Return the program of the vouchers, or say what is to be set."""
        program = self.company_id.sudo().cs_nps_offer_program_id
        if not program.active or not program.reward_ids:
            raise UserError(
                self.env._(
                    "No voucher can be given: ask an administrator to choose a coupon program "
                    "with a reward in the settings of Customer Service."
                )
            )
        return program

    def _prepare_offer_values(self, program):
        """Return the values of the coupon."""
        zone = self.company_id.sudo()._cs_timezone()
        today = fields.Datetime.context_timestamp(
            self.with_context(tz=zone), fields.Datetime.now()
        ).date()
        until = today + timedelta(days=self.company_id.sudo().cs_nps_offer_days)
        return {
            "program_id": program.id,
            "partner_id": self.partner_id.id,
            "points": min(program.reward_ids.mapped("required_points")),
            "code": new_code(),
            "expiration_date": min(until, program.date_to or until),
        }

    def _get_offer_reward(self, card):
        return card.program_id.reward_ids[:1].description or card.program_id.name

    @api.model
    def _get_forgotten(self):
        """The coupon stays with the customer, and leads back to her no more."""
        return {**super()._get_forgotten(), "offer_card_id": None}

    def _cs_offer_sentence(self):
        """Tell the customer of the voucher, in the language of the mail."""
        card = self.sudo().offer_card_id
        if not card:
            return super()._cs_offer_sentence()
        return self.env._(
            "For your trouble there is a voucher for you: %(reward)s. Its code is %(code)s, "
            "valid until %(date)s.",
            reward=self._get_offer_reward(card),
            code=card.code,
            date=format_date(self.env, card.expiration_date, lang_code=self.env.lang),
        )
