from odoo import fields, models


class CsNpsCase(models.Model):
    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    theme_ids = fields.One2many(related="response_id.theme_ids", string="Themes")
    comment_html = fields.Html(
        related="response_id.comment_html", related_sudo=True, string="Comment, Marked"
    )
