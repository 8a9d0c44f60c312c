from odoo import models
from odoo.http import request

from ..tools import visitor

PUBLIC_PREFIX = "/cs/"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        if request.httprequest.path.startswith(PUBLIC_PREFIX):
            request.params = visitor.clean(request.params)
        return super()._dispatch(endpoint)

    @classmethod
    def _serve_fallback(cls):
        """Nothing is stored under an address with a NUL, and PostgreSQL fails to look for one."""
        if "\x00" in request.httprequest.path:
            return None
        return super()._serve_fallback()
