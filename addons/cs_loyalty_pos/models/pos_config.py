from odoo import models


class PosConfig(models.Model):
    _inherit = "pos.config"

    def use_coupon_code(self, code, creation_date, partner_id, pricelist_id):
        """Refuse the code of a program that is for other tiers than the customer's."""
        result = super().use_coupon_code(code, creation_date, partner_id, pricelist_id)
        if not result["successful"]:
            return result
        tiers = self.env["loyalty.program"]._cs_tiers_by_program()
        wanted = tiers.get(result["payload"]["program_id"])
        customer = self.env["res.partner"].browse(partner_id or []).sudo()
        if wanted and not wanted & set(customer._cs_get_tiers(self.company_id).ids):
            text = self.env._("This offer is for members of another tier.")
            return {"successful": False, "payload": {"error_message": text}}
        return result
