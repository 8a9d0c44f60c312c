"""What a visitor's form may hold, so that no page has to expect anything else."""


def clean(params):
    """Return the parameters of a request without what no page of ours asks for.

    Left out are files, and a field called ``self``, which would be taken for the controller;
    the character NUL, which no column stores, becomes the one that stands for an unreadable one.

    >>> clean({"score": "9", "self": "x", "comment": "a\\x00b", "id": 7, "file": object()})
    {'score': '9', 'comment': 'a\ufffdb', 'id': 7}
    """
    return {
        name: value.replace("\x00", "\ufffd") if isinstance(value, str) else value
        for name, value in params.items()
        if name != "self" and isinstance(value, (str, int))
    }
