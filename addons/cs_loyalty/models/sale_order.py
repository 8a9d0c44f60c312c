from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date

CONSENTS = ("cs_consent_email", "cs_consent_sms", "cs_consent_phone", "cs_consent_zalo")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cs_loyalty_banner = fields.Html(
        compute="_compute_cs_loyalty_banner", compute_sudo=True, sanitize=False
    )
    cs_capture_missing = fields.Boolean(
        compute="_compute_cs_loyalty_banner",
        compute_sudo=True,
        help="The customer's birthday, or what she said about offers, is not known yet.",
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_cs_loyalty_banner(self):
        members = self._cs_get_memberships()
        none = self.env["cs.tier.membership"]
        for order in self:
            partner = order.partner_id
            member = members.get((partner.commercial_partner_id, order.company_id), none)
            order.cs_loyalty_banner = order._cs_render_banner(member) if partner else False
            order.cs_capture_missing = bool(partner) and order._cs_lacks_details()

    def _cs_lacks_details(self):
        """Tell whether the assistant should ask a person for birthday and consent."""
        self.ensure_one()
        partner = self.partner_id
        return not partner.is_company and not (
            partner.cs_birth_day and any(partner[name] for name in CONSENTS)
        )

    def _cs_get_memberships(self):
        """Return ``{(customer, company): membership}`` in the groups that companies show."""
        groups = {
            company: self.env["cs.tier.group"]._primary(company) for company in self.company_id
        }
        customers = self.partner_id.commercial_partner_id
        if not customers.ids or not any(groups.values()):
            return {}
        members = self.env["cs.tier.membership"].search_fetch(
            [
                ("partner_id", "in", customers.ids),
                ("group_id", "in", [group.id for group in groups.values()]),
            ]
        )
        (members.tier_id | members.next_tier_id).fetch(["name", "color"])
        found = {(member.partner_id, member.group_id): member for member in members}
        return {
            (partner, company): member
            for (partner, group), member in found.items()
            for company in groups
            if groups[company] == group
        }

    def _cs_render_banner(self, member):
        """Return the line under the customer: only what is true, each part a link."""
        self.ensure_one()
        parts = self._cs_get_banner_parts(member)
        if not parts:
            return False
        return Markup('<div class="cs_loyalty_banner">%s</div>') % Markup(" ").join(parts)

    def _cs_get_banner_parts(self, member):
        """Return the parts of the banner as safe HTML; other add-ons append theirs.

        :param member: the customer's membership, maybe none
        """
        parts = self._cs_get_member_parts(member) if member else []
        return parts + self._cs_get_partner_parts()

    @api.model
    def _cs_get_member_parts(self, member):
        link = f"/odoo/cs.tier.membership/{member.id}"
        parts = []
        if member.tier_id:
            parts.append(
                Markup('<a class="badge rounded-pill o_badge_color_%s" href="%s">%s</a>')
                % (member.tier_id.color, link, member.tier_id.name)
            )
        if gap := member._get_gap_sentence():
            parts.append(Markup('<a href="%s">%s</a>') % (link, gap))
        if keeping := member._get_keeping_sentence():
            parts.append(Markup('<a class="text-warning" href="%s">%s</a>') % (link, keeping))
        if last := member.last_document_date:
            text = self.env._("Last purchase on %(date)s.", date=format_date(self.env, last))
            parts.append(Markup('<a class="text-muted" href="%s">%s</a>') % (link, text))
        return parts

    def _cs_get_partner_parts(self):
        """Return what is known of the person: a birthday that is near, a refusal of offers."""
        partner = self.partner_id
        link = f"/odoo/res.partner/{partner.id}"
        parts = []
        if soon := partner._cs_birthday_sentence(self.company_id.cs_birthday_days):
            parts.append(Markup('<a class="text-info" href="%s">%s</a>') % (link, soon))
        # Who has no address said nothing of it, and many have a phone only: no question then.
        if partner.email_normalized and partner.cs_consent_email == "no":
            text = self.env._("Wants no offers by e-mail.")
            parts.append(Markup('<a class="text-muted" href="%s">%s</a>') % (link, text))
        return parts

    def action_cs_capture(self):
        """Open the customer in a small dialog, to note birthday, number and consent."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer at the Counter"),
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(self.env.ref("cs_loyalty.res_partner_view_form_capture").id, "form")],
            "target": "new",
        }

    def action_confirm(self):
        result = super().action_confirm()
        self._cs_queue_review()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._cs_queue_review()
        return result

    def _cs_queue_review(self):
        self.env["cs.tier.pending"]._add(self.partner_id.commercial_partner_id, "order")
