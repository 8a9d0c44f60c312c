from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.themes import spans

POLARITIES = [("positive", "Positive"), ("negative", "Negative"), ("neutral", "Neutral")]
_SIGNS = {"positive": "+", "negative": "−", "neutral": "·"}
_BY_PEOPLE = {"response_id", "theme_id", "polarity", "active"}


class CsNpsResponseTheme(models.Model):
    """A theme that a comment speaks of, by whom it was found, and what the rules had said."""

    _name = "cs.nps.response.theme"
    _description = "Theme of an Answer"
    _order = "response_id, id"

    response_id = fields.Many2one(
        "cs.nps.response", string="Answer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="response_id.company_id", store=True, index=True, related_sudo=True
    )
    theme_id = fields.Many2one("cs.nps.theme", required=True, index=True, ondelete="cascade")
    color = fields.Integer(related="theme_id.color")
    polarity = fields.Selection(POLARITIES, string="Opinion", required=True, default="negative")
    span = fields.Char(
        readonly=True, help="Where in the comment the words stand that told the theme."
    )
    words = fields.Char(string="Matched Words", compute="_compute_words")
    source = fields.Selection(
        [("rule", "Phrases"), ("model", "Learned"), ("human", "Corrected")],
        required=True,
        readonly=True,
        default="human",
    )
    active = fields.Boolean(
        default=True, help="Not active: somebody found that the comment does not say this."
    )
    guess = fields.Selection(
        POLARITIES,
        string="Found As",
        readonly=True,
        help="What was found before people looked; empty where it was missed.",
    )
    user_id = fields.Many2one(
        "res.users", string="Corrected By", readonly=True, ondelete="set null"
    )
    corrected_at = fields.Datetime(readonly=True)

    _mention_uniq = models.UniqueIndex(
        "(response_id, theme_id, polarity) WHERE active",
        "This theme is there already with this opinion.",
    )

    @api.depends("theme_id", "polarity")
    def _compute_display_name(self):
        for mention in self:
            mention.display_name = f"{mention.theme_id.name} {_SIGNS.get(mention.polarity, '')}"

    @api.depends("span", "response_id.comment")
    def _compute_words(self):
        for mention in self:
            comment = mention.response_id.sudo().comment
            mention.words = " … ".join(spans.cut(comment, spans.read(mention.span)))

    def _is_as(self, values):
        """Return whether it was found by the same means in the same words."""
        self.ensure_one()
        return (self.source, self.span) == (values["source"], values["span"])

    # ---- people ----

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su and all("source" in vals for vals in vals_list):
            return super().create(vals_list)
        self._check_people(vals_list)
        made = self.browse()
        for vals in vals_list:
            response = self.env["cs.nps.response"].browse(vals.get("response_id"))
            response._check_themes()
            again = self._find_rejected(vals)
            if again:
                again.write({"active": True})
                made |= again
            else:
                made |= super().create([{**vals, **self._prepare_correction()}])
        return made

    def write(self, vals):
        if self.env.su and "source" in vals:
            return super().write(vals)
        self._check_people([vals])
        if {"response_id", "theme_id"} & set(vals):
            raise UserError(
                self.env._("Take this theme away and add the right one: what was found is kept.")
            )
        self.check_access("write")
        self.response_id._check_themes()
        return super().write({**vals, **self._prepare_correction()})

    @api.model
    def _check_people(self, vals_list):
        if any(set(vals) - _BY_PEOPLE for vals in vals_list):
            raise AccessError(
                self.env._("Only the theme and its opinion may be corrected by people.")
            )

    @api.model
    def _find_rejected(self, vals):
        """Return the same mention that was taken away before, if any."""
        return self.with_context(active_test=False).search(
            [
                ("response_id", "=", vals.get("response_id")),
                ("theme_id", "=", vals.get("theme_id")),
                ("polarity", "=", vals.get("polarity", "negative")),
                ("active", "=", False),
            ],
            limit=1,
        )

    @api.model
    def _prepare_correction(self):
        return {
            "source": "human",
            "user_id": self.env.uid,
            "corrected_at": fields.Datetime.now(),
        }

    def action_reject(self):
        """Note that the comment does not say this."""
        self.write({"active": False})
        return True
