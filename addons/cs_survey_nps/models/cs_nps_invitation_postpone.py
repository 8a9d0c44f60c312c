from odoo import api, fields, models


class CsNpsInvitation(models.Model):
    """Waiting until somebody has mended a program: one that is broken stops no other."""

    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    _send_error_idx = models.Index("(program_id) WHERE send_error IS NOT NULL")

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


class CsNpsProgram(models.Model):
    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    send_problem = fields.Char(
        compute="_compute_send_problem", help="Why surveys of this program could not be prepared."
    )

    @api.depends_context("lang")
    def _compute_send_problem(self):
        for program in self:
            failed = self.env["cs.nps.invitation"].search(
                program._get_failed_domain(), limit=1, order="id desc"
            )
            program.send_problem = bool(failed) and self.env._(
                "Surveys wait because they cannot be prepared: %(error)s", error=failed.send_error
            )

    def _get_failed_domain(self):
        """Return the invitations of these programs that are tried again each hour."""
        return [
            ("program_id", "in", self.ids),
            ("send_error", "!=", False),
            ("state", "in", ("scheduled", "sent")),
        ]

    def action_view_failed(self):
        """Open the invitations that could not be prepared."""
        self.ensure_one()
        self.check_access("read")
        return dict(self.action_view_invitations(), domain=self._get_failed_domain(), context={})
