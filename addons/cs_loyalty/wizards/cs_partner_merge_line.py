from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsPartnerMergeLine(models.TransientModel):
    _name = "cs.partner.merge.line"
    _description = "Line of a Merge of Two Customers"

    wizard_id = fields.Many2one("cs.partner.merge", required=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("name", "Name"),
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("birthday", "Birthday"),
            ("address", "Address"),
            ("preferred", "Reached best by"),
            ("lang", "Language"),
            ("ref", "Reference"),
            ("vat", "Tax ID"),
            ("seller", "Salesperson"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    first_value = fields.Char(string="Left", readonly=True)
    second_value = fields.Char(string="Right", readonly=True)
    choice = fields.Selection(
        [("first", "Left"), ("second", "Right"), ("both", "Both")], string="Take", required=True
    )
    differs = fields.Boolean(compute="_compute_differs")

    @api.depends("first_value", "second_value")
    def _compute_differs(self):
        for line in self:
            line.differs = line.first_value != line.second_value

    @api.constrains("choice", "kind")
    def _check_choice(self):
        for line in self:
            if line.choice == "both" and line.kind != "phone":
                raise ValidationError(
                    self.env._("Only phone numbers can be kept both: choose left or right.")
                )
