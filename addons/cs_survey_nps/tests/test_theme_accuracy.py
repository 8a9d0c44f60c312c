import csv
import logging

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

from ..tools.themes import measure
from .test_theme import ThemeCommon

_logger = logging.getLogger(__name__)

THEMES = (
    *("delivery", "product_quality", "packaging", "staff_attitude", "price"),
    *("stock_availability", "after_sales", "website_ordering", "invoice"),
)
FLOOR = 0.80


@tagged("post_install", "-at_install")
class TestThemeAccuracy(ThemeCommon, TransactionCase):
    """The phrases against labelled comments; how the labels came about: tests/data/README.md."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shipped = cls.env["ir.model.data"].search(
            [("module", "=", "cs_survey_nps"), ("model", "=", "cs.nps.theme.rule")]
        )
        cls.env["cs.nps.theme.rule"].search([("id", "not in", shipped.mapped("res_id"))]).unlink()

    def _measure(self, half, lang):
        """Return the figures by theme, and how many of the found ones have the right opinion."""
        pairs, right, same = [], 0, 0
        with file_open(f"cs_survey_nps/tests/data/comments_{half}.csv") as source:
            rows = [row for row in csv.DictReader(source) if row["lang"] == lang]
        for row in rows:
            labels = {tuple(label.split(":")) for label in row["labels"].split(";") if label}
            found = self.env["cs.nps.theme"]._find(row["text"], self.env.company)
            mentions = {(self._key(mention.theme), mention.polarity) for mention in found}
            expected, got = {theme for theme, _p in labels}, {theme for theme, _p in mentions}
            pairs.append((expected, got))
            right += len(expected & got)
            same += len({theme for theme, _polarity in labels & mentions})
        return measure.scores(pairs), same / right

    def _publish(self, half, lang):
        figures, opinions = self._measure(half, lang)
        mean = measure.macro(figures, THEMES)
        for theme in THEMES:
            row = figures[theme]
            _logger.info(
                "%s %s %s: precision %.2f, recall %.2f, F1 %.2f",
                *(half, lang, theme, row["precision"], row["recall"], row["f1"]),
            )
        _logger.info("%s %s: macro-F1 %.3f, same opinion %.2f", half, lang, mean, opinions)
        return mean, opinions

    def test_themes_are_found_in_comments_held_out(self):
        for lang in ("vi", "en"):
            with self.subTest(lang=lang):
                mean, opinions = self._publish("held_out", lang)
                self.assertGreaterEqual(mean, FLOOR)
                self.assertGreaterEqual(opinions, 0.65)

    def test_themes_are_found_in_comments_for_development(self):
        for lang in ("vi", "en"):
            with self.subTest(lang=lang):
                mean, opinions = self._publish("dev", lang)
                self.assertGreaterEqual(mean, 0.88)
                self.assertGreaterEqual(opinions, 0.85)
