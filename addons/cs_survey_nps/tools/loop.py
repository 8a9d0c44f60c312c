"""One template for a whole batch of mails, so that it is compiled once."""

import html

from lxml import etree
from lxml import html as lxml_html
from odoo.tools.rendering_tools import parse_inline_template

_SET = "t-set"


def as_loop(texts, body):
    """Return a QWeb element that renders every record of ``records`` in turn.

    Each part is preceded by the value of ``mark``; see :func:`split`. A variable that the body
    sets is put back to what ``initial`` says before the next record, so that nothing of one
    recipient is seen by the next.

    :param list texts: sources with ``{{ }}``, as in a subject
    :param str body: HTML with QWeb

    >>> loop = as_loop(["Hi {{ object.name or '' }}"], '<p t-set="x">1</p>')
    >>> print(etree.tostring(loop, pretty_print=True, encoding="unicode").strip())
    <div>
      <t t-foreach="records" t-as="object">
        <t t-set="x" t-value="initial.get('x')"/>
        <t t-out="mark"/>
        <t>Hi <t t-out="(object.name or '') or None"/></t>
        <t t-out="mark"/>
        <t>
          <p t-set="x">1</p>
        </t>
      </t>
    </div>
    """
    root = etree.Element("div")
    loop = etree.SubElement(root, "t", {"t-foreach": "records", "t-as": "object"})
    content = lxml_html.fragment_fromstring(body or "<p/>", create_parent="t")
    names = {node.get(_SET) for node in content.iter(etree.Element) if node.get(_SET)}
    for name in sorted(names):
        etree.SubElement(loop, "t", {_SET: name, "t-value": f"initial.get({name!r})"})
    for part in [*map(_inline, texts), content]:
        etree.SubElement(loop, "t", {"t-out": "mark"})
        loop.append(part)
    return root


def split(rendered, mark, parts):
    """Return what :func:`as_loop` rendered: a list of ``parts`` texts for each record.

    All but the last part are plain text again.

    >>> split("<div>#A &amp; B#<p>1</p>#C#<p>2</p></div>", "#", 2)
    [['A & B', '<p>1</p>'], ['C', '<p>2</p>']]
    """
    inside = str(rendered).strip().removesuffix("</div>")
    pieces = [piece.strip() for piece in inside.split(mark)[1:]]
    rows = [pieces[start : start + parts] for start in range(0, len(pieces), parts)]
    return [[*map(html.unescape, row[:-1]), row[-1]] for row in rows]


def _inline(source):
    """Return the element that renders a text with ``{{ }}`` as Odoo's own engine does."""
    element = etree.Element("t")
    for literal, expression, default in parse_inline_template(str(source or "")):
        if len(element):
            element[-1].tail = literal
        else:
            element.text = literal
        if expression:
            out = etree.SubElement(element, "t", {"t-out": f"({expression}) or None"})
            out.text = default or None
    return element
