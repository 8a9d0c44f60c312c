from odoo import api, models
from odoo.tools import SQL


class CsTierBenefit(models.Model):
    """What memberships ask for. Where groups disagree, the nearest company's, then the one
    shown on customers, then the first in the list decides, for each benefit by itself.
    """

    _inherit = "cs.tier.benefit"

    @api.model
    def _get_wanted(self, partner_ids):
        """Return ``{(customer, company, benefit): (number, tier)}``."""
        query = self._sql_wanted(partner_ids)
        if not query:
            return {}
        return {
            (partner, company, name): (float(value) if name == "credit_limit" else int(value), tier)
            for partner, company, name, value, tier in self.env.execute_query(query)
        }

    @api.model
    def _sql_wanted(self, partner_ids=None):
        """Return the query of what memberships ask for, or None where tiers give nothing."""
        given = self.env["cs.tier"].sudo().with_context(active_test=False).search([])._get_given()
        places = self._get_places()
        if not given or not places:
            return None
        chosen = SQL("TRUE")
        if partner_ids is not None:
            chosen = SQL("member.partner_id = ANY(%s)", list(partner_ids))
        return SQL(
            """
            SELECT DISTINCT ON (member.partner_id, place.company_id, offer.field)
                   member.partner_id, place.company_id, offer.field, offer.value, member.tier_id
              FROM cs_tier_membership member
              JOIN unnest(%(groups)s::integer[], %(companies)s::integer[], %(positions)s::integer[])
                   AS place (group_id, company_id, position) ON place.group_id = member.group_id
              JOIN unnest(%(tiers)s::integer[], %(fields)s::text[], %(values)s::numeric[])
                   AS offer (tier_id, field, value) ON offer.tier_id = member.tier_id
              LEFT JOIN (%(overdue)s) late
                     ON late.partner_id = member.partner_id
                    AND late.company_id = place.company_id AND offer.field = 'credit_limit'
             WHERE late.partner_id IS NULL AND %(chosen)s
             ORDER BY member.partner_id, place.company_id, offer.field, place.position
            """,
            groups=[place[0] for place in places],
            companies=[place[1] for place in places],
            positions=list(range(len(places))),
            tiers=[row[0] for row in given],
            fields=[row[1] for row in given],
            values=[row[2] for row in given],
            overdue=self._sql_overdue(partner_ids),
            chosen=chosen,
        )

    @api.model
    def _get_places(self):
        """Return (group, company) for each company in which a group's tiers count, best first."""
        groups = self.env["cs.tier.group"].sudo().search([])
        groups = groups.sorted(
            lambda group: (
                -len(group.company_id.parent_ids),
                not group.is_primary,
                group.sequence,
                group.id,
            )
        )
        return [(group.id, company.id) for group in groups for company in group._get_companies()]

    @api.model
    def _sql_overdue(self, partner_ids=None):
        """Return the query of customers with an invoice due before today, by company."""
        groups = self.env["cs.tier.group"].sudo().search([])
        days = {
            company.id: group._today() for group in groups for company in group._get_companies()
        }
        chosen = SQL("TRUE")
        if partner_ids is not None:
            chosen = SQL("line.partner_id = ANY(%s)", list(partner_ids))
        return SQL(
            """
            SELECT DISTINCT line.partner_id, line.company_id
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
               AND account.account_type = 'asset_receivable'
              JOIN unnest(%s::integer[], %s::date[]) AS today (company_id, day)
                ON today.company_id = line.company_id
             WHERE line.parent_state = 'posted' AND NOT line.reconciled
               AND line.amount_residual > 0 AND line.date_maturity < today.day AND %s
            """,
            list(days),
            list(days.values()),
            chosen,
        )

    @api.model
    def _queue_differences(self):
        """Queue the customers who hold other benefits than their tiers give."""
        self.env.flush_all()
        wanted = self._sql_wanted() or SQL(
            "SELECT partner_id, company_id, field, 0, tier_id FROM cs_tier_benefit WHERE FALSE"
        )
        self.env["cs.tier.benefit.pending"]._queue(
            SQL(
                """SELECT COALESCE(wanted.partner_id, held.partner_id) AS partner_id
                     FROM (%s) AS wanted (partner_id, company_id, field, value, tier_id)
                     FULL JOIN cs_tier_benefit held USING (partner_id, company_id, field)
                    WHERE wanted.tier_id IS NULL OR held.id IS NULL
                       OR wanted.tier_id IS DISTINCT FROM held.tier_id
                       OR wanted.field <> 'credit_limit'
                      AND wanted.value <> (held.given #>> '{}')::numeric""",
                wanted,
            )
        )
