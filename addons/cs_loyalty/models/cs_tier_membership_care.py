from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CsTierMembership(models.Model):
    """What automation rules ask about a member. Not stored: each is a question to the database."""

    _inherit = "cs.tier.membership"  # pylint: disable=consider-merging-classes-inherited

    is_returning = fields.Boolean(
        string="Came Back",
        compute="_compute_care",
        search="_search_is_returning",
        help="The last purchase was not the first.",
    )
    is_near_next = fields.Boolean(
        string="Near the Next Tier",
        compute="_compute_care",
        search="_search_is_near_next",
        help="At most the share of the next tier's threshold is missing that the settings name.",
    )

    def _compute_care(self):
        mine = Domain("id", "in", self.ids)
        returning = self.search(mine & Domain("is_returning", "=", True))
        near = self.search(mine & Domain("is_near_next", "=", True))
        for member in self:
            member.is_returning = member in returning
            member.is_near_next = member in near

    @api.model
    def _search_is_returning(self, operator, value):
        self.env["account.move"].flush_model(["state", "invoice_date", "commercial_partner_id"])
        self.env["sale.order"].flush_model(["state", "date_order", "partner_id"])
        return self._cs_among(operator, value, self._sql_returning())

    @api.model
    def _search_is_near_next(self, operator, value):
        self.env["cs.tier"].flush_model(["threshold"])
        self.env["res.company"].flush_model(["cs_near_percent"])
        return self._cs_among(operator, value, self._sql_near_next())

    @api.model
    def _cs_among(self, operator, value, query):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        found = Domain("id", "in", query)
        return found if True in value else ~found

    @api.model
    def _sql_returning(self):
        """Return the ids of members who bought before the day of their last purchase."""
        return SQL(
            """(SELECT member.id FROM cs_tier_membership member
                  JOIN cs_tier_group grp ON grp.id = member.group_id
                 WHERE grp.source <> 'order' AND EXISTS (
                       SELECT FROM account_move move
                        WHERE move.commercial_partner_id = member.partner_id
                          AND move.state = 'posted'
                          AND move.move_type IN ('out_invoice', 'out_receipt')
                          AND move.invoice_date < member.last_document_date)
                    OR grp.source = 'order' AND EXISTS (
                       SELECT FROM sale_order sale
                         JOIN res_partner buyer ON buyer.id = sale.partner_id
                        WHERE buyer.commercial_partner_id = member.partner_id
                          AND sale.state = 'sale'
                          AND sale.date_order < member.last_document_date - 1))"""
        )

    @api.model
    def _sql_near_next(self):
        """Return the ids of members who miss little of the next tier."""
        return SQL(
            """(SELECT member.id FROM cs_tier_membership member
                  JOIN cs_tier_group grp ON grp.id = member.group_id
                  JOIN res_company company ON company.id = grp.company_id
                  JOIN cs_tier next ON next.id = member.next_tier_id
                 WHERE member.gap > 0
                   AND member.gap * 100 <= next.threshold * company.cs_near_percent)"""
        )
