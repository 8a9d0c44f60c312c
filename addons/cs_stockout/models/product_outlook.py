from odoo import api, fields, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    """How long a product will last, and what to do when it does not."""

    _inherit = "product.template"

    cs_contingency_note = fields.Text(
        string="When It Runs Short",
        translate=True,
        help="What the team does when this product runs short: who to call, what to offer.",
        prefetch=False,
    )
    cs_alternative_supplier_id = fields.Many2one(
        "res.partner",
        string="Alternative Supplier",
        company_dependent=True,
        help="Who can deliver when the usual supplier cannot.",
        prefetch=False,
    )
    cs_days_of_cover = fields.Float(
        string="Days of Cover",
        digits=(16, 1),
        compute="_compute_cs_outlook",
        help="How many days free stock lasts, in the warehouse where it lasts shortest.",
    )
    cs_stockout_date = fields.Date(
        string="Runs Out",
        compute="_compute_cs_outlook",
        search="_search_cs_stockout_date",
        help="When the shelf will be empty if demand goes on and receipts come as planned.",
    )
    cs_outlook_ids = fields.Many2many(
        "cs.product.outlook", string="Outlook", compute="_compute_cs_outlook_ids"
    )

    @api.depends_context("allowed_company_ids")
    def _compute_cs_outlook(self):
        groups = self.env["cs.product.outlook"].sudo()._read_group(
            [
                ("product_id.product_tmpl_id", "in", self.ids),
                ("company_id", "in", self.env.companies.ids),
                ("daily_demand", ">", 0),
            ],
            ["product_tmpl_id"],
            ["days_of_cover:min", "stockout_date:min"],
        ) if self.ids else []
        found = {template.id: figures for template, *figures in groups}
        for template in self:
            cover, date = found.get(template.id, (0.0, False))
            template.cs_days_of_cover = cover
            template.cs_stockout_date = date

    @api.depends_context("allowed_company_ids")
    def _compute_cs_outlook_ids(self):
        outlooks = self.env["cs.product.outlook"].search(
            [
                ("product_id.product_tmpl_id", "in", self.ids),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        by_template = outlooks.grouped("product_tmpl_id")
        for template in self:
            template.cs_outlook_ids = by_template.get(template._origin, outlooks.browse())

    @api.model
    def _search_cs_stockout_date(self, operator, value):
        wanted = Domain("stockout_date", operator, value) & Domain("daily_demand", ">", 0)
        wanted &= Domain("company_id", "in", self.env.companies.ids)
        outlooks = self.env["cs.product.outlook"].sudo()._search(wanted)
        return [("product_variant_ids.cs_outlook_line_ids", "in", outlooks)]


class ProductProduct(models.Model):
    _inherit = "product.product"

    cs_outlook_line_ids = fields.One2many("cs.product.outlook", "product_id", readonly=True)
