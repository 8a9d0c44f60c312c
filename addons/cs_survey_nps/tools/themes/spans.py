"""Places of words in a comment: kept as text, shown as marks."""

from html import escape


def write(places):
    """Return places as text.

    >>> write(((0, 4), (10, 14)))
    '0-4,10-14'
    """
    return ",".join(f"{start}-{end}" for start, end in places)


def read(text):
    """Return the places of such a text.

    >>> read("0-4,10-14"), read(False), read("x")
    ([(0, 4), (10, 14)], [], [])
    """
    places = []
    for part in (text or "").split(","):
        start, _dash, end = part.partition("-")
        if start.isdigit() and end.isdigit():
            places.append((int(start), int(end)))
    return places


def join(text, places):
    """Return the places in order, those that only spaces part as one.

    >>> join("giao hàng chậm", [(10, 14), (0, 4), (5, 9)])
    [(0, 14)]
    >>> join("ab", [(0, 9)])
    [(0, 2)]
    """
    joined = []
    for start, end in sorted(places):
        end = min(end, len(text))
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def cut(text, places):
    """Return the words at the places.

    >>> cut("giao hàng quá chậm", [(0, 4), (5, 9), (14, 18)])
    ['giao hàng', 'chậm']
    >>> cut(False, [(0, 4)])
    []
    """
    return [text[start:end] for start, end in join(text or "", places)]


def mark(text, places):
    """Return a comment as HTML with the places marked; everything else is inert.

    :param places: (start, end, name of a class)

    >>> mark("<b> chậm", [(4, 8, "bad")])
    '&lt;b&gt; <mark class="bad">chậm</mark>'
    >>> mark("a\\nb", [])
    'a<br>b'
    """
    text, html, at = text or "", [], 0
    classes = {(start, end): name for start, end, name in places}
    for start, end in join(text, list(classes)):
        name = next(
            (name for (first, last), name in classes.items() if first < end and last > start), ""
        )
        html.append(escape(text[at:start]))
        html.append(f'<mark class="{escape(name)}">{escape(text[start:end])}</mark>')
        at = end
    html.append(escape(text[at:]))
    return "".join(html).replace("\n", "<br>")
