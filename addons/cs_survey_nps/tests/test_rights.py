import inspect
import json
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.service.model import call_kw, get_public_method
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import NpsCommon

SNAPSHOT = Path(__file__).with_name("rights.json")
OURS = "odoo.addons.cs_survey_nps."
OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestRights(NpsCommon, TransactionCase):
    """Who may do what with every model, method and route, held against ``rights.json``.

    A new model, method or route fails here until somebody has decided who may use it and
    written that into the file.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshot = json.loads(SNAPSHOT.read_text("utf-8"))
        cls.answer = cls._sent()._record_answer(3, "chậm")
        cls.env["cs.nps.case"]._open_pending()
        cls.portal = new_test_user(cls.env, "nps_rights_portal", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.other_portal = new_test_user(cls.env, "nps_rights_other", groups="base.group_portal")
        cls.roles = {
            "public": cls.env.ref("base.public_user"),
            "portal": cls.portal,
            "employee": cls._user("nps_rights_employee"),
            "seller": cls.seller,
            "user": cls.reader,
            "manager": cls.manager,
            "admin": cls._user("nps_rights_admin", "base.group_system"),
        }

    def own_models(self):
        return sorted(
            name
            for name, model in self.env.registry.items()
            if model._original_module == "cs_survey_nps" and not model._abstract
        )

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
            if rule.endpoint.func.__module__.startswith(OURS):
                routing = rule.endpoint.routing
                methods = " ".join(sorted(routing.get("methods") or ["any"]))
                path = f"{rule.rule} {methods}"
                found[path] = routing["auth"]
        return found

    def test_rights_of_each_role_on_each_model(self):
        self.maxDiff = None
        self.assertEqual(self.found_rights(), self.snapshot["models"])

    def test_methods_that_programs_may_call_are_decided(self):
        self.maxDiff = None
        self.assertEqual(self.all_methods(), self.snapshot["methods"])

    def test_routes_are_decided(self):
        self.maxDiff = None
        self.assertEqual(self.found_routes(), self.snapshot["routes"])

    def test_what_was_decided_keeps_the_rules_of_the_house(self):
        """Answers, invitations and figures are written by no one; strangers have nothing."""
        for name in ("invitation", "response", "report", "scale.report", "trend", "funnel"):
            for role, rights in self.snapshot["models"][f"cs.nps.{name}"].items():
                self.assertIn(rights, ("", "read"), f"{role} {name}")
        for name, rights in self.snapshot["models"].items():
            for role in ("public", "portal", "employee"):
                self.assertEqual(rights[role], "", f"{role} {name}")
        for methods in self.snapshot["methods"].values():
            for method in methods:
                self.assertRegex(method, "^(action_|cs_)")

    def call(self, user, name, method, ids):
        """Call as a program does, with arguments of some kind where some are needed."""
        model = self.env[name].with_user(user)
        function = getattr(type(model), method)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        needed = [
            []
            for parameter in parameters
            if parameter.default is parameter.empty
            and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        ]
        of_records = not getattr(function, "_api_model", False)
        return call_kw(model, method, [ids, *needed] if of_records else needed, {})

    def some_ids(self, name):
        """Return a record of our company, or an id that no record needs to have."""
        known = {
            "res.partner": self.customer,
            "sale.order": self.answer.sale_order_id,
            "cs.nps.program": self.program,
            "cs.nps.response": self.answer,
            "cs.nps.invitation": self.answer.invitation_id,
            "cs.nps.case": self.answer.case_ids,
        }
        found = known.get(name) or self.env[name].sudo().search([], limit=1)
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
        other = self._company("Other")
        stranger = new_test_user(
            self.env,
            "nps_rights_stranger",
            groups="cs_survey_nps.cs_survey_nps_group_manager,sales_team.group_sale_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for name in ("program", "invitation", "response", "case", "report", "trend"):
            name = f"cs.nps.{name}"
            ids = self.some_ids(name)
            if name == "cs.nps.report":
                ids = self.answer.ids
            for method in self.own_methods(name):
                if getattr(getattr(self.env.registry[name], method), "_api_model", False):
                    continue
                with self.subTest(model=name, method=method):
                    with self.assertRaises(AccessError):
                        self.call(stranger, name, method, ids)
