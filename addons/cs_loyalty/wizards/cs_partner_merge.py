from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# What a line of the comparison stands for: several fields may go together.
TOGETHER = {
    "name": ["name"],
    "phone": ["phone"],
    "email": ["email"],
    "birthday": ["cs_birth_day", "cs_birth_month", "cs_birth_calendar"],
    "address": ["street", "street2", "city", "state_id", "zip", "country_id"],
    "preferred": ["cs_preferred_channel"],
    "lang": ["lang"],
    "ref": ["ref"],
    "vat": ["vat"],
    "seller": ["user_id"],
}


class CsPartnerMerge(models.TransientModel):
    """Two customers side by side: choose what is right of each, and which record stays.

    Odoo's own merge does the work underneath, so that orders, invoices, points and the tier
    ledger follow.
    """

    _name = "cs.partner.merge"
    _description = "Merge Two Customers"

    first_id = fields.Many2one("res.partner", string="Left", required=True, readonly=True)
    second_id = fields.Many2one("res.partner", string="Right", required=True, readonly=True)
    keep = fields.Selection(
        [("first", "Left"), ("second", "Right")],
        string="Record That Stays",
        required=True,
        default="first",
        help="Its number, portal login and history of messages go on; "
        "the documents of both are kept.",
    )
    doubtful = fields.Boolean(readonly=True)
    confirmed = fields.Boolean(string="I have asked: they are one person")
    line_ids = fields.One2many("cs.partner.merge.line", "wizard_id")

    @api.model
    def _open(self, first, second):
        """Return the action that compares two customers."""
        (first | second)._cs_check_merge()
        numbers = [n for p in (first, second) for n in p._cs_read_numbers(p.phone)]
        shared = [n for n in numbers if [other.e164 for other in numbers].count(n.e164) > 1]
        wizard = self.create(
            {
                "first_id": first.id,
                "second_id": second.id,
                "doubtful": bool(shared) and all(number.doubtful for number in shared),
                "line_ids": [
                    Command.create(values) for values in self._prepare_lines(first, second)
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Two Customers"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _prepare_lines(self, first, second):
        """Return the lines of what either of them has; where one has nothing, the other's."""
        lines = []
        for kind in TOGETHER:
            left, right = (self._get_text(partner, kind) for partner in (first, second))
            if left or right:
                lines.append(
                    {
                        "kind": kind,
                        "first_value": left,
                        "second_value": right,
                        "choice": "first" if left else "second",
                    }
                )
        return lines

    @api.model
    def _get_text(self, partner, kind):
        """Return what a customer has there, as one line of text."""
        if kind == "birthday":
            if not partner.cs_birthday_text:
                return ""
            lunar = partner.cs_birth_calendar == "lunar"
            text = partner.cs_birthday_text
            return self.env._("%(date)s, lunar calendar", date=text) if lunar else text
        if kind == "address":
            return partner._display_address(without_company=True).strip().replace("\n", ", ")
        value = partner[TOGETHER[kind][0]]
        if isinstance(value, models.BaseModel):
            return value.display_name or ""
        field = partner._fields[TOGETHER[kind][0]]
        if field.type == "selection" and value:
            return dict(field._description_selection(self.env)).get(value, value)
        return value or ""

    def action_merge(self):
        """Merge, with what was chosen, and open the customer who stays.

        :raises UserError: for customers of two companies, and for an old landline that nobody
            has asked about
        """
        self.ensure_one()
        partners = self.first_id | self.second_id
        partners.check_access("write")
        if len(partners.exists()) < 2:
            raise UserError(self.env._("One of the two is gone already: close this window."))
        if self.doubtful and not self.confirmed:
            raise UserError(
                self.env._(
                    "The number they share may be an old landline of two households. Ask one of "
                    "them, then tick “I have asked”."
                )
            )
        stays = self.first_id if self.keep == "first" else self.second_id
        values = self._prepare_values()
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge(partners.ids, stays, extra_checks=False)
        stays.write(values)
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": stays.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _prepare_values(self):
        """Return the chosen values, to be written on the customer who stays."""
        values = {}
        for line in self.line_ids:
            source = self.second_id if line.choice == "second" else self.first_id
            for name in TOGETHER[line.kind]:
                field = source._fields[name]
                values[name] = field.convert_to_write(source[name], source)
            if line.choice == "both":
                texts = [line.first_value, line.second_value]
                values["phone"] = " / ".join(filter(None, texts))
        return values
