"""Helpers for the tests of every module of the suite."""

import json

from odoo import Command
from odoo.tests import new_test_user

# The form goes into a frame, so that this script outlives it; the page forbids frames to show
# it, hence what the customer sees next is fetched anew.
_PRESS = """
    {{{act}}}
    const button = document.querySelector("form button[type=submit]");
    const form = button.form;
    if (!form.reportValidity()) {{
        throw new Error("The browser refuses the form");
    }}
    const frame = document.createElement("iframe");
    frame.name = form.target = "answer";
    document.body.append(frame);
    const blank = new Promise((done) => setTimeout(done, 200));
    blank.then(() => {{
        frame.addEventListener("load", async () => {{
            const page = await (await fetch(location.href)).text();
            const text = new DOMParser().parseFromString(page, "text/html").body.innerText;
            if (text.replace(/\\s+/g, " ").includes({told})) {{
                console.log("test successful");
            }} else {{
                console.error(text);
            }}
        }});
        button.click();
    }});
"""


class CsCommon:
    """Mixed into a TransactionCase: users with the least rights, and nothing of the demo data."""

    @classmethod
    def _user(cls, login, groups="base.group_user", **values):
        return new_test_user(cls.env, login=login, groups=groups, **values)

    @classmethod
    def _partner(cls, name="Chị Lan", **values):
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def _company(cls, name, currency="VND", **values):
        money = cls.env.ref(f"base.{currency}")
        money.active = True
        company = cls.env["res.company"].create({"name": name, "currency_id": money.id, **values})
        cls.env.user.company_ids = [Command.link(company.id)]
        return company

    def assert_numbers_can_be_searched(self, *models):
        """Compare each stored number with one, as filters do and groups that are opened."""
        for model in models:
            report = self.env[model]
            for name, field in report._fields.items():
                if field.store and field.type in ("integer", "float", "monetary"):
                    with self.subTest(model=model, field=name):
                        report.search([(name, "=", 1), (name, "<=", 1)], limit=1)


class PublicPageCase:
    """Mixed into an HttpCase: a customer with a browser, a link and no login."""

    def press(self, path, told, act=""):
        """Open ``path``, do what the script ``act`` does there, and press the page's button.

        :param told: what the page says afterwards
        """
        form = "document.querySelector('form button[type=submit]') !== null"
        self.browser_js(path, _PRESS.format(act=act, told=json.dumps(told)), ready=form)
        self.env.invalidate_all()


class DashboardCase:
    """Mixed into a TransactionCase with ``CsCommon``: a dashboard, asked as its reader asks."""

    @classmethod
    def _open_dashboard(cls, xml_id, *groups):
        cls.dashboard = cls.env.ref(xml_id)
        cls.reader = cls._user("dashboard_reader", ",".join(groups))
        dashboard = cls.dashboard.with_user(cls.reader)
        cls.data = json.loads(dashboard._get_serialized_readonly_dashboard())["snapshot"]

    def _rows(self, number, domain=()):
        """Return ``{group: measures}`` of a pivot, False for the total."""
        pivot = self.data["pivots"][number]
        rows = [row["fieldName"] for row in pivot["rows"]]
        measures = [measure["id"] for measure in pivot["measures"]]
        model = self.env[pivot["model"]].with_user(self.reader)
        found = model.formatted_read_group([*pivot["domain"], *domain], rows, measures)
        return {
            row[rows[0]] if rows else False: {name: row[name] for name in measures}
            for row in found
        }

    def assert_everything_is_read(self):
        for number in self.data["pivots"]:
            self._rows(number)
        for one in self.data["lists"].values():
            model = self.env[one["model"]].with_user(self.reader)
            model.web_search_read(one["domain"], {name: {} for name in one["columns"]})
        known = [each["id"] for each in self.data["globalFilters"]]
        for one in [*self.data["pivots"].values(), *self.data["lists"].values()]:
            for filter_id, matching in one["fieldMatching"].items():
                self.assertIn(filter_id, known)
                model = self.env[one["model"]].with_user(self.reader)
                model.search([(matching["chain"], "!=", False)], limit=1)

    def assert_tables_have_no_name(self):
        """The corner of a table shows the name of its pivot, which is never translated."""
        cells = self.data["sheets"][0]["cells"].values()
        numbers = [cell[7:].split(",")[0] for cell in cells if cell.startswith("=PIVOT(")]
        self.assertTrue(numbers)
        for number in numbers:
            self.assertFalse(self.data["pivots"][number]["name"])

    def assert_figures_open_records(self):
        figures = self.data["sheets"][0]["figures"]
        menus = self.data["chartOdooMenusReferences"]
        self.assertEqual({figure["id"] for figure in figures}, set(menus))
        for xml_id in menus.values():
            self.assertTrue(self.env.ref(xml_id).action, xml_id)

    def assert_charts_measure(self):
        for figure in self.data["sheets"][0]["figures"]:
            meta = figure["data"].get("metaData")
            if meta:
                model = self.env[meta["resModel"]].with_user(self.reader)
                measure = meta["measure"]
                aggregator = model._fields[measure].aggregator
                model.formatted_read_group([], meta["groupBy"], [f"{measure}:{aggregator}"])

    def assert_only_readers_see_it(self):
        dashboards = self.env["spreadsheet.dashboard"]
        self.assertIn(self.dashboard, dashboards.with_user(self.reader).search([]))
        clerk = self._user("dashboard_clerk")
        self.assertNotIn(self.dashboard, dashboards.with_user(clerk).search([]))
