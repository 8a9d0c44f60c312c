from datetime import datetime

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.queueing import Claim, serve

_WAITS = ("confirmed", "partially_available")


class StockMove(models.Model):
    """The waiting queue: goods that come in go to those who waited, in a fair order.

    Odoo asks only moves that start at the very place where the goods were put, serves them by
    date, and lets an order that leaves only as a whole keep a part of it from everybody else.
    """

    _inherit = "stock.move"

    def _trigger_assign(self):
        """Serve who waits for the goods of these moves, wherever in the warehouse they lie."""
        fair = self.filtered(lambda move: move.company_id.cs_stockout_fair_queue)
        if fair and not self.env["ir.config_parameter"].sudo().get_param(
            "stock.picking_no_auto_reserve"
        ):
            fair._cs_claimants()._cs_serve_queue()
        return super(StockMove, self - fair)._trigger_assign()

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # What goes back to a supplier may have been promised.
        if any(move.location_dest_id.usage == "supplier" for move in moves):
            moves._cs_wake_service()
        return moves

    def _cs_claimants(self):
        """Return the moves that may take what these moves brought."""
        places = Domain.OR(
            Domain("product_id", "=", product.id)
            & Domain("location_id", "in", moves.location_dest_id._cs_and_above())
            for product, moves in self.grouped("product_id").items()
        )
        ready = Domain("picking_type_id.reservation_method", "=", "at_confirm") | Domain(
            "reservation_date", "<=", fields.Date.today()
        )
        return self.env["stock.move"].search(
            Domain("state", "in", _WAITS)
            & Domain("procure_method", "=", "make_to_stock")
            & Domain("picked", "=", False)
            & ready
            & places
        )

    def _cs_serve_queue(self):
        """Reserve for these waiting moves, in their order; return those that were served.

        Only moves that get something are handed to Odoo, so that the work grows with the goods
        that came and not with the orders that wait.
        """
        if not self:
            return self
        whole = self.picking_id.filtered(lambda picking: picking.move_type == "one")
        others = whole.move_ids.filtered(lambda move: move.state in (*_WAITS, "waiting")) - self
        claimants = (self | others)._cs_in_fair_order()
        chosen = serve(claimants._cs_free(), claimants._cs_claims())
        served = self.browse(chosen)
        served._action_assign()
        if served.sale_line_id:
            served._cs_wake_service()
        return served

    def _cs_in_fair_order(self):
        """Return these moves in the order in which they are served."""
        # Whoever takes goods in need not see the orders that wait for them.
        moves, late = self.sudo(), datetime.max
        priorities = moves._cs_queue_priorities()
        moves.sale_line_id.fetch(["cs_promise_date", "order_id"])

        def place(move):
            line = move.sale_line_id
            return (
                move.priority != "1",
                -priorities.get(move, 0),
                line.cs_promise_date or move.date_deadline or move.date or late,
                line.order_id.date_order or move.create_date or late,
                move.id,
            )

        return moves.sorted(place).with_env(self.env)

    def _cs_queue_priorities(self):
        """Return ``{move: priority}``; the higher one is served first (hook: tiers)."""
        return {}

    def _cs_claims(self):
        """Return what each of these moves still needs."""
        claims = []
        for move in self:
            picking = move.picking_id
            missing = move.product_uom._compute_quantity(
                move.product_uom_qty - move.quantity, move.product_id.uom_id,
                rounding_method="HALF-UP",
            )
            whole = picking.id if picking.move_type == "one" else None
            claims.append(Claim(move.id, (move.product_id.id, move.location_id.id), missing, whole))
        return claims

    def _cs_free(self):
        """Return ``{(product id, location id): quantity}`` that nobody holds, in one query."""
        self.env["stock.quant"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quant.product_id, source.id,
                       COALESCE(SUM(quant.quantity - quant.reserved_quantity), 0)
                  FROM stock_quant quant
            CROSS JOIN stock_location source
                 WHERE source.id IN %s AND quant.product_id IN %s
                   -- One look-up each: joined, every bin of the warehouse would be read.
                   AND (SELECT place.usage IN ('internal', 'transit')
                               AND starts_with(place.parent_path, source.parent_path)
                          FROM stock_location place WHERE place.id = quant.location_id)
                 GROUP BY 1, 2
                """,
                tuple(self.location_id.ids),
                tuple(self.product_id.ids),
            )
        )
        return {(product_id, source_id): float(free) for product_id, source_id, free in rows}

    def _cs_wake_service(self):
        """Have the customers told whose goods are here, right after this transaction."""
        self.env["ir.cron"]._cs_wake("cs_stockout.ir_cron_serve")


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _cs_and_above(self):
        """Return the ids of these locations and of all that contain them."""
        return sorted(
            {int(part) for place in self for part in place.parent_path.split("/") if part}
        )
