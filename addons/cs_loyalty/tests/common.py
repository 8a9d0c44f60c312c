from contextlib import contextmanager

from freezegun import freeze_time
from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

MILLION = 1_000_000


@freeze_time("2027-06-15 05:00:00")
class LoyaltyCase(TransactionCase):
    """A small Vietnamese shop of its own, and words to trade in it.

    Amounts are in millions of dong, dates are ISO text.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, lang="en_US"))
        cls.env["res.lang"]._activate_lang("en_US")
        cls.vnd = cls.env.ref("base.VND")
        cls.usd = cls.env.ref("base.USD")
        (cls.vnd | cls.usd).active = True
        cls.company = cls.make_company("Minh Anh")
        cls.env.user.write(
            {"company_ids": [Command.link(cls.company.id)], "company_id": cls.company.id}
        )
        cls.seller = cls.make_user(
            "seller", "sales_team.group_sale_salesman", "base.group_partner_manager"
        )
        cls.member_user = cls.make_user("loyal", "cs_loyalty.cs_loyalty_group_user")
        cls.manager = cls.make_user("chief", "cs_loyalty.cs_loyalty_group_manager")
        cls.accountant = cls.make_user("books", "account.group_account_invoice")
        cls.lan = cls.make_partner("Lan")

    @classmethod
    def make_company(cls, name, currency=None, parent=None):
        company = cls.env["res.company"].create(
            {
                "name": name,
                "currency_id": (currency or cls.vnd).id,
                "country_id": cls.env.ref("base.vn").id,
                "parent_id": parent.id if parent else False,
            }
        )
        company.partner_id.tz = "Asia/Ho_Chi_Minh"
        if parent:
            receivable = cls.env["account.account"].search(
                [("code", "=", "131000"), ("company_ids", "in", parent.ids)]
            )
        else:
            receivable = cls._make_accounts(company)
        cls.env["ir.default"].set(
            "res.partner", "property_account_receivable_id", receivable.id, company_id=company.id
        )
        return company

    @classmethod
    def _make_accounts(cls, company):
        """Give a company the accounts and journals that a sale needs; return the receivable."""
        income, receivable, gain, loss = (
            cls.env["account.account"]
            .with_company(company)
            .create(
                [
                    {"name": "Income", "code": "511000", "account_type": "income"},
                    {"name": "Receivable", "code": "131000", "account_type": "asset_receivable"},
                    {"name": "Gain", "code": "515000", "account_type": "income_other"},
                    {"name": "Loss", "code": "635000", "account_type": "expense"},
                ]
            )
        )
        _sales, exchange = cls.env["account.journal"].create(
            [
                {
                    "name": "Sales",
                    "code": "SAL",
                    "type": "sale",
                    "company_id": company.id,
                    "default_account_id": income.id,
                },
                {"name": "Rates", "code": "EXCH", "type": "general", "company_id": company.id},
            ]
        )
        company.write(
            {
                "currency_exchange_journal_id": exchange.id,
                "income_currency_exchange_account_id": gain.id,
                "expense_currency_exchange_account_id": loss.id,
            }
        )
        return receivable

    @classmethod
    def make_user(cls, login, *groups):
        return new_test_user(
            cls.env,
            f"{login}_loyalty",
            groups=",".join(("base.group_user", *groups)),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def make_partner(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def make_group(cls, thresholds=(40, 100), **values):
        """Make a group; thresholds in millions, tiers named by their place: T1, T2 …"""
        return cls.env["cs.tier.group"].create(
            {
                "name": "Retail",
                "company_id": cls.company.id,
                "downgrade_policy": "earned",
                "tier_ids": [
                    Command.create(
                        {"name": f"T{rank}", "rank": rank, "threshold": threshold * MILLION}
                    )
                    for rank, threshold in enumerate(thresholds, start=1)
                ],
                **values,
            }
        )

    @classmethod
    def make_product(cls, name="Cooker", **values):
        return cls.env["product.product"].create(
            {"name": name, "type": "consu", "list_price": MILLION, "taxes_id": False, **values}
        )

    @classmethod
    def draft(cls, partner, amount, date, move_type="out_invoice", **values):
        company = values.pop("company", cls.company)
        line = {"name": "Goods", "price_unit": amount * MILLION, "tax_ids": False}
        line |= values.pop("line", {})
        return (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": move_type,
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "invoice_date": date,
                    "currency_id": company.currency_id.id,
                    "invoice_line_ids": [Command.create(line)],
                    **values,
                }
            )
        )

    @classmethod
    def invoice(cls, partner, amount, date, **values):
        move = cls.draft(partner, amount, date, **values)
        move.action_post()
        return move

    @classmethod
    def seed(cls, rows):
        """Insert posted documents in bulk, as years of trade would have left them.

        :param rows: (customer, amount in dong, date, origin id or None); below zero a refund
        :returns: their ids, in order
        """
        journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "sale")], limit=1
        )
        types = ["out_refund" if amount < 0 else "out_invoice" for _p, amount, _d, _o in rows]
        customers, amounts, days, origins = zip(*rows, strict=True)
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            INSERT INTO account_move (
                   state, auto_post, journal_id, company_id, currency_id, payment_state,
                   move_type, partner_id, commercial_partner_id, date, invoice_date,
                   amount_untaxed_signed, amount_untaxed_in_currency_signed, cs_origin_id)
            SELECT 'posted', 'no', %s, %s, %s, 'not_paid',
                   type, partner, partner, day::date, day::date, amount, amount, origin
              FROM unnest(%s, %s, %s, %s::numeric[], %s::integer[])
                   AS made (type, partner, day, amount, origin)
            RETURNING id
            """,
            [
                journal.id,
                cls.company.id,
                cls.vnd.id,
                types,
                [partner.id for partner in customers],
                [str(day) for day in days],
                list(amounts),
                list(origins),
            ],
        )
        return [row[0] for row in cls.env.cr.fetchall()]

    @classmethod
    def refund(cls, origin, amount, date, **values):
        values = {"currency_id": origin.currency_id.id, **values}
        move = cls.draft(
            origin.partner_id,
            amount,
            date,
            move_type="out_refund",
            reversed_entry_id=origin.id,
            **values,
        )
        move.action_post()
        return move

    @classmethod
    def review(cls, group, date=None, **kwargs):
        """Review as of a day; return the movements as (customer, from, to, kind, cause)."""
        events = group._review(as_of=fields.Date.to_date(date), **kwargs)
        return [
            (
                e.partner_id.name,
                e.from_tier_id.name or "",
                e.to_tier_id.name or "",
                e.kind,
                e.cause,
            )
            for e in events
        ]

    @classmethod
    def member(cls, group, partner=None):
        return cls.env["cs.tier.membership"].search(
            [("group_id", "=", group.id), ("partner_id", "=", (partner or cls.lan).id)]
        )

    @contextmanager
    def assertRefused(self, error, pattern):
        """Assert an error with a message, and undo what led to it."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), pattern)

    @contextmanager
    def assertAppends(self, model, count):
        before = self.env[model].search_count([])
        yield
        self.assertEqual(self.env[model].search_count([]) - before, count)
