from collections import Counter

from odoo import fields
from odoo.tests import TransactionCase, tagged

from ..models.cs_nps_funnel import SENT_STATES
from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestFunnel(NpsCommon, TransactionCase):
    """Events are sent plus scheduled plus not sent, whatever one groups by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._program("By hand", trigger="manual")
        states = ["scheduled"] * 3 + ["sent"] * 4 + ["answered"] * 2 + ["expired", "bounced"]
        reasons = ["quarantine"] * 5 + ["opt_out", "cap", "erased"]
        rows = [(state, False) for state in states] + [("suppressed", one) for one in reasons]
        for number, (state, reason) in enumerate(rows):
            program = cls.other if number % 3 else cls.program
            cls.env["cs.nps.invitation"].create(
                {
                    **program._prepare_invitation_values(f"funnel:{number}", cls.customer),
                    "state": state,
                    "suppression_reason": reason,
                    "sent_at": fields.Datetime.now() if state in SENT_STATES else False,
                    "is_test": False,
                }
            )
        cls.rows = rows
        values = cls.program._prepare_invitation_values("funnel:test", cls.customer)
        cls.env["cs.nps.invitation"].create({**values, "state": "sent", "is_test": True})
        cls.domain = [("program_id", "in", (cls.program + cls.other).ids)]
        cls.report = cls.env["cs.nps.funnel"].with_user(cls.reader)

    def _sums(self, groupby=()):
        """Return ``[(keys, {column: sum})]`` of the report."""
        names = [
            "triggers", "scheduled", "suppressed", "sent", "answered", "waiting", "expired",
            "bounced",
        ]
        size = len(groupby)
        sums = [f"{name}:sum" for name in names]
        return [
            (row[:size], dict(zip(names, row[size:], strict=True)))
            for row in self.report._read_group(self.domain, groupby, sums)
        ]

    def test_the_funnel_adds_up_and_equals_a_recount(self):
        [(_keys, total)] = self._sums()
        count = Counter(state for state, _reason in self.rows)
        self.assertEqual(total["triggers"], len(self.rows))
        self.assertEqual(total["scheduled"], count["scheduled"])
        self.assertEqual(total["suppressed"], count["suppressed"])
        self.assertEqual(total["sent"], sum(count[state] for state in SENT_STATES))
        self.assertEqual(total["waiting"], count["sent"])

    def test_it_adds_up_under_every_grouping(self):
        for groupby in (
            ["program_id"], ["suppression_reason"], ["state"], ["outcome"], ["date:month"],
            ["program_id", "suppression_reason"], ["trigger"], ["channel"],
        ):
            groups = self._sums(groupby)
            self.assertEqual(sum(sums["triggers"] for _keys, sums in groups), len(self.rows))
            for keys, sums in groups:
                self.assertEqual(
                    sums["triggers"], sums["scheduled"] + sums["suppressed"] + sums["sent"], keys
                )
                self.assertEqual(
                    sums["sent"],
                    sums["answered"] + sums["waiting"] + sums["expired"] + sums["bounced"],
                    keys,
                )

    def test_the_reasons_add_up_to_what_was_not_sent(self):
        reasons = {
            reason: sums["suppressed"] for (reason,), sums in self._sums(["suppression_reason"])
        }
        self.assertEqual((reasons["quarantine"], reasons["cap"], reasons["erased"]), (5, 1, 1))
        self.assertEqual(reasons[False], 0)

    def test_doors_lead_to_the_invitations(self):
        line = self.report.search(self.domain, limit=1)
        action = line.action_view_invitation()
        invitation = self.env["cs.nps.invitation"].browse(action["res_id"])
        self.assertEqual(invitation.state, line.state)
        funnel = self.program.with_user(self.reader).action_view_funnel()
        self.assertEqual(funnel["res_model"], "cs.nps.funnel")
        self.assertTrue(self.report.search(funnel["domain"]))

    def test_another_company_sees_nothing(self):
        stranger = self._user("nps_stranger", "cs_survey_nps.cs_survey_nps_group_user")
        other = self._company("Elsewhere")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env["cs.nps.funnel"].with_user(stranger).search(self.domain))
