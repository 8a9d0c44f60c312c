"""Say what the import reached beside what the file and its publishers say."""

from decimal import Decimal

from . import company as companies
from . import figures, sale_orders, session, tiers

CENT = Decimal("0.01")


def report(registry, company_id, data):
    """Print the table.

    :return: whether every figure agrees
    """
    wanted, published = expected(data), figures.PUBLISHED
    with session.transaction(registry, company_id) as env:
        got = reached(env, env["res.company"].browse(company_id), data)
    known = data.line_count == published["lines"]
    print(f"\n{'figure':<34}{'reached':>20}{'expected':>20}")
    agrees = True
    for name, value in got.items():
        same = value == wanted[name] and (not known or value == published.get(name, value))
        agrees = agrees and same
        verdict = "OK" if same else "differs"
        print(f"{name:<34}{_text(value):>20}{_text(wanted[name]):>20}  {verdict}")
    return agrees


def expected(data):
    """Return the figures of ``data`` by plain arithmetic on the file."""
    documents, orders = data.documents, data.orders
    levels = figures.stock_levels(orders)
    confirmed = sale_orders.confirmed_numbers(orders)
    served = figures.shortage([order for order in orders if order.number in confirmed], levels)
    lifetime = figures.spend_by_customer(documents)
    window = figures.spend_by_customer(documents, figures.WINDOW_AFTER, figures.WINDOW_DAY)
    return {
        **_read_figures(data),
        "customers": len(data.customers),
        "documents": len(documents),
        "credit notes": sum(1 for document in documents if document.is_credit),
        "net with a customer": data.document_net,
        "lifetime tiers": figures.tier_counts(lifetime),
        "window tiers": figures.tier_counts(window),
        "orders": len(orders),
        "order lines": sum(len(order.lines) for order in orders),
        "short of the confirmed orders": (
            served.short_lines,
            served.short_orders,
            served.short_units,
        ),
        "stock-out cases, units": (served.short_lines, served.short_units),
    }


def reached(env, company, data):
    """Return the same figures as the database has them."""
    moves = env["account.move"]
    domain = [
        ("company_id", "=", company.id),
        ("state", "=", "posted"),
        ("name", "in", list(data.by_number)),
    ]
    [(count, net)] = moves._read_group(domain, [], ["__count", "amount_untaxed_signed:sum"])
    orders = env["sale.order"].search(
        [
            ("company_id", "=", company.id),
            ("client_order_ref", "in", [order.number for order in data.orders]),
        ]
    )
    return {
        **_read_figures(data),
        "customers": len(set(companies.partner_ids(env, company)) & set(data.customers)),
        "documents": count,
        "credit notes": moves.search_count([*domain, ("move_type", "=", "out_refund")]),
        "net with a customer": Decimal(net or 0).quantize(CENT),
        "lifetime tiers": tiers.reached(env, company, tiers.LIFETIME),
        "window tiers": tiers.reached(env, company, tiers.WINDOW),
        "orders": len(orders),
        "order lines": len(orders.order_line),
        "short of the confirmed orders": sale_orders.reached_shortage(env, company),
        "stock-out cases, units": sale_orders.reached_cases(env, company),
    }


def _read_figures(data):
    """Figures of the whole file, of which lines without a customer are not imported."""
    return {
        "lines": data.line_count,
        "invoices": data.invoice_count,
        "countries": len(data.countries),
        "net": data.net.quantize(CENT),
    }


def _text(value):
    if isinstance(value, tuple):
        return " / ".join(f"{part:,}" for part in value)
    return f"{value:,}"
