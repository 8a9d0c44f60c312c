from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Have both customers reviewed where a contact joins a company or leaves it."""
        moving = {"parent_id", "is_company"} & vals.keys()
        before = {partner: partner.commercial_partner_id for partner in self} if moving else {}
        result = super().write(vals)
        moved = [
            one
            for partner, entity in before.items()
            if entity != partner.commercial_partner_id
            for one in (entity, partner.commercial_partner_id)
        ]
        for source in ("invoice", "order") if moved else ():
            self.env["cs.tier.pending"]._add(self.browse().concat(*moved), source)
        return result
