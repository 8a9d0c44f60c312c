from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsSubstitutionRule(models.Model):
    """A substitute for certain tiers only, or never for certain tiers."""

    _inherit = "cs.substitution.rule"

    tier_ids = fields.Many2many(
        "cs.tier",
        string="Tiers",
        help="Only for members of these tiers, as they are today; with “Never”, never for them.",
    )
    # Stored, so that rules without tiers cost no query.
    has_tiers = fields.Boolean(compute="_compute_has_tiers", store=True, precompute=True)

    @api.depends("tier_ids")
    def _compute_has_tiers(self):
        for rule in self:
            rule.has_tiers = bool(rule.tier_ids)

    @api.constrains("tier_ids", "company_id")
    def _check_tier_company(self):
        for rule in self.filtered("company_id"):
            foreign = rule.tier_ids.filtered(
                lambda tier, rule=rule: tier.company_id != rule.company_id
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(tier)s is a tier of %(company)s: choose one of the company of the rule.",
                        tier=foreign[0].display_name,
                        company=foreign[0].company_id.display_name,
                    )
                )

    def _is_for(self, line):
        return super()._is_for(line) and (not self.has_tiers or self._cs_has_tier_of(line))

    def _cs_has_tier_of(self, line):
        """Return whether the customer of ``line`` is in one of the tiers of this rule today."""
        customer = line.order_id.partner_id.sudo().with_company(line.company_id)
        return customer.cs_tier_id in self.sudo().tier_ids
