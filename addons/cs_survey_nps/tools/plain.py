"""Records as plain values, for people and programs outside."""

from datetime import date, datetime


def plain_value(value):
    """Return a field's value as text, number or True; what is absent is False.

    >>> plain_value(None), plain_value(""), plain_value(0), plain_value(datetime(2026, 3, 4, 5))
    (False, False, 0, '2026-03-04 05:00:00')
    """
    if isinstance(value, (date, datetime)):
        return str(value)
    if isinstance(value, (bool, int, float)):
        return value
    return value or False


def plain(records, names):
    """Return one dict a record with ``id`` and the named fields; records inside as their name."""
    rows = []
    for record in records:
        row = {"id": record.id}
        for name in names:
            value = record[name]
            is_record = hasattr(value, "_name")
            row[name] = plain_value(value.display_name if is_record else value)
        rows.append(row)
    return rows
