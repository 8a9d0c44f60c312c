from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "cs.token.mixin"]

    cs_survey_opt_out = fields.Boolean(
        string="No Surveys",
        compute="_compute_cs_opt_out",
        inverse="_inverse_cs_survey_opt_out",
        search="_search_cs_survey_opt_out",
        compute_sudo=True,
        help="This e-mail address asked not to be surveyed.",
    )
    cs_marketing_opt_out = fields.Boolean(
        string="No Offers",
        compute="_compute_cs_opt_out",
        inverse="_inverse_cs_marketing_opt_out",
        search="_search_cs_marketing_opt_out",
        compute_sudo=True,
        help="This e-mail address asked not to be sent offers and news.",
    )

    @api.depends("email_normalized")
    def _compute_cs_opt_out(self):
        consent = self.env["cs.consent"]
        addresses = self.mapped("email_normalized")
        no_survey = consent._opted_out(addresses, "survey")
        no_marketing = consent._opted_out(addresses, "marketing")
        for partner in self:
            partner.cs_survey_opt_out = partner.email_normalized in no_survey
            partner.cs_marketing_opt_out = partner.email_normalized in no_marketing

    def _inverse_cs_survey_opt_out(self):
        for partner in self:
            partner._cs_set_opt_out("survey", partner.cs_survey_opt_out)

    def _inverse_cs_marketing_opt_out(self):
        for partner in self:
            partner._cs_set_opt_out("marketing", partner.cs_marketing_opt_out)

    def _search_cs_survey_opt_out(self, operator, value):
        return self._cs_opt_out_domain("survey", operator, value)

    def _search_cs_marketing_opt_out(self, operator, value):
        return self._cs_opt_out_domain("marketing", operator, value)

    @api.model
    def _cs_opt_out_domain(self, purpose, operator, value):
        if operator != "in":
            return NotImplemented
        refusing = SQL(
            """(SELECT address FROM (
                    SELECT DISTINCT ON (address) address, granted
                      FROM cs_consent
                     WHERE purpose = %s AND channel = 'email'
                  ORDER BY address, revision DESC) AS latest
                WHERE NOT granted)""",
            purpose,
        )
        refused = Domain("email_normalized", "in", refusing)
        if True in value and False in value:
            return Domain.TRUE
        return refused if True in value else ~refused

    def _cs_set_opt_out(self, purpose, refused, source=None):
        """Log that this partner's mailbox refuses, or again accepts, ``purpose``."""
        self.ensure_one()
        address = self.email_normalized
        if address:
            source = source or self.env._("Set by %(user)s", user=self.env.user.name)
            self.env["cs.consent"]._record(address, purpose, not refused, source, partner=self)
        elif refused:
            raise UserError(
                self.env._(
                    "%(name)s has no valid e-mail address yet: add one, then note the refusal.",
                    name=self.display_name,
                )
            )

    def _cs_preferences_url(self):
        """Return the address of the page where this customer chooses what to receive."""
        self.ensure_one()
        return f"{self.get_base_url()}/cs/preferences/{self._cs_token()}"
