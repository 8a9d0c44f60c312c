"""Substitutes of substitutes: every way from a product, none in a circle, none too long."""

from collections import deque
from typing import Any, NamedTuple

DEPTH = 3


class Step(NamedTuple):
    """One rule applied: the product it leads to, and units of it for one unit before."""

    rule: Any
    product: Any
    ratio: float


def walk(start, steps, visit, depth=DEPTH):
    """Visit the ways from ``start``, shorter ones first; no way meets a product twice.

    :param start: the product that is short
    :param steps: function that returns the ``Step`` list of a product
    :param visit: function called with each way (tuple of ``Step``); it returns whether to look
        behind its last product, because that one cannot be offered
    :param int depth: the most steps in a way

    B is short as well, so C is looked at; A→B→A is no way:

    >>> rules = {"A": "B", "B": "AC", "C": "D", "D": "E"}
    >>> ways = []
    >>> def visit(way):
    ...     ways.append("".join(step.product for step in way))
    ...     return True
    >>> walk("A", lambda one: [Step(None, two, 1) for two in rules.get(one, "")], visit)
    >>> ways
    ['B', 'BC', 'BCD']
    """
    opened, queue = {start}, deque([(start, ())])
    while queue:
        source, way = queue.popleft()
        for step in steps(source):
            if step.product == start or any(step.product == one.product for one in way):
                continue
            longer = (*way, step)
            goes_on = visit(longer)
            if goes_on and len(longer) < depth and step.product not in opened:
                opened.add(step.product)
                queue.append((step.product, longer))


def circle(start, following, steps, depth=DEPTH):
    """Return the products from ``following`` on by which ``start`` is reached again, or nothing.

    :param steps: function that returns the products that rules lead to from a product
    :param int depth: the most products between

    >>> rules = {"A": "B", "B": "CD", "C": "A", "D": "D"}
    >>> circle("A", "B", lambda one: rules.get(one, ""))
    ['B', 'C']
    >>> circle("D", "A", lambda one: rules.get(one, ""))
    ['A', 'B']
    >>> circle("A", "D", lambda one: rules.get(one, ""))
    []
    """
    ways = [[following]]
    for _link in range(depth):
        longer = []
        for way in ways:
            for product in steps(way[-1]):
                if product == start:
                    return way
                if product not in way:
                    longer.append([*way, product])
        ways = longer
    return []
