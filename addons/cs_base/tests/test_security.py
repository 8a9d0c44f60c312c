from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, tagged

from .common import CsCommon


@tagged("post_install", "-at_install")
class TestSecurity(CsCommon, TransactionCase):
    def test_logs_are_for_administrators(self):
        clerk = self._user("clerk")
        system = self._user("system", "base.group_system")
        for model in ("cs.consent", "cs.rate.limit"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(clerk).search([])
            self.env[model].with_user(system).search([])

    def test_the_nonce_is_hidden_from_users(self):
        clerk = self._user("clerk")
        partner = self._partner()
        partner._cs_token()
        with self.assertRaises(AccessError):
            partner.with_user(clerk).read(["cs_token_nonce"])

    def test_a_clerk_sees_and_sets_a_refusal(self):
        clerk = self._user("clerk", "base.group_user,base.group_partner_manager")
        partner = self._partner(email="lan@example.com").with_user(clerk)
        partner.cs_survey_opt_out = True
        self.assertTrue(partner.cs_survey_opt_out)
        row = self.env["cs.consent"].search([("address", "=", "lan@example.com")])
        self.assertIn(clerk.name, row.source)

    def test_link_and_consent_methods_are_not_callable_from_outside(self):
        for model, method in (
            ("res.partner", "_cs_token"),
            ("res.partner", "_cs_token_record"),
            ("res.partner", "_cs_set_opt_out"),
            ("cs.consent", "_record"),
            ("cs.rate.limit", "_count_wrong_token"),
        ):
            with self.assertRaises(AccessError):
                get_public_method(self.env[model], method)
