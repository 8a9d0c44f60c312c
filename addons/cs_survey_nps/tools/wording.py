"""Which words somebody agreed to or refused: a short fingerprint of them."""

import hashlib
import re

_LENGTH = 12  # hexadecimal digits: 48 bits tell all wordings of a shop apart


def version(lang, text):
    """Return the version of a wording: it changes with the words, not with their layout.

    :param str lang: language in which they were shown
    :param str text: the words, with or without markup
    :returns: language and fingerprint

    >>> version("en_US", "<p>No more\\n  surveys</p>") == version("en_US", "No more surveys")
    True
    >>> version("en_US", "No surveys") == version("en_US", "No more surveys")
    False
    >>> version("vi_VN", "")
    'vi_VN:e3b0c44298fc'
    """
    words = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return f"{lang}:{hashlib.sha256(words.encode()).hexdigest()[:_LENGTH]}"
