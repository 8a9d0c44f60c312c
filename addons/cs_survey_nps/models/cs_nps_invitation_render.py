import secrets

from odoo import models

from ..tools import loop

# What a template renders as text; its body comes last.
_TEXTS = ("subject", "email_from", "reply_to")


class CsNpsInvitation(models.Model):
    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _render_mails(self):
        """Return ``{invitation id: {"subject", "email_from", "reply_to", "body_html"}}``.

        A template is compiled once for each language of the batch and renders all of its
        records in one go; Odoo's own way compiles it anew for each mail.
        """
        known = {code for code, _name in self.env["res.lang"].get_installed()}
        results = {}
        for (template, lang), invitations in self.grouped(
            lambda one: (one.program_id.mail_template_id, one.lang if one.lang in known else None)
        ).items():
            readers = invitations.sudo().with_context(lang=lang)
            readers._prefetch_for_mail()
            results |= readers._render_with(template.sudo().with_context(lang=lang))
        return results

    def _prefetch_for_mail(self):
        """Read what the mails show of customers and orders together."""
        self.partner_id.fetch(["name", "email_normalized", "partner_share"])
        self.sale_order_id.fetch(["name", "date_order"])

    def _render_with(self, template):
        mark = f"mark-{secrets.token_hex(16)}"
        initial = template._render_eval_context()
        values = {**initial, "records": self, "mark": mark, "initial": initial}
        element = loop.as_loop([template[name] for name in _TEXTS], template.body_html)
        rendered = self.env["ir.qweb"]._render(element, values)
        rows = loop.split(rendered, mark, len(_TEXTS) + 1)
        names = [*_TEXTS, "body_html"]
        return {
            invitation.id: dict(zip(names, row, strict=True))
            for invitation, row in zip(self, rows, strict=True)
        }
