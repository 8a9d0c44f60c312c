"""What the lines amount to: documents, customers and orders. Pure arithmetic on decimals.

>>> from datetime import datetime
>>> from dev.real_data.reader import Line
>>> day = datetime(2011, 11, 1, 9, 30)
>>> data = collect([
...     Line("573744", "22423", "CAKESTAND", 5, day, Decimal("0.333"), "1", "EIRE"),
...     Line("573744", "POST", "POSTAGE", 1, day, Decimal("2"), "1", "EIRE"),
...     Line("C573745", "22423", "CAKESTAND", -1, day, Decimal("0.5"), "1", "EIRE"),
...     Line("573746", "22423", "CAKESTAND", 1, day, Decimal("9"), "", "EIRE"),
... ])
>>> [(d.number, d.is_credit, str(d.amount)) for d in data.documents]
[('573744', False, '3.67'), ('C573745', True, '0.50')]
>>> [(o.number, [line.code for line in o.lines]) for o in data.orders]
[('573744', ['22423'])]
>>> data.line_count, data.invoice_count, str(data.net), str(data.customer_net)
(4, 3, '12.165', '3.165')
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")
NOT_PRODUCTS = frozenset(
    ["POST", "DOT", "M", "D", "C2", "BANK CHARGES", "AMAZONFEE", "CRUK", "S", "PADS", "B"]
)
ORDER_MONTH = (2011, 11)
ORDER_COUNT = 200


@dataclass
class Document:
    """One invoice or credit note of a customer. ``amount`` is never negative.

    The sign of the net total decides what it is, as Odoo posts no negative invoice;
    a total of exactly zero (goods given away) stays what its number says.
    """

    number: str
    customer: str
    date: date
    net: Decimal = Decimal(0)
    line_count: int = 0
    units: int = 0

    @property
    def amount(self):
        return abs(self.net).quantize(PENNY, ROUND_HALF_UP)

    @property
    def signed(self):
        return -self.amount if self.is_credit else self.amount

    @property
    def is_credit(self):
        return self.net < 0 or (self.net == 0 and self.number.startswith("C"))


@dataclass
class Order:
    """The product lines of one invoice, seen as the order that led to it."""

    number: str
    customer: str
    moment: datetime
    lines: list = field(default_factory=list)


@dataclass
class Dataset:
    """Everything the import needs, and the totals it is checked against."""

    line_count: int = 0
    net: Decimal = Decimal(0)
    customer_net: Decimal = Decimal(0)
    countries: set = field(default_factory=set)
    numbers: set = field(default_factory=set)
    customers: dict = field(default_factory=dict)
    by_number: dict = field(default_factory=dict)
    orders: list = field(default_factory=list)

    @property
    def invoice_count(self):
        return len(self.numbers)

    @property
    def documents(self):
        return list(self.by_number.values())

    @property
    def document_net(self):
        return sum((document.signed for document in self.by_number.values()), Decimal(0))


def collect(lines, order_count=ORDER_COUNT):
    """Add the lines up.

    :param lines: iterable of :class:`dev.real_data.reader.Line`, in the order of the file
    :param order_count: how many of the month's first orders to keep with their lines
    :return: :class:`Dataset`; a customer's country is the one named last
    """
    data, orders = Dataset(), {}
    for line in lines:
        amount = line.quantity * line.price
        data.line_count += 1
        data.net += amount
        data.countries.add(line.country)
        data.numbers.add(line.invoice)
        if not line.customer:
            continue
        data.customer_net += amount
        data.customers[line.customer] = line.country
        _add_to_document(data.by_number, line, amount)
        _add_to_order(orders, line, order_count)
    data.orders = list(orders.values())
    return data


def _add_to_document(by_number, line, amount):
    document = by_number.get(line.invoice)
    if document is None:
        document = Document(line.invoice, line.customer, line.moment.date())
        by_number[line.invoice] = document
    document.net += amount
    document.line_count += 1
    document.units += line.quantity


def _add_to_order(orders, line, order_count):
    if (line.moment.year, line.moment.month) != ORDER_MONTH or not line.invoice.isdigit():
        return
    if line.code in NOT_PRODUCTS or line.quantity <= 0:
        return
    if line.invoice not in orders:
        if len(orders) >= order_count:
            return
        orders[line.invoice] = Order(line.invoice, line.customer, line.moment)
    orders[line.invoice].lines.append(line)
