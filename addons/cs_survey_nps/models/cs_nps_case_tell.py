from odoo import fields, models
from odoo.exceptions import UserError


class CsNpsCase(models.Model):
    """The customer is told what was done, in her language, once unless somebody asks again."""

    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    told_at = fields.Datetime(string="Customer Told", readonly=True, copy=False)
    told_count = fields.Integer(
        string="Times Told", readonly=True, copy=False, aggregator=None
    )

    def _get_told_lang(self):
        """Return the language in which the customer is written to."""
        self.ensure_one()
        invitation = self.response_id.invitation_id
        return self.partner_id.lang or invitation.lang or self.company_id.partner_id.lang

    def _cs_complaint_sentence(self):
        """Return the sentence of the mail that says what it is about, in the mail's language."""
        self.ensure_one()
        if self.sale_order_id:
            return self.env._(
                "You told us that something was not right with your order %(order)s. "
                "Thank you for saying so, and we are sorry.",
                order=self.sale_order_id.name,
            )
        return self.env._(
            "You told us that something was not right. Thank you for saying so, and we are sorry."
        )

    def _cs_offer_sentence(self):
        """Return the sentence of the mail about a voucher, empty without; glue add-ons give it."""
        return ""

    def _cs_phone_sentence(self):
        """Return the sentence of the mail that says how to reach a person by phone."""
        self.ensure_one()
        number = self.company_id._cs_service_phone()
        if not number:
            return self.env._("If anything is still not right, just reply to this mail.")
        return self.env._(
            "If anything is still not right, just reply to this mail or call %(number)s.",
            number=number,
        )

    def _check_can_tell(self):
        """Refuse a mail that could say nothing, or reach nobody."""
        self.ensure_one()
        if not (self.resolution or "").strip():
            raise UserError(
                self.env._("Write what was done for the customer first, then tell her.")
            )
        if not self.partner_id.email_normalized:
            raise UserError(
                self.env._(
                    "There is no valid e-mail address of this customer: call instead, "
                    "or enter the address."
                )
            )

    def action_tell(self):
        """Show the mail that says what was done, to read and change before it is sent."""
        self.ensure_one()
        self.check_access("write")
        self._check_can_tell()
        wizard = self.env["cs.nps.case.tell"].create(self._prepare_tell_values())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell the customer"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_tell_values(self):
        """Return the values of the preview: the mail as the template makes it."""
        template = self.company_id.sudo().cs_nps_told_template_id or self.env.ref(
            "cs_survey_nps.mail_template_told"
        )
        template = template.sudo()
        lang = self.sudo()._get_told_lang()
        render = {"res_ids_lang": {self.id: lang}}
        subject = template._render_field("subject", self.ids, **render)
        body = template._render_field("body_html", self.ids, **render)
        return {
            "case_id": self.id,
            "subject": subject[self.id],
            "body": body[self.id],
            "told_count": self.told_count,
        }

    def cs_tell(self, again=False):
        """Send the mail that says what was done, as the template makes it.

        :param bool again: send it though she was told before
        :returns: True when it was sent, False when she had been told
        """
        self.ensure_one()
        self.check_access("write")
        self._check_can_tell()
        if self.told_count and not again:
            return False
        values = self._prepare_tell_values()
        self._tell(values["subject"], values["body"], values["told_count"])
        return True

    def _tell(self, subject, body, told_count):
        """Send one mail to the customer and keep it in the conversation.

        :param int told_count: how often she had been told when the mail was written
        """
        self.ensure_one()
        self._check_can_tell()
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["told_at", "told_count"])
        if self.told_count != told_count:
            raise UserError(
                self.env._("The customer has just been told. Open the mail again to tell more.")
            )
        lang = self.sudo()._get_told_lang()
        self.with_context(lang=lang).message_post(
            subject=subject,
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
            email_layout_xmlid="cs_base.mail_layout",
            force_email_lang=lang,
            force_record_name=subject,
            model_description=subject,
        )
        self.sudo().write({"told_at": fields.Datetime.now(), "told_count": told_count + 1})
