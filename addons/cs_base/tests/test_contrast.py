import re

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

# Pairs of colours that must be told apart, and how well: WCAG 2.2, 1.4.3 and 1.4.11.
_TEXT = [
    *(("ink", "card"), ("ink", "ground"), ("ink", "note"), ("soft", "card"), ("soft", "ground")),
    *(("main", "card"), ("main-ink", "main"), ("ink", "problem")),
]
_PARTS = [("line", "card"), ("focus", "card"), ("focus", "ground")]


def _luminance(color):
    parts = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@tagged("post_install", "-at_install")
class TestContrast(TransactionCase):
    """What the public pages show can be read, by day and at night."""

    def test_colours_can_be_told_apart(self):
        with file_open("cs_base/static/src/public/public.css") as source:
            blocks = re.findall(r":root \{(.*?)\}", source.read(), re.DOTALL)
        self.assertEqual(len(blocks), 2)
        for block in blocks:
            colors = dict(re.findall(r"--cs-([\w-]+): (#[0-9a-f]{6});", block))
            for pairs, least in ((_TEXT, 4.5), (_PARTS, 3)):
                for front, back in pairs:
                    ratio = _contrast(colors[front], colors[back])
                    self.assertGreaterEqual(ratio, least, (front, back))
