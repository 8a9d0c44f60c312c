from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ..tools.themes import spans

_CLASSES = {
    "positive": "bg-success bg-opacity-25 text-reset rounded px-1",
    "negative": "bg-danger bg-opacity-25 text-reset rounded px-1",
    "neutral": "bg-secondary bg-opacity-25 text-reset rounded px-1",
}
_AGAINST = {"promoter": "negative", "detractor": "positive"}
_FOR = {"promoter": "positive", "detractor": "negative"}


class CsNpsResponse(models.Model):
    _inherit = "cs.nps.response"  # by concern; pylint: disable=consider-merging-classes-inherited

    theme_ids = fields.One2many("cs.nps.response.theme", "response_id", string="Themes")
    theme_pending = fields.Boolean(readonly=True, help="The comment is about to be read.")
    theme_user_id = fields.Many2one(
        "res.users", string="Themes Checked By", readonly=True, ondelete="set null"
    )
    theme_checked_at = fields.Datetime(string="Themes Checked", readonly=True)
    theme_contradiction = fields.Boolean(
        string="Words Against the Score",
        compute="_compute_theme_contradiction",
        search="_search_theme_contradiction",
        help="Nothing but praise with a low score, or nothing but blame with a high one.",
    )
    comment_html = fields.Html(
        string="Comment, Marked", compute="_compute_comment_html", sanitize=False
    )

    _theme_pending_idx = models.Index("(id) WHERE theme_pending")

    @api.depends("theme_ids.polarity", "theme_ids.active", "category")
    def _compute_theme_contradiction(self):
        for response in self:
            said = set(response.theme_ids.mapped("polarity"))
            response.theme_contradiction = (
                _AGAINST.get(response.category) in said and _FOR.get(response.category) not in said
            )

    @api.model
    def _search_theme_contradiction(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        against = Domain.FALSE
        for category, polarity in _AGAINST.items():
            against |= (
                Domain("category", "=", category)
                & Domain("theme_ids", "any", [("polarity", "=", polarity)])
                & Domain("theme_ids", "not any", [("polarity", "=", _FOR[category])])
            )
        return against if True in value else ~against

    @api.depends("comment", "theme_ids.span", "theme_ids.polarity", "theme_ids.active")
    def _compute_comment_html(self):
        for response in self:
            places = [
                (start, end, _CLASSES[mention.polarity])
                for mention in response.theme_ids
                for start, end in spans.read(mention.span)
            ]
            # Escaped by `mark`; the classes are constants.
            response.comment_html = Markup(spans.mark(response.comment, places))  # noqa: S704  # nosec B704

    # ---- people ----

    def write(self, vals):
        """Let who may correct themes do so in the answer, which stays as it was given."""
        if set(vals) == {"theme_ids"} and not self.env.su:
            self._correct_themes(vals["theme_ids"])
            return True
        return super().write(vals)

    def _correct_themes(self, commands):
        self.check_access("read")
        mentions = self.env["cs.nps.response.theme"]
        for response in self:
            for code, ident, values in ((*command, 0, 0)[:3] for command in commands):
                if code == Command.CREATE:
                    mentions.create({**values, "response_id": response.id})
                elif code == Command.UPDATE:
                    response._own_mention(ident).write(values)
                elif code in (Command.DELETE, Command.UNLINK):
                    response._own_mention(ident).action_reject()
                elif code != Command.LINK:
                    raise UserError(self.env._("Correct the themes one by one."))

    def _own_mention(self, ident):
        mention = self.theme_ids.filtered(lambda mention: mention.id == ident)
        if not mention:
            raise AccessError(self.env._("This theme belongs to another answer."))
        return mention

    def _check_themes(self):
        """Note who looked at the themes, and keep what had been found until then."""
        self.check_access("read")
        fresh = self.sudo().filtered(lambda response: not response.theme_checked_at)
        for mention in fresh.theme_ids.filtered(lambda mention: mention.source != "human"):
            mention.write({"guess": mention.polarity, "source": mention.source})
        fresh.write(
            {
                "theme_user_id": self.env.uid,
                "theme_checked_at": fields.Datetime.now(),
                "theme_pending": False,
            }
        )

    def action_confirm_themes(self):
        """Note that the themes are right as they are."""
        self.env["cs.nps.response.theme"].check_access("write")
        self._check_themes()
        return True
