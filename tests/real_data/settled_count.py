"""The world of the settled orders in plain Python: who chooses what, and what comes of it.

Nothing here knows Odoo. Choices, receipts and rules follow from the numbers of the orders alone,
so that the database is asked the same things; the recount then says what it must answer.
"""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dev.real_data import figures

ZONE = "Asia/Ho_Chi_Minh"
FOUND = datetime(2011, 11, 4, 8)  # a count finds more of what may stand in
EARLY = datetime(2011, 11, 4, 15)  # half of the orders leave before their customers choose
ASKED = datetime(2011, 11, 5, 9)
ANSWERED = datetime(2011, 11, 5, 19)
OVER = datetime(2011, 11, 14, 9)  # the time of those who said nothing
LEAVE = datetime(2011, 11, 14, 15)
RECEIPTS = (datetime(2011, 11, 15, 9), datetime(2011, 11, 18, 9), datetime(2011, 11, 21, 18))
READ = datetime(2011, 12, 20)
ON_THE_ROAD = timedelta(hours=1)  # from a receipt to the deliveries it allows
PLENTY = 30_000
ANSWERS = ("substitute", "wait", "split", "cancel", "silence")
PENNY = Decimal("0.01")


class Rule(NamedTuple):
    """``code`` may be replaced by ``ratio`` units of ``substitute`` each."""

    substitute: str
    ratio: int
    policy: str


class Decision(NamedTuple):
    """What a customer says, what happens if nothing is said, and who says it."""

    answer: str
    default: str
    by: str


def draw(*key):
    """Return a source of chance that depends on ``key`` alone."""
    return random.Random("/".join(map(str, key)))  # noqa: S311


def decide(number, place):
    """Return the :class:`Decision` on the line at ``place`` of order ``number``."""
    chance = draw("decision", number, place)
    return Decision(
        chance.choices(ANSWERS, (30, 20, 15, 20, 15))[0],
        chance.choice(("wait", "cancel")),
        chance.choice(("customer", "salesperson")),
    )


def is_early(number):
    """Return whether what is there leaves before the customer of ``number`` chooses."""
    return draw("early", number).random() < 0.5


def promises(orders):
    """Return {order number: promised moment}, no two the same."""
    return {
        order.number: order.moment
        + timedelta(days=draw("promise", order.number).randint(1, 24), seconds=place)
        for place, order in enumerate(orders)
    }


def substitutes(orders):
    """Return the codes that may stand in for others."""
    codes = sorted(figures.demand_by_product(orders))
    return sorted(draw("substitutes").sample(codes, max(3, len(codes) // 25)))


def rules(orders):
    """Return {code: Rule} for about two thirds of the products."""
    stand_in, found = substitutes(orders), {}
    for code in sorted(set(figures.demand_by_product(orders)) - set(stand_in)):
        chance = draw("rule", code)
        if chance.random() < 0.67:
            found[code] = Rule(
                chance.choice(stand_in),
                chance.choice((1, 1, 2)),
                chance.choice(("keep", "lower", "substitute")),
            )
    return found


def part_received(waiting, round_number):
    """Return how many of ``waiting`` units a round brings; the last brings all.

    >>> [part_received(7, round_number) for round_number in range(3)]
    [2, 3, 7]
    """
    return (waiting // 3, waiting // 2, waiting)[round_number]


class Line:
    """A line of an order and what became of it."""

    def __init__(self, order, place, promise):
        line = order.lines[place]
        self.number, self.place, self.code = order.number, place, line.code
        self.demand, self.price = line.quantity, line.price
        self.confirmed, self.promise = order.moment, promise
        self.held = self.waiting = self.short = self.lost = self.replaced = 0
        self.kind = None
        self.deliveries, self.substitute = [], None

    def leave(self, moment):
        """Deliver what is held."""
        if self.held:
            self.deliveries.append((moment, self.held))
        self.held = 0


class World:
    """All orders served to the end."""

    def __init__(self, orders):
        self.orders = orders
        self.stock = figures.stock_levels(orders)
        self.came = defaultdict(int, self.stock)
        self.left = dict(self.stock)
        self.rules = rules(orders)
        self.list_prices = {}
        for order in orders:
            for line in order.lines:
                self.list_prices.setdefault(line.code, line.price)
        dates = promises(orders)
        self.lines = [
            Line(order, place, dates[order.number])
            for order in orders
            for place in range(len(order.lines))
        ]

    def live(self):
        """Play the weeks from the first order to the day on which figures are read."""
        for line in self.lines:
            line.held = min(line.demand, self.left[line.code])
            line.short = line.waiting = line.demand - line.held
            self.left[line.code] -= line.held
        for code in substitutes(self.orders):
            self.bring(code, PLENTY)
        self.depart(EARLY, lambda line: is_early(line.number))
        asked = set()
        for line in self.lines:
            if line.waiting:
                self.choose(line, (line.number, line.code) in asked)
                asked.add((line.number, line.code))
        self.depart(LEAVE)
        for round_number, moment in enumerate(RECEIPTS):
            waiting = defaultdict(int)
            for line in self.lines:
                waiting[line.code] += line.waiting
            for code, units in waiting.items():
                self.bring(code, part_received(units, round_number))
            self.depart(moment + ON_THE_ROAD)
        return self

    def bring(self, code, units):
        """Put goods on the shelf: who waits takes them, by promise and age."""
        self.came[code] += units
        self.left[code] += units
        queue = [line for line in self.lines if line.code == code and line.waiting]
        for line in sorted(queue, key=lambda line: line.promise):
            given = min(line.waiting, self.left[code])
            line.waiting -= given
            line.held += given
            self.left[code] -= given

    def depart(self, moment, chosen=lambda _line: True):
        """Deliver what is held for the chosen lines."""
        for line in self.lines:
            if chosen(line):
                line.leave(moment)

    def choose(self, line, again):
        """Carry out what the customer says, or else the default, where it is offered."""
        decision, rule = decide(line.number, line.place), self.rules.get(line.code)
        line.kind = effective(decision, bool(rule), bool(line.held), again)
        if line.kind == "cancel" or (line.kind, decision.default) == ("silence", "cancel"):
            line.lost, line.waiting = line.waiting, 0
        elif line.kind == "substitute":
            units = line.waiting * rule.ratio
            line.substitute = (rule.substitute, units, self.agreed(line, rule))
            line.replaced, line.waiting = line.waiting, 0
            self.left[rule.substitute] -= units

    def agreed(self, line, rule):
        """Return the price of one unit of the substitute."""
        kept, own = line.price / rule.ratio, self.list_prices[rule.substitute]
        if rule.policy == "lower":
            return min(kept, own)
        return kept if rule.policy == "keep" else own

    def value(self, number):
        """Return what order ``number`` is worth in the end, each line rounded."""
        total = Decimal(0)
        for line in self.lines:
            if line.number == number:
                total += rounded(line.price * (line.demand - line.lost - line.replaced))
                if line.substitute:
                    _code, units, price = line.substitute
                    total += rounded(units * price)
        return total


def effective(decision, has_rule, part_is_there, again):
    """Return the answer that is possible: who cannot have another product, or a part, waits.

    :param again: another line of the order lacks the same product. It does not wait: which of
        the two is served first would mean nothing.
    """
    if again:
        return "cancel"
    if decision.answer == "substitute" and not has_rule:
        return "wait"
    if decision.answer == "split" and not part_is_there:
        return "wait"
    return decision.answer


def rounded(amount):
    return amount.quantize(PENNY, ROUND_HALF_UP)


def service(line):
    """Return the figures of one line as the report must show them."""
    end = line.promise.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(ZONE)).date()
    on_time, last = 0, None
    for moment, units in line.deliveries:
        last = moment
        if moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(ZONE)).date() <= end:
            on_time += units
    delivered = sum(units for _moment, units in line.deliveries)
    return {
        "demand_qty": line.demand,
        "first_time_qty": line.demand - line.short,
        "delivered_qty": delivered,
        "on_time_qty": on_time,
        "substituted_qty": line.replaced,
        "lost_qty": line.lost,
        "lost_amount": rounded(line.price * line.lost),
        "in_full": int(delivered == line.demand),
        "on_time": int(on_time == delivered) if delivered else None,
        "otif": int(on_time == line.demand),
        "filled": int(delivered + line.replaced == line.demand),
        "cycle_days": Fraction(int((last - line.confirmed).total_seconds()), 86400)
        if delivered == line.demand
        else None,
    }


def measures(rows):
    """Return the service level of these figures of lines, as exact fractions.

    :param list rows: (order number, figures as of :func:`service`)
    """

    def mean(values):
        known = [Fraction(value) for value in values if value is not None]
        return sum(known) / len(known)

    lines = [row for _number, row in rows]
    demand = sum(row["demand_qty"] for row in lines)
    orders = defaultdict(lambda: 1)
    for number, row in rows:
        orders[number] = min(orders[number], row["otif"])
    covered = [row["first_time_qty"] for row in lines]
    served = [row["delivered_qty"] + row["substituted_qty"] for row in lines]
    return {
        "lines": len(lines),
        "orders": len(orders),
        "demand_qty": demand,
        "short_lines": sum(row["first_time_qty"] < row["demand_qty"] for row in lines),
        "first_time_line_fill": mean(row["first_time_qty"] == row["demand_qty"] for row in lines),
        "first_time_unit_fill": Fraction(sum(covered), demand),
        "line_fill": mean(row["filled"] for row in lines),
        "unit_fill": Fraction(sum(served), demand),
        "in_full": mean(row["in_full"] for row in lines),
        "on_time": mean(row["on_time"] for row in lines),
        "otif": mean(row["otif"] for row in lines),
        "order_otif": mean(orders.values()),
        "cycle_days": mean(row["cycle_days"] for row in lines),
        "lost_qty": sum(row["lost_qty"] for row in lines),
        "lost_amount": sum(row["lost_amount"] for row in lines),
    }
