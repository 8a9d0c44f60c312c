from base64 import b64encode

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import hmac

from ..tools import member_code
from ..tools.palette import tier_color


class ResPartner(models.Model):
    """The member's card: what it shows, and the code on it by which the counter finds her."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    cs_member_code = fields.Char(
        string="Member Code",
        compute="_compute_cs_member_code",
        search="_search_cs_member_code",
        help="Stands on the member's card, as text and as QR code. Typed or scanned into the "
        "customer field of an order it finds the customer.",
    )

    @api.depends_context("uid")
    def _compute_cs_member_code(self):
        secret = self.env(su=True)
        for partner in self:
            key = partner._origin.id
            partner.cs_member_code = key and member_code.build(
                key, hmac(secret, "cs_loyalty.member_code", key)
            )

    @api.model
    def _search_cs_member_code(self, operator, value):
        if operator not in ("in", "=", "ilike", "like", "=ilike"):
            return NotImplemented
        texts = [value] if isinstance(value, str) else list(value)
        return Domain("id", "in", [i for i in map(self._cs_id_by_member_code, texts) if i])

    @api.model
    def _cs_id_by_member_code(self, text):
        """Return the id that a true member code names, or False; reads no record."""
        key = isinstance(text, str) and member_code.parse(text)
        if key and member_code.same(text, self.browse(key).cs_member_code):
            return key
        return False

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "like", "=", "=ilike"):
            key = self._cs_id_by_member_code(value)
            return Domain(domain) | Domain("id", "=", key) if key else domain
        return domain

    def _cs_card_url(self):
        """Return the address of the card for someone without a login. May write: for sending."""
        self.ensure_one()
        return f"{self.get_base_url()}/cs/card/{self._cs_token()}"

    def _cs_get_standings(self):
        """Return what the customer may see of herself, one dict for each of her memberships.

        Of all companies, the one shown on customers first. The caller has made sure that it is
        her, or someone who may read her memberships.
        """
        self.ensure_one()
        members = self.env["cs.tier.membership"].sudo().search(
            [("partner_id", "=", self.commercial_partner_id.id), ("group_id.active", "=", True)]
        )
        members = members.sorted(lambda m: (not m.group_id.is_primary, m.group_id.sequence, m.id))
        return [member._cs_get_standing(self) for member in members]

    def _cs_get_card(self, company=None):
        """Return what stands on the member's card.

        :param company: only the tier that this company shows; by default those of all, because
            it is the customer herself who reads
        """
        self.ensure_one()
        held = [standing for standing in self._cs_get_standings() if standing["tier"]]
        if company:
            held = [standing for standing in held if standing["company"] in company.parent_ids]
        first = held[0] if held else {}
        return {
            "partner": self,
            "company": company or first.get("company") or self.company_id or self.env.company,
            "code": self.cs_member_code,
            "qr_base64": self._cs_get_member_qr(),
            "tiers": held,
            "tier": first.get("tier"),
            "color": first.get("color") or tier_color(0),
            "valid_until": first.get("valid_until"),
        }

    def _cs_get_member_qr(self):
        """Return the QR code of the member code as a PNG in base64, by Odoo's own engine."""
        report = self.env["ir.actions.report"]
        return b64encode(
            report.barcode("QR", self.cs_member_code, width=360, height=360, barLevel="M")
        )
