"""What an add-on has to do itself when it is updated or removed."""

from odoo import SUPERUSER_ID
from odoo.tools import SQL, convert_file


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


def renew_templates(env, module, file, names):
    """Load the mail templates of a data file anew, unless somebody has edited one of them.

    Data that is loaded once is not loaded again by an update. To be called after the data of
    an update: the translations, which come after it, are then those of the new words.

    :param str module: whose file it is
    :param str file: path below the module
    :param names: XML ids of every template in the file, without the module
    :returns: whether they were renewed
    """
    found = [env.ref(f"{module}.{name}", raise_if_not_found=False) for name in names]
    if not all(template and template.write_uid.id == SUPERUSER_ID for template in found):
        return False
    convert_file(env, module, file, {}, mode="init", noupdate=True)
    env.flush_all()
    for column in ("body_html", "subject"):
        env.cr.execute(
            SQL(
                "UPDATE mail_template SET %(column)s = jsonb_build_object('en_US',"
                " %(column)s->'en_US') WHERE id IN %(ids)s",
                column=SQL.identifier(column),
                ids=tuple(template.id for template in found),
            )
        )
    env.invalidate_all()
    return True
