from odoo import api, fields, models
from odoo.fields import Domain


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model
    def _forget_old(self, limit=1000):
        """Forget complaints noted by hand after the same time as answers."""
        cases = self.env["cs.nps.case"].search(self._get_old_cases_domain(), limit=limit)
        cases.try_lock_for_update(allow_referencing=True)._anonymise()
        return super()._forget_old(limit)

    @api.model
    def _get_old_cases_domain(self):
        now = fields.Datetime.now()
        keepers = self.with_context(active_test=False).search([("retention_months", ">", 0)])
        old = Domain.OR(
            Domain("program_id", "=", program.id)
            & Domain(
                "received_at", "<", fields.Datetime.subtract(now, months=program.retention_months)
            )
            for program in keepers
        )
        named = Domain("partner_id", "!=", False) | Domain("description", "!=", False)
        return Domain("response_id", "=", False) & named & old
