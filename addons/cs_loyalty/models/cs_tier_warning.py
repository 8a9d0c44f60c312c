from datetime import timedelta

from odoo import api, fields, models


class CsTierGroup(models.Model):
    """Members are told before they lose their tier, once for each day on which they would."""

    _inherit = "cs.tier.group"

    warning_template_id = fields.Many2one(
        "mail.template",
        string="Warning Mail",
        domain="[('model', '=', 'cs.tier.membership')]",
        default=lambda self: self.env.ref(
            "cs_loyalty.mail_template_warning", raise_if_not_found=False
        ),
        help="Sent in the customer's language, unless she refuses offers and news. Empty: no mail.",
    )

    def _warn_members(self):
        """Queue the warnings that are due; commits nothing.

        The queue knows what was said about which day: a job that starts over adds nothing.
        """
        for group in self.filtered(lambda group: group.warning_days and group.warning_template_id):
            self.env["cs.tier.risk"].search(group._get_warning_domain())._queue_warnings()

    def _get_warning_domain(self):
        """Return the domain of the members to warn today."""
        self.ensure_one()
        today = self._today()
        return [
            ("group_id", "=", self.id),
            ("needed", ">", 0),
            ("at_risk_date", ">", today),
            ("at_risk_date", "<=", today + timedelta(days=self.warning_days)),
        ]


class CsTierRisk(models.Model):
    _inherit = "cs.tier.risk"

    def _queue_warnings(self):
        """Queue one mail a member; quiet hours, limits and refusals are the queue's matter."""
        for group, risks in self.grouped("group_id").items():
            stamps = {risk.membership_id: str(risk.at_risk_date) for risk in risks}
            self.env["cs.contact.log"]._queue(
                risks.membership_id,
                group.warning_template_id,
                stamp=stamps,
                valid_days=group.warning_days,
            )


class CsTierMembership(models.Model):
    _inherit = "cs.tier.membership"

    risk_id = fields.Many2one("cs.tier.risk", compute="_compute_risk_id", compute_sudo=True)
    risk_leaving = fields.Char(compute="_compute_risk_texts")
    risk_needed = fields.Char(compute="_compute_risk_texts")

    def _compute_risk_id(self):
        risks = self.env["cs.tier.risk"].search([("membership_id", "in", self.ids)])
        known = {risk.membership_id: risk for risk in risks}
        for member in self:
            member.risk_id = known.get(member, risks.browse())

    @api.depends_context("lang")
    @api.depends("risk_id")
    def _compute_risk_texts(self):
        for member in self:
            risk = member.sudo().risk_id
            member.risk_leaving = member.group_id._format_value(risk.leaving)
            member.risk_needed = member.group_id._format_value(risk.needed)


class CsContactLog(models.Model):
    _inherit = "cs.contact.log"

    def _leave_out_stale(self, now):
        """Leave out warnings, too, of those who bought enough while the mail waited."""
        stale = super()._leave_out_stale(now)
        return stale | (self - stale)._get_needless_warnings()._leave_out("gone")

    def _get_needless_warnings(self):
        rows = self.filtered(lambda row: row.res_model == "cs.tier.membership")
        members = self.env["cs.tier.membership"].browse(rows.mapped("res_id"))
        known = {member.id: member for member in members}
        return rows.filtered(
            lambda row: row.template_id == known[row.res_id].group_id.warning_template_id
            and not known[row.res_id].risk_id
        )
