import uuid

from odoo import models
from odoo.tools import SQL

_STAND_IN = "anonymous:"  # begins the event of what an anonymous answer hangs on


class CsNpsInvitation(models.Model):
    """Answers that nobody can lead back to who gave them.

    An anonymous answer hangs on a stand-in without customer, order or moment. The invitation
    only learns that it was answered, not when: neither ids that point to each other nor times
    that match are left to join the two.
    """

    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _take_answer(self, score, comment="", **signals):
        self.ensure_one()
        if self._is_anonymous() and self._is_answered_anonymously():
            return self.env["cs.nps.response"], None
        return super()._take_answer(score, comment, **signals)

    def _is_anonymous(self):
        """Return whether the answer must not lead back here; a test is nobody's."""
        self.ensure_one()
        return self.program_id.anonymous and not self.is_test

    def _is_settled(self):
        """Return whether the one answer was given and does not lead back here."""
        return self._is_anonymous() and self.state == "answered"

    def _is_answered_anonymously(self):
        """Return whether the one answer was given, letting parallel answers queue up."""
        self.env.cr.execute(
            SQL("SELECT state FROM cs_nps_invitation WHERE id = %s FOR NO KEY UPDATE", self.id),
            log_exceptions=False,
        )
        [(state,)] = self.env.cr.fetchall()
        return state == "answered"

    def _prepare_response_values(self, score, comment):
        values = super()._prepare_response_values(score, comment)
        stand_in = self.event_key.startswith(_STAND_IN)
        if self._is_anonymous() or stand_in:
            nobody = ("partner_id", "sale_order_id", "team_id", "user_id", "warehouse_id")
            values.update(dict.fromkeys(nobody, False), anonymous=True, case_pending=False)
            values["is_test"] = False
        return values

    def _keep_attempt(self, score, comment, *arguments, **options):
        """Keep no words of an attempt that may have been the customer's own."""
        if self._is_anonymous():
            comment = ""
        return super()._keep_attempt(score, comment, *arguments, **options)

    def _confirm(self, score, comment):
        if not self._is_anonymous():
            return super()._confirm(score, comment)
        stand_in = self.sudo().create(self._prepare_stand_in_values())
        response = super(CsNpsInvitation, stand_in)._confirm(score, comment)
        self._forget_the_answer(response, stand_in)
        return response

    def _prepare_stand_in_values(self):
        """Return the values of what an anonymous answer hangs on; it is in no funnel."""
        return {
            "program_id": self.program_id.id,
            "event_key": f"{_STAND_IN}{uuid.uuid4()}",
            "state": "sent",
            "is_test": True,
        }

    def _forget_the_answer(self, response, stand_in):
        """Round the moments of an answer to its month, and leave none on the invitation."""
        zone = self.program_id.timezone
        self.response_ids.sudo().unlink()
        self.env.flush_all()
        moments = {
            "cs_nps_response": (response, ("answered_at", "create_date", "write_date")),
            "cs_nps_invitation": (stand_in, ("answered_at", "create_date", "write_date")),
        }
        for table, (record, columns) in moments.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = %s",
                    SQL.identifier(table),
                    SQL(", ").join(
                        SQL("%s = %s", SQL.identifier(column), self._month_of("answered_at", zone))
                        for column in columns
                    ),
                    record.id,
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE cs_nps_response SET answered_on = date_trunc('month', answered_on)"
                " WHERE id = %s",
                response.id,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE cs_nps_invitation SET state = 'answered', next_reminder_at = NULL"
                " WHERE id = %s",
                self.id,
            )
        )
        self.env.invalidate_all(flush=False)
