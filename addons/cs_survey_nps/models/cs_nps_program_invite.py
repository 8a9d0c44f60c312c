from odoo import api, fields, models

from ..tools import window


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _get_recipient_tz(self, partner):
        """Return the timezone by whose clock ``partner`` may be written to."""
        company = self.company_id
        return partner.tz or company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def _next_opening(self, moment, partner):
        """Return the first moment from ``moment`` on at which ``partner`` may be written to."""
        self.ensure_one()
        zone = self._get_recipient_tz(partner)
        return window.next_opening(moment, zone, self.send_from_hour, self.send_to_hour)

    @api.model
    def _on_orders(self, trigger, orders):
        """Invite the customers of ``orders``, for the programs that wait for ``trigger``.

        Runs within the delivery or the confirmation, so it does the least: whether the
        invitation is sent is decided when its time comes.

        :returns: the invitations created, none for an order that has one
        """
        invitations = self.env["cs.nps.invitation"].sudo()
        programs = self.sudo().search(
            [("trigger", "=", trigger), ("company_id", "in", orders.company_id.ids)]
        )
        return invitations._insert_once(
            [
                program._prepare_invitation_values(
                    f"sale.order:{order.id}", order.partner_id, order
                )
                for program in programs
                for order in orders.sudo()
                if order.company_id == program.company_id
            ]
        )

    def _prepare_invitation_values(self, event_key, partner, order=None):
        """Return the values of an invitation: plain column values, for SQL and ORM alike."""
        self.ensure_one()
        due = fields.Datetime.add(fields.Datetime.now(), hours=self.delay_hours)
        record = order or partner
        return {
            "program_id": self.id,
            "company_id": self.company_id.id,
            "event_key": event_key,
            "res_model": record._name,
            "res_id": record.id,
            "sale_order_id": order.id if order else None,
            "partner_id": partner.id,
            "email_normalized": partner.email_normalized or None,
            "lang": partner.lang or self.company_id.partner_id.lang or self.env.lang,
            "state": "scheduled",
            "scheduled_at": self._next_opening(due, partner),
            "reminders_sent": 0,
            "is_test": False,
        }

    def cs_invite(self, partner_ids):
        """Invite ``partner_ids`` by hand; a customer is invited once a day by a program.

        :param list partner_ids: ids of ``res.partner``
        :returns: the funnel, ``{"triggers", "already", "scheduled", "suppressed", "reasons"}``:
            counts, ``reasons`` by reason
        """
        self.ensure_one()
        self.check_access("write")
        partners = self.env["res.partner"].browse(partner_ids).exists()
        partners.check_access("read")
        program = self.sudo()
        today = fields.Date.context_today(program)
        invitations = program.env["cs.nps.invitation"]._insert_once(
            [
                program._prepare_invitation_values(f"res.partner:{partner.id}:{today}", partner)
                for partner in partners.sudo()
            ]
        )
        invitations._suppress()
        suppressed = invitations.filtered(lambda invitation: invitation.state == "suppressed")
        reasons = {}
        for invitation in suppressed:
            reason = invitation.suppression_reason
            reasons[reason] = reasons.get(reason, 0) + 1
        invitations._wake_job("cs_survey_nps.ir_cron_send")
        return {
            "triggers": len(partners),
            "already": len(partners) - len(invitations),
            "scheduled": len(invitations) - len(suppressed),
            "suppressed": len(suppressed),
            "reasons": reasons,
        }

    def action_invite(self):
        """Open the window in which customers are chosen and invited."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite customers"),
            "res_model": "cs.nps.invite",
            "view_mode": "form",
            "target": "new",
            "context": {"default_program_id": self.id},
        }
