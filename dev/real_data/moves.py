"""Post the documents of the file as customer invoices and credit notes."""

from datetime import date

BATCH = 250
MOVE_TYPES = ("out_invoice", "out_refund")


def posted_numbers(env, company, numbers=None):
    """Return the numbers of the file's documents that the company has already.

    A document is looked for by its name in any state, so that one reset to draft by a
    user is not imported twice.
    """
    domain = [("company_id", "=", company.id), ("move_type", "in", MOVE_TYPES)]
    if numbers is not None:
        domain.append(("name", "in", list(numbers)))
    return {name for (name,) in env["account.move"]._read_group(domain, ["name"])}


def sales_journal(env, company):
    """Return the journal of the company that takes the documents."""
    return env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
    )


def post_documents(env, company, rows, partners, journal):
    """Create and post one move for each row; the caller commits.

    :param rows: lists of :func:`move_row`
    :param partners: {customer number: partner id}
    """
    moves = env["account.move"].create(
        [move_values(row, partners[row[1]], company, journal) for row in rows]
    )
    moves.action_post()
    return moves


def move_row(document):
    """Return ``document`` as a list that JSON carries: number, customer, date, amount, ..."""
    return [
        document.number,
        document.customer,
        document.date.isoformat(),
        str(document.amount),
        document.is_credit,
        document.line_count,
        document.units,
    ]


def move_values(row, partner_id, company, journal):
    """Return the values of the move of ``row``, named by the number of the file.

    The name is given, not drawn from the journal's sequence: the numbers stay those of
    the source, the unique index on posted names makes a second import of one document
    impossible, and two processes never wait for one sequence.
    """
    number, _customer, day, amount, is_credit, line_count, units = row
    day = date.fromisoformat(day)
    return {
        "move_type": "out_refund" if is_credit else "out_invoice",
        "name": number,
        "ref": number,
        "company_id": company.id,
        "journal_id": journal.id,
        "currency_id": company.currency_id.id,
        "partner_id": partner_id,
        "invoice_date": day,
        "date": day,
        "invoice_date_due": day,
        "invoice_user_id": False,
        # Said outright, fiscal position and account need not be looked for: a tenth faster.
        "fiscal_position_id": False,
        "invoice_line_ids": [
            (
                0,
                0,
                {
                    "name": f"{line_count} lines, {units} units",
                    "account_id": journal.default_account_id.id,
                    "quantity": 1,
                    # The shortest decimal of a penny amount survives the float unchanged.
                    "price_unit": float(amount),
                    "tax_ids": [(6, 0, [])],
                },
            )
        ],
    }


def mark_gaps(env, company):
    """Recompute which numbers follow a missing one, which batches cannot know."""
    moves = env["account.move"].search(
        [("company_id", "=", company.id), ("move_type", "in", MOVE_TYPES)]
    )
    env.add_to_compute(moves._fields["made_sequence_gap"], moves)
    moves.flush_recordset(["made_sequence_gap"])
