from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base_automation.models.base_automation import DATE_RANGE, TIME_TRIGGERS


class IrActionsServer(models.Model):
    """A kind of action for automation rules: a message to those who may be written to."""

    _inherit = "ir.actions.server"

    state = fields.Selection(
        selection_add=[("cs_contact", "Greet Customer")], ondelete={"cs_contact": "cascade"}
    )
    cs_template_id = fields.Many2one(
        "mail.template",
        string="Greeting",
        domain="[('model_id', '=', model_id)]",
        ondelete="restrict",
        help="Sent in the customer's language to those who did not refuse offers and news, "
        "within the hours and the limit of the settings.",
    )
    cs_valid_days = fields.Integer(
        string="Worth Saying For",
        default=7,
        help="Days that the message may wait for the quiet hours or the limit; "
        "afterwards it is left out.",
    )
    cs_repeat_days = fields.Integer(
        string="Not Again Within", help="Days before one customer gets this text once more."
    )

    _cs_days_positive = models.Constraint(
        "CHECK (cs_valid_days IS NULL OR cs_valid_days > 0)",
        "A message needs at least one day to be sent: enter 1 or more.",
    )

    def _name_depends(self):
        return [*super()._name_depends(), "cs_template_id"]

    def _generate_action_name(self):
        self.ensure_one()
        if self.state == "cs_contact" and self.cs_template_id:
            return self.env._("Greet customer: %(template)s", template=self.cs_template_id.name)
        return super()._generate_action_name()

    def _warning_depends(self):
        return [*super()._warning_depends(), "cs_template_id"]

    def _get_warning_messages(self):
        warnings = super()._get_warning_messages()
        if self.state == "cs_contact" and self.cs_template_id.model_id != self.model_id:
            warnings.append(
                self.env._(
                    "Choose a greeting that is written for “%(model)s”.", model=self.model_id.name
                )
            )
        return warnings

    @api.model
    def _cs_stamp(self, rule, record):
        """Return what tells this occasion from the next: the date on which the rule fires."""
        if rule.trigger not in TIME_TRIGGERS or not rule.trg_date_id:
            return ""
        return str(record[rule.trg_date_id.name] or "")

    def _cs_is_late(self, rule, record):
        """Tell whether the occasion is so long past that no one would understand."""
        if rule.trigger not in TIME_TRIGGERS or not rule.trg_date_id:
            return False
        moment = fields.Datetime.to_datetime(record[rule.trg_date_id.name])
        if not moment:
            return False
        distance = DATE_RANGE[rule.trg_date_range_type] * rule.trg_date_range
        fired = moment - distance if rule.trg_date_range_mode == "before" else moment + distance
        return fired + timedelta(days=self.cs_valid_days) < fields.Datetime.now()

    # pylint: disable-next=unused-argument
    def _run_action_cs_contact_multi(self, eval_context=None):
        """Queue the message about the records that the rule found; nothing is sent here."""
        rule = self.base_automation_id
        ids = self.env.context.get("active_ids") or [self.env.context.get("active_id")]
        records = self.env[self.model_name].browse(filter(None, ids)).exists()
        fresh = records.filtered(lambda record: not self._cs_is_late(rule, record))
        self.env["cs.contact.log"]._queue(
            fresh,
            self.cs_template_id,
            stamp={record: self._cs_stamp(rule, record) for record in fresh},
            valid_days=self.cs_valid_days,
            repeat_days=self.cs_repeat_days,
        )
        return False
