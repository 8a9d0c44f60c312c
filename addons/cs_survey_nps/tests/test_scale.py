import psycopg2
from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools import scale
from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestScale(NpsCommon, TransactionCase):
    """Programs that ask on another scale than that of the NPS."""

    def test_each_metric_reads_only_the_scores_of_its_scale(self):
        for metric, ends in scale.SCALES.items():
            invitation = self._asked(metric)
            read = [invitation._read_score(str(score)) for score in range(12)]
            on_scale = [score for score in read if score is not None]
            self.assertEqual(on_scale, list(range(ends.lowest, ends.highest + 1)))

    def _asked(self, metric):
        program = self._program(metric, metric=metric)
        partner = self._partner(metric, email=f"{metric}@example.com")
        return self.env["cs.nps.invitation"].create(
            program._prepare_invitation_values(f"test:{metric}", partner)
        )

    def test_the_group_of_an_answer_goes_by_its_scale(self):
        for metric, score, group in (
            ("nps", 5, "detractor"),
            ("csat", 5, "promoter"),
            ("csat", 3, "passive"),
            ("csat", 2, "detractor"),
            ("ces", 5, "promoter"),
            ("ces", 4, "passive"),
            ("ces", 3, "detractor"),
        ):
            with self.subTest(metric=metric, score=score):
                program = self._program(f"{metric} {score}", metric=metric)
                response = self._answered(score, program=program)
                self.assertEqual((response.metric, response.category), (metric, group))
                self.assertEqual(response.case_pending, group == "detractor")

    def test_the_database_knows_the_scale_of_each_metric(self):
        for metric, wrong in (("csat", 0), ("csat", 6), ("ces", 0), ("ces", 8), ("nps", 11)):
            invitation = self._asked(metric)
            values = dict(invitation._prepare_response_values(5, ""), score=wrong)
            with self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"):
                with self.env.cr.savepoint():
                    self.env["cs.nps.response"].create(values)

    def test_only_nps_answers_are_in_the_nps(self):
        before = self.env["cs.nps.program"].cs_score()["n"]
        for metric in ("csat", "ces"):
            self._answered(5, program=self._program(metric, metric=metric))
        self.assertEqual(self.env["cs.nps.program"].cs_score()["n"], before)

    def test_the_scale_is_fixed_once_there_are_answers(self):
        self.program.metric = "csat"
        self._answered(5)
        self.program.metric = "csat"  # no change
        with self.assertRaisesRegex(UserError, "keeps its scale"):
            self.program.with_user(self.manager).metric = "nps"

    def test_each_scale_has_its_usual_question_until_it_is_edited(self):
        with Form(self.env["cs.nps.program"].with_user(self.manager)) as form:
            form.name = "Satisfaction"
            self.assertIn("recommend", form.question)
            form.metric = "csat"
            self.assertIn("How satisfied", form.question)
            form.question = "Were you happy?"
            form.metric = "ces"
            self.assertEqual(form.question, "Were you happy?")
        created = self._program("Effort", metric="ces")
        self.assertIn("easy", created.question)

    def test_what_the_ends_mean_is_said_for_each_scale(self):
        for metric in scale.SCALES:
            shown = self._program(metric, metric=metric)._cs_scale()
            self.assertIn(f"{shown['lowest']} = ", shown["low_label"])
            self.assertIn(f"{shown['highest']} = ", shown["high_label"])

    def test_the_links_in_the_mail_are_those_of_the_scale(self):
        rows = self._asked("csat")._cs_score_rows()
        self.assertEqual([[link["score"] for link in row] for row in rows], [[1, 2, 3, 4, 5]])
        rows = self._asked("nps")._cs_score_rows()
        self.assertEqual([len(row) for row in rows], [6, 5])
