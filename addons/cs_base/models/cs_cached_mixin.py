from odoo import api, models


class CsCachedMixin(models.AbstractModel):
    """A few rows that every order is checked against: read once, until one of them changes.

    What is known of them is kept by methods with ``ormcache``.
    """

    _name = "cs.cached.mixin"
    _description = "Rows Known without Asking"

    # The fields whose change makes what is known wrong; None for all.
    _CACHED_FIELDS = None

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._CACHED_FIELDS is None or not self._CACHED_FIELDS.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
