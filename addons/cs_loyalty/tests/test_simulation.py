import io
import zipfile

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import MILLION, LoyaltyCase

TABLES = ("cs_tier", "cs_tier_group", "cs_tier_membership", "cs_tier_event", "cs_contact_log")


class SimulationCase(LoyaltyCase):
    """Four customers: one below, two Silver (T1), one Gold (T2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group((40, 100))
        cls.low, cls.high = cls.group.tier_ids
        cls.minh, cls.hoa, cls.phuc = map(cls.make_partner, ("Minh", "Hoa", "Phuc"))
        for partner, amount in (
            (cls.lan, 50),
            (cls.minh, 70),
            (cls.hoa, 120),
            (cls.phuc, 10),
        ):
            cls.invoice(partner, amount, "2027-05-10")
        cls.review(cls.group)

    @classmethod
    def simulate(cls, *thresholds, **values):
        simulation = cls.env["cs.tier.simulation"].with_user(cls.manager).create(
            {"name": "Trial", "group_id": cls.group.id, "as_of": "2027-06-15", **values}
        )
        for line, threshold in zip(simulation.line_ids, thresholds, strict=False):
            line.threshold = threshold * MILLION
        return simulation

    def moved(self, simulation):
        return {
            move.partner_id.name: (
                move.from_tier_id.name or "",
                move.to_line_id.name or "",
                move.direction,
            )
            for move in simulation.move_ids
        }

    def rows(self):
        """Return every row of the tables that only an application may change, versions too."""
        self.env.flush_all()
        found = {}
        for table in TABLES:
            self.env.cr.execute(f"SELECT xmin::text, ctid::text, t.* FROM {table} t ORDER BY id")
            found[table] = self.env.cr.fetchall()
        return found


@tagged("post_install", "-at_install")
class TestSimulation(SimulationCase):
    def test_counts_matrix_and_movers(self):
        simulation = self.simulate(60, 110)
        simulation.action_run()
        self.assertEqual(simulation.state, "ran")
        self.assertEqual(self.moved(simulation), {"Lan": ("T1", "", "down")})
        self.assertEqual(
            [(line.count_before, line.count_after, line.change) for line in simulation.line_ids],
            [(2, 1, -1), (1, 1, 0)],
        )
        self.assertEqual((simulation.none_before, simulation.none_after), (1, 2))
        self.assertEqual((simulation.winner_count, simulation.loser_count), (0, 1))
        [move] = simulation.move_ids
        self.assertEqual((move.contribution, move.gap, move.steps), (50 * MILLION, 10 * MILLION, 1))
        self.assertIn("of them 0 up and 1 down", simulation.summary)
        self.assertIn("text-danger", simulation.matrix)

    def test_losers_by_loss(self):
        simulation = self.simulate(60, 130)
        simulation.action_run()
        self.assertEqual(simulation.loser_count, 2)
        action = simulation.action_open_losers()
        moves = self.env["cs.tier.simulation.move"].search(action["domain"])
        self.assertEqual(len(moves), 2)
        self.assertEqual(
            set(moves.partner_id.mapped("name")), {"Lan", "Hoa"}
        )
        self.assertEqual(moves.sorted("gap")[0].action_open_partner()["res_model"], "res.partner")
        self.assertFalse(
            self.env["cs.tier.simulation.move"].search(
                simulation.action_open_winners()["domain"]
            )
        )

    def test_nothing_else_is_written(self):
        before = self.rows()
        simulation = self.simulate(5, 60)
        simulation.action_run()
        self.group.with_user(self.manager).cs_simulate([[{"threshold": 1}]])
        self.assertEqual(self.rows(), before)
        simulation.action_discard()
        self.assertFalse(simulation.exists())
        self.assertEqual(self.rows(), before)

    def test_apply_does_what_was_shown(self):
        self.lan.email = "lan@example.com"
        simulation = self.simulate(5, 60)
        simulation.action_run()
        shown = {line.name: line.count_after for line in simulation.line_ids}
        dialog = simulation.action_confirm()
        self.assertEqual((dialog["res_id"], dialog["target"]), (simulation.id, "new"))
        with self.assertAppends("cs.contact.log", 0):
            simulation.action_apply()
        self.assertEqual(simulation.state, "applied")
        self.assertEqual(
            {tier.name: tier.member_count for tier in self.group.tier_ids}, shown
        )
        self.assertEqual([tier.threshold for tier in self.group.tier_ids], [5e6, 60e6])
        events = self.env["cs.tier.event"].search([("group_id", "=", self.group.id)])[:2]
        self.assertEqual(
            {(event.partner_id.name, event.kind, event.cause) for event in events},
            {("Minh", "upgrade", "rule"), ("Phuc", "enrol", "rule")},
        )
        self.assertEqual(len(events), simulation.winner_count + simulation.loser_count)
        self.assertEqual(self.group._review(), self.env["cs.tier.event"])
        with self.assertRefused(UserError, "applied already"):
            simulation.action_apply()

    def test_apply_with_retention_and_one_step(self):
        """The next review keeps what retention keeps; the long run does not."""
        self.group.write({"downgrade_policy": "one_step", "retention_months": 12})
        self.review(self.group)
        simulation = self.simulate(200, 300)
        simulation.action_run()
        self.assertEqual(simulation.loser_count, 0)
        simulation.long_run = True
        self.assertEqual(simulation.state, "draft")
        simulation.action_run()
        self.assertEqual(simulation.loser_count, 3)
        simulation.action_confirm()
        self.assertEqual((simulation.long_run, simulation.loser_count), (False, 0))
        simulation.action_apply()
        self.assertEqual(self.member(self.group, self.hoa).tier_id.name, "T2")

    def test_mail_to_those_who_rise_if_ticked(self):
        self.minh.email = "minh@example.com"
        self.phuc.email = "phuc@example.com"
        self.env["cs.consent"]._record("phuc@example.com", "marketing", False, "test")
        simulation = self.simulate(5, 60)
        simulation.action_run()
        simulation.action_confirm()
        simulation.send_mail = True
        with self.assertAppends("cs.contact.log", 2):
            simulation.action_apply()
        self.env["cs.contact.log"]._process_batch()
        customers = self.minh | self.phuc
        rows = self.env["cs.contact.log"].search([("partner_id", "in", customers.ids)])
        states = {row.partner_id.name: row.state for row in rows}
        self.assertEqual(states, {"Minh": "sent", "Phuc": "suppressed"})

    def test_new_tier_and_one_given_up(self):
        simulation = self.simulate(40, 100)
        simulation.line_ids[1].kept = False
        simulation.line_ids = [Command.create({"name": "T9", "threshold": 60 * MILLION})]
        simulation.action_run()
        self.assertEqual(
            self.moved(simulation),
            {"Minh": ("T1", "T9", "up"), "Hoa": ("T2", "T9", "down")},
        )
        shown = {line.name: line.count_after for line in simulation.line_ids if line.kept}
        simulation.action_confirm()
        simulation.action_apply()
        self.assertEqual({tier.name: tier.member_count for tier in self.group.tier_ids}, shown)
        self.assertFalse(self.high.active)
        self.assertEqual(simulation.line_ids.tier_id.group_id, self.group)

    def test_a_day_in_the_past(self):
        self.invoice(self.phuc, 200, "2027-06-14")
        simulation = self.simulate(40, 100, as_of="2027-06-01")
        simulation.action_run()
        self.assertFalse(simulation.move_ids)
        self.assertEqual(sum(simulation.line_ids.mapped("count_after")), 3)
        with self.assertRefused(UserError, "not known yet"):
            simulation.as_of = "2027-06-16"

    def test_thresholds_in_disorder(self):
        with self.assertRefused(ValidationError, "must ask for more"):
            self.simulate(100, 40).action_run()
        with self.assertRefused(ValidationError, "cannot be negative"):
            self.simulate(-1, 40).action_run()
        simulation = self.simulate(40, 100)
        simulation.line_ids.kept = False
        with self.assertRefused(UserError, "Keep at least one"):
            simulation.action_run()

    def test_changed_candidates_forget_the_answer(self):
        simulation = self.simulate(60, 110)
        simulation.action_run()
        simulation.line_ids[0].threshold = 45 * MILLION
        self.assertEqual((simulation.state, len(simulation.move_ids)), ("draft", 0))
        simulation.action_run()
        simulation.line_ids[1].unlink()
        self.assertEqual(simulation.state, "draft")

    def test_several_sets_by_program(self):
        low, high = self.group.tier_ids.ids
        group = self.group.with_user(self.manager)
        same, other = group.cs_simulate(
            [
                [{"tier_id": low, "threshold": 4e7}, {"tier_id": high, "threshold": 1e8}],
                [{"tier_id": low, "threshold": 6e7}, {"threshold": 9e7}],
            ],
            as_of="2027-06-15",
        )
        self.assertIn({"from_tier_id": low, "to_tier_id": low, "count": 2}, same["moves"])
        self.assertIn({"from_tier_id": high, "to_tier_id": -1, "count": 1}, other["moves"])
        self.assertEqual(group.cs_simulate([]), [])
        with self.assertRefused(UserError, "has no tier"):
            group.cs_simulate([[{"tier_id": 0x7FFFFFF, "threshold": 1}]])

    def test_what_is_no_set_of_thresholds_is_answered_with_a_sentence(self):
        group = self.group.with_user(self.manager)
        low = self.group.tier_ids[0].id
        for row in (
            7, "50", {"tier_id": low}, {"threshold": None}, {"threshold": "50"},
            {"threshold": float("nan")}, {"tier_id": "x", "threshold": 1},
        ):
            with self.subTest(row), self.assertRefused(UserError, "set of thresholds is a list"):
                group.cs_simulate([[row]])
        for sets in (False, 5, "abc", ["abc"]):
            with self.subTest(sets), self.assertRefused(UserError, "set of thresholds is a list"):
                group.cs_simulate(sets)
        for day in ("soon", 5, "0001-01-01"):
            with self.subTest(day), self.assertRefused(UserError, "is no day|too far away"):
                group.cs_simulate([], as_of=day)

    def test_queries_do_not_grow(self):
        def run(count):
            before = self.env.cr.sql_log_count
            self.group._simulate(
                self.group._today(), [self.simulate(60, 110)._get_arranged()] * count, False
            )
            return self.env.cr.sql_log_count - before

        run(1)
        self.assertLessEqual(run(3), run(1) + 1)

    def test_another_review_is_running(self):
        simulation = self.simulate(60, 110)
        simulation.action_run()
        none = self.env["cs.tier.group"]
        self.patch(type(none), "try_lock_for_update", lambda *args, **kwargs: none)
        with self.assertRefused(UserError, "try again in a minute"):
            simulation.action_apply()

    @freeze_time("2027-06-15 05:00:00")
    def test_form_brings_the_tiers_of_the_group(self):
        other = self.make_group((7,), name="Dealers", is_primary=False)
        simulations = self.env["cs.tier.simulation"].with_user(self.manager)
        with Form(simulations) as form:
            form.group_id = other
        simulation = form.record
        self.assertEqual(simulation.line_ids.mapped("threshold"), [7 * MILLION])

    def test_who_may(self):
        simulation = self.simulate(60, 110)
        simulation.action_run()
        self.assertTrue(simulation.with_user(self.member_user).move_ids)
        for user in (self.member_user, self.seller):
            for action in ("action_run", "action_apply", "action_confirm", "action_discard"):
                with self.assertRaises(AccessError):
                    getattr(simulation.with_user(user), action)()
            with self.assertRaises(AccessError):
                self.group.with_user(user).cs_simulate([])
        with self.assertRaises(AccessError):
            simulation.with_user(self.seller).read(["name"])
        other = self.make_company("Other")
        stranger = new_test_user(
            self.env,
            "stranger_simulation",
            groups="cs_loyalty.cs_loyalty_group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for record in (simulation, simulation.line_ids, simulation.move_ids):
            with self.assertRaises(AccessError):
                record.with_user(stranger).check_access("read")
        with self.assertRaises(AccessError):
            simulation.with_user(stranger).action_run()
        with self.assertRaises(AccessError):
            self.env["cs.tier.simulation.move"].with_user(self.manager).create(
                {"simulation_id": simulation.id, "partner_id": self.lan.id, "direction": "up"}
            )


@tagged("post_install", "-at_install")
class TestSimulationExport(HttpCase, SimulationCase):
    def test_sheet_is_for_readers_and_inert(self):
        self.lan.name = "=cmd|' /C calc'!A0"
        simulation = self.simulate(60, 110)
        simulation.action_run()
        url = simulation.action_export()["url"]
        self.authenticate(self.member_user.login, self.member_user.login)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        with zipfile.ZipFile(io.BytesIO(response.content)) as book:
            text = book.read("xl/sharedStrings.xml").decode()
            sheet = book.read("xl/worksheets/sheet2.xml").decode()
        self.assertIn("'=cmd|", text)
        self.assertNotIn("<f>", sheet)
        self.assertIn(str(50 * MILLION), sheet)
        self.authenticate(self.seller.login, self.seller.login)
        self.assertEqual(self.url_open(url).status_code, 404)
        simulation.action_discard()
        self.authenticate(self.member_user.login, self.member_user.login)
        self.assertEqual(self.url_open(url).status_code, 404)
