"""The plain text part of a mail whose links matter more than its looks."""

import re

from lxml import html as lxml_html
from odoo.tools import html2plaintext

_BLANK_LINES = re.compile(r"\n{3,}")
_BETWEEN_LINKS = re.compile(r"(: https?://\S+)\n\n(?=\d+: https?://)")


def to_text(body):
    """Return ``body`` as plain text with each link's address behind its words.

    >>> print(to_text('<p>Hello</p><table><tr><td><a href="http://x/0">0</a></td>'
    ...               '<td><a href="http://x/1">1</a></td></tr></table>'))
    Hello
    0: http://x/0
    1: http://x/1
    """
    if not body:
        return ""
    tree = lxml_html.fragment_fromstring(str(body), create_parent="div")
    for link in tree.xpath(".//a[@href]"):
        link.text = f"{link.text_content().strip()}: {link.get('href')}"
        for child in list(link):
            link.remove(child)
        link.append(link.makeelement("br", {}))
    text = html2plaintext(lxml_html.tostring(tree, encoding="unicode"), include_references=False)
    text = "\n".join(line.strip() for line in text.splitlines()).strip()
    return _BETWEEN_LINKS.sub(r"\1\n", _BLANK_LINES.sub("\n\n", text))
