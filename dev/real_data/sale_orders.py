"""Load the first orders of November 2011 with their products and a stock that falls short."""

from . import figures
from .company import warehouse

BATCH = 10
# The last tenth stays quotations, so that a shortage is seen before it is promised.
QUOTATION_PART = 10


def ensure_products(env, company, orders):
    """Create the missing products of ``orders`` and put their stock on hand; the caller commits.

    Product and stock belong to one transaction: a product that exists has had its stock,
    however much of it the orders have taken since.
    """
    first_lines = {}
    for order in orders:
        for line in order.lines:
            first_lines.setdefault(line.code, line)
    missing = set(first_lines) - set(product_ids(env, company))
    lines = [first_lines[code] for code in sorted(missing)]
    products = env["product.product"].create([_product_values(line, company) for line in lines])
    _put_on_hand(env, company, products, figures.stock_levels(orders))
    return len(products)


def product_ids(env, company):
    """Return {stock code: product id} of the company."""
    rows = env["product.product"]._read_group(
        [("company_id", "=", company.id), ("default_code", "!=", False)],
        ["default_code"],
        ["id:min"],
    )
    return dict(rows)


def _product_values(line, company):
    return {
        "name": line.description.title() or line.code,
        "default_code": line.code,
        "type": "consu",
        "is_storable": True,
        "list_price": float(line.price),
        "company_id": company.id,
        "taxes_id": [(6, 0, [])],
        "supplier_taxes_id": [(6, 0, [])],
    }


def _put_on_hand(env, company, products, levels):
    location = warehouse(env, company).lot_stock_id
    quants = env["stock.quant"].with_context(inventory_mode=True).create(
        [
            {
                "product_id": product.id,
                "location_id": location.id,
                "inventory_quantity": levels[product.default_code],
            }
            for product in products
            if levels[product.default_code]
        ]
    )
    quants.action_apply_inventory()


def missing_orders(env, company, orders):
    """Return the orders the company has not, in the order they are to be served."""
    rows = env["sale.order"]._read_group(
        [("company_id", "=", company.id), ("client_order_ref", "!=", False)],
        ["client_order_ref"],
    )
    known = {reference for (reference,) in rows}
    return [order for order in orders if order.number not in known]


def load_orders(env, company, batch, confirmed, partners):
    """Create the orders of ``batch`` and confirm those in ``confirmed``; the caller commits.

    :param confirmed: numbers of the orders to confirm, one after the other
    :param partners: {customer number: partner id}
    """
    products = product_ids(env, company)
    records = env["sale.order"].create(
        [_order_values(order, company, partners, products) for order in batch]
    )
    for order, record in zip(batch, records, strict=True):
        if order.number in confirmed:
            record.action_confirm()
            # Confirmation dates the order now; this one is of 2011.
            record.date_order = order.moment


def confirmed_numbers(orders):
    """Return the numbers of the orders to confirm: all but the last tenth."""
    return {order.number for order in orders[: len(orders) - len(orders) // QUOTATION_PART]}


def _order_values(order, company, partners, products):
    return {
        "company_id": company.id,
        "partner_id": partners[order.customer],
        "client_order_ref": order.number,
        "date_order": order.moment,
        "user_id": False,
        "order_line": [
            (
                0,
                0,
                {
                    "product_id": products[line.code],
                    "product_uom_qty": line.quantity,
                    "price_unit": float(line.price),
                    "tax_ids": [(6, 0, [])],
                },
            )
            for line in order.lines
        ],
    }


def reached_shortage(env, company):
    """Return (short lines, short orders, short units) of the confirmed orders, from their moves."""
    moves = env["stock.move"].search(
        [
            ("company_id", "=", company.id),
            ("sale_line_id.order_id.client_order_ref", "!=", False),
            ("picking_code", "=", "outgoing"),
            ("state", "not in", ("done", "cancel")),
        ]
    )
    short = {}
    for move in moves:
        missing = move.product_uom_qty - move.quantity
        short[move.sale_line_id] = short.get(move.sale_line_id, 0) + missing
    lines = [line for line, units in short.items() if units > 0]
    return (
        len(lines),
        len({line.order_id.id for line in lines}),
        round(sum(units for units in short.values())),
    )


def reached_cases(env, company):
    """Return (cases, units short in them) that confirming the orders opened."""
    [(cases, units)] = env["cs.stockout.case"]._read_group(
        [
            ("company_id", "=", company.id),
            ("sale_line_id.order_id.client_order_ref", "!=", False),
        ],
        [],
        ["__count", "short_qty:sum"],
    )
    return cases, round(units)
