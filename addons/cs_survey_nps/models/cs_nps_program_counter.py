import base64
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import hash_sign, verify_hash_signed

from ..tools import counter

_SCOPE = "cs_survey_nps.counter"
_VISIT_HOURS = 2


class CsNpsProgram(models.Model):
    """Asking at the counter: a sign with a QR code and a short link, one answer a visit."""

    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    counter_code = fields.Char(
        readonly=True, copy=False, help="Stands in the link of the sign. A new one ends old signs."
    )
    counter_url = fields.Char(
        string="Counter Link", compute="_compute_counter_url", compute_sudo=True
    )

    _counter_code_uniq = models.UniqueIndex("(counter_code) WHERE counter_code IS NOT NULL")

    @api.depends("counter_code", "trigger")
    def _compute_counter_url(self):
        for program in self:
            shown = program.trigger == "counter" and program.counter_code
            program.counter_url = shown and f"{program.get_base_url()}/cs/nps/c/{shown}"

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._ensure_counter_code()
        return programs

    def write(self, vals):
        result = super().write(vals)
        if vals.get("trigger") == "counter":
            self._ensure_counter_code()
        return result

    def _ensure_counter_code(self):
        for program in self:
            if program.trigger == "counter" and not program.counter_code:
                program.counter_code = counter.new_code()

    # ---- visits ----

    @api.model
    def _get_counter_program(self, typed):
        """Return the program of a code from outside, none for one that is not in use."""
        code = counter.read_code(typed)
        domain = [("counter_code", "=", code), ("trigger", "=", "counter")]
        return self.sudo().search(domain, limit=1) if code else self.sudo().browse()

    def _new_visit(self):
        """Return the token of one visit: it is good for one answer, and is stored nowhere."""
        self.ensure_one()
        payload = [self.counter_code, secrets.token_hex(16)]
        return hash_sign(self.env, _SCOPE, payload, expiration_hours=_VISIT_HOURS)

    def _read_visit(self, token):
        """Return the key of the visit, False for a token that is old or not ours."""
        self.ensure_one()
        try:
            payload = verify_hash_signed(self.env, _SCOPE, token)
        except (ValueError, TypeError, KeyError, IndexError):
            return False
        if not payload or payload[0] != self.counter_code:
            return False
        return f"visit:{payload[1]}"

    def _find_visit(self, key):
        """Return the invitation of a visit that has been answered, if it has."""
        self.ensure_one()
        domain = [("program_id", "=", self.id), ("event_key", "=", key)]
        return self.env["cs.nps.invitation"].sudo().search(domain, limit=1)

    def _open_visit(self, key, lang):
        """Return the invitation of a visit, made at the moment of the answer.

        Of two requests of one visit the second fails to serialise, is repeated by the server,
        and then finds what the first made.
        """
        self.ensure_one()
        nobody = self.env["res.partner"]
        now = fields.Datetime.now()
        values = {
            **self._prepare_invitation_values(key, nobody, record=self),
            "lang": lang,
            "state": "sent",
            "scheduled_at": now,
            "sent_at": now,
            "expires_at": fields.Datetime.add(now, hours=_VISIT_HOURS),
        }
        invitation = self.env["cs.nps.invitation"].sudo()._insert_once([values])
        invitation._cs_tokens()
        return invitation

    # ---- the sign ----

    def _get_qr_data_uri(self):
        """Return the QR code of the link, as an image that stands in the page itself."""
        self.ensure_one()
        image = self.env["ir.actions.report"].barcode(
            "QR", self.counter_url, width=600, height=600, barLevel="M"
        )
        return f"data:image/png;base64,{base64.b64encode(image).decode()}"

    def action_print_sign(self):
        """Show the sign for the counter, ready to print."""
        self.ensure_one()
        self.check_access("read")
        if not self.counter_url:
            raise UserError(self.env._("Only a program that asks at the counter has a sign."))
        return self.env.ref("cs_survey_nps.action_report_counter").report_action(self)

    def action_renew_counter_code(self):
        """Draw a new code: signs printed so far lead nowhere any more."""
        self.check_access("write")
        for program in self.filtered(lambda program: program.trigger == "counter"):
            program.counter_code = counter.new_code()
        return True
