from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsNpsReviewLink(models.Model):
    """A site where customers may review the company, offered to all who answered alike.

    Never only to the happy ones: choosing who is asked for a public review is forbidden by
    the big review sites and misleads those who read them.
    """

    _name = "cs.nps.review.link"
    _description = "Review Site"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="As the thanks page calls it.")
    url = fields.Char(string="Address", required=True, help="Begins with https://")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    @api.constrains("url")
    def _check_url(self):
        """Accept only web addresses: anything else would run or open something else."""
        for link in self:
            try:
                parts = urlsplit(link.url)
                is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
            except ValueError:
                is_web = False
            if not is_web:
                raise ValidationError(
                    self.env._(
                        "The address of %(site)s must begin with https:// and name a site.",
                        site=link.name,
                    )
                )
