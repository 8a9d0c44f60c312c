"""Two products side by side: what a customer has to know before taking the other one."""

from typing import NamedTuple


class Row(NamedTuple):
    """One fact about the product that was ordered and the one that is offered."""

    label: str
    ordered: str
    offered: str

    @property
    def differs(self):
        return self.ordered != self.offered


def compare(ordered, offered):
    """Return the ``Row`` of every fact that either product states, those of the first first.

    :param dict ordered: ``{label: text}`` of the product that was ordered
    :param dict offered: the same of the product that is offered

    >>> for row in compare({"Colour": "red", "Volume": "2 l"}, {"Volume": "2 l", "Lid": "steel"}):
    ...     print(*row, sep="|")
    Colour|red|
    Volume|2 l|2 l
    Lid||steel
    """
    labels = [*ordered, *(label for label in offered if label not in ordered)]
    return [Row(label, ordered.get(label, ""), offered.get(label, "")) for label in labels]


def differences(rows):
    """Return the rows that a customer would be surprised by.

    Where one product says nothing, nothing is known, and nothing is claimed:

    >>> differences(compare({"Colour": "red", "Lid": "steel"}, {"Colour": "blue"}))
    [Row(label='Colour', ordered='red', offered='blue')]
    """
    return [row for row in rows if row.differs and row.ordered and row.offered]
