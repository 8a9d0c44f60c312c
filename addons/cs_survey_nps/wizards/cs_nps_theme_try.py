from markupsafe import Markup
from odoo import api, fields, models

from ..models.cs_nps_response_themes import _CLASSES
from ..tools.themes import spans


class CsNpsThemeTry(models.TransientModel):
    """Type a sentence and see which themes the phrases find in it, and by which words."""

    _name = "cs.nps.theme.try"
    _description = "Try the Phrases"

    text = fields.Text(
        string="Comment", default=lambda self: self.env._("Slow delivery, but kind staff")
    )
    marked = fields.Html(compute="_compute_found", sanitize=False)
    found = fields.Text(string="Themes", compute="_compute_found")
    waiting = fields.Integer(string="Answers Still to Be Read", compute="_compute_waiting")

    @api.depends("text")
    def _compute_found(self):
        opinions = dict(
            self.env["cs.nps.response.theme"]._fields["polarity"]._description_selection(self.env)
        )
        for trial in self:
            found = self._find(trial.text)
            names = self.env["cs.nps.theme"].browse(mention.theme for mention in found)
            trial.found = "\n".join(
                f"{theme.name}: {opinions[mention.polarity]}"
                f" ({', '.join(spans.cut(trial.text, mention.spans))})"
                for theme, mention in zip(names, found, strict=True)
            ) or self.env._("No theme.")
            places = [
                (start, end, _CLASSES[mention.polarity])
                for mention in found
                for start, end in mention.spans
            ]
            # Escaped by `mark`; the classes are constants.
            trial.marked = Markup(spans.mark(trial.text, places))  # noqa: S704  # nosec B704

    def _find(self, text):
        """Return what the job would find, learned themes after those of phrases."""
        company = self.env.company
        found = self.env["cs.nps.theme"]._find(text, company)
        known = {mention.theme for mention in found}
        return found + self.env["cs.nps.theme.model"]._find(text, company, known)

    @api.depends_context("uid")
    def _compute_waiting(self):
        self.waiting = self.env["cs.nps.response"].search_count([("theme_pending", "=", True)])

    def action_read_again(self):
        """Let the job read all answers again with the phrases as they are."""
        self.check_access("write")
        self.env["cs.nps.theme"]._rules_changed()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The answers are read again, the newest first; what people corrected stays."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
