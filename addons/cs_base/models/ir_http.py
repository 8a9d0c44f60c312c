from odoo import models
from odoo.http import request
from werkzeug.exceptions import MethodNotAllowed

from ..tools import visitor

PUBLIC_PREFIX = "/cs/"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        if request.httprequest.path.startswith(PUBLIC_PREFIX):
            cls._refuse_options()
            request.params = visitor.clean(request.params)
        return super()._dispatch(endpoint)

    @classmethod
    def _refuse_options(cls):
        """Odoo gives a request for the allowed methods to the first route, which may write."""
        if request.httprequest.method == "OPTIONS":
            raise MethodNotAllowed(["GET", "HEAD", "POST"])

    @classmethod
    def _serve_fallback(cls):
        """Nothing is stored under an address with a NUL, and PostgreSQL fails to look for one."""
        if "\x00" in request.httprequest.path:
            return None
        return super()._serve_fallback()
