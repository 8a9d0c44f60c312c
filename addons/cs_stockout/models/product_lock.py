from odoo import models
from odoo.tools import SQL


def take_turns(records):
    """Return the statement that lets one transaction after another go on with these rows.

    They are written, not only locked: whoever waited runs again and sees what the first one
    did. In the order of their ids, so that two transactions never wait for each other.
    """
    return SQL(
        """
        UPDATE %(table)s SET write_date = write_date
         WHERE id IN (SELECT id FROM %(table)s WHERE id IN %(ids)s
                      ORDER BY id FOR NO KEY UPDATE)
        """,
        table=SQL.identifier(records._table),
        ids=tuple(records.ids),
    )


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _cs_lock_stock(self):
        """Let one transaction after another promise the stock of these products.

        What the first one took is seen by the next. Always before anything of an order is
        locked, so that two transactions never wait for each other.
        """
        if self.ids:
            self.env.cr.execute(take_turns(self), log_exceptions=False)
