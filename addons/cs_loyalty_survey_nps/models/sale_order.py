from markupsafe import Markup
from odoo import models
from odoo.addons.cs_survey_nps.models.cs_nps_case import OPEN_STAGES
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _cs_get_banner_parts(self, member):
        """Add the complaints that are open: who sells to her should know."""
        parts = super()._cs_get_banner_parts(member)
        entity = self.partner_id.commercial_partner_id
        if cases := self._cs_get_complaints(entity):
            parts.append(self._cs_get_complaint_part(entity, cases))
        return parts

    def _cs_get_complaints(self, entity):
        """Return the open complaints of all contacts of a customer: asked at each opening."""
        cases = self.env["cs.nps.case"].sudo()
        if not entity.ids:
            return cases
        cases.flush_model(["company_id", "partner_id", "stage"])
        entity.flush_model(["commercial_partner_id"])
        query = SQL(
            """
            SELECT complaint.id FROM cs_nps_case complaint
              JOIN res_partner contact ON contact.id = complaint.partner_id
             WHERE contact.commercial_partner_id IN %s
               AND complaint.company_id = %s AND complaint.stage IN %s
             ORDER BY complaint.deadline, complaint.id
            """,
            tuple(entity.ids),
            self.company_id.id,
            OPEN_STAGES,
        )
        return cases.browse(case_id for (case_id,) in self.env.execute_query(query))

    def _cs_get_complaint_part(self, entity, cases):
        """Return how many complaints are open, as a link for those who may read them."""
        text = self.env._("1 open complaint")
        if len(cases) > 1:
            text = self.env._("%(count)s open complaints", count=len(cases))
        mine = cases.with_env(self.env(su=False))
        readable = mine.browse()
        if mine.has_access("read"):
            readable = mine._filtered_access("read")
        if not readable:
            return Markup('<span class="text-danger">%s</span>') % text
        link = f"/odoo/cs.nps.case/{readable.id}" if len(readable) == 1 else False
        link = link or f"/odoo/res.partner/{entity.id}/open-complaints"
        return Markup('<a class="text-danger" href="%s">%s</a>') % (link, text)
