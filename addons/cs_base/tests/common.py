"""Helpers for the tests of every module of the suite."""

from odoo import Command
from odoo.tests import new_test_user


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
