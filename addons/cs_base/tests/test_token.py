from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, tagged

from .common import CsCommon


@tagged("post_install", "-at_install")
class TestToken(CsCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner()
        cls.token = cls.partner._cs_token()
        cls.model = cls.env["res.partner"].with_user(cls.env.ref("base.public_user"))

    def test_a_good_token_finds_its_record(self):
        record, status = self.model._cs_token_record(self.token)
        self.assertEqual((record, status), (self.partner, "ok"))
        self.assertTrue(record.env.su)

    def test_a_token_stays_the_same_until_it_is_rotated(self):
        self.assertEqual(self.partner._cs_token(), self.token)
        self.partner._cs_token_rotate()
        self.assertNotEqual(self.partner._cs_token(), self.token)
        self.assertEqual(self.model._cs_token_record(self.token)[1], "invalid")

    def test_anything_else_is_invalid(self):
        other = self._partner("Anh Minh")
        signature = self.token.split("-")[1]
        flipped = signature[:-1] + ("0" if signature[-1] != "0" else "1")
        for token in (
            False,
            "",
            "x",
            self.token[:-1],
            self.token + "0",
            self.token.upper() + "\n",
            f"{self.partner.id}-{flipped}",
            f"{other.id}-{signature}",
            f"2147483647-{signature}",
            f"0-{signature}",
            "'; DROP TABLE res_partner; --",
        ):
            record, status = self.model._cs_token_record(token)
            self.assertFalse(record, token)
            self.assertEqual(status, "invalid", token)

    def test_a_record_that_never_sent_a_link_has_none(self):
        other = self._partner("Anh Minh")
        forged = other._cs_token_build()
        self.assertEqual(self.model._cs_token_record(forged)[1], "invalid")

    def test_expired(self):
        def yesterday(_partner):
            return fields.Datetime.now() - timedelta(days=1)

        with patch.object(type(self.partner), "_cs_token_expires_at", yesterday):
            record, status = self.model._cs_token_record(self.token)
        self.assertFalse(record)
        self.assertEqual(status, "expired")

    def test_signature_and_nonce_are_long_enough(self):
        self.assertEqual(len(self.token.split("-")[1]) * 4, 160)
        self.assertGreaterEqual(len(self.partner.cs_token_nonce) * 6, 144)

    def test_a_copy_has_its_own_links(self):
        self.assertFalse(self.partner.copy().cs_token_nonce)

    def test_checking_never_writes(self):
        self.env.flush_all()
        self.env.invalidate_all()
        statements = []
        execute = type(self.env.cr).execute

        def spy(cursor, query, *args, **kwargs):
            statements.append(getattr(query, "code", query).split()[0].upper())
            return execute(cursor, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", spy):
            self.assertEqual(self.model._cs_token_record(self.token)[1], "ok")
        self.assertEqual(set(statements), {"SELECT"})
        self.assertLessEqual(len(statements), 3)
