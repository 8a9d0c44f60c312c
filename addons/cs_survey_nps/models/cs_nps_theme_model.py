from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError

from ..tools.themes import classify, ngrams
from ..tools.themes.text import language_of, words_of

_BY_PEOPLE = {"lang", "company_id", "active"}


class CsNpsThemeModel(models.Model):
    """What was learned from the corrections of people, for one language.

    It holds numbers for groups of letters, no words of customers.
    """

    _name = "cs.nps.theme.model"
    _description = "Learned Themes"
    _order = "lang, company_id, id"

    lang = fields.Selection(
        [("vi", "Vietnamese"), ("en", "English")],
        string="Language",
        required=True,
        default="vi",
        help="Of the comments, as their words tell it.",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: learned from the answers of all companies chosen at the top, and used for"
        " every company that has none of its own in use.",
    )
    active = fields.Boolean(default=True, help="Archive it to switch it off.")
    state = fields.Selection(
        [
            ("draft", "Not Trained"),
            ("offered", "Better, Not in Use"),
            ("active", "In Use"),
            ("refused", "Not Better"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    trained_at = fields.Datetime(string="Trained", readonly=True, copy=False)
    comments = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Checked by people, in this language; what says the same counts once.",
    )
    f1_rules = fields.Float(
        string="F1 of Phrases", readonly=True, copy=False, digits=(4, 2), aggregator=None
    )
    f1_model = fields.Float(
        string="F1 Learned", readonly=True, copy=False, digits=(4, 2), aggregator=None
    )
    f1_both = fields.Float(
        string="F1 of Both", readonly=True, copy=False, digits=(4, 2), aggregator=None
    )
    figures = fields.Json(readonly=True, copy=False)
    weights = fields.Json(readonly=True, copy=False, prefetch=False)

    _in_use_uniq = models.UniqueIndex(
        "(lang, COALESCE(company_id, 0)) WHERE state = 'active'",
        "Another one is in use for this company and language.",
    )

    @api.depends("lang", "company_id")
    def _compute_display_name(self):
        names = dict(self._fields["lang"]._description_selection(self.env))
        for model in self:
            company = model.company_id.name or self.env._("All companies")
            model.display_name = f"{names.get(model.lang, '')} · {company}"

    # ---- people ----

    @api.model_create_multi
    def create(self, vals_list):
        self._check_people(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_people([vals])
        if not {"lang", "company_id"}.isdisjoint(vals) and any(self.mapped("trained_at")):
            raise UserError(
                self.env._("It was trained for this language and company: make another one.")
            )
        used = self.filtered(lambda model: model.state == "active")
        if used and "active" in vals and not vals["active"]:
            used.sudo()._set_state("offered")
        return super().write(vals)

    def unlink(self):
        used = any(model.state == "active" for model in self)
        result = super().unlink()
        if used:
            self.env["cs.nps.theme"]._rules_changed()
        return result

    def _check_people(self, vals_list):
        """What was measured and learned is written by training alone."""
        if not self.env.su and any(set(vals) - _BY_PEOPLE for vals in vals_list):
            raise AccessError(
                self.env._("Only language and company may be set, and only before training.")
            )

    def action_use(self):
        """Let the job read the comments again with what was learned."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        if self.state == "active":
            return True
        if self.state != "offered" or not self.active:
            raise UserError(
                self.env._("Only what was found to be better than the phrases can be used.")
            )
        before = self.sudo().search(
            [
                ("lang", "=", self.lang),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "active"),
            ]
        )
        before._set_state("offered")
        self.sudo()._set_state("active")
        return True

    def action_stop(self):
        """Find themes by phrases alone again."""
        self.check_access("write")
        self.filtered(lambda model: model.state == "active").sudo()._set_state("offered")
        return True

    def _set_state(self, state):
        """Change the state, and let the job read again what is read otherwise now."""
        if self:
            self.write({"state": state})
            self.flush_recordset()
            self.env["cs.nps.theme"]._rules_changed()

    # ---- in use ----

    @api.model
    def _find(self, text, company, known=(), default="neutral"):
        """Return the mentions that were learned, but of themes that are known already."""
        themes = self.env["cs.nps.theme"]
        used = self._load(company.id, themes._get_stamp())
        if not used or not text:
            return []
        linears = [
            linear
            for linear in used.get(language_of(words_of(text)), ())
            if linear.theme not in known
        ]
        book = themes._get_book(company)
        return [
            classify.mention_at(theme, place, text, book, default)
            for theme, place in ngrams.tell(linears, text).items()
        ]

    @api.model
    @tools.ormcache("company_id", "stamp")
    # The stamp is the key of the cache; pylint: disable-next=unused-argument
    def _load(self, company_id, stamp):
        """Return {language: what was learned of each theme}; a company's own goes first."""
        found = self.sudo().search(
            [("state", "=", "active"), ("company_id", "in", (False, company_id))]
        )
        themes = self.env["cs.nps.theme"].sudo().search([("company_id", "in", (False, company_id))])
        looked_for = set(themes.ids)
        return {
            model.lang: [
                linear for linear in ngrams.read(model.weights) if linear.theme in looked_for
            ]
            for model in found.sorted(lambda model: model.company_id.id or 0)
        }
