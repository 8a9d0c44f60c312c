"""What customers of Online Retail bought next within a family of products, and who guesses it.

What a customer would have taken instead of a product that is short is not in the file. What can
be asked: of the products of the same family, which one does the same customer buy next? The
months to October 2011 teach, November 2011 is held out.

A family is the last word of the description that a product has most often until October
("… LANTERN"), so that nothing of November makes it. A case is a customer and a family: the
product of the family that the customer bought last before November is what is missing, the
first other product of it that the customer buys in November is the answer. All products of the
family sold before November, but for the missing one, are the choice; families with a choice of
fewer than ten are left out, as five guesses would hit by themselves.
"""

import math
from collections import Counter, defaultdict
from typing import NamedTuple

from .dataset import NOT_PRODUCTS

HELD_OUT = (2011, 11)
GUESSES = 5
FEWEST_CHOICES = 10
RANKERS = ("co-purchase", "popularity", "random")


class Case(NamedTuple):
    """One customer and family: what is missing, what was bought, what there is to choose from."""

    customer: str
    family: str
    missing: str
    answer: str
    choice: tuple
    is_new: bool


class Training:
    """What is known at the end of October: who bought what, and what it is called."""

    def __init__(self, lines):
        self.customers = defaultdict(set)
        self.last = {}
        names = defaultdict(Counter)
        for line in lines:
            self.customers[line.code].add(line.customer)
            names[line.code][line.description] += 1
            self.last[line.customer, line.code] = line.moment
        self.families = {
            code: family(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[0][0])
            for code, found in names.items()
        }
        self.members = defaultdict(list)
        for code in sorted(self.families):
            self.members[self.families[code]].append(code)

    def popularity(self, code):
        """Return how many customers bought ``code``."""
        return len(self.customers[code])

    def cosine(self, one, two):
        """Return customers of both by the root of the product of the customers of each."""
        both = len(self.customers[one] & self.customers[two])
        return both / math.sqrt(self.popularity(one) * self.popularity(two)) if both else 0.0


def family(description):
    """Return the last word of a description, letters only.

    >>> family("WHITE METAL LANTERN"), family("SET OF 3 CAKE TINS, PANTRY DESIGN "), family("")
    ('LANTERN', 'DESIGN', '')
    """
    words = "".join(sign if sign.isalpha() else " " for sign in description.upper()).split()
    return words[-1] if words else ""


def split(lines):
    """Return ``(lines before November 2011, lines of it)``, bought goods of known customers."""
    before, held_out = [], []
    for line in lines:
        if not line.customer or line.quantity <= 0 or line.code in NOT_PRODUCTS:
            continue
        month = (line.moment.year, line.moment.month)
        if month < HELD_OUT:
            before.append(line)
        elif month == HELD_OUT:
            held_out.append(line)
    return before, held_out


def cases(training, held_out):
    """Return the list of ``Case``, in the order in which customers answer."""
    missing = {}
    for (customer, code), moment in training.last.items():
        key = (customer, training.families[code])
        missing[key] = max(missing.get(key, (moment, code)), (moment, code))
    found, answered = [], set()
    for line in sorted(held_out, key=lambda line: (line.moment, line.invoice, line.code)):
        name = training.families.get(line.code)
        key = (line.customer, name)
        if not name or key not in missing or key in answered or missing[key][1] == line.code:
            continue
        answered.add(key)
        code = missing[key][1]
        choice = tuple(one for one in training.members[name] if one != code)
        if len(choice) >= FEWEST_CHOICES:
            is_new = (line.customer, line.code) not in training.last
            found.append(Case(line.customer, name, code, line.code, choice, is_new))
    return found


def hit(training, case, ranker):
    """Return the chance that the answer is among the first five of ``ranker``."""
    if ranker == "random":
        return GUESSES / len(case.choice)

    def worth(code):
        popular = training.popularity(code)
        alike = training.cosine(case.missing, code) if ranker == "co-purchase" else 0.0
        return (-alike, -popular, code)

    return float(case.answer in sorted(case.choice, key=worth)[:GUESSES])


def evaluate(lines):
    """Return ``{"all" | "new": {"cases", ranker: hit@5, "wins", "losses"}}``.

    ``new`` are the cases whose answer the customer had never bought before. Wins are cases that
    co-purchase hits and popularity misses, losses the reverse.
    """
    before, held_out = split(lines)
    training = Training(before)
    found = cases(training, held_out)
    hits = {ranker: [hit(training, case, ranker) for case in found] for ranker in RANKERS}
    report = {}
    for name, places in {
        "all": range(len(found)),
        "new": [place for place, case in enumerate(found) if case.is_new],
    }.items():
        pairs = [(hits["co-purchase"][one], hits["popularity"][one]) for one in places]
        report[name] = {
            "cases": len(pairs),
            **{
                ranker: sum(hits[ranker][one] for one in places) / max(len(pairs), 1)
                for ranker in RANKERS
            },
            "wins": sum(first > second for first, second in pairs),
            "losses": sum(first < second for first, second in pairs),
        }
    return report
