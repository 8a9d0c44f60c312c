"""What went wrong, said to a person."""

import errno


class Problem(Exception):
    """A failure with a cause the user can mend: shown as one sentence, without traceback."""


def sentence_of(error, root):
    """Return the sentence for an operating system error that nobody foresaw.

    >>> sentence_of(OSError(errno.ENOSPC, "No space left on device"), "/clone")
    'The disk is full: make room below /clone, then run the same command again.'
    >>> sentence_of(PermissionError(errno.EACCES, "Permission denied", "/clone/x"), "/clone")
    'Permission denied: /clone/x'
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: make room below {root}, then run the same command again."
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or error}{where}"
