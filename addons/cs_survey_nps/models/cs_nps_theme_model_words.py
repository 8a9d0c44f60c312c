from odoo import api, fields, models

from ..tools.themes import training


class CsNpsThemeModel(models.Model):
    _inherit = "cs.nps.theme.model"  # pylint: disable=consider-merging-classes-inherited

    verdict = fields.Text(compute="_compute_verdict")
    comparison = fields.Text(string="Theme by Theme", compute="_compute_comparison")

    @api.depends("state", "comments", "f1_rules", "f1_model", "f1_both")
    def _compute_verdict(self):
        for model in self:
            model.verdict = model._get_verdict() if model.trained_at else False

    def _get_verdict(self):
        """Return in words what the comparison came to."""
        figures = {
            "comments": self.comments,
            "rules": f"{self.f1_rules:.2f}",
            "learned": f"{self.f1_model:.2f}",
            "both": f"{self.f1_both:.2f}",
        }
        if training.is_better(self.f1_rules, self.f1_model, self.f1_both):
            return self.env._(
                "In %(comments)s comments checked by people the phrases come to an F1 of %(rules)s,"
                " what was learned to %(learned)s, and both together to %(both)s: it is better.",
                **figures,
            )
        if not training.is_better(self.f1_rules, self.f1_model, self.f1_model):
            return self.env._(
                "In %(comments)s comments checked by people the phrases come to an F1 of %(rules)s,"
                " and what was learned to %(learned)s only: it is not offered. More corrections"
                " teach more.",
                **figures,
            )
        return self.env._(
            "In %(comments)s comments checked by people the phrases come to an F1 of %(rules)s and"
            " what was learned to %(learned)s, but both together to %(both)s: it is not offered,"
            " because phrases stay in use.",
            **figures,
        )

    @api.depends("figures")
    def _compute_comparison(self):
        for model in self:
            figures = model.figures or {}
            taught, left = figures.get("themes", []), figures.get("left", [])
            names = model._get_theme_names([row[0] for row in taught + left])
            lines = [
                model._get_line(names[theme], *row) for theme, *row in taught if theme in names
            ]
            lines += [
                self.env._(
                    "%(theme)s: left to the phrases, %(count)s comments speak of it.",
                    theme=names[theme],
                    count=count,
                )
                for theme, count in left
                if theme in names
            ]
            model.comparison = "\n".join(lines)

    def _get_theme_names(self, theme_ids):
        themes = self.env["cs.nps.theme"].with_context(active_test=False)
        return {
            theme.id: theme.name for theme in themes.search([("id", "in", theme_ids)])
        }

    def _get_line(self, name, count, rules, learned, both):
        return self.env._(
            "%(theme)s: phrases %(rules)s, learned %(learned)s, both %(both)s; %(count)s comments"
            " speak of it.",
            theme=name,
            rules=f"{rules:.2f}",
            learned=f"{learned:.2f}",
            both=f"{both:.2f}",
            count=count,
        )
