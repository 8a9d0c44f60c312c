import inspect
import json
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import LoyaltyCase

SNAPSHOT = Path(__file__).with_name("rights.json")
OURS = "odoo.addons.cs_loyalty"
OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestRights(LoyaltyCase):
    """Who may do what with every model, method and route, held against ``rights.json``.

    A new model, method or route fails here until somebody has decided who may use it, written
    that into the file, and documented the method.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshot = json.loads(SNAPSHOT.read_text("utf-8"))
        cls.group = cls.make_group()
        cls.invoice(cls.lan, 50, "2027-06-10")
        cls.group._review()
        cls.portal = new_test_user(cls.env, "rights_portal", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.lan
        cls.env["sale.order"].create({"partner_id": cls.lan.id})
        cls.other_portal = new_test_user(cls.env, "rights_other", groups="base.group_portal")
        cls.roles = {
            "public": cls.env.ref("base.public_user"),
            "portal": cls.portal,
            "employee": cls.make_user("employee"),
            "seller": cls.seller,
            "user": cls.member_user,
            "manager": cls.manager,
            "admin": cls.make_user("admin", "base.group_system"),
        }

    def own_models(self):
        return {
            name: model
            for name, model in self.env.registry.items()
            if (model._original_module or "").startswith("cs_loyalty") and not model._abstract
        }

    def own_methods(self, name):
        """Return the names of the methods of ours that any program may call on a model."""
        model = self.env.registry[name]
        classes = [cls for cls in model.mro() if cls.__module__.startswith(OURS)]
        others = [cls for cls in model.mro() if not cls.__module__.startswith("odoo.addons.cs_")]
        found = set()
        for key in {key for cls in classes for key, value in vars(cls).items() if callable(value)}:
            core = any(key in vars(cls) for cls in others if cls is not model)
            if key.startswith("_") or core or hasattr(BaseModel, key):
                continue
            try:
                get_public_method(self.env[name], key)
            except AccessError:
                continue
            found.add(key)
        return sorted(found)

    def all_methods(self):
        methods = {name: self.own_methods(name) for name in self.env.registry}
        return {name: found for name, found in sorted(methods.items()) if found}

    def test_rights_of_each_role_on_each_model(self):
        found = {}
        for name in sorted(self.own_models()):
            models = {role: self.env[name].with_user(user) for role, user in self.roles.items()}
            found[name] = {
                role: " ".join(operation for operation in OPERATIONS if model.has_access(operation))
                for role, model in models.items()
            }
        self.maxDiff = None
        self.assertEqual(found, self.snapshot["models"])

    def test_methods_that_programs_may_call_are_decided(self):
        self.maxDiff = None
        self.assertEqual(self.all_methods(), self.snapshot["methods"])

    def test_routes_are_decided(self):
        rules = self.env["ir.http"].routing_map().iter_rules()
        found = {}
        for rule in rules:
            if rule.endpoint.func.__module__.startswith(OURS):
                routing = rule.endpoint.routing
                methods = " ".join(sorted(routing.get("methods") or ["any"]))
                found[rule.rule] = f"{routing['auth']} {methods}"
        self.assertEqual(found, self.snapshot["routes"])

    def call(self, user, name, method, ids):
        """Call as a program does, with arguments of some kind where some are needed."""
        model = self.env[name].with_user(user)
        function = getattr(type(model), method)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        needed = [
            "0912345678"
            for parameter in parameters
            if parameter.default is parameter.empty
            and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        ]
        of_records = not getattr(function, "_api_model", False)
        return call_kw(model, method, [ids, *needed] if of_records else needed, {})

    def some_ids(self, name):
        """Return a record of our company, or an id that no record needs to have."""
        if name == "res.partner":
            return self.lan.ids
        model = self.env[name].sudo()
        found = model.search([], limit=1)
        if name == "cs.tier.group":
            found = self.group
        if name == "cs.tier.membership":
            found = self.member(self.group)
        return found.ids or [1]

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_customers_may_call_nothing(self):
        """Not a stranger, not another customer, and not the customer of the record herself."""
        for name, methods in self.all_methods().items():
            ids = self.some_ids(name)
            for method in methods:
                for user in (self.roles["public"], self.other_portal, self.portal):
                    with self.subTest(model=name, method=method, user=user.login):
                        with self.assertRaises(AccessError):
                            self.call(user, name, method, ids)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_another_company_may_call_nothing_on_ours(self):
        other = self.make_company("Other")
        stranger = new_test_user(
            self.env,
            "rights_stranger",
            groups="cs_loyalty.cs_loyalty_group_manager,sales_team.group_sale_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for name in ("cs.tier.group", "cs.tier", "cs.tier.membership", "cs.tier.event"):
            records = self.env[name].search([("company_id", "=", self.company.id)])
            self.assertTrue(records, name)
            for method in self.own_methods(name):
                if getattr(getattr(self.env.registry[name], method), "_api_model", False):
                    continue
                with self.subTest(model=name, method=method):
                    with self.assertRaises(AccessError):
                        self.call(stranger, name, method, records[:1].ids)

    def test_only_the_review_writes_members_and_movements(self):
        """Nobody, the administrator included, has a right that sales people lack by chance."""
        for name in ("cs.tier.membership", "cs.tier.event", "cs.tier.contribution"):
            for role, rights in self.snapshot["models"][name].items():
                self.assertIn(rights, ("", "read"), f"{role} {name}")
        for name in ("cs.tier", "cs.tier.group"):
            for role in ("public", "portal", "employee", "seller", "user"):
                self.assertIn(self.snapshot["models"][name][role], ("", "read"), f"{role} {name}")
        for name, rights in self.snapshot["models"].items():
            for role in ("public", "portal"):
                self.assertEqual(rights[role], "", f"{role} {name}")
