from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if not {"parent_id", "is_company"} & vals.keys():
            return super().write(vals)
        before = {partner: partner.commercial_partner_id for partner in self}
        result = super().write(vals)
        moved = self.filtered(lambda partner: partner.commercial_partner_id != before[partner])
        if moved:
            moved._cs_leave_entities(before)
        return result

    def _cs_leave_entities(self, before):
        """Contacts who leave a company leave what its tier gave; all are settled anew."""
        benefits = self.env["cs.tier.benefit"].sudo()
        for partner in self.filtered(lambda partner: partner.commercial_partner_id == partner):
            benefits.search([("partner_id", "=", before[partner].id)])._take_from_contact(partner)
        self.env["cs.tier.benefit.pending"].sudo()._queue(
            SQL("SELECT id AS partner_id FROM res_partner WHERE id = ANY(%s)", self.ids)
        )

    def _cs_get_tiers(self, company):
        """Return the tiers that the customer holds in ``company``, of all its groups."""
        entity = self.commercial_partner_id
        if not entity.ids:
            return self.env["cs.tier"]
        members = self.env["cs.tier.membership"].sudo().search_fetch(
            [
                ("partner_id", "in", entity.ids),
                ("tier_id", "!=", False),
                ("group_id.active", "=", True),
                ("group_id.company_id", "parent_of", company.ids),
            ],
            ["tier_id"],
        )
        return members.tier_id

    def _cs_is_overdue(self, company):
        """Return whether an invoice of the customer is due before today in ``company``."""
        self.env.flush_all()
        late = self.env["cs.tier.benefit"]._sql_overdue(self.commercial_partner_id.ids)
        query = SQL("SELECT 1 FROM (%s) late WHERE company_id = %s LIMIT 1", late, company.id)
        return bool(self.env.execute_query(query))

    def _cs_give_birthday_reward(self, year):
        """Give the birthday coupon of the tier held in the current company, once a year.

        :param int year: the year that is celebrated; of the lunar calendar for who celebrates by it
        :returns: the ``loyalty.card``, the same one when called again; empty where the tier, or
            a customer without one, gets none
        """
        self.ensure_one()
        rewards = self.env["cs.tier.reward"].sudo()
        key = f"birthday-{self.env.company.id}-{year}"
        given = rewards.search([("partner_id", "=", self.id), ("key", "=", key)], limit=1)
        tier = self.sudo().cs_tier_id
        if not given and tier.birthday_program_id:
            given = rewards._give(self.sudo(), tier, "birthday", key, tier.birthday_program_id)
        return given.card_id.with_env(self.env) if given else self.env["loyalty.card"]

    def action_cs_benefits(self):
        """Open what the customer's tiers gave her."""
        self.ensure_one()
        self.env["cs.tier.benefit"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_loyalty.cs_tier_benefit_action")
        return dict(action, domain=[("partner_id", "=", self.commercial_partner_id.id)], context={})

    def action_cs_rewards(self):
        """Open the coupons that tiers gave the customer and her contacts."""
        self.ensure_one()
        self.env["cs.tier.reward"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_loyalty.cs_tier_reward_action")
        domain = [("partner_id", "child_of", self.commercial_partner_id.id)]
        return dict(action, domain=domain, context={})
