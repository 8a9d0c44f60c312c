from odoo import models
from odoo.tools import SQL


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _cs_lock_stock(self):
        """Let one transaction after another promise the stock of these products.

        The rows are written, not only locked: whoever waited for them runs again and sees
        what the first one took. Always taken in the order of their ids, before anything of
        an order is locked, so that two transactions never wait for each other.
        """
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE product_product SET write_date = write_date
                 WHERE id IN (SELECT id FROM product_product WHERE id IN %s
                              ORDER BY id FOR NO KEY UPDATE)
                """,
                tuple(self.ids),
            ),
            log_exceptions=False,
        )
