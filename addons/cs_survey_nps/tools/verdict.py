"""Deciding whether an attempt to answer is taken for a person's.

Programs that check mails open links and send forms as people do, from the same addresses and
with the same browsers, so nothing that a visitor's browser says is proof. Three things are:

* who fills a field that people cannot see is a program;
* who writes words is a person, and so is who finds the same number again on a page that has
  none chosen;
* a number alone soon after the mail, or beside other numbers, may be either's. It is kept,
  flagged with the rule that says so, and neither counts nor locks: the person may still answer.

The first attempt that is taken for a person's counts and locks.
"""

import re
from typing import NamedTuple

QUIET_SECONDS = 1800  # after a mail, where the program says nothing else
BURST_SECONDS = 10
# Programs that say what they are. Telephones called Cubot are none.
_SCANNER = re.compile(
    r"(?<!cu)bot\b|crawl|spider|scanner|link.?check|preview|headless|phantomjs|barracuda"
    r"|proofpoint|mimecast|safelinks|urldefense|virustotal|facebookexternalhit",
    re.IGNORECASE,
)


class Attempt(NamedTuple):
    """What is known of one sent form.

    ``at``: seconds on any clock; ``since_mail``: seconds since the mail left, ``None`` where no
    mail brought the link; ``words``: there is a comment; ``again``: the number was found again
    on the page that asks for it; ``trapped``: the hidden field was filled; ``employee``: a
    colleague was signed in; ``scanner``: the browser's name is that of a program.
    """

    score: int
    at: float
    since_mail: float | None = None
    words: bool = False
    again: bool = False
    trapped: bool = False
    employee: bool = False
    scanner: bool = False


class Kept(NamedTuple):
    """An earlier attempt that was kept without counting, and the rule that flagged it."""

    score: int
    at: float
    reason: str


def judge(attempt, kept=(), counted=False, quiet=QUIET_SECONDS):
    """Return ``(status, rule)``: ``("confirmed", None)`` or ``("flagged", rule)``.

    :param Attempt attempt: the new one; not a repetition of the answer that counts
    :param kept: earlier attempts, each a :class:`Kept`
    :param bool counted: an answer counts already
    :param quiet: seconds after the mail in which a number alone is not taken for a person's

    A number alone is believed once the scanners have had their time:

    >>> judge(Attempt(3, at=1800, since_mail=1800))
    ('confirmed', None)
    >>> judge(Attempt(3, at=20, since_mail=20)), judge(Attempt(3, at=20))
    (('flagged', 'early'), ('confirmed', None))

    Words are believed at once, the same number found again too:

    >>> judge(Attempt(3, at=20, since_mail=20, words=True))
    ('confirmed', None)
    >>> early = [Kept(3, at=20, reason="early")]
    >>> judge(Attempt(3, at=27, since_mail=27, again=True), early)
    ('confirmed', None)
    >>> judge(Attempt(4, at=27, since_mail=27, again=True), early)
    ('flagged', 'several')

    Several numbers within seconds are a program's, however long after the mail:

    >>> judge(Attempt(4, at=1909, since_mail=1909), [Kept(3, at=1900, reason="early")])
    ('flagged', 'several')
    >>> judge(Attempt(4, at=1910, since_mail=1910), [Kept(3, at=1900, reason="early")])
    ('confirmed', None)

    What fills the hidden field, or is sent by a colleague, never counts by itself:

    >>> judge(Attempt(3, at=500, words=True, trapped=True))
    ('flagged', 'honeypot')
    >>> judge(Attempt(3, at=500, words=True, employee=True))
    ('flagged', 'employee')

    The first that counts locks:

    >>> judge(Attempt(10, at=999, words=True), counted=True)
    ('flagged', 'late')
    """
    reason = _barred(attempt, counted)
    if not reason and not attempt.words:
        reason = _doubt(attempt, kept, quiet)
    return ("flagged", reason) if reason else ("confirmed", None)


def _barred(attempt, counted):
    """Return the rule that no words outweigh, if there is one."""
    if attempt.trapped:
        return "honeypot"
    if attempt.employee:
        return "employee"
    return "late" if counted else None


def _doubt(attempt, kept, quiet):
    """Return the rule under which a number alone is not believed, if there is one."""
    others = [old for old in kept if old.reason not in ("honeypot", "employee")]
    if any(
        old.score != attempt.score and abs(attempt.at - old.at) < BURST_SECONDS for old in others
    ):
        return "several"
    if attempt.again and any(old.score == attempt.score for old in others):
        return None
    if attempt.scanner:
        return "scanner"
    if attempt.since_mail is not None and attempt.since_mail < quiet:
        return "early"
    return None


def is_scanner(user_agent):
    """Return whether a browser's name is that of a program that checks links.

    >>> is_scanner("Mozilla/5.0 (compatible; Googlebot/2.1)"), is_scanner("Barracuda Sentinel")
    (True, True)
    >>> is_scanner("Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 30) Chrome/120"), is_scanner(None)
    (False, False)
    """
    return bool(_SCANNER.search(user_agent or ""))
