from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from .arguments import HOSTILE


@tagged("post_install", "-at_install")
class TestArguments(TransactionCase):
    """Arguments of other programs are read, or refused with a sentence that shows them."""

    def _read(self, reader, value, *more):
        return getattr(self.env["res.company"], reader)(value, *more)

    def test_what_is_good_is_read(self):
        partners = self.env["res.partner"]
        for reader, value, found, *more in (
            ("_cs_read_text", "Chị Lan", "Chị Lan"),
            ("_cs_read_text", None, ""),
            ("_cs_read_id", 7, 7),
            ("_cs_read_id", False, False),
            ("_cs_read_ids", [7, 8, None], [7, 8]),
            ("_cs_read_ids", 7, [7]),
            ("_cs_read_ids", False, []),
            ("_cs_read_domain", [], Domain.TRUE, partners),
            ("_cs_read_domain", None, Domain.TRUE, partners),
            ("_cs_read_domain", Domain("id", "=", 3), Domain("id", "=", 3), partners),
            ("_cs_read_domain", [["id", "=", 3]], Domain("id", "=", 3), partners),
            ("_cs_read_domain", [["login", "=", "x"]], Domain("login", "=", "x"), partners,
             self.env["res.users"]),
        ):  # fmt: skip
            with self.subTest(reader=reader, value=value):
                self.assertEqual(self._read(reader, value, *more), found)

    def test_whatever_else_comes_is_a_sentence(self):
        partners = self.env["res.partner"]
        refused = dict.fromkeys(
            ("_cs_read_text", "_cs_read_id", "_cs_read_ids", "_cs_read_domain"), 0
        )
        for reader in refused:
            more = [partners] if reader == "_cs_read_domain" else []
            for value in HOSTILE:
                with self.subTest(reader=reader, value=repr(value)[:40]):
                    try:
                        self._read(reader, value, *more)
                    except UserError as told:
                        refused[reader] += 1
                        self.assertRegex(str(told), "^“.*” is no ")
        self.assertGreater(min(refused.values()), len(HOSTILE) // 2, refused)

    def test_a_domain_that_the_database_refuses_stops_nothing(self):
        partners = self.env["res.partner"]
        with self.assertRaisesRegex(UserError, "is no domain"):
            self._read("_cs_read_domain", [["create_date", ">", "x"]], partners)
        self.assertTrue(partners.search([], limit=1))
