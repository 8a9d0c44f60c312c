from odoo import api, models
from odoo.tools import SQL, ormcache


class MrpBom(models.Model):
    """What is sold as a kit, known without asking: every order that is opened wants to know."""

    _name = "mrp.bom"
    _inherit = ["mrp.bom", "cs.cached.mixin"]
    _CACHED_FIELDS = {"active", "company_id", "product_id", "product_tmpl_id", "type"}

    @api.model
    @ormcache("company_ids")
    def _cs_kits(self, company_ids):
        """Return the ids of the templates that are kits, and of single variants that are.

        :param tuple company_ids: whose bills count, beside those of all companies
        """
        self.flush_model(self._CACHED_FIELDS)
        rows = self.env.execute_query(
            SQL(
                "SELECT product_tmpl_id, product_id FROM mrp_bom WHERE active AND type = 'phantom'"
                " AND (company_id IS NULL OR company_id = ANY(%s))",
                list(company_ids),
            )
        )
        return (
            frozenset(template for template, variant in rows if not variant),
            frozenset(variant for _template, variant in rows if variant),
        )
