"""What an add-on has to tidy up itself when it is removed."""

from odoo.tools import SQL


def forget_lent_names(env, module):
    """Drop the names that other add-ons gave to parts of ``module``'s own models.

    A model that inherits a mixin gets external ids in the mixin's add-on too: its parents, and
    the values of inherited selections. Odoo deletes the records with the model, by cascade, but
    forgets those ids, because the mixin's add-on stays. Call it from ``uninstall_hook``.

    :param str module: the add-on being removed
    """
    own = [name for name, model in env.registry.items() if model._original_module == module]
    env.cr.execute(
        SQL(
            """
            DELETE FROM ir_model_data WHERE module <> %(module)s AND (
                   (model = 'ir.model.inherit' AND res_id IN (
                        SELECT link.id FROM ir_model_inherit link
                          JOIN ir_model ON ir_model.id = link.model_id
                         WHERE ir_model.model = ANY(%(own)s)))
                OR (model = 'ir.model.fields.selection' AND res_id IN (
                        SELECT choice.id FROM ir_model_fields_selection choice
                          JOIN ir_model_fields field ON field.id = choice.field_id
                         WHERE field.model = ANY(%(own)s))))
            """,
            module=module,
            own=own,
        )
    )
