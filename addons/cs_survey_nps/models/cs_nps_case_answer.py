from odoo import fields, models


class CsNpsCase(models.Model):
    """A manager found that the answer behind a case was not the customer's, or was after all."""

    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    closed_itself = fields.Boolean(
        readonly=True, copy=False, help="Closed because its answer was rejected."
    )

    def _is_untouched(self):
        """Return whether nobody has done anything about the case yet."""
        self.ensure_one()
        return (
            self.stage == "new"
            and not (self.contacted_at or self.resolution or self.cause_id or self.told_at)
            and not any(
                message.message_type == "comment" for message in self.message_ids
            )
        )

    def _after_answer_rejected(self):
        """Close a case that nobody touched; ask the owner about one that somebody did."""
        for case in self.filtered(lambda case: case.stage in ("new", "contacted")):
            owner = case.user_id
            case = case._in_words_of(owner)
            if case._is_untouched():
                note = case.env._("Closed by itself: its answer was rejected.")
                case.write({"stage": "closed", "resolution": note, "closed_itself": True})
                case.message_post(body=note)
                continue
            case.message_post(body=case.env._("The answer behind this case was rejected."))
            if owner:
                case.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=case._get_local(fields.Datetime.now(), owner).date(),
                    summary=case.env._("The answer was rejected: go on or close?"),
                    user_id=owner.id,
                )

    def _after_answer_confirmed(self):
        """Take up again what was closed because the answer had been rejected, nothing else."""
        closed = self.filtered(lambda case: case.stage == "closed" and case.closed_itself)
        closed.write({"stage": "new", "resolution": False})
        self.closed_itself = False
