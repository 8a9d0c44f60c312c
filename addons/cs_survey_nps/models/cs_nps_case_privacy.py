from odoo import api, models
from odoo.tools import SQL

from .cs_nps_case import OPEN_STAGES


class CsNpsCase(models.Model):
    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _anonymise(self):
        """Remove the customer and what was written; stage and times stay for the measures.

        :returns: how many cases there are
        """
        if not self:
            return 0
        cases = self.sudo()
        cases.activity_ids.unlink()
        cases.message_ids.unlink()
        cases.message_follower_ids.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE cs_nps_case
                      SET %s, stage = CASE WHEN stage IN %s THEN 'closed' ELSE stage END
                    WHERE id IN %s""",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(column), value)
                    for column, value in self._get_forgotten().items()
                ),
                OPEN_STAGES,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(flush=False)
        return len(self)

    @api.model
    def _get_forgotten(self):
        """Return the columns of a case that are emptied: whom it is about, what was written."""
        return {
            "partner_id": None,
            "sale_order_id": None,
            "description": None,
            "resolution": None,
            "escalate_at": None,
            "resurvey_at": None,
        }
