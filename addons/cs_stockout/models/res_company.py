from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_stockout_offer = fields.Selection(
        selection=[
            ("manual", "Open a case for the salesperson"),
            ("auto", "Open a case and write to the customer at once"),
        ],
        string="When an Order Is Short",
        default="manual",
        required=True,
        help="What happens when an order is confirmed that cannot be delivered whole.",
        prefetch="cs_settings",
    )
    cs_stockout_policy = fields.Selection(
        selection=[
            ("case", "Confirm, and open a case for what is short"),
            ("warn", "Show what is short and ask before confirming"),
            ("block", "Do not confirm; a stock-out manager may, with a reason"),
        ],
        string="Confirming an Order That Is Short",
        default="case",
        required=True,
        help="What a salesperson may do. Orders that customers pay or sign themselves are "
        "always confirmed, with a case for what is short.",
    )
    cs_stockout_deadline_hours = fields.Float(
        string="Time to Choose",
        default=24.0,
        help="Working hours that a customer has to choose.",
        prefetch="cs_settings",
    )
    cs_stockout_default_choice = fields.Selection(
        selection=[
            ("wait", "The goods are kept for the customer, who waits"),
            ("cancel", "The missing part is cancelled"),
            ("ask_again", "The customer is asked again"),
        ],
        string="Without an Answer",
        default="wait",
        required=True,
        help="What happens when the customer does not choose in time. Never a substitute.",
    )
    cs_stockout_reminder_hours = fields.Float(
        string="Reminder Before",
        default=4.0,
        help="Hours before the deadline at which a customer without an answer is reminded, once; "
        "0 sends no reminder.",
        prefetch="cs_settings",
    )
    cs_stockout_free_delivery = fields.Boolean(
        string="Free Delivery of What Waits",
        default=True,
        help="The customer reads that the delivery of the waited part is free.",
    )
    cs_stockout_cause_id = fields.Many2one(
        comodel_name="cs.stockout.cause",
        string="Usual Cause",
        help="Given to new cases. Empty says only that there is not enough.",
    )
    cs_stockout_fair_queue = fields.Boolean(
        string="Fair Waiting Queue",
        default=True,
        help="Goods that come in go to orders by priority, promised date and age, wherever in "
        "the warehouse they are put; an order that leaves only as a whole keeps nothing from "
        "others until it can leave. Otherwise Odoo's own rule serves by date of the delivery.",
    )
    cs_stockout_demand_days = fields.Integer(
        string="Demand of the Last",
        default=90,
        help="Days of orders from which the demand of a day is reckoned.",
        prefetch="cs_settings",
    )
    cs_stockout_service_level = fields.Selection(
        selection=[("80", "80 %"), ("90", "90 %"), ("95", "95 %"), ("98", "98 %"), ("99", "99 %")],
        string="Service Level",
        default="95",
        required=True,
        help="How often the shelf should not be empty before a refill comes. The proposed "
        "minimum of reordering rules follows it.",
        prefetch="cs_settings",
    )
    cs_stockout_repurchase_days = fields.Integer(
        string="Bought Again Within",
        default=90,
        help="Days after a shortage in which an order shows that the customer stayed.",
        prefetch="cs_settings",
    )

    _cs_stockout_days_positive = models.Constraint(
        "CHECK (cs_stockout_demand_days BETWEEN 1 AND 3650"
        " AND cs_stockout_repurchase_days BETWEEN 1 AND 3650)",
        "Days of demand and of buying again are at least 1 and at most 3650.",
    )
