from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """A supplier, and the customers who had to wait because of it."""

    _inherit = "res.partner"

    cs_late_case_count = fields.Integer(
        string="Shortages Caused",
        compute="_compute_cs_late_case_count",
        groups="cs_stockout.cs_stockout_group_user",
        help="Stock-out cases that receipts of this supplier caused: they came late or not whole.",
    )

    @api.depends_context("uid")
    def _compute_cs_late_case_count(self):
        counts = dict.fromkeys(self.ids, 0)
        groups = self.env["cs.stockout.case"]._read_group(
            self._cs_late_domain(), ["receipt_id"], ["__count"]
        )
        for receipt, count in groups:
            partner = receipt.sudo().partner_id
            while partner:
                if partner.id in counts:
                    counts[partner.id] += count
                partner = partner.parent_id
        for partner in self:
            partner.cs_late_case_count = counts.get(partner.id, 0)

    def _cs_late_domain(self):
        """Return the domain of the cases that receipts of these suppliers, or contacts, caused."""
        receipts = self.env["stock.picking"].sudo()._search(
            [("partner_id", "child_of", self.ids)]
        )
        return Domain("receipt_id", "in", receipts)

    def action_cs_late_cases(self):
        """Open the stock-out cases that receipts of these suppliers caused.

        :returns: the action
        """
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_stockout.cs_stockout_case_action"
        )
        cases = self.env["cs.stockout.case"].search(self._cs_late_domain())
        action["domain"] = [("id", "in", cases.ids)]
        action["context"] = {}
        return action
