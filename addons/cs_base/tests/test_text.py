import doctest

from odoo.addons.cs_base.tools import text, token, visitor
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestText(TransactionCase):
    def test_examples_in_the_documentation_hold(self):
        for module in (text, token, visitor):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted)
            self.assertFalse(result.failed)

    def test_every_vietnamese_vowel_folds_to_ascii(self):
        letters = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
        self.assertTrue(text.fold(letters + letters.upper()).isascii())
