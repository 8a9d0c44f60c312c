import csv
import json
import logging
import random

from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from ..models.cs_nps_theme_rule import SEED
from ..tools.themes import classify, folds, ngrams, phrases, training
from ..tools.themes.text import words_of

_logger = logging.getLogger(__name__)
NOUNS = ("bãi xe", "chỗ để xe", "hầm xe", "sân xe", "bãi giữ xe")
REMARKS = ("hẹp", "rộng", "ngập nước", "tối om", "kín chỗ", "không mái che")
OTHERS = ("lần đầu", "hôm qua", "chiều thứ bảy", "dịp Tết", "cả nhà", "mấy đứa nhỏ", "vợ tôi")
DOINGS = ("ghé xem", "đi ngang", "dạo một vòng", "hẹn bạn", "mua tủ", "mua đèn", "mua quạt")


def invented(count=90, theme="parking", seed=1):
    """Return (comment, themes) about what no phrase knows; every second one speaks of it."""
    drawn, made = random.Random(seed), {}
    while len(made) < count:
        start, doing = drawn.choice(OTHERS), drawn.choice(DOINGS)
        text = f"{start} {doing} số {drawn.randrange(900)}"
        if len(made) % 2:
            text += f", {drawn.choice(NOUNS)} {drawn.choice(REMARKS)}"
        made[text] = {theme} if len(made) % 2 else set()
    return list(made.items())


def labelled(lang):
    """Return the samples of the comments for development, with what the phrases find."""
    with file_open(SEED) as source:
        book = phrases.compile_book(
            phrases.Rule(
                number,
                row["theme_id:id"].removeprefix("cs_nps_theme_") or False,
                row["phrase"],
                row["lang"],
                float(row["weight"]),
                row["negatable"] == "1",
                row["polarity"],
            )
            for number, row in enumerate(csv.DictReader(source))
        )
    with file_open("cs_survey_nps/tests/data/comments_dev.csv") as source:
        rows = [row for row in csv.DictReader(source) if row["lang"] == lang]
    return [
        folds.Sample(
            row["text"],
            frozenset(label.split(":")[0] for label in row["labels"].split(";") if label),
            frozenset(mention.theme for mention in classify.classify(row["text"], book)),
        )
        for row in rows
    ]


@tagged("post_install", "-at_install")
class TestThemeTraining(BaseCase):
    """Learning from labelled comments, without a database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.samples = {lang: labelled(lang) for lang in ("vi", "en")}
        cls.reports = {lang: training.train(cls.samples[lang]) for lang in ("vi", "en")}

    def test_few_comments_do_not_beat_phrases_that_were_written_with_care(self):
        for lang, report in self.reports.items():
            with self.subTest(lang=lang):
                _logger.info(
                    "%s: %s comments, F1 of phrases %.3f, learned %.3f, both %.3f",
                    *(lang, *report[:4]),
                )
                self.assertGreater(report.f1_rules, 0.9)
                self.assertGreater(report.f1_model, 0.3)
                self.assertFalse(training.is_better(*report[1:4]))

    def test_themes_with_few_examples_are_left_to_the_phrases(self):
        report = self.reports["en"]
        self.assertEqual(report.left, {"packaging": 8})
        self.assertNotIn("packaging", report.themes)
        self.assertNotIn("packaging", [linear.theme for linear in report.linears])
        self.assertFalse(self.reports["vi"].left)

    def test_learning_again_comes_to_the_same(self):
        again = training.train(labelled("en"))
        self.assertEqual(again, self.reports["en"])
        self.assertNotEqual(training.train(labelled("en"), seed=1).f1_model, again.f1_model)

    def test_what_was_learned_survives_json(self):
        linears = self.reports["vi"].linears
        self.assertEqual(ngrams.read(json.loads(json.dumps(ngrams.write(linears)))), linears)

    def test_deciding_without_the_library_is_deciding_with_it(self):
        samples, report = self.samples["vi"], self.reports["vi"]
        matrix = training._matrix(samples)
        for linear in report.linears:
            learner = training._fit(matrix, training._truth(samples, linear.theme), 0)
            wanted = learner.decision_function(matrix) - linear.threshold
            for sample, score in zip(samples, wanted, strict=True):
                got = ngrams.decision(linear, ngrams.features(words_of(sample.text)))
                self.assertAlmostEqual(got, score, 4)
                if abs(score) > 0.0001:
                    told = linear.theme in ngrams.tell([linear], sample.text)
                    self.assertEqual(told, score > 0)

    def test_words_that_no_phrase_knows_are_learned(self):
        none = frozenset()
        report = training.train(
            [folds.Sample(text, frozenset(themes), none) for text, themes in invented()]
        )
        self.assertEqual(report.f1_rules, 0)
        self.assertGreater(report.f1_model, 0.95)
        self.assertTrue(training.is_better(*report[1:4]))
        text = "chiều thứ bảy ghé xem, bai giu xe tối om"
        words = words_of(text)
        place = ngrams.tell(report.linears, text)["parking"]
        self.assertIn(words[place].base, ("bai", "giu", "xe", "toi", "om"))
        self.assertFalse(ngrams.tell(report.linears, "hôm qua hẹn bạn"))

    def test_chance_teaches_nothing(self):
        drawn = random.Random(5)
        samples = [
            folds.Sample(text, frozenset({"luck"} if drawn.random() < 0.3 else ()), frozenset())
            for text, _themes in invented()
        ]
        found = [sample._replace(found=sample.expected) for sample in samples[:60]]
        report = training.train(found + samples[60:])
        self.assertLess(report.f1_model, 0.65)
        self.assertFalse(training.is_better(*report[1:4]))

    def test_no_theme_with_examples_is_an_error(self):
        with self.assertRaises(ValueError):
            training.train(self.samples["vi"][:5])
