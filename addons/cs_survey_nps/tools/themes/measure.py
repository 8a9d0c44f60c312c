"""How well themes are found: precision, recall and F1 against what people say."""


def scores(pairs):
    """Return the figures by theme.

    :param pairs: for each comment (set expected, set found)
    :returns: {theme: {expected, found, right, precision, recall, f1}}; a share of nothing is 0

    >>> figures = scores([({"a", "b"}, {"a"}), ({"a"}, {"a", "b"})])
    >>> figures["a"]["f1"], figures["b"]["recall"], figures["b"]["found"]
    (1.0, 0.0, 1)
    >>> scores([])
    {}
    """
    counts = {}
    for expected, found in pairs:
        for theme in expected | found:
            row = counts.setdefault(theme, {"expected": 0, "found": 0, "right": 0})
            row["expected"] += theme in expected
            row["found"] += theme in found
            row["right"] += theme in expected and theme in found
    return {theme: {**row, **ratios(**row)} for theme, row in sorted(counts.items())}


def ratios(expected, found, right):
    """Return precision, recall and their harmonic mean.

    >>> ratios(4, 2, 2)
    {'precision': 1.0, 'recall': 0.5, 'f1': 0.6666666666666666}
    >>> ratios(0, 0, 0)["f1"]
    0.0
    """
    return {
        "precision": right / found if found else 0.0,
        "recall": right / expected if expected else 0.0,
        "f1": 2 * right / (expected + found) if expected + found else 0.0,
    }


def macro(figures, themes):
    """Return the mean F1 of the themes, those without figures counted as 0.

    >>> macro({"a": {"f1": 1.0}}, ["a", "b"])
    0.5
    """
    return sum(figures.get(theme, {}).get("f1", 0.0) for theme in themes) / len(themes)
