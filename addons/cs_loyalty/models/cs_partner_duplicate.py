from odoo import fields, models
from odoo.tools import SQL


class CsPartnerDuplicate(models.Model):
    """Customers who may be one person: each with the earliest other who has the same number.

    Only suggested: a person compares them and merges, or says that they are two.
    """

    _name = "cs.partner.duplicate"
    _description = "Possible Duplicate Customer"
    _auto = False
    _order = "doubtful, id desc"
    _rec_name = "e164"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    other_id = fields.Many2one("res.partner", string="Perhaps the Same As", readonly=True)
    e164 = fields.Char(string="Number", readonly=True)
    doubtful = fields.Boolean(
        string="Maybe a Landline",
        readonly=True,
        help="The digits may be an old landline of another household: ask before merging.",
    )
    partner_email = fields.Char(related="partner_id.email", string="E-mail")
    other_email = fields.Char(related="other_id.email", string="Other E-mail")
    partner_tier_id = fields.Many2one(related="partner_id.cs_tier_id", string="Tier")
    other_tier_id = fields.Many2one(related="other_id.cs_tier_id", string="Other Tier")

    _depends = {
        "cs.partner.distinct": ["partner_id", "other_id"],
        "cs.partner.phone": ["partner_id", "e164", "doubtful"],
        "res.partner": ["active", "commercial_partner_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT DISTINCT ON (known.partner_id, mine.partner_id)
                   mine.id, known.partner_id, mine.partner_id AS other_id, mine.e164,
                   mine.doubtful OR known.doubtful AS doubtful
              FROM cs_partner_phone mine
              JOIN res_partner late ON late.id = mine.partner_id AND late.active
              CROSS JOIN LATERAL (
                   SELECT earlier.partner_id, earlier.doubtful
                     FROM cs_partner_phone earlier
                     JOIN res_partner early ON early.id = earlier.partner_id AND early.active
                    WHERE earlier.e164 = mine.e164 AND earlier.partner_id < mine.partner_id
                      AND early.commercial_partner_id <> late.commercial_partner_id
                      AND NOT EXISTS (
                          SELECT FROM cs_partner_distinct apart
                           WHERE apart.partner_id = earlier.partner_id
                             AND apart.other_id = mine.partner_id)
                    ORDER BY earlier.partner_id LIMIT 1) known
             ORDER BY known.partner_id, mine.partner_id, mine.doubtful, mine.id
            """
        )

    def action_merge(self):
        """Compare the two side by side."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cs.partner.merge"]._open(self.partner_id, self.other_id)

    def action_keep_apart(self):
        """Note that these are two people, so that they are not suggested again."""
        self.check_access("read")
        self.env["cs.partner.distinct"].create(
            [{"partner_id": row.partner_id.id, "other_id": row.other_id.id} for row in self]
        )
        self.invalidate_model(flush=False)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
