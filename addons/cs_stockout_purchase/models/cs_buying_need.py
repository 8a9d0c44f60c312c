from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class CsBuyingNeed(models.AbstractModel):
    """Something that is missing and can be bought with one click, once.

    Supplier, price, unit, taxes and the request that is joined are decided by Odoo's own rule
    to buy; here only what is missing is told, of whom it is asked, and what came of it.
    """

    _name = "cs.buying.need"
    _description = "Need to Buy"
    # States in which what was asked for keeps the button from asking again.
    _BOUGHT_STATES = ("draft", "sent", "to approve")

    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Bought With",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    purchase_id = fields.Many2one(related="purchase_line_id.order_id", string="RFQ")
    purchase_state = fields.Selection(
        related="purchase_line_id.order_id.state", string="State of the RFQ"
    )

    def action_cs_buy_alternative(self):
        """Put what is missing on a draft RFQ to the alternative supplier, and open it.

        Several at once share the RFQ of a supplier. What is on an RFQ already is not asked for
        again: the same RFQ is opened.

        :returns: the action
        :raises AccessError: the user may not purchase
        :raises UserError: nothing is missing, it may not be purchased, or nobody sells it
        """
        self._cs_check_buyer()
        self._cs_lock_needs()
        needs = self.filtered(lambda need: not need._cs_is_bought())
        if needs:
            needs._cs_buy()
        return self.action_cs_open_purchase()

    def action_cs_open_purchase(self):
        """Open the RFQs by which these were bought.

        :returns: the action
        """
        self.check_access("read")
        return self.purchase_id._get_records_action()

    def _cs_check_buyer(self):
        self.check_access("read")
        if not self.env.user.has_group("purchase.group_purchase_user"):
            raise AccessError(
                self.env._("Only who may purchase can buy what is missing: please ask a buyer.")
            )

    def _cs_lock_needs(self):
        """Wait for whoever buys the same: who comes second is run again and sees the RFQ."""
        self.flush_recordset()
        if self:
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    SQL.identifier(self._table),
                    tuple(self.ids),
                ),
                log_exceptions=False,
            )
        self.invalidate_recordset()

    def _cs_is_bought(self):
        """Return whether an RFQ or order brings what is missing (hook)."""
        self.ensure_one()
        return self.purchase_state in self._BOUGHT_STATES

    # -- what is missing -------------------------------------------------------------------

    def _cs_to_buy(self):
        """Return ``{id: missing quantity}`` of those of which something is missing.

        :raises UserError: nothing is missing, or a product may not be purchased
        """
        missing = {id_: quantity for id_, quantity in self._cs_missing().items() if quantity > 0}
        if not missing:
            raise UserError(self._cs_nothing_missing())
        unsold = self.browse(missing).product_id.filtered(lambda product: not product.purchase_ok)
        if unsold:
            raise UserError(
                self.env._(
                    "%(products)s: not to be purchased. Tick “Purchase” on the product first.",
                    products=", ".join(unsold.mapped("display_name")),
                )
            )
        return missing

    def _cs_missing(self):
        """Return ``{id: missing quantity}`` in the products' units, at this moment (hook)."""
        raise NotImplementedError

    def _cs_nothing_missing(self):
        """Return the sentence for who wants to buy what is not missing (hook)."""
        raise NotImplementedError

    def _cs_warehouse(self):
        """Return where the goods are wanted (hook)."""
        return self.warehouse_id

    def _cs_late_suppliers(self):
        """Return the companies not to ask, because they let us down (hook)."""
        return self.env["res.partner"]

    def _cs_origins(self):
        """Return the documents that the RFQ names as its source (hook)."""
        return [self.env._("Stock Outlook")]

    # -- the RFQ ---------------------------------------------------------------------------

    def _cs_buy(self):
        """Have Odoo's rule put what is missing on RFQs, and tell what was asked of whom."""
        needs = self.sudo()
        missing = needs._cs_to_buy()
        wanted = needs.browse(missing)
        for company, own in wanted.grouped("company_id").items():
            own.with_company(company)._cs_run_buy(missing)
        wanted.purchase_id._cs_tidy_origins()
        wanted._cs_tell_bought(missing)

    def _cs_run_buy(self, missing):
        """Buy for one company; the needs of a product and warehouse are asked for together.

        :raises UserError: nobody is known who sells one of the products
        """
        wanted, unknown = [], self.product_id.browse()
        groups = self.grouped(lambda need: (need._cs_warehouse(), need.product_id))
        for (warehouse, product), needs in groups.items():
            quantity = sum(missing[need.id] for need in needs)
            seller = product._cs_alternative_seller(quantity, needs._cs_late_suppliers())
            if seller:
                wanted.append((needs, warehouse, seller, quantity))
            else:
                unknown |= product
        if unknown:
            raise UserError(
                self.env._(
                    "Nobody else is known who sells %(products)s: name an alternative supplier "
                    "on the product, or add a vendor to its purchase prices.",
                    products=", ".join(unknown.mapped("display_name")),
                )
            )
        self.env["stock.rule"]._cs_buy_needs(wanted)

    def _cs_tell_bought(self, missing):
        """Tell who follows these what was asked of whom (hook)."""
