from odoo import fields, models


class CsNpsInvitation(models.Model):
    """Waiting until somebody has mended a program: one that is broken stops no other."""

    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _suppress(self):
        """Leave out those whose program cannot say about which orders it asks."""
        stuck = self._postpone_unreadable()
        return stuck + super(CsNpsInvitation, self - stuck)._suppress()

    def _postpone_unreadable(self):
        """Put off those whose filter cannot be read, say why, and return them.

        A field may go with its add-on, long after the filter was written.
        """
        retry_at = fields.Datetime.add(fields.Datetime.now(), hours=1)
        stuck = self.browse()
        asked = self.filtered(lambda one: not one.is_test and one._is_about_a_sale())
        for program, invitations in asked.grouped("program_id").items():
            problem = program._get_filter_problem()
            if not problem:
                continue
            for state, group in invitations.grouped("state").items():
                column = "next_reminder_at" if state == "sent" else "scheduled_at"
                group.write({"send_error": problem, column: retry_at})
            stuck += invitations
        return stuck
