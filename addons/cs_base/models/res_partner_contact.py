from odoo import api, fields, models
from odoo.exceptions import UserError

from .cs_consent import CHANNELS

ANSWERS = [("yes", "Agrees"), ("no", "Refuses")]


class ResPartner(models.Model):
    """By which channels a customer agreed to be written to, and whether we may now."""

    _inherit = "res.partner"  # by concern; pylint: disable=consider-merging-classes-inherited

    cs_consent_email = fields.Selection(
        ANSWERS,
        string="Offers by E-mail",
        compute="_compute_cs_consents",
        inverse="_inverse_cs_consent_email",
        compute_sudo=True,
        help="Empty: not asked yet. What was said stays in the consent log.",
    )
    cs_consent_sms = fields.Selection(
        ANSWERS,
        string="Offers by SMS",
        compute="_compute_cs_consents",
        inverse="_inverse_cs_consent_sms",
        compute_sudo=True,
    )
    cs_consent_phone = fields.Selection(
        ANSWERS,
        string="Offers by Phone",
        compute="_compute_cs_consents",
        inverse="_inverse_cs_consent_phone",
        compute_sudo=True,
    )
    cs_consent_zalo = fields.Selection(
        ANSWERS,
        string="Offers by Zalo",
        compute="_compute_cs_consents",
        inverse="_inverse_cs_consent_zalo",
        compute_sudo=True,
    )

    @api.depends("email_normalized", "phone_sanitized")
    def _compute_cs_consents(self):
        addresses = {channel: self._cs_addresses(channel) for channel, _label in CHANNELS}
        said = self.env["cs.consent"]._latest_by_channel(
            {address for found in addresses.values() for address in found.values()}, "marketing"
        )
        for partner in self:
            for channel, found in addresses.items():
                granted = said.get((found.get(partner), channel))
                answer = False if granted is None else "yes" if granted else "no"
                partner[f"cs_consent_{channel}"] = answer

    def _inverse_cs_consent_email(self):
        self._cs_log_consents("email")

    def _inverse_cs_consent_sms(self):
        self._cs_log_consents("sms")

    def _inverse_cs_consent_phone(self):
        self._cs_log_consents("phone")

    def _inverse_cs_consent_zalo(self):
        self._cs_log_consents("zalo")

    def _cs_log_consents(self, channel):
        """Log what was chosen on the form for one channel; empty means nothing was said."""
        addresses = self._cs_addresses(channel)
        source = self.env._("Set by %(user)s", user=self.env.user.name)
        for partner in self.filtered(lambda partner: partner[f"cs_consent_{channel}"]):
            address = addresses.get(partner)
            if not address:
                raise UserError(partner._cs_missing_address(channel))
            granted = partner[f"cs_consent_{channel}"] == "yes"
            self.env["cs.consent"]._record(
                address, "marketing", granted, source, partner=partner, channel=channel
            )
        if channel == "email":
            self.invalidate_recordset(["cs_marketing_opt_out"], flush=False)

    def _cs_missing_address(self, channel):
        if channel == "email":
            return self.env._(
                "%(name)s has no valid e-mail address: enter it first, then what was said about "
                "offers by e-mail.",
                name=self.display_name,
            )
        return self.env._(
            "%(name)s has no phone number that can be dialled: enter it first, then what was "
            "said about calls and messages.",
            name=self.display_name,
        )

    def _cs_addresses(self, channel):
        """Return ``{partner: address}`` by which they are reached, of those who can be.

        :param str channel: ``email``, ``sms``, ``phone`` or ``zalo``
        """
        field = "email_normalized" if channel == "email" else "phone_sanitized"
        return {partner: partner[field] for partner in self if partner[field]}

    def _cs_contact_channel(self):
        """Return the channel by which this customer is greeted."""
        self.ensure_one()
        return "email"

    def _cs_refusals(self, purpose, channel):
        """Return why partners may not be written to, in a few queries however many they are.

        :returns: ``{partner: "no_address" | "opt_out" | "not_asked" | "blacklist"}``, without
            those who may
        """
        addresses = self._cs_addresses(channel)
        said = self.env["cs.consent"].sudo()._latest(list(addresses.values()), purpose, channel)
        blocked = self._cs_blacklisted(channel, list(addresses.values()))
        strict = purpose == "marketing" and self.env.company.sudo().cs_consent_required
        refusals = {}
        for partner in self:
            address = addresses.get(partner)
            if not address:
                refusals[partner] = "no_address"
            elif said.get(address) is False:
                refusals[partner] = "opt_out"
            elif address in blocked:
                refusals[partner] = "blacklist"
            elif strict and not said.get(address):
                refusals[partner] = "not_asked"
        return refusals

    @api.model
    def _cs_blacklisted(self, channel, addresses):
        """Return those of ``addresses`` that are on Odoo's own blacklist."""
        model, field = ("mail.blacklist", "email")
        if channel != "email":
            model, field = ("phone.blacklist", "number")
        if not addresses:
            return set()
        return set(self.env[model].sudo().search([(field, "in", addresses)]).mapped(field))

    def _cs_may_contact(self, purpose, channel):
        """Return those of the partners who may be written to.

        Consent, blacklist and address only: quiet hours and the limit decide *when*, as a
        message is sent.

        :param str purpose: ``marketing`` or ``survey``
        :param str channel: ``email``, ``sms``, ``phone`` or ``zalo``
        """
        refusals = self._cs_refusals(purpose, channel)
        return self.filtered(lambda partner: partner not in refusals)
