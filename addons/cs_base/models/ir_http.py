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
    def _handle_error(cls, exception):
        """Answer plainly where the site's error page takes the address for another, and fails.

        It cuts the address at a question mark, also at one that is part of the path.
        """
        path = request.httprequest.path
        if path.startswith(PUBLIC_PREFIX) and "?" in path:
            request.is_frontend = False
        return super()._handle_error(exception)

    @classmethod
    def _serve_fallback(cls):
        """Nothing is stored under an address with a NUL, and PostgreSQL fails to look for one."""
        if "\x00" in request.httprequest.path:
            return None
        return super()._serve_fallback()
