from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        self.env["res.partner"].browse(partner_ids).exists()._cs_check_merge()
        return super()._merge(partner_ids, dst_partner, extra_checks)

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Fold the memberships first: core would drop the source's, which may be the better."""
        self.env["cs.tier.benefit"].sudo()._take_back(src_partners.ids)
        self.env["cs.tier.reward"].sudo()._fold(src_partners, dst_partner)
        self.env["cs.tier.membership"].sudo()._fold(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["cs.tier.benefit.pending"].sudo()._queue(
            SQL("SELECT %s AS partner_id", dst_partner.id)
        )
        for source in ("invoice", "order"):
            self.env["cs.tier.pending"]._add(dst_partner, source)
        return result
