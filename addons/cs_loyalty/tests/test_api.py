import functools
import json
import re
import urllib.error
import urllib.request
import xmlrpc.client
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, get_db_name, new_test_user, tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME
from odoo.tools import mute_logger

DOCUMENT = Path(__file__).resolve().parents[1] / "API.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@tagged("post_install", "-at_install")
class TestApi(HttpCase):
    """The examples of ``API.md`` run as they are written; only address and key are replaced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search([("phone", "!=", False)]).phone = False
        cls.lan = cls.env["res.partner"].create({"name": "Lan", "phone": "01682345678"})
        cls.program = new_test_user(
            cls.env,
            "program",
            groups="sales_team.group_sale_salesman,cs_loyalty.cs_loyalty_group_manager",
        )
        cls.key = cls.make_key(cls.program)
        cls.invoice(50)
        cls.invoice(10, fields.Date.today() + timedelta(days=400))

    @classmethod
    def make_key(cls, user):
        expires = fields.Datetime.now() + timedelta(days=1)
        return cls.env["res.users.apikeys"].with_user(user)._generate(None, "test", expires)

    @classmethod
    def invoice(cls, amount, date=None):
        journal = cls.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.lan.id,
                "journal_id": journal.id,
                "invoice_date": date or fields.Date.today(),
                "invoice_line_ids": [
                    (0, 0, {"name": "Goods", "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        move.action_post()

    def setUp(self):
        super().setUp()
        self.cookie = f"{TEST_CURSOR_COOKIE_NAME}={self.canonical_tag}"
        opener = urllib.request.build_opener()
        opener.addheaders = [("Cookie", self.cookie)]
        self.startPatch(urllib.request, "urlopen", opener.open)
        self.startPatch(
            xmlrpc.client,
            "ServerProxy",
            functools.partial(xmlrpc.client.ServerProxy, headers=[("Cookie", self.cookie)]),
        )

    def startPatch(self, where, name, value):
        patcher = patch.object(where, name, value)
        patcher.start()
        self.addCleanup(patcher.stop)

    def run_examples(self):
        """Run the blocks of the document one after the other; return their variables."""
        blocks = EXAMPLE.findall(DOCUMENT.read_text("utf-8"))
        self.assertGreaterEqual(len(blocks), 7)
        space = {}
        for number, block in enumerate(blocks):
            exec(compile(block, f"{DOCUMENT.name}, example {number + 1}", "exec"), space)  # noqa: S102
            if "KEY" in space and number == 0:
                space.update(URL=self.base_url(), DB=get_db_name(), KEY=self.key)
        return space

    @mute_logger("odoo.addons.rpc.controllers.xmlrpc")
    def test_every_example_runs_and_says_what_it_promises(self):
        with self.allow_requests(all_requests=True):
            space = self.run_examples()
        self.assertEqual(space["found"], self.lan.ids)
        self.assertEqual(space["nobody"], [])
        self.assertEqual(space["by_card"], self.lan.ids)
        (move,) = [row for row in space["moved"] if row["partner_id"] == self.lan.id]
        self.assertEqual((move["kind"], move["from_tier_id"]), ("enrol", False))
        self.assertEqual(space["again"], [])
        self.assertEqual(len(space["compared"]), 1)
        self.assertEqual(space["losers"][0]["loser_count"], 0)
        self.assertEqual(space["applied"]["type"], "ir.actions.act_window_close")
        tiers = self.env["cs.tier"].search([("group_id", "in", space["group"])])
        self.assertEqual(sorted(tiers.mapped("threshold")), [48, 120])
        self.assertEqual(space["message"]["tag"], "display_notification")
        self.assertEqual(space["members"][0]["tier_id"][1], "Silver")
        self.assertEqual(space["explained"][0]["contribution"], 50)
        self.assertEqual([reason for _name, reason in space["why_not"]], ["after"])
        self.assertIn(move["id"], [event["id"] for event in space["events"]])
        self.assertTrue(space["by_month"])
        self.assertEqual(space["xml_found"], self.lan.ids)
        self.assertEqual(space["xml_moved"], [])
        self.assertEqual(space["xml_explained"], space["explained"])

    def test_documented_methods_are_those_there_are(self):
        """What the document calls exists, and what the contract names is documented."""
        text = DOCUMENT.read_text("utf-8")
        for model, method in re.findall(r'call\(\s*"([\w.]+)",\s*"(\w+)"', text):
            self.assertTrue(hasattr(self.env[model], method), f"{model}.{method}")
        reviews = "cs_review action_review cs_explain cs_simulate action_run action_apply"
        for method in ("cs_find_by_phone", *reviews.split()):
            self.assertIn(f'"{method}"', text)

    def ask(self, path, key, **values):
        request = urllib.request.Request(
            f"{self.base_url()}/json/2/{path}",
            json.dumps(values).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        with self.allow_requests(all_requests=True), self.assertRaises(
            urllib.error.HTTPError
        ) as caught:
            urllib.request.urlopen(request)
        return caught.exception.code, json.loads(caught.exception.read())

    @mute_logger("odoo.http")
    def test_refusals_are_those_of_the_document(self):
        seller = new_test_user(self.env, "seller_api", groups="sales_team.group_sale_salesman")
        key = self.make_key(seller)
        group = self.env["cs.tier.group"].create({"name": "Club", "is_primary": False})
        code, answer = self.ask("cs.tier.group/cs_review", key, ids=group.ids)
        self.assertEqual(code, 403)
        self.assertEqual(answer["name"], "odoo.exceptions.AccessError")
        self.assertEqual(self.ask("cs.tier.group/cs_review", "0" * 40, ids=group.ids)[0], 401)
        self.assertEqual(self.ask("cs.tier.group/cs_nothing", key, ids=group.ids)[0], 404)
        self.assertEqual(self.ask("cs.tier.group/_review", key, ids=group.ids)[0], 403)
        self.assertEqual(self.ask("res.partner/cs_find_by_phone", key, numbers="1")[0], 422)
        tiers = [
            [0, 0, {"name": "Low", "rank": 1, "threshold": 100}],
            [0, 0, {"name": "High", "rank": 2, "threshold": 40}],
        ]
        code, answer = self.ask(
            "cs.tier.group/create",
            self.key,
            vals_list=[{"name": "Wrong", "is_primary": False, "tier_ids": tiers}],
        )
        self.assertEqual(code, 422)
        self.assertIn("must be higher", answer["message"])
        self.assertFalse(self.env["cs.tier.group"].search([("name", "=", "Wrong")]))
