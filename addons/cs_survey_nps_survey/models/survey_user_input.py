from odoo import models

_WORDS = ("char_box", "text_box")


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _cs_forget(self):
        """Remove who filled this in and what was written; what was ticked stays counted."""
        words = self.user_input_line_ids.filtered(lambda line: line.answer_type in _WORDS)
        words.unlink()
        self.message_ids.unlink()
        self.write({"partner_id": False, "email": False, "nickname": False})
        self.flush_recordset()

    def _cs_as_plain(self):
        """Return what was filled in as plain dicts: question and answer."""
        return [
            {
                "id": line.id,
                "questionnaire": line.survey_id.title,
                "question": line.question_id.title,
                # The name of a long text is cut short.
                "answer": line.value_text_box or line.display_name or False,
            }
            for line in self.user_input_line_ids
            if not line.skipped
        ]
