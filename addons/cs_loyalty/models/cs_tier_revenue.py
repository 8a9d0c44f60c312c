from odoo import fields, models
from odoo.addons.cs_base.tools.labels import selection_of
from odoo.tools import SQL


class CsTierRevenue(models.Model):
    """Each counted document with the tier that its customer held on its day."""

    _name = "cs.tier.revenue"
    _description = "Revenue by Tier"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    group_id = fields.Many2one("cs.tier.group", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    tier_id = fields.Many2one(
        "cs.tier",
        string="Tier Then",
        readonly=True,
        help="Held at the end of the document's day; none before the first review.",
    )
    color = fields.Integer(related="tier_id.color")
    date = fields.Date(readonly=True, help="Of the document, or of the one that it reverses.")
    kind = fields.Selection(
        selection=selection_of("cs.tier.contribution", "kind"),
        readonly=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Revenue", readonly=True, help="Without tax.")
    units = fields.Float(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    _depends = {
        "cs.tier.contribution": ["amount", "date", "partner_id"],
        "cs.tier.event": ["date", "group_id", "partner_id", "to_tier_id"],
        "cs.tier.group": ["company_id", "source"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id::bigint * (SELECT MAX(id) + 1 FROM cs_tier_group) + grp.id AS id,
                   grp.id AS group_id, c.company_id, c.partner_id,
                   held.to_tier_id AS tier_id, c.date, c.kind, c.currency_id, c.amount, c.units,
                   c.res_model, c.res_id
              FROM (%s) c
              JOIN res_company company ON company.id = c.company_id
              JOIN cs_tier_group grp
                ON grp.source = c.source AND grp.active
               AND grp.company_id = ANY (
                   string_to_array(rtrim(company.parent_path, '/'), '/')::integer[])
              LEFT JOIN (
                   SELECT partner_id, group_id, to_tier_id, date AS start,
                          LEAD(date) OVER (PARTITION BY partner_id, group_id ORDER BY date, id)
                              AS stop
                     FROM cs_tier_event) held
                ON held.partner_id = c.partner_id AND held.group_id = grp.id
               AND c.date >= held.start AND (held.stop IS NULL OR c.date < held.stop)
             WHERE c.excluded IS NULL AND (c.paid OR NOT COALESCE(grp.paid_only, FALSE))
            """,
            self.env["cs.tier.contribution"]._table_query,
        )

    def action_open_document(self):
        """Open the document behind the row, for those who may read it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
