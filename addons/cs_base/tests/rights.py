"""Who may do what with every model, method and route of an add-on, held against a file."""

import inspect
import json
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user
from odoo.tools import mute_logger

OPERATIONS = ("read", "write", "create", "unlink")
SUITE = "odoo.addons.cs_"


class RightsCase:
    """Mixed into a TransactionCase.

    A new model, method or route fails here until somebody has decided who may use it, written
    that into ``rights.json`` beside the test, and documented the method. The class sets
    ``addon``, ``manager_groups`` (all that another company's manager has), ``argument`` (what
    a method gets that needs one), and in ``setUpClass`` ``roles`` and ``customer``.
    """

    allow_inherited_tests_method = True
    addon = manager_groups = None
    argument = []
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        file = Path(inspect.getfile(cls)).with_name("rights.json")
        cls.snapshot = json.loads(file.read_text("utf-8"))
        cls.ours = f"odoo.addons.{cls.addon}."

    @classmethod
    def _set_roles(cls, customer, **roles):
        """Have a stranger, the customer herself, another one, an employee, and ``roles``."""
        groups = "base.group_portal"
        portal = new_test_user(cls.env, "rights_portal", groups=groups)
        portal.partner_id.parent_id = customer
        cls.other_portal = new_test_user(cls.env, "rights_other", groups=groups)
        cls.roles = {
            "public": cls.env.ref("base.public_user"),
            "portal": portal,
            "employee": new_test_user(cls.env, "rights_employee", groups="base.group_user"),
            **roles,
            "admin": new_test_user(cls.env, "rights_admin", groups="base.group_system"),
        }

    # -- what there is ---------------------------------------------------------------------

    def own_models(self):
        return sorted(
            name
            for name, model in self.env.registry.items()
            if model._original_module == self.addon and not model._abstract
        )

    def own_methods(self, name):
        """Return the names of the methods of ours that any program may call on a model."""
        model = self.env.registry[name]
        classes = [cls for cls in model.mro() if cls.__module__.startswith(self.ours)]
        others = [cls for cls in model.mro() if not cls.__module__.startswith(SUITE)]
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
        models = (name for name, model in self.env.registry.items() if not model._abstract)
        methods = {name: self.own_methods(name) for name in models}
        return {name: found for name, found in sorted(methods.items()) if found}

    def found_rights(self):
        found = {}
        for name in self.own_models():
            models = {role: self.env[name].with_user(user) for role, user in self.roles.items()}
            found[name] = {
                role: " ".join(operation for operation in OPERATIONS if model.has_access(operation))
                for role, model in models.items()
            }
        return found

    def found_routes(self):
        found = {}
        for rule in self.env["ir.http"].routing_map().iter_rules():
            if rule.endpoint.func.__module__.startswith(self.ours):
                routing = rule.endpoint.routing
                methods = " ".join(sorted(routing.get("methods") or ["any"]))
                found[f"{rule.rule} {methods}"] = routing["auth"]
        return found

    # -- calls as a program makes them -----------------------------------------------------

    def call(self, user, name, method, ids):
        """Call with arguments of some kind where some are needed."""
        model = self.env[name].with_user(user)
        function = getattr(type(model), method)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        needed = [
            self.argument
            for parameter in parameters
            if parameter.default is parameter.empty
            and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        ]
        of_records = not getattr(function, "_api_model", False)
        return call_kw(model, method, [ids, *needed] if of_records else needed, {})

    def known_records(self):
        """Return ``{model: records of our company}`` where any record will not do (hook)."""
        return {}

    def company_records(self):
        """Return ``{model: records}`` that another company must not reach (hook)."""
        return self.known_records()

    def some_ids(self, name):
        """Return a record of our company, or an id that no record needs to have."""
        found = self.known_records().get(name) or self.env[name].sudo().search([], limit=1)
        return found.ids or [1]

    # -- the tests -------------------------------------------------------------------------

    def test_rights_of_each_role_on_each_model(self):
        self.assertEqual(self.found_rights(), self.snapshot["models"])

    def test_methods_that_programs_may_call_are_decided(self):
        self.assertEqual(self.all_methods(), self.snapshot["methods"])
        for methods in self.snapshot["methods"].values():
            for method in methods:
                self.assertRegex(method, "^(action_|cs_)")

    def test_routes_are_decided(self):
        self.assertEqual(self.found_routes(), self.snapshot["routes"])

    def test_customers_have_no_rights_on_any_model(self):
        for name, rights in self.snapshot["models"].items():
            for role in ("public", "portal"):
                self.assertEqual(rights[role], "", f"{role} {name}")

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_customers_may_call_nothing(self):
        """Not a stranger, not another customer, and not the customer of the record herself."""
        users = (self.roles["public"], self.other_portal, self.roles["portal"])
        for name, methods in self.all_methods().items():
            ids = self.some_ids(name)
            for method in methods:
                for user in users:
                    with self.subTest(model=name, method=method, user=user.login):
                        with self.assertRaises(AccessError):
                            self.call(user, name, method, ids)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_another_company_may_call_nothing_on_ours(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "rights_stranger",
            groups=self.manager_groups,
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for name, records in self.company_records().items():
            self.assertTrue(records, name)
            for method in self.own_methods(name):
                if getattr(getattr(self.env.registry[name], method), "_api_model", False):
                    continue
                with self.subTest(model=name, method=method):
                    with self.assertRaises(AccessError):
                        self.call(stranger, name, method, records[:1].ids)
