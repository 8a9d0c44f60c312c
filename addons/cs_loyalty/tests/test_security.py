import inspect

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import MILLION, LoyaltyCase

READ, WRITE, CREATE, UNLINK = "read", "write", "create", "unlink"
EVERYTHING = {READ, WRITE, CREATE, UNLINK}
MATRIX = {
    "cs.tier.group": {"seller": {READ}, "user": {READ}, "manager": EVERYTHING},
    "cs.tier": {"seller": {READ}, "user": {READ}, "manager": EVERYTHING},
    "cs.tier.membership": {"seller": {READ}, "user": {READ}, "manager": {READ}},
    "cs.tier.event": {"seller": set(), "user": {READ}, "manager": {READ}},
    "cs.tier.contribution": {"seller": set(), "user": {READ}, "manager": {READ}},
    "cs.tier.backtest": {"seller": set(), "user": EVERYTHING, "manager": EVERYTHING},
    "cs.tier.backtest.bin": {"seller": set(), "user": EVERYTHING, "manager": EVERYTHING},
    "cs.tier.backtest.case": {"seller": set(), "user": EVERYTHING, "manager": EVERYTHING},
    "cs.tier.migration": {"seller": set(), "user": {READ}, "manager": {READ}},
    "cs.tier.override": {"seller": set(), "user": set(), "manager": EVERYTHING},
    "cs.tier.risk": {"seller": set(), "user": {READ}, "manager": {READ}},
    "cs.tier.revenue": {"seller": set(), "user": {READ}, "manager": {READ}},
    "cs.tier.simulation": {"seller": set(), "user": {READ}, "manager": EVERYTHING},
    "cs.tier.simulation.cost": {"seller": set(), "user": {READ}, "manager": {READ, UNLINK}},
    "cs.tier.simulation.line": {"seller": set(), "user": {READ}, "manager": EVERYTHING},
    "cs.tier.simulation.move": {"seller": set(), "user": {READ}, "manager": {READ, UNLINK}},
    "cs.tier.benefit": {"seller": {READ}, "user": {READ}, "manager": {READ}},
    "cs.tier.benefit.pending": {"admin": {READ}},
    "cs.tier.offer": {"seller": {READ}, "user": {READ}, "manager": EVERYTHING},
    "cs.tier.offer.wizard": {"seller": {READ, CREATE}},
    "cs.tier.offer.wizard.line": {"seller": {READ, CREATE}},
    "cs.tier.reward": {"seller": {READ}, "user": {READ}, "manager": {READ}},
    "cs.points.pending": {"admin": {READ}},
    "cs.tier.pending": {"seller": set(), "user": set(), "manager": set(), "admin": {READ}},
    "cs.partner.phone": {"seller": set(), "user": set(), "manager": set(), "admin": {READ}},
}
PUBLIC = {
    "cs.tier.group": {
        "action_open_members",
        "action_review",
        "action_verify",
        "cs_backtest",
        "cs_review",
        "cs_simulate",
        "cs_verify",
    },
    "cs.tier.backtest": {"action_open_cases", "action_run"},
    "cs.tier.backtest.bin": {"action_open_cases"},
    "cs.tier.backtest.case": set(),
    "cs.tier.migration": {"action_open_membership"},
    "cs.tier.revenue": {"action_open_document"},
    "cs.tier.risk": {"action_open_membership", "action_refresh"},
    "cs.tier.simulation": {
        "action_apply",
        "action_confirm",
        "action_discard",
        "action_export",
        "action_open_losers",
        "action_open_winners",
        "action_run",
    },
    "cs.tier.simulation.line": set(),
    "cs.tier.simulation.move": {"action_open_partner"},
    "cs.tier.simulation.cost": set(),
    "cs.tier": set(),
    "cs.tier.benefit": {"action_give_again"},
    "cs.tier.benefit.pending": set(),
    "cs.tier.offer": set(),
    "cs.tier.offer.wizard": set(),
    "cs.tier.offer.wizard.line": {"action_take"},
    "cs.tier.reward": set(),
    "cs.points.pending": set(),
    "loyalty.card": {"action_loyalty_update_balance"},
    "loyalty.history": set(),
    "loyalty.program": set(),
    "cs.tier.membership": {
        "action_end_override",
        "action_open_documents",
        "action_open_events",
        "action_open_partner",
        "action_override",
        "cs_end_override",
        "cs_explain",
        "cs_override",
    },
    "cs.tier.event": {"action_open_membership", "cs_explain"},
    "cs.tier.contribution": {"action_open_document"},
    "cs.tier.override": {"action_apply"},
    "cs.tier.pending": set(),
    "cs.partner.phone": set(),
    "account.move": {"button_draft"},
    "base.automation": set(),
    "cs.contact.log": set(),
    "ir.actions.server": set(),
    "res.partner": {
        "action_cs_benefits",
        "action_cs_membership",
        "action_cs_merge",
        "action_cs_rewards",
        "cs_find_by_phone",
        "name_create",
    },
    "sale.order": {
        "action_confirm",
        "action_cs_capture",
        "action_cs_offers",
        "cs_offers",
        "cs_take_offer",
    },
    "sale.order.line": set(),
    "cs.partner.duplicate": {"action_keep_apart", "action_merge"},
    "cs.partner.merge": {"action_merge"},
}
OVERRIDES = {"copy", "copy_data", "create", "unlink", "write"}


@tagged("post_install", "-at_install")
class TestSecurity(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group()
        cls.invoice(cls.lan, 50, "2027-06-10")
        cls.event = cls.group._review()
        cls.portal = new_test_user(cls.env, "portal_loyalty", groups="base.group_portal")
        cls.users = {
            "portal": cls.portal,
            "public": cls.env.ref("base.public_user"),
            "seller": cls.seller,
            "user": cls.member_user,
            "manager": cls.manager,
            "admin": cls.make_user("admin", "base.group_system"),
        }

    def test_rights_of_each_role_on_each_model(self):
        for model, rights in MATRIX.items():
            for role, user in self.users.items():
                if role == "admin" and role not in rights:
                    continue
                allowed = rights.get(role, set())
                for operation in EVERYTHING:
                    self.assertEqual(
                        self.env[model].with_user(user).has_access(operation),
                        operation in allowed,
                        f"{role} {operation} {model}",
                    )

    def test_sales_people_cannot_write(self):
        tier = self.group.tier_ids[0]
        for record, values in (
            (tier, {"threshold": 1}),
            (self.group, {"paid_only": True}),
            (self.member(self.group), {"tier_id": False}),
            (self.event, {"cause": "manual"}),
        ):
            for user in (self.seller, self.member_user):
                with self.assertRaises(AccessError):
                    record.with_user(user).write(values)
        with self.assertRaises(AccessError):
            self.member(self.group).with_user(self.manager).write({"contribution": MILLION})
        with self.assertRaises(AccessError):
            self.env["cs.tier.event"].with_user(self.manager).create(
                {
                    "partner_id": self.lan.id,
                    "group_id": self.group.id,
                    "date": "2027-06-15",
                    "kind": "enrol",
                    "cause": "manual",
                }
            )

    def test_manager_sets_up_and_reviews(self):
        group = self.group.with_user(self.manager)
        group.write({"tier_ids": [Command.create({"name": "T3", "threshold": 200 * MILLION})]})
        self.assertEqual(group.cs_review(), [])
        for user in (self.seller, self.member_user, self.portal):
            with self.assertRaises(AccessError):
                self.group.with_user(user).cs_review()
            with self.assertRaises(AccessError):
                self.group.with_user(user).action_review()

    def test_explanation_needs_the_right_to_see_documents(self):
        member = self.member(self.group)
        self.assertTrue(member.with_user(self.member_user).cs_explain())
        for user in (self.seller, self.portal):
            with self.assertRaises(AccessError):
                member.with_user(user).cs_explain()
        with self.assertRaises(AccessError):
            member.with_user(self.seller).read(["explanation"])
        self.assertTrue(member.with_user(self.seller).headline)

    def test_companies_are_apart(self):
        other = self.make_company("Other")
        stranger = new_test_user(
            self.env,
            "stranger_loyalty",
            groups="cs_loyalty.cs_loyalty_group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for record in (
            self.group,
            self.group.tier_ids,
            self.member(self.group),
            self.event,
            self.env["cs.tier.contribution"].search([("partner_id", "=", self.lan.id)]),
        ):
            self.assertTrue(record)
            self.assertFalse(record.with_user(stranger).search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).check_access("read")
            record.with_user(self.manager).check_access("read")
        with self.assertRaises(AccessError):
            self.group.with_user(stranger).cs_review()
        with self.assertRaises(AccessError):
            self.member(self.group).with_user(stranger).cs_explain()
        with self.assertRaises(AccessError):
            self.group.with_user(stranger).name = "Mine"
        self.assertFalse(self.lan.with_user(stranger).cs_tier_id)
        found = self.env["res.partner"].with_user(stranger).search(
            [("cs_tier_id", "=", self.group.tier_ids[0].id)]
        )
        self.assertFalse(found)

    def test_branch_reads_the_tiers_of_its_company(self):
        branch = self.make_company("Branch", parent=self.company)
        user = new_test_user(
            self.env,
            "branch_loyalty",
            groups="cs_loyalty.cs_loyalty_group_user",
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        self.assertEqual(self.lan.with_user(user).cs_tier_id.name, "T1")
        self.member(self.group).with_user(user).check_access("read")

    def test_public_methods_are_known(self):
        """A new method that any program may call belongs in this list and in the README."""
        for name, known in PUBLIC.items():
            found = set()
            for cls in type(self.env[name]).__mro__:
                if cls.__module__.startswith("odoo.addons.cs_loyalty."):
                    found |= {
                        key
                        for key, value in vars(cls).items()
                        if inspect.isfunction(value)
                        and not key.startswith("_")
                        and not getattr(value, "_api_private", False)
                    }
            self.assertEqual(found - OVERRIDES - {"init"}, known, name)
        self.assertTrue(models.BaseModel.init._api_private)

    def test_private_review_cannot_be_called(self):
        from odoo.service.model import get_public_method

        with self.assertRaises(AccessError):
            get_public_method(self.env["cs.tier.group"], "_review")
        self.assertTrue(get_public_method(self.env["cs.tier.group"], "cs_review"))
