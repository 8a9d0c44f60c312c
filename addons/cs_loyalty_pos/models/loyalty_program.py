from odoo import api, fields, models


class LoyaltyProgram(models.Model):
    """The counter, which decides without the server, knows for whom a program is."""

    _inherit = "loyalty.program"

    cs_pos_tiers = fields.Char(
        "Tiers at the Counter",
        compute="_compute_cs_pos_tiers",
        groups="point_of_sale.group_pos_user",
    )

    @api.depends("cs_tier_ids")
    def _compute_cs_pos_tiers(self):
        """Fill with the ids of the tiers, as :attr:`res.partner.cs_pos_tiers` has them."""
        chosen = self._cs_tiers_by_program()
        for program in self:
            tiers = sorted(chosen.get(program._origin.id, ()))
            program.cs_pos_tiers = " ".join(map(str, tiers)) or False

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "cs_pos_tiers"]
