from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from psycopg2 import DataError, ProgrammingError

from ..tools import arguments

# What Odoo and the database say to a domain that makes no sense.
_NO_DOMAIN = (
    ArithmeticError, AttributeError, DataError, LookupError, NotImplementedError,
    ProgrammingError, RecursionError, TypeError, ValueError,
)  # fmt: skip
_SHOWN = 40


class ResCompany(models.Model):
    """Arguments that another program gave: read, or refused with a sentence."""

    _inherit = "res.company"  # beside _cs_read_day

    @api.model
    def _cs_read_text(self, value):
        """Return the text that a program gave, "" for none.

        :raises UserError: for what is no text, or cannot be kept
        """
        if value is None or value is False:
            return ""
        if not arguments.is_storable(value):
            raise UserError(
                self.env._(
                    "“%(value)s” is no text that could be kept.", value=ascii(value)[:_SHOWN]
                )
            )
        return value

    @api.model
    def _cs_read_id(self, value):
        """Return the id that a program gave, False for none. There may be no such record.

        :raises UserError: for what is no id
        """
        if value is None or value is False:
            return False
        if not arguments.is_id(value):
            raise UserError(
                self.env._(
                    "“%(value)s” is no id: give a whole number.", value=ascii(value)[:_SHOWN]
                )
            )
        return value

    @api.model
    def _cs_read_ids(self, value):
        """Return the ids that a program gave as a list, or as one.

        :raises UserError: for what is no list of ids
        """
        values = value if isinstance(value, (list, tuple)) else [value]
        return [found for found in map(self._cs_read_id, values) if found]

    @api.model
    def _cs_read_domain(self, value, *models):
        """Return the ``Domain`` that a program gave; all records for none.

        :param models: one of which must be searchable by it; the database reads no row for it
        :raises UserError: for what is no domain of these models
        """
        if isinstance(value, Domain):
            return value
        if value is None or value is False or value in ([], ()):
            return Domain.TRUE
        problem = None
        if isinstance(value, (list, tuple)) and arguments.is_plain(value):
            for model in models:
                try:
                    return self._cs_try_domain(value, model)
                except _NO_DOMAIN as error:
                    problem = error
        raise UserError(
            self.env._(
                "“%(value)s” is no domain: write a list like [['id', '=', 3]], with fields that "
                "can be searched here.",
                value=ascii(value)[:_SHOWN],
            )
        ) from problem

    @api.model
    def _cs_try_domain(self, value, model):
        with self.env.cr.savepoint(flush=False):
            domain = Domain(value)
            query = model._search(domain)
            self.env.cr.execute(
                SQL("SELECT 1 FROM (%s) found LIMIT 0", query.select()), log_exceptions=False
            )
        return domain
