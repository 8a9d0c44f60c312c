from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .test_theme import ThemeCommon


@tagged("post_install", "-at_install")
class TestThemeReport(ThemeCommon, TransactionCase):
    """Themes counted, blamed and judged; and who may see what of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.other = cls._company("Themes")
        cls.shop = cls._program("Themes", company_id=cls.other.id)
        cls.late = [cls._said(2, "giao hàng chậm", program=cls.shop) for _turn in range(3)]
        cls.rude = cls._said(9, "nhân viên thờ ơ", program=cls.shop)
        cls.kind = cls._said(10, "nhân viên nhiệt tình", program=cls.shop)
        cls.env.flush_all()
        cls.mine = [("company_id", "=", cls.other.id)]

    def _groups(self, groupby, aggregates):
        rows = self.env["cs.nps.theme.report"]._read_group(self.mine, groupby, aggregates)
        return {row[0]: row[1:] for row in rows}

    def test_figures_are_exact_under_any_grouping(self):
        delivery, staff = self._theme("delivery"), self._theme("staff_attitude")
        measures = ["answers:sum", "negative:sum", "positive:sum", "nps_points:avg"]
        self.assertEqual(
            self._groups(["theme_id"], measures),
            {delivery: (3, 3, 0, -100), staff: (2, 1, 1, 100)},
        )
        self.assertEqual(
            self._groups(["polarity"], ["answers:sum", "nps_points:avg"]),
            {"negative": (4, -50), "positive": (1, 100)},
        )
        [(count, points)] = self.env["cs.nps.theme.report"]._read_group(
            self.mine, [], ["response_id:count_distinct", "nps_points:avg"]
        )
        self.assertEqual((count, points), (5, -20))

    def test_tests_and_what_was_taken_away_do_not_count(self):
        self._said(0, "giao hàng chậm", program=self.shop, is_test=True)
        self.late[0].with_user(self._boss()).write(
            {"theme_ids": [Command.delete(self.late[0].theme_ids.id)]}
        )
        self.env.flush_all()
        self.assertEqual(self._groups(["theme_id"], ["answers:sum"])[self._theme("delivery")], (2,))

    def _boss(self, group="manager"):
        login = f"nps_theme_{group}"
        known = self.env["res.users"].search([("login", "=", login)])
        return known or self._user(
            login,
            f"cs_survey_nps.cs_survey_nps_group_{group}",
            company_id=self.other.id,
            company_ids=[Command.set(self.other.ids)],
        )

    def test_the_pareto_cumulates_the_blame(self):
        rows = self.env["cs.nps.theme.pareto"].search(self.mine)
        self.assertEqual(
            [(self._key(row.theme_id.id), row.negative, row.share, row.cumulated) for row in rows],
            [("delivery", 3, 0.75, 0.75), ("staff_attitude", 1, 0.25, 1.0)],
        )
        action = rows[0].with_user(self._boss()).action_view_mentions()
        self.assertEqual(len(self.env["cs.nps.theme.report"].search(action["domain"])), 3)

    def test_the_pareto_forgets_after_a_year(self):
        old = fields.Datetime.subtract(fields.Datetime.now(), days=366)
        self.env.cr.execute(
            "UPDATE cs_nps_response SET answered_at = %s WHERE id = %s", [old, self.rude.id]
        )
        self.env.invalidate_all()
        rows = self.env["cs.nps.theme.pareto"].search(self.mine)
        self.assertEqual([row.cumulated for row in rows], [1.0])

    def test_quality_is_told_from_checked_answers(self):
        boss = self._boss()
        self.assertFalse(self.env["cs.nps.theme.quality"].search(self.mine))
        self.late[0].with_user(boss).action_confirm_themes()
        price = self._theme("price")
        self.late[1].with_user(boss).write(
            {
                "theme_ids": [
                    Command.delete(self.late[1].theme_ids.id),
                    Command.create({"theme_id": price.id, "polarity": "negative"}),
                ]
            }
        )
        self.kind.with_user(boss).write(
            {"theme_ids": [Command.update(self.kind.theme_ids.id, {"polarity": "neutral"})]}
        )
        self.env.flush_all()
        rows = self.env["cs.nps.theme.quality"].search(self.mine)
        figures = {
            self._key(row.theme_id.id): (
                *(row.expected, row.found, row.right),
                *(row.precision, row.recall, row.f1, row.same_opinion),
            )
            for row in rows
        }
        self.assertEqual(figures["delivery"], (1, 2, 1, 0.5, 1.0, 2 / 3, 1.0))
        self.assertEqual(figures["price"], (1, 0, 0, 0, 0, 0, 0))
        self.assertEqual(figures["staff_attitude"], (1, 1, 1, 1, 1, 1, 0))

    def test_a_row_opens_its_answer(self):
        row = self.env["cs.nps.theme.report"].search(
            [*self.mine, ("response_id", "=", self.kind.id)]
        )
        action = row.with_user(self._boss("user")).action_open_answer()
        self.assertEqual((action["res_model"], action["res_id"]), ("cs.nps.response", self.kind.id))

    def test_another_companys_themes_are_hidden(self):
        theme = self.env["cs.nps.theme"].create({"name": "Ours", "company_id": self.other.id})
        rule = self.env["cs.nps.theme.rule"].create({"theme_id": theme.id, "phrase": "của mình"})
        for model, domain in (
            ("cs.nps.response.theme", self.mine),
            ("cs.nps.theme.report", self.mine),
            ("cs.nps.theme.pareto", self.mine),
            ("cs.nps.theme", [("id", "=", theme.id)]),
            ("cs.nps.theme.rule", [("id", "=", rule.id)]),
        ):
            with self.subTest(model=model):
                self.assertTrue(self.env[model].with_user(self._boss()).search(domain))
                self.assertFalse(self.env[model].with_user(self.reader).search(domain))

    def test_rights_of_each_role(self):
        portal = self._user("nps_theme_portal", "base.group_portal")
        clerk = self._user("nps_theme_clerk", "base.group_user")
        models = {
            "cs.nps.theme": ("crwu", "r", "r"),
            "cs.nps.theme.rule": ("crwu", "r", ""),
            "cs.nps.response.theme": ("crw", "crw", "r"),
            "cs.nps.theme.report": ("r", "r", ""),
            "cs.nps.theme.pareto": ("r", "r", ""),
            "cs.nps.theme.quality": ("r", "r", ""),
            "cs.nps.theme.try": ("crw", "", ""),
        }
        words = {"c": "create", "r": "read", "w": "write", "u": "unlink"}
        for model, rights in models.items():
            roles = (self.manager, self.reader, self.seller, portal, clerk)
            for user, allowed in zip(roles, (*rights, "", ""), strict=True):
                for letter, operation in words.items():
                    with self.subTest(model=model, user=user.login, operation=operation):
                        self.assertEqual(
                            self.env[model].with_user(user).has_access(operation),
                            letter in allowed,
                        )

    def test_salespeople_see_the_themes_of_their_own_answers(self):
        answer = self._said(2, "giao hàng chậm", program=self.program)
        mentions = self.env["cs.nps.response.theme"].with_user(self.seller)
        self.assertFalse(mentions.search([("response_id", "=", answer.id)]))
        self.env.cr.execute(
            "UPDATE cs_nps_response SET user_id = %s WHERE id = %s", [self.seller.id, answer.id]
        )
        self.env.invalidate_all()
        self.assertTrue(mentions.search([("response_id", "=", answer.id)]))
        with self.assertRaises(AccessError):
            answer.with_user(self.seller).action_confirm_themes()
        with self.assertRaises(AccessError):
            answer.with_user(self.seller).write(
                {"theme_ids": [Command.create({"theme_id": self._theme("price").id})]}
            )
