from odoo import fields, models
from odoo.addons.base_automation.models.base_automation import TIME_TRIGGERS


class BaseAutomation(models.Model):
    """Rules that greet customers look ahead only: what was before they began stays silent.

    Odoo runs a dated rule for the first time on everything that is past: right for reminders,
    a storm of mails to customers of years ago. The same holds for a rule that was switched off
    for a while.
    """

    _inherit = "base.automation"

    def write(self, vals):
        asleep = self.browse()
        if vals.get("active"):
            asleep = self.filtered(lambda rule: not rule.active)
        result = super().write(vals)
        if asleep := asleep._cs_greeting_rules():
            asleep.last_run = fields.Datetime.now()
        return result

    def _cs_greeting_rules(self):
        return self.filtered(
            lambda rule: rule.trigger in TIME_TRIGGERS
            and "cs_contact" in rule.sudo().action_server_ids.mapped("state")
        )

    def _search_time_based_automation_records(self, *, until):
        if not self.last_run and self._cs_greeting_rules():
            self.last_run = self.create_date
        return super()._search_time_based_automation_records(until=until)
