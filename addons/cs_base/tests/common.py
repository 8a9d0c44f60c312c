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


class PublicPageCase:
    """Mixed into an HttpCase: a customer with a browser, a link and no login."""

    def press(self, path, told, act=""):
        """Open ``path``, do what the script ``act`` does there, and press the page's button.

        :param told: what the page says afterwards
        """
        form = "document.querySelector('form button[type=submit]') !== null"
        self.browser_js(path, _PRESS.format(act=act, told=json.dumps(told)), ready=form)
        self.env.invalidate_all()
