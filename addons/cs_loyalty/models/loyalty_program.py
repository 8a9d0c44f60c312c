from odoo import api, fields, models, tools


class LoyaltyProgram(models.Model):
    _name = "loyalty.program"
    _inherit = ["loyalty.program", "cs.cached.mixin"]
    _CACHED_FIELDS = {"cs_tier_ids"}

    cs_tier_ids = fields.Many2many(
        "cs.tier",
        string="Only for Tiers",
        ondelete="restrict",
        context={"active_test": False},
        help="Customers who hold one of these tiers in the order's company may use the program. "
        "Empty: everyone.",
    )

    @api.model
    @tools.ormcache()
    def _cs_tiers_by_program(self):
        """Return ``{program: tiers}`` of the programs that are for tiers only, as ids."""
        programs = self.sudo().with_context(active_test=False)
        return {
            program.id: frozenset(program.cs_tier_ids.ids)
            for program in programs.search([("cs_tier_ids", "!=", False)])
        }
