import random
from datetime import timedelta

from odoo.tests import TransactionCase, tagged

from ..models.cs_nps_invitation_answer import ASKS_AGAIN
from ..tools import verdict
from .common import NpsCommon

SEED = 20261126
ROUNDS = 1000
# Scanners' time in seconds: share of lone programs accepted, of persons alone flagged, and of
# persons not counted because a program came, too. Percent; the README has the same.
PUBLISHED = {60: (89.4, 1.4, 41.0), 300: (77.2, 2.9, 32.5), 1800: (1.4, 12.8, 13.0)}
# Both sides draw from these: no browser and no address belongs to one of them.
BROWSERS = (
    *("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) Safari/604.1",) * 4,
    *("Mozilla/5.0 (Linux; Android 15; SM-S928B) Chrome/131.0",) * 4,
    *("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/131.0",) * 4,
    "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/131.0",
)


class Visitor:
    """Somebody with the link: a person, or a program that behaves like one.

    Score, browser, delay after the mail and whether the page is opened by JavaScript are drawn
    alike. They differ in what they are: a person may write words and, if asked, finds the
    number again; a program sends the form as it stands, one number or several, and taps
    anything on a page that asks.
    """

    def __init__(self, dice, human):
        self.dice = dice
        self.human = human
        self.score = dice.randrange(11)
        self.delay = dice.uniform(2, 1800)
        self.signals = {"mailed": True, "scanner": verdict.is_scanner(dice.choice(BROWSERS))}
        self.words = "hàng tốt" if human and dice.random() < 0.4 else ""
        self.taps_again = dice.random() < 0.8

    def forms(self):
        """Return (seconds after the mail, score, words, found again) of each form sent."""
        if self.human:
            sent = [(self.delay, self.score, self.words, False)]
            if self.taps_again:
                sent.append((self.delay + self.dice.uniform(4, 20), self.score, "", True))
            return sent
        scores = [self.score]
        if self.dice.random() < 0.5:
            scores += self.dice.sample(range(11), 3)
        sent = [(self.delay + 0.3 * turn, score, "", False) for turn, score in enumerate(scores)]
        if self.dice.random() < 0.3:
            sent.append((self.delay + 3, self.dice.randrange(11), "", True))
        return sent


def in_order(visitors):
    """Return the forms that the visitors send, by time, each with its visitor."""
    forms = [(*form, visitor) for visitor in visitors for form in visitor.forms()]
    return sorted(forms, key=lambda form: form[0])


def play(forms, quiet):
    """Return the score that counts in the end, decided without a database, None without."""
    kept, asked, counted = {}, set(), None
    for delay, score, words, again, visitor in forms:
        at = int(delay)
        if score == counted or (again and visitor not in asked):
            continue
        attempt = verdict.Attempt(
            score=score,
            at=at,
            since_mail=at,
            words=bool(words),
            again=again and score == visitor.score,
            scanner=visitor.signals["scanner"],
        )
        status, rule = verdict.judge(attempt, kept.values(), counted is not None, quiet)
        if status == "confirmed":
            counted = score
        else:
            kept.setdefault((score, words), verdict.Kept(score, at, rule))
            asked |= {visitor} if rule in ASKS_AGAIN else set()
    return counted


def draw(dice, human, bots):
    """Return the visitors of one round: a person or none, and so many programs."""
    crowd = [Visitor(dice, human=False) for _bot in range(bots)]
    return [*crowd, Visitor(dice, human=True)] if human else crowd


def wrong_share(quiet, human, bots, rounds=5000):
    """Return the percentage of rounds in which what counts is not what the person sent."""
    dice = random.Random(SEED)
    wrong = 0
    for _round in range(rounds):
        visitors = draw(dice, human, bots)
        counted = play(in_order(visitors), quiet)
        wrong += counted != (visitors[-1].score if human else None)
    return 100 * wrong / rounds


@tagged("post_install", "-at_install")
class TestInterleavings(NpsCommon, TransactionCase):
    """Case Survey 1 in 1,000 drawn orders of persons and programs, the clock being frozen."""

    def _play(self, number, visitors):
        """Let the visitors send their forms; check what holds whoever comes in which order."""
        values = self.program._prepare_invitation_values(f"round:{number}", self.customer)
        invitation = self.env["cs.nps.invitation"].create(
            {**values, "state": "sent", "sent_at": "2026-03-04 05:00:00"}
        )
        asked, counted = set(), []
        for delay, score, words, again, visitor in in_order(visitors):
            if again and visitor not in asked:
                continue
            again = again and score == visitor.score
            with self._at(invitation.sent_at + timedelta(seconds=int(delay))):
                answer, rule = invitation._take_answer(
                    score, words, again=again, **visitor.signals
                )
            asked |= {visitor} if rule in ASKS_AGAIN and not answer else set()
            if answer:
                counted.append((answer.id, answer.score, answer.comment))
        self._check(invitation, counted)
        return invitation

    def _check(self, invitation, counted):
        confirmed = invitation.response_ids.filtered(lambda row: row.status == "confirmed")
        self.assertLessEqual(len(confirmed), 1)
        self.assertEqual(
            {row[:2] for row in counted}, {(row.id, row.score) for row in confirmed},
            "the answer that counted was replaced",
        )
        words = [comment for _id, _score, comment in counted]
        self.assertEqual(words, sorted(words, key=bool), "a comment was blanked")
        self.assertLessEqual(len(set(filter(None, words))), 1, "a comment was overwritten")

    def test_case_survey_1_in_a_thousand_interleavings(self):
        dice = random.Random(SEED)
        for number in range(ROUNDS):
            visitors = draw(dice, human=number % 4, bots=dice.randint(1, 3))
            forms = dice.getstate()
            invitation = self._play(number, visitors)
            dice.setstate(forms)
            rows = invitation.response_ids
            confirmed = rows.filtered(lambda row: row.status == "confirmed")
            expected = play(in_order(visitors), verdict.QUIET_SECONDS)
            self.assertEqual(confirmed.score if confirmed else None, expected)
            human = visitors[-1] if visitors[-1].human else None
            if human:
                kept = rows.filtered(lambda row, human=human: row.score == human.score)
                self.assertTrue(kept, "the human's attempt is lost")
                if human.words:
                    self.assertIn(human.words, kept.mapped("comment"), "words are lost")
            if number % 100 == 99:
                self.env.flush_all()
                self.env.invalidate_all()

    def test_the_figures_of_the_readme(self):
        for quiet, published in PUBLISHED.items():
            measured = (
                wrong_share(quiet, human=False, bots=1),
                wrong_share(quiet, human=True, bots=0),
                wrong_share(quiet, human=True, bots=1),
            )
            for value, figure in zip(measured, published, strict=True):
                self.assertAlmostEqual(value, figure, delta=0.06, msg=f"{quiet} s: {measured}")
