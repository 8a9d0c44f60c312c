import uuid

from odoo import api, fields, models, tools

from ..tools.themes import classify, phrases

_STAMP = "cs_survey_nps.theme_stamp"


class CsNpsTheme(models.Model):
    """What customers write about."""

    _name = "cs.nps.theme"
    _description = "Theme of Comments"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer(help="Colour of its tag.")
    active = fields.Boolean(default=True, help="Archive a theme to look for it no more.")
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: the theme is looked for in every company's answers."
    )
    rule_ids = fields.One2many("cs.nps.theme.rule", "theme_id")
    rule_count = fields.Integer(string="Phrases", compute="_compute_rule_count")

    @api.depends("rule_ids")
    def _compute_rule_count(self):
        groups = self.env["cs.nps.theme.rule"]._read_group(
            [("theme_id", "in", self.ids)], ["theme_id"], ["__count"]
        )
        counts = {theme.id: count for theme, count in groups}
        for theme in self:
            theme.rule_count = counts.get(theme._origin.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        themes = super().create(vals_list)
        self._rules_changed()
        return themes

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "company_id"}.isdisjoint(vals):
            self._rules_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._rules_changed()
        return result

    # ---- the rules, compiled ----

    @api.model
    def _rules_changed(self):
        """Give the rules a new stamp, and let the job read the answers again.

        The stamp is drawn, not counted: one that was rolled back never comes again, so that
        what was compiled under it is never taken for something else.
        """
        self.env["ir.config_parameter"].sudo().set_param(_STAMP, uuid.uuid4().hex)
        self.env["cs.nps.response"]._wake_themes()

    @api.model
    def _get_stamp(self):
        return self.env["ir.config_parameter"].sudo().get_param(_STAMP) or ""

    @api.model
    def _get_book(self, company):
        """Return the compiled rules that hold for a company."""
        self.env["cs.nps.theme.rule"].flush_model()
        self.flush_model()
        return self._compile_book(company.id, self._get_stamp())

    @api.model
    @tools.ormcache("company_id", "stamp")
    # The stamp is the key of the cache; pylint: disable-next=unused-argument
    def _compile_book(self, company_id, stamp):
        rules = self.env["cs.nps.theme.rule"].sudo()
        found = rules.search_fetch(
            [
                "|",
                ("theme_id", "=", False),
                "&",
                ("theme_id.active", "=", True),
                ("theme_id.company_id", "in", (False, company_id)),
            ],
            ["theme_id", "phrase", "lang", "weight", "negatable", "polarity"],
        )
        return phrases.compile_book(
            phrases.Rule(
                rule.id,
                rule.theme_id.id or False,
                rule.phrase,
                rule.lang or "",
                rule.weight,
                rule.negatable,
                rule.polarity,
            )
            for rule in found
        )

    @api.model
    def _find(self, text, company, default="neutral"):
        """Return the mentions in a text: what :func:`classify.classify` returns."""
        return classify.classify(text or "", self._get_book(company), default=default)

    # ---- actions ----

    def action_view_rules(self):
        """Open the phrases of this theme."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_theme_rule_action"
        )
        return {
            **action,
            "domain": [("theme_id", "=", self.id)],
            "context": {"default_theme_id": self.id},
        }

    def action_view_answers(self):
        """Open the answers that speak of this theme."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_response_action"
        )
        return {**action, "domain": [("theme_ids.theme_id", "=", self.id)]}
