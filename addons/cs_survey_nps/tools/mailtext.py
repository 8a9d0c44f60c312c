"""The plain text part of a mail whose links matter more than its looks."""

from lxml import html as lxml_html
from odoo.tools import html2plaintext


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
    return "\n".join(line.strip() for line in text.splitlines()).strip()
