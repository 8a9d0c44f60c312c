"""The colours of tiers outside of the back end, where Odoo's classes for them do not reach."""

# As the colour picker shows them, by number; none is too light for a page.
COLORS = (
    "#6c757d", "#c62828", "#b3541e", "#b8860b", "#2f6fb7", "#7b4b70",
    "#b05a3c", "#2b7f78", "#304be0", "#c2185b", "#2e7d32", "#6a3fc0",
)  # fmt: skip


def tier_color(number):
    """Return the colour of a tier as CSS, dark enough for white letters upon it.

    >>> tier_color(3), tier_color(0), tier_color(99), tier_color(False)
    ('#b8860b', '#6c757d', '#6c757d', '#6c757d')
    """
    return COLORS[number] if number and 0 <= number < len(COLORS) else COLORS[0]
