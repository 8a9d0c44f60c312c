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
