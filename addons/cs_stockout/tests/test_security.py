from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, tagged

from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestSecurity(StockoutCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()
        cls.case = cls._offered()
        cls.option = cls.case.option_ids[0]
        cls.cause = cls.env.ref("cs_stockout.cs_stockout_cause_supplier")
        cls.clerk = cls._user("so_clerk")
        cls.portal = cls._user("so_portal", "base.group_portal", partner_id=cls.lan.id)
        cls.public = cls.env.ref("base.public_user")
        cls.other_seller = cls._user("so_other", "sales_team.group_sale_salesman")
        cls.swap = cls.env["cs.stockout.swap"].create({"order_id": cls.case.order_id.id})
        cls.choose = cls.env["cs.stockout.choose"].create(
            {"case_id": cls.case.id, "option_id": cls.option.id}
        )

    def _records(self):
        return (self.rule, self.case, self.option, self.cause, self.swap, self.choose)

    def _allowed(self, user, operation):
        return {
            record._name
            for record in self._records()
            if record.with_user(user).has_access(operation)
        }

    def test_people_outside_have_no_access_at_all(self):
        for user in (self.clerk, self.portal, self.public):
            for operation in ("read", "write", "create", "unlink"):
                self.assertEqual(self._allowed(user, operation), set(), (user.login, operation))

    def test_salespeople_read_all_and_write_cases_only(self):
        own = {
            "cs.substitution.rule",
            "cs.stockout.case",
            "cs.stockout.option",
            "cs.stockout.cause",
        }  # and windows of their own, below
        self.assertEqual(self._allowed(self.seller, "read"), own)
        self.assertEqual(self._allowed(self.seller, "write"), {"cs.stockout.case"})
        for model in own:
            self.assertFalse(self.env[model].with_user(self.seller).has_access("create"))
            self.assertFalse(self.env[model].with_user(self.seller).has_access("unlink"))

    def test_managers_keep_rules_and_causes(self):
        for operation in ("write", "create", "unlink"):
            self.assertLessEqual(
                {"cs.substitution.rule", "cs.stockout.cause"},
                self._allowed(self.boss, operation),
            )
        for model in ("cs.stockout.case", "cs.stockout.option"):
            self.assertFalse(self.env[model].with_user(self.boss).has_access("create"))
            self.assertFalse(self.env[model].with_user(self.boss).has_access("unlink"))

    def test_windows_belong_to_who_opened_them(self):
        own = self.swap.with_user(self.seller).create({"order_id": self.case.order_id.id})
        self.assertTrue(own.has_access("write"))
        self.assertFalse(own.has_access("unlink"))
        self.assertFalse(self.swap.with_user(self.seller).has_access("read"))
        line = own.line_ids.create(
            {"swap_id": own.id, "sale_line_id": self.case.sale_line_id.id}
        )
        self.assertTrue(line.has_access("read"))
        choose = self.choose.with_user(self.seller).create(
            {"case_id": self.case.id, "option_id": self.option.id}
        )
        self.assertTrue(choose.has_access("write"))
        self.assertFalse(choose.with_user(self.clerk).has_access("read"))

    def test_the_windows_of_cause_and_refusal(self):
        cause = self.env["cs.stockout.set.cause"].with_user(self.seller)
        own = cause.create({"case_ids": [Command.set(self.case.ids)], "cause_id": self.cause.id})
        self.assertTrue(own.has_access("write"))
        self.assertFalse(own.has_access("unlink"))
        self.assertFalse(own.with_user(self.other_seller).has_access("read"))
        refuse = self.env["cs.stockout.refuse"]
        self.assertFalse(refuse.with_user(self.seller).has_access("create"))
        mine = refuse.with_user(self.boss).create({"case_ids": [Command.set(self.case.ids)]})
        self.assertTrue(mine.has_access("write"))
        self.assertFalse(mine.with_user(self.seller).has_access("read"))
        for user in (self.clerk, self.portal, self.public):
            for model in (cause, refuse):
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(model.with_user(user).has_access(operation))

    def test_a_cause_is_not_set_on_the_cases_of_others(self):
        window = self.env["cs.stockout.set.cause"].with_user(self.other_seller).create(
            {"cause_id": self.cause.id}
        )
        window.sudo().case_ids = self.case
        window.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "settled"):
            window.action_confirm()
        self.assertFalse(self.case.cause_id)

    def test_a_salesperson_sees_own_orders_only(self):
        for record in (self.case, self.option):
            self.assertTrue(record.with_user(self.seller).has_access("read"))
            self.assertFalse(record.with_user(self.other_seller).has_access("read"))
            self.assertTrue(record.with_user(self.boss).has_access("read"))
        self.case.order_id.user_id = False
        self.assertTrue(self.case.with_user(self.other_seller).has_access("read"))

    def test_companies_are_apart(self):
        company = self._company("Chi nhánh")
        stranger = self._user(
            "so_stranger",
            "cs_stockout.cs_stockout_group_manager,sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        for record in (self.case, self.option, self.rule):
            self.assertFalse(record.with_user(stranger).has_access("read"), record._name)
        self.rule.company_id = False
        self.assertTrue(self.rule.with_user(stranger).has_access("read"))

    def test_public_methods_check_access(self):
        line, order = self.case.sale_line_id, self.case.order_id
        calls = [
            lambda user: self.case.with_user(user).cs_choose("wait"),
            lambda user: self.case.with_user(user).action_offer(),
            lambda user: self.case.with_user(user).action_choose(),
            lambda user: self.case.with_user(user).action_refresh_options(),
            lambda user: self.case.with_user(user).action_customer_page(),
            lambda user: self.case.with_user(user).action_approve(),
            lambda user: self.case.with_user(user).action_refuse(),
            lambda user: self.case.with_user(user).cs_refuse("No"),
            lambda user: self.case.with_user(user).action_set_cause(),
            lambda user: self.case.with_user(user).action_undo(),
            lambda user: self.case.with_user(user).action_open_order(),
            lambda user: self.case.with_user(user).action_open_product(),
            lambda user: self.option.with_user(user).action_choose(),
            lambda user: line.with_user(user).action_cs_swap(self.newer.id),
            lambda user: order.with_user(user).action_cs_shortages(),
        ]
        for user in (self.clerk, self.portal, self.public, self.other_seller):
            for number, call in enumerate(calls):
                with self.assertRaises(AccessError, msg=(user.login, number)):
                    call(user)
        self.assertEqual(self.case.state, "offered")
        for user in (self.clerk, self.public):
            for method in ("cs_substitutes", "cs_shortage", "cs_not_offered", "action_cs_compare"):
                with self.assertRaises(AccessError):
                    getattr(line.with_user(user), method)()

    def test_a_customer_in_the_portal_learns_nothing_of_rules_and_stock(self):
        # As Odoo's web shop does, whose customers read products and units.
        self.env["ir.model.access"].create(
            [
                {
                    "name": f"{model} for customers",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "group_id": self.env.ref("base.group_portal").id,
                    "perm_read": True,
                }
                for model in ("uom.uom", "product.product", "product.template")
            ]
        )
        line = self.case.sale_line_id.with_user(self.portal)
        for method in ("cs_substitutes", "cs_shortage", "cs_not_offered", "action_cs_compare"):
            with self.assertRaises(AccessError):
                getattr(line, method)()

    def test_private_methods_are_not_callable_from_outside(self):
        for model, method in (
            ("cs.stockout.case", "_cs_choose"),
            ("cs.stockout.case", "_cs_send_offer"),
            ("cs.stockout.case", "_cron_deadline"),
            ("cs.stockout.case", "_cron_remind"),
            ("cs.stockout.case", "_cs_record"),
            ("cs.stockout.case", "_cs_effect_transfer"),
            ("sale.order", "_cs_page_path"),
            ("sale.order.line", "_cs_cut"),
            ("sale.order.line", "_cs_swap"),
            ("sale.order", "_cs_stockout_url"),
            ("product.product", "_cs_supply"),
        ):
            with self.assertRaises(AccessError):
                get_public_method(self.env[model], method)

    def test_the_secret_of_the_link_is_hidden(self):
        order = self.case.order_id.with_user(self.boss)
        with self.assertRaises(AccessError):
            order.read(["cs_token_nonce"])

    def test_salespeople_do_their_work_with_their_own_rights(self):
        order = self._order((self.cooker, 5)).with_user(self.seller)
        self.assertEqual(order.order_line.cs_short_qty, 5)
        order.action_confirm()
        case = order.cs_stockout_case_ids
        case.action_offer()
        self.assertEqual(case.cs_choose("cancel")["status"], "done")
