from odoo import models


class CsNpsResponse(models.Model):
    """What becomes of an answer's case when the answer changes."""

    _inherit = "cs.nps.response"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _add_comment(self, comment):
        """Show the owner of the case what the customer wrote after it was opened."""
        result = super()._add_comment(comment)
        for case in self.sudo().case_ids:
            words = case._in_words_of(case.user_id).env
            body = words._("The customer added: “%(comment)s”", comment=comment)
            case.message_post(body=body, partner_ids=case.user_id.partner_id.ids)
        return result

    def _after_status_change(self, *args, **kwargs):
        """Follow a manager who rejects an answer, or takes the rejection back."""
        result = super()._after_status_change(*args, **kwargs)
        for response in self.sudo():
            if response.status == "rejected":
                response.case_ids._after_answer_rejected()
            elif response.status == "confirmed":
                response.case_ids._after_answer_confirmed()
        return result
