import csv
import gzip
import importlib.util
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from dev.real_data import dataset, figures

from . import synthetic
from .conftest import ROOT

HALF = Fraction(1, 2)


def plain_recount(path):
    """Net of each customer in pennies, counted anew with fractions and nothing shared."""
    totals, customers, dates = defaultdict(Fraction), {}, {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["CustomerID"]:
                amount = int(row["Quantity"]) * Fraction(row["UnitPrice"])
                totals[row["InvoiceNo"]] += amount
                customers[row["InvoiceNo"]] = row["CustomerID"]
                dates[row["InvoiceNo"]] = row["InvoiceDate"][:10]
    lifetime, window = defaultdict(int), defaultdict(int)
    for number, total in totals.items():
        pennies = int(abs(total) * 100 + HALF) * (1 if total >= 0 else -1)
        lifetime[customers[number]] += pennies
        if "2010-12-09" < dates[number] <= "2011-12-09":
            window[customers[number]] += pennies
    return lifetime, window


def plain_tiers(pennies):
    ranks = [sum(value >= bound * 100 for bound in (500, 2000, 5000)) for value in pennies.values()]
    return tuple(ranks.count(rank) for rank in (1, 2, 3))


def test_the_published_totals_are_reached(real_data):
    want = figures.PUBLISHED
    documents = real_data.documents
    assert real_data.line_count == want["lines"]
    assert real_data.invoice_count == want["invoices"]
    assert len(real_data.countries) == want["countries"]
    assert real_data.net.quantize(dataset.PENNY) == want["net"]
    assert len(real_data.customers) == want["customers"]
    assert len(documents) == want["documents"]
    assert sum(document.is_credit for document in documents) == want["credit notes"]
    assert real_data.document_net == want["net with a customer"]


def test_the_published_tiers_are_reached(real_data):
    documents = real_data.documents
    lifetime = figures.spend_by_customer(documents)
    window = figures.spend_by_customer(documents, figures.WINDOW_AFTER, figures.WINDOW_DAY)
    assert figures.tier_counts(lifetime) == (1664, 613, 263)
    assert figures.tier_counts(window) == (1642, 591, 253)
    assert (lifetime["15389"], lifetime["12346"], lifetime["16446"]) == (
        Decimal("500.00"),
        Decimal("0.00"),
        Decimal("2.90"),
    )
    assert sum(1 for amount in lifetime.values() if amount <= 0) == 55


def test_the_published_shortage_is_reached(real_data):
    assert (real_data.orders[0].number, real_data.orders[-1].number) == ("573744", "574246")
    assert figures.shortage(real_data.orders) == figures.Shortage(
        lines=4195,
        units=55526,
        orders=200,
        short_lines=1907,
        short_orders=187,
        short_units=11721,
    )


@pytest.fixture(params=["sample", "real"])
def file_and_data(request):
    return (
        request.getfixturevalue(f"{request.param}_file"),
        request.getfixturevalue(f"{request.param}_data"),
    )


def test_an_independent_count_agrees(file_and_data):
    file, data = file_and_data
    lifetime, window = plain_recount(file)
    documents = data.documents
    spend = figures.spend_by_customer(documents)
    assert {name: int(amount * 100) for name, amount in spend.items()} == dict(lifetime)
    assert figures.tier_counts(spend) == plain_tiers(lifetime)
    spend = figures.spend_by_customer(documents, figures.WINDOW_AFTER, figures.WINDOW_DAY)
    assert figures.tier_counts(spend) == plain_tiers(window)


def test_a_shortage_is_the_demand_less_what_is_there(file_and_data):
    _file, data = file_and_data
    found = figures.shortage(data.orders)
    demand, stock = figures.demand_by_product(data.orders), figures.stock_levels(data.orders)
    assert found.short_units == sum(demand[code] - stock[code] for code in demand)
    assert 0 < found.short_units < found.units
    assert found.lines == sum(len(order.lines) for order in data.orders)


def test_the_sample_has_the_oddities_of_the_real_file(sample_data):
    numbers = sample_data.by_number
    assert numbers["540007"].amount == Decimal("2.33")
    assert (numbers["540006"].amount, numbers["540006"].is_credit) == (0, False)
    assert numbers["C540008"].is_credit
    spend = figures.spend_by_customer(sample_data.documents)
    assert (spend["12002"], spend["12004"], spend["12007"]) == (500, 0, Decimal("-19.99"))
    assert len(numbers) < sample_data.invoice_count
    codes = {line.code for order in sample_data.orders for line in order.lines}
    assert codes <= set(synthetic.CODES)


def test_deciding_after_every_document_moves_as_published(real_data):
    """The add-on's own decision, fed with each document in turn."""
    path = ROOT / "addons" / "cs_loyalty" / "tools" / "decision.py"
    spec = importlib.util.spec_from_file_location("cs_loyalty_decision", path)
    decision = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(decision)
    rule = decision.Rule(figures.THRESHOLDS)
    spend, held = defaultdict(Decimal), defaultdict(decision.Standing)
    moves = {1: 0, -1: 0}
    for document in real_data.documents:
        customer = document.customer
        spend[customer] += document.signed
        before = held[customer].position
        held[customer] = decision.decide(spend[customer], held[customer], rule, document.date)
        after = held[customer].position
        if after != before:
            moves[1 if after > before else -1] += 1
    assert (moves[1], moves[-1]) == (3696, 98)
