from odoo import api, models

_KNOWN = "cs_nps_known_defaults"  # in the context: {model: {field: default}}


class CsNpsBatchMixin(models.AbstractModel):
    """Creating many records that are alike.

    Odoo asks for the defaults of each record anew, field by field. For mails that takes a fifth
    of the time, and they come out the same for all.
    """

    _name = "cs.nps.batch.mixin"
    _description = "Records Created by the Hundred"

    @api.model
    def _create_batch(self, vals_list):
        """Create the records of ``vals_list`` as ``create`` does, asking for defaults once."""
        if not vals_list:
            return self.browse()
        # Given a parent, a record asks for no defaults of the parent's fields.
        first = vals_list[0]
        parents = {name: first[name] for name in self._inherits.values() if name in first}
        known = self._add_missing_default_values(dict(parents))
        defaults = {name: value for name, value in known.items() if name not in parents}
        records = self.with_context(**{_KNOWN: {self._name: defaults}}).create(vals_list)
        return records.with_env(self.env)

    @api.model
    def _add_missing_default_values(self, values):
        known = self.env.context.get(_KNOWN, {}).get(self._name)
        if known is None:
            return super()._add_missing_default_values(values)
        return known | values
