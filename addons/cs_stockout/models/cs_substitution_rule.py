from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

MOST_RATIO = 1_000_000  # beyond, quantities have more digits than can be rounded


class CsSubstitutionRule(models.Model):
    """What may replace a product that is short, for whom, and at what price."""

    _name = "cs.substitution.rule"
    _description = "Substitution Rule"
    _order = "rank, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, default=lambda self: self.env.company)
    product_id = fields.Many2one("product.product", check_company=True, index="btree_not_null")
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product (all variants)",
        check_company=True,
        index="btree_not_null",
    )
    categ_id = fields.Many2one("product.category", string="Category", index="btree_not_null")
    substitute_id = fields.Many2one(
        "product.product", required=True, check_company=True, ondelete="cascade", index=True
    )
    exclude = fields.Boolean(
        string="Never",
        help="Never offer this substitute here, whatever other rules say.",
    )
    two_way = fields.Boolean(
        string="Both Ways",
        help="The product may replace the substitute as well. For products only.",
    )
    ratio = fields.Float(
        default=1.0,
        digits=(16, 4),
        required=True,
        help="Units of the substitute that replace one unit of the product: "
        "2 when two small ones stand for a large one.",
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit of the Substitute",
        help="In which the ratio is counted and the substitute is sold; "
        "empty is the substitute's own unit.",
    )
    rank = fields.Integer(default=1, help="1 is offered first.")
    price_policy = fields.Selection(
        selection=[
            ("keep", "Keep the promised price"),
            ("substitute", "The substitute's price"),
            ("lower", "The lower of the two"),
            ("max_uplift", "The substitute's price, up to a limit"),
        ],
        required=True,
        default="keep",
    )
    max_uplift_percent = fields.Float(
        string="At Most (%)",
        help="How much more than promised the substitute may cost; "
        "a dearer one is not offered at all.",
    )
    requires_approval = fields.Boolean(
        help="A stock-out manager agrees before the customer is offered this substitute."
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", check_company=True, help="Only for this customer."
    )
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)

    @api.depends("product_id", "product_tmpl_id", "categ_id", "substitute_id", "two_way")
    def _compute_display_name(self):
        for rule in self:
            source = rule.product_id or rule.product_tmpl_id or rule.categ_id
            arrow = "↔" if rule.two_way else "→"
            names = (source.display_name, rule.substitute_id.display_name)
            # A new rule has no name yet: the form says so itself.
            rule.display_name = any(names) and f"{names[0] or ''} {arrow} {names[1] or ''}"

    @api.constrains("product_id", "product_tmpl_id", "categ_id", "substitute_id", "two_way")
    def _check_source(self):
        for rule in self:
            sources = [rule.product_id, rule.product_tmpl_id, rule.categ_id]
            if sum(map(bool, sources)) != 1:
                raise ValidationError(
                    self.env._(
                        "Say what the rule replaces: one product, or one product with all its "
                        "variants, or one category, and only one of the three."
                    )
                )
            own = rule.product_id or rule.product_tmpl_id.product_variant_ids
            if own == rule.substitute_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s cannot replace itself: choose another substitute.",
                        product=rule.substitute_id.display_name,
                    )
                )
            if rule.two_way and not rule.product_id:
                raise ValidationError(
                    self.env._(
                        "Only a rule between two products works both ways: choose a product, "
                        "or untick “Both Ways”."
                    )
                )

    @api.constrains("ratio", "max_uplift_percent")
    def _check_numbers(self):
        for rule in self:
            if rule.ratio <= 0:
                raise ValidationError(
                    self.env._(
                        "The ratio is how many units of the substitute replace one unit of the "
                        "product: it must be more than zero."
                    )
                )
            if rule.ratio > MOST_RATIO:
                raise ValidationError(
                    self.env._(
                        "The ratio is how many units of the substitute replace one unit of the "
                        "product: more than a million is a slip."
                    )
                )
            if rule.max_uplift_percent < 0:
                raise ValidationError(
                    self.env._("The highest price increase cannot be less than zero.")
                )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_to < rule.date_from:
                raise ValidationError(
                    self.env._(
                        "The rule ends on %(end)s, before it begins on %(start)s.",
                        end=rule.date_to,
                        start=rule.date_from,
                    )
                )

    @api.constrains("uom_id", "substitute_id", "product_id", "product_tmpl_id", "two_way")
    def _check_uom(self):
        for rule in self:
            own = rule.substitute_id.uom_id
            if rule.uom_id and not rule.uom_id._has_common_reference(own):
                raise ValidationError(
                    self.env._(
                        "%(product)s is counted in %(unit)s, which cannot be converted to "
                        "%(wrong)s.",
                        product=rule.substitute_id.display_name,
                        unit=own.name,
                        wrong=rule.uom_id.name,
                    )
                )
            source = (rule.product_id or rule.product_tmpl_id).uom_id
            if not rule.uom_id and source and not source._has_common_reference(own):
                raise ValidationError(
                    self.env._(
                        "The product is counted in %(unit)s and the substitute in "
                        "%(other)s: give the unit of the substitute that the ratio counts.",
                        unit=source.name,
                        other=own.name,
                    )
                )

    @api.model
    def _get_scope_domain(self, company, warehouses, date):
        """Return the domain of the rules in force (hook: further scopes extend it)."""
        return (
            Domain("company_id", "in", [False, company.id])
            & Domain("warehouse_id", "in", [False, *warehouses.ids])
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", date))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )

    def _is_for(self, line):
        """Return whether this rule of the company is meant for ``line`` (hook)."""
        self.ensure_one()
        warehouse, customer = self.warehouse_id, self.partner_id
        if warehouse and warehouse != line.warehouse_id:
            return False
        partner = line.order_id.partner_id if customer else customer
        return not customer or customer in (partner | partner.commercial_partner_id)

    def _check_approved(self):
        """Raise unless the user may use this rule without asking a manager."""
        manager = "cs_stockout.cs_stockout_group_manager"
        if self.requires_approval and not (self.env.su or self.env.user.has_group(manager)):
            raise UserError(
                self.env._(
                    "A stock-out manager must agree to %(product)s. Ask one to make the swap.",
                    product=self.substitute_id.display_name,
                )
            )
