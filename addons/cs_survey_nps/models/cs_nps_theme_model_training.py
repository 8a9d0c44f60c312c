from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.themes import folds, ngrams, training
from ..tools.themes.text import language_of, words_of

MOST = 5000  # comments to learn from, the newest; more take longer than a button may


class CsNpsThemeModel(models.Model):
    _inherit = "cs.nps.theme.model"  # pylint: disable=consider-merging-classes-inherited

    def action_train(self):
        """Learn from the corrections, and compare with the phrases on the same comments."""
        self.ensure_one()
        self.check_access("write")
        if not training.is_available():
            raise UserError(
                self.env._(
                    "Learning needs the Python package scikit-learn, which is not installed on"
                    " this server. Phrases work without it."
                )
            )
        self.lock_for_update()
        samples = self._get_samples()
        self._check_samples(samples)
        self._keep(training.train(samples))
        return True

    def _get_samples(self):
        """Return what people said about comments in this language, the oldest first.

        Only comments that the user may read are taken.
        """
        answers = self.env["cs.nps.response"].search_fetch(
            self._get_sample_domain(),
            ["comment", "company_id", "theme_ids"],
            order="theme_checked_at desc, id desc",
            limit=MOST,
        )
        allowed = set(self._get_themes().ids)
        return folds.distinct(
            folds.Sample(
                answer.comment,
                frozenset(answer.theme_ids.theme_id.ids) & allowed,
                frozenset(
                    mention.theme
                    for mention in self.env["cs.nps.theme"]._find(
                        answer.comment, answer.company_id
                    )
                )
                & allowed,
            )
            for answer in answers.sorted(lambda answer: (answer.theme_checked_at, answer.id))
            if language_of(words_of(answer.comment)) == self.lang
        )

    def _get_sample_domain(self):
        domain = Domain("theme_checked_at", "!=", False) & Domain("comment", "!=", False)
        if self.company_id:
            domain &= Domain("company_id", "=", self.company_id.id)
        return domain

    def _get_themes(self):
        """Return the themes that may be learned: shared ones, and those of the company."""
        return self.env["cs.nps.theme"].search(
            [("company_id", "in", (False, self.company_id.id))]
        )

    def _check_samples(self, samples):
        if len(samples) < training.MIN_COMMENTS:
            raise UserError(
                self.env._(
                    "There is too little to learn from: the themes of %(count)s different comments"
                    " in this language were checked by people, and it takes %(least)s.",
                    count=len(samples),
                    least=training.MIN_COMMENTS,
                )
            )
        if not training.split(samples)[0]:
            raise UserError(
                self.env._(
                    "There is too little to learn from: no theme is spoken of in %(least)s checked"
                    " comments, and not in as many others.",
                    least=training.MIN_EXAMPLES,
                )
            )

    def _keep(self, report):
        """Store what came out; who was in use stays so while it is better."""
        better = training.is_better(report.f1_rules, report.f1_model, report.f1_both)
        used = self.state == "active"
        state = ("active" if used else "offered") if better else "refused"
        self.sudo().write(
            {
                "trained_at": fields.Datetime.now(),
                "comments": report.comments,
                "f1_rules": report.f1_rules,
                "f1_model": report.f1_model,
                "f1_both": report.f1_both,
                "figures": {
                    "themes": [[theme, *row] for theme, row in report.themes.items()],
                    "left": list(report.left.items()),
                },
                "weights": ngrams.write(report.linears) if better else False,
                "state": state,
            }
        )
        if used:
            self.flush_recordset()
            self.env["cs.nps.theme"]._rules_changed()
