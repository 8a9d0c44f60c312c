from odoo import models


class CsStockoutCase(models.Model):
    """A case knows the tier of who waits."""

    _name = "cs.stockout.case"
    _inherit = ["cs.stockout.case", "cs.tiered.mixin"]

    def _cs_in_queue(self):
        """Tell the members of the tiers with the highest priority first."""
        return super()._cs_in_queue().sorted(lambda case: -case.cs_tier_id.queue_priority)
