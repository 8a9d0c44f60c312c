from odoo import api, fields, models
from odoo.tools import SQL

_GROUP = "cs_survey_nps.cs_survey_nps_group_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_nps_response_count = fields.Integer(
        string="Survey Answers", compute="_compute_cs_nps", compute_sudo=True, groups=_GROUP
    )
    cs_nps_last_score = fields.Integer(
        string="Last Survey Score",
        compute="_compute_cs_nps",
        compute_sudo=True,
        groups=_GROUP,
        help="0 without a last category means that there was no answer.",
    )
    cs_nps_last_category = fields.Selection(
        [("promoter", "Promoter"), ("passive", "Passive"), ("detractor", "Detractor")],
        string="Last Survey Category",
        compute="_compute_cs_nps",
        compute_sudo=True,
        groups=_GROUP,
    )

    @api.depends_context("allowed_company_ids")
    def _compute_cs_nps(self):
        answers = self._cs_nps_latest()
        for partner in self:
            count, score, category = answers.get(partner._origin.id, (0, 0, False))
            partner.cs_nps_response_count = count
            partner.cs_nps_last_score = score
            partner.cs_nps_last_category = category

    def _cs_nps_latest(self):
        """Return ``{partner id: (answers, last score, last category)}`` in one query."""
        if not self.ids:
            return {}
        self.env["cs.nps.response"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (partner_id) partner_id,
                          count(*) OVER (PARTITION BY partner_id), score, category
                     FROM cs_nps_response
                    WHERE partner_id = ANY(%s) AND company_id = ANY(%s)
                      AND status = 'confirmed' AND NOT COALESCE(is_test, FALSE)
                 ORDER BY partner_id, answered_at DESC, id DESC""",
                list(self.ids),
                self.env.companies.ids,
            )
        )
        return {partner_id: tuple(rest) for partner_id, *rest in rows}

    def _message_receive_bounce(self, email, partner):
        """Mark the surveys that did not arrive."""
        result = super()._message_receive_bounce(email, partner)
        addresses = [address for address in {email, *self.mapped("email_normalized")} if address]
        sent = self.env["cs.nps.invitation"].sudo().search(
            [("email_normalized", "in", addresses), ("state", "=", "sent")]
        )
        sent.write({"state": "bounced", "next_reminder_at": False})
        return result

    def action_cs_nps_responses(self):
        """Open what this customer answered."""
        self.ensure_one()
        self.env["cs.nps.response"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_response_action"
        )
        return dict(action, domain=[("partner_id", "=", self.id)], context={})
