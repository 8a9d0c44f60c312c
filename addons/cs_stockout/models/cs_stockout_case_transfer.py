from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..tools.allocation import EPSILON


class CsStockoutCase(models.Model):
    """Goods of another warehouse of the company, brought here for one customer."""

    _inherit = "cs.stockout.case"

    transfer_id = fields.Many2one(
        "stock.picking",
        readonly=True,
        index="btree_not_null",
        help="Prepared as a draft when the customer chose it; a person confirms it.",
    )

    def _cs_transfer_sources(self):
        """Return ``{case id: (warehouse, quantity)}``: where the most of what is missing lies.

        Only warehouses that can spare all of it. Quantities in the line's unit.
        """
        lines = self.sale_line_id
        warehouses = self.env["stock.warehouse"].sudo().search(
            [("company_id", "in", lines.company_id.ids)]
        )
        if not warehouses - lines.warehouse_id:
            return {}
        supply = lines.product_id._cs_supply(warehouses)
        found = {}
        for case in self:
            spare = case._cs_spare(supply, warehouses)
            if spare:
                found[case.id] = max(spare, key=lambda pair: (pair[1], -pair[0].id))
        return found

    def _cs_spare(self, supply, warehouses):
        """Return ``[(warehouse, quantity)]`` of those that can spare what is missing."""
        line, now = self.sale_line_id, fields.Datetime.now()
        wanted = line._cs_product_qty(self.missing_qty)
        spare = []
        for warehouse in warehouses - line.warehouse_id:
            forecast = supply.get((warehouse.id, line.product_id.id))
            if warehouse.company_id == line.company_id and forecast:
                available = forecast.available(now)
                if available >= wanted - EPSILON:
                    spare.append((warehouse, available))
        return spare

    def _prepare_transfer_values(self, source):
        """Return the values of the option to bring the goods from ``source`` (hook)."""
        if not source:
            return []
        warehouse, available = source
        line = self.sale_line_id
        return [
            {
                "case_id": self.id,
                "kind": "transfer",
                "sequence": 15,
                "warehouse_id": warehouse.id,
                "quantity": self.missing_qty,
                "uom_id": line.product_uom_id.id,
                "available_qty": line.product_id.uom_id._compute_quantity(
                    available, line.product_uom_id, round=False
                ),
            }
        ]

    def _cs_effect_transfer(self, option):
        """Prepare the transfer as a draft. It holds no stock until a person confirms it."""
        if not self.sale_line_id._cs_open_moves():
            raise UserError(
                self.env._("Nothing of this line is waiting for delivery any more.")
            )
        self.transfer_id = self.env["stock.picking"].create(
            self._prepare_transfer_picking_values(option)
        )
        self._cs_todo(
            self.env._(
                "Confirm the transfer from %(warehouse)s: the customer is waiting for it.",
                warehouse=option.warehouse_id.name,
            )
        )

    def _prepare_transfer_picking_values(self, option):
        """Return the values of the transfer (hook)."""
        here, line = self.sale_line_id.warehouse_id, self.sale_line_id
        places = {
            "location_id": option.warehouse_id.lot_stock_id.id,
            "location_dest_id": here.lot_stock_id.id,
        }
        move = {
            **places,
            "product_id": line.product_id.id,
            "product_uom": line.product_id.uom_id.id,
            "product_uom_qty": line._cs_product_qty(self.missing_qty),
        }
        return {
            **places,
            "picking_type_id": here.int_type_id.id,
            "origin": self.order_id.name,
            "move_ids": [Command.create(move)],
        }

    def _cs_fit_transfer(self):
        """Let the draft bring what is missing now; what is confirmed is left to a person."""
        transfer = self.sudo().transfer_id
        if transfer.state == "draft":
            wanted = self.sale_line_id._cs_product_qty(self.missing_qty)
            transfer.move_ids.product_uom_qty = wanted
        elif transfer.state not in (False, "done", "cancel"):
            self._cs_todo(
                self.env._(
                    "See that the transfer %(transfer)s brings %(quantity)s: as many are missing "
                    "now.",
                    transfer=transfer.display_name,
                    quantity=self._cs_quantity_words(self.missing_qty),
                )
            )

    def _cs_drop_transfer(self):
        """Cancel the draft transfers that nobody waits for any more; tell of confirmed ones."""
        for case in self.filtered(lambda case: case.transfer_id.state not in (False, "done")):
            transfer, case.transfer_id = case.transfer_id, False
            if transfer.state == "draft":
                transfer.action_cancel()
            elif transfer.state != "cancel":
                case._cs_todo(
                    case.env._(
                        "Nobody waits for the transfer %(transfer)s any more: cancel it, unless "
                        "the goods are wanted here anyway.",
                        transfer=transfer.display_name,
                    )
                )
