from datetime import datetime

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestDigest(NpsCommon, TransactionCase):
    """The NPS in the digest mail: with its interval, and nothing where there is none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.nps.response"].search([]).write({"resurvey": True})  # of other tests
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Surveys",
                "company_id": cls.company.id,
                "kpi_cs_nps": True,
                "kpi_cs_nps_answers": True,
            }
        )

    def _kpis(self, user):
        kpis = self.digest._compute_kpis(self.company, user)
        return {kpi["kpi_name"]: kpi for kpi in kpis}

    def test_the_period_has_its_score_and_interval(self):
        with self._at(fields.Datetime.subtract(fields.Datetime.now(), hours=1)):
            for score in [10] * 5 + [8] * 3 + [2] * 2:
                self._answered(score)
        kpis = self._kpis(self.reader)
        day = kpis["kpi_cs_nps"]["kpi_col1"]
        self.assertEqual((day["value"], day["margin"]), ("30 (-19\u00a0…\u00a065)", 0))
        self.assertEqual(kpis["kpi_cs_nps_answers"]["kpi_col1"]["value"], 10)
        self.assertIn("cs_nps_report_action", kpis["kpi_cs_nps"]["kpi_action"])

    def test_answers_of_another_time_are_outside(self):
        with self._at(datetime(2020, 1, 1)):
            self._answered(3)
        kpis = self._kpis(self.reader)
        self.assertEqual(kpis["kpi_cs_nps"]["kpi_col3"]["value"], "–")
        self.assertEqual(kpis["kpi_cs_nps_answers"]["kpi_col3"]["value"], 0)

    def test_who_may_not_read_answers_is_spared_the_figure(self):
        kpis = self._kpis(self._user("nps_digest_clerk"))
        self.assertFalse({"kpi_cs_nps", "kpi_cs_nps_answers"} & set(kpis))

    def test_the_mail_is_written(self):
        self._answered(10)
        self.digest.user_ids = self.reader
        self.digest._action_send_to_user(self.reader, tips_count=0)
        mail = self.env["mail.mail"].search([("email_to", "like", self.reader.email)], limit=1)
        self.assertIn("NPS", mail.body_html)
