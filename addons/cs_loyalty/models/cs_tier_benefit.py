from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import formatLang

from ..tools.benefits import effective

# What a tier gives: the customer's field that holds it.
COLUMNS = {
    "pricelist_id": "specific_property_product_pricelist",
    "payment_term_id": "property_payment_term_id",
    "credit_limit": "credit_limit",
}


class CsTierBenefit(models.Model):
    """What a tier gave a customer, and what was there before. Written by the settlement only.

    ``before`` and ``given`` are numbers: an amount, or the id of a record. No ``before`` means
    that the customer had nothing of her own; 0, that a default was overruled by nothing.
    """

    _name = "cs.tier.benefit"
    _description = "Given Benefit"
    _log_access = False
    _order = "partner_id, company_id, field"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    tier_id = fields.Many2one("cs.tier", readonly=True, index=True, ondelete="set null")
    field = fields.Selection(
        [
            ("pricelist_id", "Pricelist"),
            ("payment_term_id", "Payment terms"),
            ("credit_limit", "Credit limit"),
        ],
        string="Benefit",
        required=True,
        readonly=True,
    )
    before = fields.Json(string="Value Before", readonly=True)
    given = fields.Json(string="Value Given", readonly=True)
    before_text = fields.Char(string="Before", compute="_compute_texts", compute_sudo=True)
    given_text = fields.Char(string="Given", compute="_compute_texts", compute_sudo=True)
    changed = fields.Boolean(
        string="Changed by Hand",
        compute="_compute_changed",
        compute_sudo=True,
        help="Someone gave the customer another value since. It stays, also when she leaves.",
    )

    _benefit_uniq = models.Constraint(
        "UNIQUE (partner_id, company_id, field)",
        "A customer has each benefit once in a company.",
    )

    @api.depends("before", "given", "field", "company_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for row in self:
            row.given_text = row._get_text(row.given)
            row.before_text = row._get_text(row.before) or self.env._("nothing")

    def _get_text(self, value):
        if not value:
            return False
        if self.field == "credit_limit":
            return formatLang(self.env, value, currency_obj=self.company_id.currency_id)
        comodel = self.env["cs.tier"]._fields[self.field].comodel_name
        return self.env[comodel].browse(int(value)).exists().display_name

    @api.depends("given", "partner_id")
    def _compute_changed(self):
        values = self._read_values(self.partner_id.ids)
        fallbacks = self._read_fallbacks()
        for row in self:
            company = row.company_id.id
            present = values[row.partner_id.id][row.field].get(company)
            row.changed = effective(present, fallbacks[row.field].get(company)) != row.given

    def action_give_again(self):
        """Give the tier's values again to customers for whom someone had changed them.

        :raises AccessError: for those who may not set up tiers
        """
        self.check_access("read")
        if not self.env["cs.tier"].has_access("write"):
            raise AccessError(
                self.env._("Only an administrator of loyalty gives a benefit anew: ask one.")
            )
        self.sudo()._give_again()
        return True

    def _give_again(self):
        values = {}
        for row in self:
            column = values.setdefault(COLUMNS[row.field], {})
            column.setdefault(row.partner_id.id, {})[row.company_id.id] = row.given
        self._write_values(values, self._lock_entities(self.partner_id.ids))
        self.invalidate_recordset(["changed"])
