from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

_OPEN_STATES = ("open", "approval", "offered", "waiting")


class CsStockoutCase(models.Model):
    """One line of a confirmed order that cannot be delivered as promised."""

    _name = "cs.stockout.case"
    _description = "Stock-out Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "deadline, id"
    _check_company_auto = True
    _OPEN_STATES = _OPEN_STATES
    # What a person may change; everything else follows from the buttons.
    _EDITABLE = {"cause_id", "deadline", "default_choice", "restock_date"}

    sale_line_id = fields.Many2one(
        "sale.order.line", required=True, readonly=True, ondelete="cascade", index=True
    )
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True)
    product_id = fields.Many2one("product.product", readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one(related="order_id.user_id", string="Salesperson")
    currency_id = fields.Many2one(related="order_id.currency_id")
    uom_id = fields.Many2one(related="sale_line_id.product_uom_id")
    demand_qty = fields.Float(related="sale_line_id.cs_demand_qty", string="Ordered")
    promise_date = fields.Datetime(related="sale_line_id.cs_promise_date")
    short_qty = fields.Float(
        string="Short", min_display_digits="Product Unit", readonly=True
    )
    cause_id = fields.Many2one("cs.stockout.cause", index="btree_not_null", ondelete="restrict")
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("approval", "To Approve"),
            ("offered", "Offered"),
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    deadline = fields.Datetime(help="Until when the customer may choose.")
    default_choice = fields.Selection(
        selection=[
            ("wait", "Wait for the goods"),
            ("cancel", "Cancel the missing part"),
            ("ask_again", "Ask again"),
        ],
        string="Without an Answer",
        required=True,
        default="wait",
    )
    choice = fields.Selection(
        selection=[
            ("substitute", "Another product"),
            ("wait", "Wait for the goods"),
            ("cancel", "Cancel the missing part"),
        ],
        readonly=True,
        tracking=True,
    )
    chosen_by = fields.Selection(
        selection=[
            ("customer", "Customer"),
            ("salesperson", "Salesperson"),
            ("deadline", "Deadline"),
        ],
        readonly=True,
    )
    chosen_at = fields.Datetime(readonly=True)
    chosen_option_id = fields.Many2one("cs.stockout.option", readonly=True)
    restock_date = fields.Datetime(
        string="Expected Again",
        help="When the next receipts cover what is missing. The customer reads it.",
    )
    times_asked = fields.Integer(readonly=True)
    option_ids = fields.One2many("cs.stockout.option", "case_id", readonly=True)

    _one_open_case_per_line = models.UniqueIndex(
        "(sale_line_id) WHERE state IN ('open', 'approval', 'offered', 'waiting')",
        "This order line has an open stock-out case already.",
    )

    @api.depends("order_id", "product_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.order_id.name or ''} · {case.product_id.display_name or ''}"

    def write(self, vals):
        if not self.env.su:
            own = {name for name in vals if name in self._fields and not self._is_plumbing(name)}
            if own - self._EDITABLE:
                raise UserError(
                    self.env._(
                        "A stock-out case is changed by its buttons: offer it, choose, or set "
                        "cause, deadline and expected date."
                    )
                )
        return super().write(vals)

    def _is_plumbing(self, name):
        """Return whether a field belongs to mail and activities, not to the case."""
        return name.startswith(("message_", "activity_", "website_message_"))

    # -- chatter -----------------------------------------------------------------------

    def _cs_log(self, text):
        """Write ``text`` into the chatter of the order, where every step is found."""
        self.ensure_one()
        self.order_id.sudo()._message_log(body=Markup("<p>%s</p>") % text)

    def _cs_log_opened(self):
        """Write what is short into the chatter of each order, in one go."""
        bodies = {}
        for order, cases in self.grouped("order_id").items():
            rows = Markup("").join(
                Markup("<li>%s</li>")
                % self.env._(
                    "%(quantity)g × %(product)s",
                    quantity=case.short_qty,
                    product=case.product_id.display_name,
                )
                for case in cases
            )
            title = cases._cs_opened_title()
            bodies[order.id] = Markup("<p>%s</p><ul>%s</ul>") % (title, rows)
        self.order_id.sudo()._message_log_batch(bodies)

    def _cs_todo(self, text):
        """Give the salesperson something to do by hand."""
        self.ensure_one()
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Stock-out: %(order)s", order=self.order_id.name),
            note=text,
            user_id=(self.user_id or self.env.user).id,
        )

    # -- end ---------------------------------------------------------------------------

    def _cs_void(self):
        """Close the open cases of orders that are cancelled."""
        self.filtered(lambda case: case.state in _OPEN_STATES).write({"state": "cancelled"})

    @api.model
    def _cron_serve(self, batch=200):
        """Close waiting cases whose goods are reserved or delivered, and tell the customer."""
        waiting = self.search([("state", "=", "waiting")], order="id")
        waiting.sale_line_id.move_ids.fetch(["state"])
        served = waiting.filtered(lambda case: case._cs_is_served())._cs_in_queue()
        remaining = len(served)
        for start in range(0, len(served), batch):
            chunk = served[start : start + batch].try_lock_for_update()
            for case in chunk.filtered(lambda case: case.state == "waiting"):
                case._cs_serve()
            remaining -= batch
            self.env["ir.cron"]._commit_progress(len(chunk), remaining=max(remaining, 0))

    def _cs_in_queue(self):
        """Return waiting cases in the order in which their customers are told (hook)."""
        return self

    def _cs_is_served(self):
        """Return whether nothing of the line waits for goods any more (hook)."""
        self.ensure_one()
        moves = self.sale_line_id._cs_open_moves()
        return all(move.state == "assigned" for move in moves)

    def _cs_serve(self):
        """Close a waiting case and write to the customer that the goods are here."""
        self.ensure_one()
        self.write({"state": "done"})
        self._cs_log(
            self.env._("The goods are here: %(product)s.", product=self.product_id.display_name)
        )
        if self.partner_id.email and self.sale_line_id._cs_open_moves():
            template = self.env.ref("cs_stockout.mail_template_restocked")
            template.send_mail(self.id, email_layout_xmlid="mail.mail_notification_light")
