from odoo import fields, models


class CsNpsCaseTell(models.TransientModel):
    """The mail that says what was done, read and changed before it is sent."""

    _name = "cs.nps.case.tell"
    _description = "Tell the Customer"

    case_id = fields.Many2one("cs.nps.case", required=True, readonly=True, ondelete="cascade")
    email = fields.Char(related="case_id.partner_id.email", string="To")
    told_at = fields.Datetime(related="case_id.told_at")
    subject = fields.Char(required=True)
    body = fields.Html(string="Message", required=True)
    told_count = fields.Integer(readonly=True, help="How often she had been told before.")

    def action_send(self):
        """Send the mail and keep it in the conversation of the case."""
        self.ensure_one()
        self.check_access("write")
        case = self.case_id
        case.check_access("write")
        case._tell(self.subject, self.body, self.told_count)
        return {"type": "ir.actions.act_window_close"}
