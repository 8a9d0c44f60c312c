from odoo import fields, models
from odoo.tools import SQL


class CsNpsFiguresMixin(models.AbstractModel):
    """Figures by tier, in every report of answers."""

    _inherit = "cs.nps.figures.mixin"
    _depends = {"cs.nps.response": ["cs_tier_id"]}

    cs_tier_id = fields.Many2one(
        "cs.tier", string="Tier", readonly=True, help="Tier of the customer when the answer came."
    )

    def _get_columns(self):
        return [*super()._get_columns(), SQL("r.cs_tier_id")]
