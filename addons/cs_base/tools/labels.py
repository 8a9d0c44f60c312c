"""Labels of one model's fields in another model."""


def selection_of(model, name):
    """Return what gives the selection of another model's field, in the reader's language.

    For the fields of a report: Odoo translates a list of labels, but not what a function returns.

    :param str model: name of the other model
    :param str name: its selection field
    """
    return lambda self: self.env[model]._fields[name]._description_selection(self.env)
