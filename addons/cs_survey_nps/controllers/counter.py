from odoo.http import request, route

from ..tools import answer
from .nps import _PAGE, NpsPage

_CODE = "/cs/nps/c/<string:code>"


class CounterPage(NpsPage):
    """The question at the counter: opening the link shows it, and only sending it records."""

    @route(_CODE, methods=["GET"], **_PAGE)
    def nps_counter_page(self, code, **_params):
        program = self._counter_program(code)
        if not program:
            return self._unknown_code()
        return self._counter_form(program, program._new_visit())

    @route(f"{_CODE}/<string:visit>", methods=["GET"], **_PAGE)
    def nps_counter_reload(self, code, **_params):
        """Show the question again where a visitor reloads what was refused."""
        return self.nps_counter_page(code)

    @route(f"{_CODE}/<string:visit>", methods=["POST"], **_PAGE)
    def nps_counter_answer(self, code, visit, score=None, comment=None, website=None, **_params):
        program = self._counter_program(code)
        if not program:
            return self._unknown_code()
        text = answer.clean_comment(comment)
        key = program._read_visit(visit)
        if not key:
            return self._counter_form(program, program._new_visit(), comment=text, problem=True)
        value = self._counter_draft(program)._read_score(score)
        if value is None:
            return self._counter_form(program, visit, comment=text, problem=True)
        invitation = program._find_visit(key)
        if not invitation:
            # Counted by address, so that nobody floods the figures from one chair.
            if self._counter_flood():
                return self._too_many()
            invitation = program._open_visit(key, self._visitor_lang())
        invitation._record_answer(value, text, trapped=bool(website))
        return request.redirect(f"/cs/nps/{invitation._cs_token()}?done=1", code=303)

    def _counter_program(self, code):
        return request.env["cs.nps.program"]._get_counter_program(code)

    def _unknown_code(self):
        limiter = request.env["cs.rate.limit"]
        if limiter._count_wrong_token(request.httprequest.remote_addr):
            return self._too_many()
        return self._unknown()

    def _counter_flood(self):
        """Return whether this address has answered too often within a minute."""
        address = f"counter {request.httprequest.remote_addr}"
        return request.env["cs.rate.limit"]._count_wrong_token(address)

    def _counter_draft(self, program):
        """Return the invitation that an answer would make, without making it."""
        values = {"program_id": program.id, "lang": self._visitor_lang(), "channel": "counter"}
        return request.env["cs.nps.invitation"].sudo().new(values)

    def _counter_form(self, program, visit, **values):
        token = f"c/{program.counter_code}/{visit}"
        return self._form(self._counter_draft(program), token, **values)
