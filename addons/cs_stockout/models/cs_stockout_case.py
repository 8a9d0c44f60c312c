from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

UNDECIDED = ("open", "approval", "offered")
_OPEN_STATES = (*UNDECIDED, "waiting")
CHOICES = [
    ("substitute", "Another product"),
    ("wait", "Wait for the goods"),
    ("split", "Take what is there now, the rest later"),
    ("transfer", "Bring it from another warehouse"),
    ("cancel", "Cancel the missing part"),
]
_COLOR_NONE, _COLOR_LATE, _COLOR_SOON = 0, 1, 3
_SOON = timedelta(hours=4)
_TODO, _CALL = "mail.mail_activity_data_todo", "mail.mail_activity_data_call"


class CsStockoutCase(models.Model):
    """One line of a confirmed order that cannot be delivered as promised."""

    _name = "cs.stockout.case"
    _description = "Stock-out Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "deadline, id"
    _check_company_auto = True
    _OPEN_STATES = _OPEN_STATES
    # What a person may change; everything else follows from the buttons.
    _EDITABLE = {"cause_id", "deadline", "default_choice", "free_delivery", "restock_date"}

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
    choice = fields.Selection(selection=CHOICES, readonly=True, tracking=True)
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
    free_delivery = fields.Boolean(
        compute="_compute_free_delivery",
        store=True,
        readonly=False,
        precompute=True,
        help="What waits is delivered without a charge. The customer reads it.",
    )
    times_asked = fields.Integer(readonly=True)
    remind_at = fields.Datetime(
        string="Reminder",
        readonly=True,
        index="btree_not_null",
        help="When the customer is reminded, once, if there is no answer by then.",
    )
    reminded_at = fields.Datetime(string="Reminded", readonly=True)
    deadline_color = fields.Integer(compute="_compute_deadline_color")
    option_ids = fields.One2many("cs.stockout.option", "case_id", readonly=True)

    _one_open_case_per_line = models.UniqueIndex(
        "(sale_line_id) WHERE state IN ('open', 'approval', 'offered', 'waiting')",
        "This order line has an open stock-out case already.",
    )

    @api.depends("order_id", "product_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.order_id.name or ''} · {case.product_id.display_name or ''}"

    @api.depends("company_id")
    def _compute_free_delivery(self):
        for case in self:
            case.free_delivery = case.company_id.sudo().cs_stockout_free_delivery

    @api.depends("state", "deadline")
    def _compute_deadline_color(self):
        now = fields.Datetime.now()
        for case in self:
            left = case.deadline and case.deadline - now
            if not left or case.state not in UNDECIDED:
                case.deadline_color = _COLOR_NONE
            elif left < timedelta():
                case.deadline_color = _COLOR_LATE
            else:
                case.deadline_color = _COLOR_SOON if left < _SOON else _COLOR_NONE

    def write(self, vals):
        if not self.env.su:
            own = {name for name in vals if name in self._fields and not self._is_plumbing(name)}
            if own - self._EDITABLE:
                raise UserError(
                    self.env._(
                        "A stock-out case is changed by its buttons: offer it, choose, or set "
                        "cause, deadline, expected date and free delivery."
                    )
                )
        if "deadline" in vals and not vals["deadline"] and "offered" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "The customer was told until when to choose: give another deadline instead."
                )
            )
        result = super().write(vals)
        if vals.get("state", "open") not in UNDECIDED:
            self._cs_need_no_call()
        return result

    def _is_plumbing(self, name):
        """Return whether a field belongs to mail and activities, not to the case."""
        return name.startswith(("message_", "activity_", "website_message_"))

    def action_set_cause(self):
        """Open the window that sets one cause for all these cases.

        :returns: the action
        """
        self.check_access("write")
        wizard = self.env["cs.stockout.set.cause"].create({"case_ids": [(6, 0, self.ids)]})
        return wizard._get_action()

    def action_open_order(self):
        """Open the order.

        :returns: the action
        """
        self.ensure_one()
        self.check_access("read")
        return self.order_id._get_records_action()

    def action_open_product(self):
        """Open the product that is missing.

        :returns: the action
        """
        self.ensure_one()
        self.check_access("read")
        return self.product_id._get_records_action()

    def _cs_is_unsettled(self):
        self.ensure_one()
        return self.state in _OPEN_STATES

    def _cs_is_undecided(self):
        """Return whether nobody has chosen yet."""
        self.ensure_one()
        return self.state in UNDECIDED and not self.choice

    # -- chatter -----------------------------------------------------------------------

    def _cs_in_staff_words(self):
        """Return these cases of one order for texts to the staff: a job has no language.

        The salesperson's then, else the company's; a person's own stays, but for a customer's.
        """
        if self.env.context.get("lang") and not self.env.user.share:
            return self
        order = self[:1].order_id.sudo()
        lang = order.user_id.lang or order.company_id.partner_id.lang
        return self.with_context(lang=lang) if lang else self

    def _cs_each(self):
        """Yield each case, for texts to its own staff."""
        for case in self:
            yield case._cs_in_staff_words()

    def _cs_log(self, text):
        """Write ``text`` into the chatter of the order, where every step is found, and here."""
        self.ensure_one()
        body = Markup("<p>%s</p>") % text
        self.order_id.sudo()._message_log(body=body)
        self.sudo()._message_log(body=body)

    def _cs_log_all(self, text):
        """Write ``text`` into the chatters of these cases and, once, of each of their orders."""
        body = Markup("<p>%s</p>") % text
        for records in (self.order_id, self):
            records.sudo()._message_log_batch({record.id: body for record in records})

    def _cs_log_opened(self):
        """Write what is short into the chatters of the orders, for whoever found it.

        In the name of the user whose action opened the cases, since it is a job that comes to
        write it: confirming does not wait for the messages.
        """
        robot = self.env.ref("base.user_root")
        for user, cases in self.sudo().grouped("create_uid").items():
            cases.order_id._message_log_batch(
                {
                    order.id: found._cs_in_staff_words()._cs_opened_body()
                    for order, found in cases.grouped("order_id").items()
                },
                # A customer who confirms on her own writes nothing about stock.
                author_id=(robot if user.share else user).partner_id.id,
            )

    def _cs_opened_body(self):
        """Return what is short on one order, by the way in which it was found."""
        body = Markup("")
        for cases in self.grouped("origin").values():
            rows = Markup("").join(
                Markup("<li>%s</li>")
                % self.env._(
                    "%(quantity)s × %(product)s",
                    quantity=case._cs_quantity_words(case.short_qty),
                    product=case.product_id.display_name,
                )
                for case in cases
            )
            body += Markup("<p>%s</p><ul>%s</ul>") % (cases._cs_opened_title(), rows)
        return body

    def _cs_todo(self, text, kind=_TODO):
        """Give the salesperson something to do by hand."""
        self.ensure_one()
        self.sudo().activity_schedule(
            kind,
            summary=self.env._("Stock-out: %(order)s", order=self.order_id.name),
            note=text,
            user_id=self._cs_responsible().id,
        )

    def _cs_to_call(self, text):
        """Have the salesperson call the customer, until it is known what she wants."""
        self._cs_todo(text, _CALL)

    def _cs_need_no_call(self):
        """Take back what asked for a call, where nothing of an order is left to be chosen."""
        for order in self.sudo().order_id:
            cases = order.cs_stockout_case_ids
            if not any(case._cs_is_undecided() for case in cases):
                cases.activity_unlink([_CALL])

    def _cs_responsible(self):
        """Return who does what is left to a person; never a visitor, a job, or who has left."""
        self.ensure_one()
        order, company = self.order_id.sudo(), self.company_id.sudo()
        people = (order.user_id, self.env.user, order.team_id.user_id, company.cs_care_user_id)
        managers = self.env.ref("cs_stockout.cs_stockout_group_manager").sudo().all_user_ids
        for user in (*people, *managers.filtered(lambda one: company in one.company_ids)):
            if user.active and not user.share:
                return user
        return self.env.user

    # -- end ---------------------------------------------------------------------------

    def _cs_void(self):
        """Close the open cases of orders that are cancelled; nobody has to do anything more."""
        cases = self.filtered(lambda case: case.state in _OPEN_STATES)
        cases.write({"state": "cancelled"})
        cases.activity_unlink([_TODO])
        cases._cs_drop_transfer()
