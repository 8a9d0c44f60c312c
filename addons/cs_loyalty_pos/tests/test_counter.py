from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from ..hooks import uninstall_hook


@tagged("post_install", "-at_install")
class TestCounter(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.tier.group"].search([]).is_primary = False
        partners = cls.env["res.partner"]
        partners.browse(partners.cs_find_by_phone("+84382345678")).phone = False
        cls.cashier = new_test_user(
            cls.env,
            "cashier_loyalty",
            groups="base.group_user,point_of_sale.group_pos_user",
            lang="en_US",
        )
        cls.config = cls.env["pos.config"].create({"name": "Counter"})
        cls.lan = cls.env["res.partner"].create({"name": "AAA Lan", "phone": "01682345678"})
        cls.group = cls.env["cs.tier.group"].create(
            {
                "name": "Retail",
                "is_primary": True,
                "tier_ids": [
                    Command.create({"name": "Silver", "rank": 1, "threshold": 40, "color": 3}),
                    Command.create({"name": "Gold", "rank": 2, "threshold": 100}),
                ],
            }
        )
        silver, gold = cls.group.tier_ids
        cls.member = cls.env["cs.tier.membership"].create(
            {
                "partner_id": cls.lan.id,
                "group_id": cls.group.id,
                "tier_id": silver.id,
                "next_tier_id": gold.id,
                "contribution": 70,
                "gap": 30,
                "last_document_date": "2026-03-01",
            }
        )

    def load(self, partners):
        model = partners.with_user(self.cashier).with_context(lang="en_US")
        return {row["id"]: row for row in model._load_pos_data_read(partners, self.config)}

    def search(self, text):
        domain = [["phone_mobile_search", "ilike", f"{text}%"]]
        found = self.env["res.partner"].with_user(self.cashier).get_new_partner(
            self.config.id, domain, 0
        )
        return [row["id"] for row in found["res.partner"]]

    def test_cashier_loads_tier_gap_and_last_purchase(self):
        row = self.load(self.lan)[self.lan.id]
        self.assertEqual(row["cs_pos_tier"], "Silver")
        self.assertEqual(row["cs_pos_color"], "#b8860b")
        self.assertIn("Gold", row["cs_pos_gap"])
        self.assertRegex(row["cs_pos_last"], "Last purchase on .*2026")
        self.assertEqual(row["cs_pos_numbers"], "+84382345678")
        self.assertEqual(row["cs_member_code"], self.lan.cs_member_code)

    def test_stranger_has_none(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        row = self.load(stranger)[stranger.id]
        for name in ("cs_pos_tier", "cs_pos_color", "cs_pos_gap", "cs_pos_last", "cs_pos_numbers",
                     "cs_pos_tiers"):  # fmt: skip
            self.assertFalse(row[name], name)
        self.assertEqual(row["cs_pos_times"], 1)

    def test_any_spelling_and_the_card_find_her(self):
        code = self.lan.cs_member_code
        for text in ("01682345678", "0168 234 5678", "+84 38 234 5678", "0382345678", code):
            self.assertEqual(self.search(text), self.lan.ids, text)
        self.assertEqual(self.search("0912000999"), [])
        self.assertEqual(self.search("M0001-0000-0000"), [])

    def test_other_searches_are_odoos(self):
        found = self.env["res.partner"].with_user(self.cashier).get_new_partner(
            self.config.id, [["name", "ilike", "AAA Lan%"]], 0
        )
        self.assertEqual([row["id"] for row in found["res.partner"]], self.lan.ids)

    def test_newer_standing_is_loaded_again(self):
        partners = self.env["res.partner"]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = '2026-01-01' WHERE id = %s", [self.lan.id]
        )
        self.env.invalidate_all()
        for last, loaded in (("2026-02-01 00:00:00", True), ("2026-04-01 00:00:00", False)):
            env = partners.with_context(pos_last_server_date=last, pos_limited_loading=True)
            domain = env._server_date_to_domain([("id", "in", self.lan.ids)])
            self.assertEqual(self.lan in partners.search(domain), loaded, last)

    def test_queries_do_not_grow_with_customers(self):
        partners = self.lan | self.env["res.partner"].create(
            [{"name": f"P{number}", "phone": f"091200{number:04}"} for number in range(20)]
        )
        names = ["cs_pos_tier", "cs_pos_gap", "cs_pos_last", "cs_pos_numbers", "cs_pos_tiers"]
        counts = []
        for chosen in (partners[:1], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            chosen.with_user(self.cashier).read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_cashier_reads_no_membership_and_portal_no_counter(self):
        with self.assertRaises(AccessError):
            self.member.with_user(self.cashier).read(["contribution"])
        with self.assertRaises(AccessError):
            self.env["cs.tier.contribution"].with_user(self.cashier).check_access("read")
        portal = new_test_user(self.env, "counter_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            portal.partner_id.with_user(portal).read(["cs_pos_tier"])

    def test_tier_of_another_company_is_not_shown(self):
        self.group.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.load(self.lan)[self.lan.id]["cs_pos_tier"])

    def make_program(self, tiers):
        return self.env["loyalty.program"].create(
            {
                "name": "Members' coupons",
                "program_type": "coupons",
                "trigger": "with_code",
                "currency_id": self.config.currency_id.id,
                "cs_tier_ids": [Command.set(tiers.ids)],
                "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
            }
        )

    def test_programs_and_customers_name_their_tiers(self):
        silver, gold = self.group.tier_ids
        silver.points_multiplier = 1.5
        row = self.load(self.lan)[self.lan.id]
        self.assertEqual(row["cs_pos_tiers"], str(silver.id))
        self.assertEqual(row["cs_pos_times"], 1.5)
        program = self.make_program(silver | gold)
        model = program.with_user(self.cashier)
        read = model._load_pos_data_read(program, self.config)[0]
        self.assertEqual(read["cs_pos_tiers"], f"{silver.id} {gold.id}")
        program.cs_tier_ids = False
        self.assertFalse(model._load_pos_data_read(program, self.config)[0]["cs_pos_tiers"])

    def test_a_code_of_another_tier_is_refused_at_the_counter(self):
        silver, gold = self.group.tier_ids
        program = self.make_program(gold)
        card = self.env["loyalty.card"].create({"program_id": program.id, "points": 1})
        counter = self.config.with_user(self.cashier)

        def use(partner_id):
            return counter.use_coupon_code(card.code, "2099-01-01 10:00:00", partner_id, False)

        for partner_id in (self.lan.id, False):
            result = use(partner_id)
            self.assertFalse(result["successful"])
            self.assertIn("another tier", result["payload"]["error_message"])
        program.cs_tier_ids = silver
        self.assertTrue(use(self.lan.id)["successful"])
        self.assertFalse(use(False)["successful"])

    def test_leaving_is_a_change_of_rules(self):
        version = self.group.rule_version
        uninstall_hook(self.env)
        self.assertEqual(self.group.rule_version, version + 1)
