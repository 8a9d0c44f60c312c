import ast
import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CsNpsProgram(models.Model):
    """Whom we ask, what, and when: every other record of the module belongs to a program."""

    _name = "cs.nps.program"
    _inherit = ["cs.cached.mixin"]
    _description = "Survey Program"
    _order = "sequence, id"
    _CACHED_FIELDS = {"active", "trigger"}

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    trigger = fields.Selection(
        [
            ("delivery", "Delivery done"),
            ("invoice_paid", "Invoice paid"),
            ("order_confirmed", "Order confirmed"),
            ("stockout_resolved", "Shortage resolved"),
            ("manual", "By hand"),
            ("counter", "At the counter"),
        ],
        required=True,
        default="delivery",
        help="What makes us ask. One order is asked about once, however many deliveries and "
        "invoices it takes. Shortages are resolved where the stock-out add-on is installed.",
    )
    channel = fields.Selection(
        [("mail", "E-mail"), ("sms", "Text message")],
        required=True,
        default="mail",
        help="Text messages go out through Odoo's SMS service and are paid for.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        help="Gets the case of an unhappy customer when the order has no salesperson who may "
        "see it. Replies to the mail go to this person.",
    )

    delay_hours = fields.Integer(
        default=48, help="Hours between the event and the mail, so that the goods were used."
    )
    send_from_hour = fields.Integer(default=9, help="Earliest hour, in the customer's timezone.")
    send_to_hour = fields.Integer(default=20, help="Latest hour, in the customer's timezone.")
    sample_percent = fields.Integer(
        string="Share Asked (%)", default=100, help="Ask only this share of the events."
    )
    quarantine_days = fields.Integer(
        default=30,
        help="The same e-mail address is asked again only after so many days, "
        "by whichever program. 0 switches this off.",
    )
    expiry_days = fields.Integer(default=14, help="Days during which the link can be answered.")
    reminder_count = fields.Integer(
        string="Reminders", help="Reminders sent to those who have not answered."
    )
    reminder_days = fields.Integer(default=4, help="Days between a mail and its reminder.")
    filter_domain = fields.Char(
        string="Only Orders", default="[]", help="Ask only about orders that match."
    )

    mail_template_id = fields.Many2one(
        "mail.template",
        string="Mail",
        required=True,
        domain=[("model", "=", "cs.nps.invitation")],
        ondelete="restrict",
        default=lambda self: self.env.ref("cs_survey_nps.mail_template_invitation", False),
    )
    sms_text = fields.Char(
        string="Text Message",
        translate=True,
        help="Stands before the link; empty sends the question. The company's name is put first.",
    )
    case_deadline_hours = fields.Float(
        string="Case Deadline",
        default=8,
        help="Working hours within which an unhappy customer is to be helped.",
    )

    invitation_ids = fields.One2many("cs.nps.invitation", "program_id")

    _hours_order = models.Constraint(
        "CHECK (send_from_hour >= 0 AND send_from_hour < send_to_hour AND send_to_hour <= 24)",
        "The sending hours must lie between 0 and 24, the earliest before the latest.",
    )
    _share_range = models.Constraint(
        "CHECK (sample_percent BETWEEN 0 AND 100)", "The share asked must be from 0 to 100 percent."
    )
    _durations_positive = models.Constraint(
        "CHECK (delay_hours >= 0 AND quarantine_days >= 0 AND expiry_days > 0"
        " AND reminder_count >= 0 AND reminder_days > 0 AND case_deadline_hours > 0)",
        "Delays cannot be negative; the answering time, the days between reminders "
        "and the case deadline must be above 0.",
    )

    @api.constrains("filter_domain")
    def _check_filter_domain(self):
        for program in self:
            problem = program._get_filter_problem()
            if problem:
                raise ValidationError(problem)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        invitations = self.env["cs.nps.invitation"].sudo()
        if invitations.search_count([("program_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "A program that has asked somebody is kept with its answers: archive it."
                )
            )

    def write(self, vals):
        if "company_id" in vals:
            moving = self.filtered(lambda program: program.company_id.id != vals["company_id"])
            if moving.sudo().invitation_ids:
                raise UserError(
                    self.env._("A program that has invited customers stays with its company.")
                )
        return super().write(vals)

    def _get_filter_domain(self):
        """Return the domain on ``sale.order`` of the events that are asked about."""
        self.ensure_one()
        return Domain(ast.literal_eval(self.filter_domain or "[]"))

    def _get_filter_problem(self):
        """Return the sentence that says why the filter cannot be used, False if it can."""
        self.ensure_one()
        try:
            # Builds the query and does not run it: what does not fit a field fails here.
            self.env["sale.order"].sudo()._search(self._get_filter_domain())
        except Exception as error:
            return self.env._(
                "The order filter of %(program)s cannot be read: %(error)s",
                program=self.name,
                error=error,
            )
        return False

    # ---- actions ----

    def action_send_test(self):
        """Send the survey to the current user, outside of all figures, and show the invitation."""
        self.ensure_one()
        self.check_access("write")
        partner = self.env.user.partner_id
        if not partner.email_normalized:
            raise UserError(self.env._("Enter your own e-mail address in your preferences first."))
        values = self.sudo()._prepare_invitation_values(f"test:{uuid.uuid4()}", partner)
        # A test is a mail, whatever the channel: it shows the page and costs nothing.
        values.update(is_test=True, channel="mail", phone_sanitized=False)
        invitation = self.env["cs.nps.invitation"].sudo().create(values)
        invitation._send()
        return invitation.sudo(False)._get_form_action()

    def action_view_answers(self):
        """Open the answers of this program."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_response_action"
        )
        return dict(action, domain=[("program_id", "=", self.id)], context={})

    def action_view_invitations(self):
        """Open the invitations of this program, by what became of them."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_invitation_action"
        )
        return dict(
            action, domain=[("program_id", "=", self.id)], context={"search_default_group_state": 1}
        )

    def action_view_funnel(self):
        """Open the way from the events of this program to its answers."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_invitation_funnel_action"
        )
        return dict(action, domain=[("program_id", "=", self.id)], context={})
