from datetime import datetime

from odoo import fields
from odoo.addons.cs_loyalty.tests.retail import make_shown_group
from odoo.addons.cs_survey_nps.tests.common import NpsCommon
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestFiguresByTier(NpsCommon, TransactionCase):
    """Journey 6: NPS by tier, of the tier that the customer had when she answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = make_shown_group(
            cls.env,
            {"name": "Silver", "threshold": 40},
            {"name": "Gold", "threshold": 100},
        )
        cls.silver, cls.gold = cls.group.tier_ids
        cls.move("2026-01-10", cls.silver)

    @classmethod
    def move(cls, day, tier, partner=None):
        """Write into the ledger that a customer came to a tier."""
        return cls.env["cs.tier.event"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "group_id": cls.group.id,
                "kind": "upgrade",
                "cause": "organic",
                "date": day,
                "to_tier_id": tier.id,
            }
        )

    def answer(self, day, score, comment="", **values):
        """An answer of that day, with its tier."""
        moment = fields.Datetime.to_datetime(f"{day} 05:00:00")
        with self._at(moment):
            answer = self._answered(score, comment, **{"partner": self.customer, **values})
            self.env["cs.nps.response"]._cron_tiers()
        return answer

    def by_tier(self, report="cs.nps.report", measure="nps_points:avg"):
        rows = self.env[report].with_user(self.reader).formatted_read_group(
            [("program_id", "=", self.program.id)], ["cs_tier_id"], [measure]
        )
        return {row["cs_tier_id"] and row["cs_tier_id"][0]: row[measure] for row in rows}

    def test_the_tier_of_the_answer_does_not_move_with_the_customer(self):
        self.answer("2026-01-20", 2)
        self.move("2026-02-10", self.gold)
        self.answer("2026-02-10", 10)
        self.answer("2026-02-10", 8, partner=self._partner("Stranger"))
        expected = {self.silver.id: -100.0, self.gold.id: 100.0, False: 0.0}
        self.assertEqual(self.by_tier(), expected)

    def test_a_contact_has_the_tier_of_her_company(self):
        contact = self._partner("Chị Mai", parent_id=self.customer.id)
        self.assertEqual(self.answer("2026-01-20", 9, partner=contact).cs_tier_id, self.silver)

    def test_who_left_the_tiers_has_none(self):
        self.move("2026-02-01", self.env["cs.tier"])
        self.assertFalse(self.answer("2026-02-02", 9).cs_tier_id)

    def test_themes_by_tier(self):
        self.answer("2026-01-20", 2, "giao hàng chậm")._read_themes(10000)
        found = self.by_tier("cs.nps.theme.report", "negative:sum")
        self.assertEqual(found, {self.silver.id: 1})

    def test_an_anonymous_answer_has_no_tier(self):
        program = self._program("Anonymous", anonymous=True)
        self.answer("2026-01-20", 9, program=program)
        answers = self.env["cs.nps.response"].search([("program_id", "=", program.id)])
        self.assertTrue(answers)
        self.assertFalse(answers.cs_tier_id)

    def test_the_score_of_a_tier_has_no_response_rate(self):
        self.answer("2026-01-20", 10)
        score = self.env["cs.nps.program"].with_user(self.reader).cs_score(
            [("program_id", "=", self.program.id), ("cs_tier_id", "=", self.silver.id)]
        )
        self.assertEqual((score["n"], score["nps"], score["invited"]), (1, 100.0, False))

    def test_the_job_looks_at_the_last_days_and_the_installation_at_all(self):
        self.move("2025-12-01", self.gold)
        with self._at(datetime(2025, 12, 24)):
            old = self._answered(9, partner=self.customer)
        with self._at(datetime(2026, 3, 4)):
            self.env["cs.nps.response"]._cron_tiers()
        self.assertFalse(old.cs_tier_id)
        self.assertEqual(self.env["cs.nps.response"]._cs_fill_tiers(), 1)
        self.assertEqual(old.cs_tier_id, self.gold)
        self.assertEqual(self.env["cs.nps.response"]._cs_fill_tiers(), 0)
