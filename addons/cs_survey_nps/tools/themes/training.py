"""A linear model learned from what people corrected, and whether it is better than phrases.

Learning needs scikit-learn; it is imported where it is used, and nothing else here needs it.
"""

from importlib.util import find_spec
from typing import NamedTuple

from . import folds, measure, ngrams
from .text import words_of

MIN_COMMENTS = 60  # that people checked, in one language
MIN_EXAMPLES = 10  # of a theme, else it is left to the phrases
MARGIN = 0.01  # by which the mean F1 must be better
_STRENGTH = 10.0  # the less, the more cautious are weights
_DIGITS = 6
_INNER = 3  # folds that tell the threshold
_TURNS = 2000  # of the solver, at most


class Report(NamedTuple):
    """What came out: mean F1 of the taught themes, each comment judged by what others taught."""

    comments: int
    f1_rules: float
    f1_model: float
    f1_both: float
    themes: dict  # {theme: (examples, F1 of phrases, of the model, of both)}
    left: dict  # {theme: examples}, too few to learn from
    linears: list


def is_available():
    """Return whether scikit-learn is installed."""
    return find_spec("sklearn") is not None


def split(samples):
    """Return the themes to learn, and those with too few examples for it, with their numbers.

    A theme that nearly every comment speaks of cannot be learned either.

    >>> often, rare = frozenset("a"), frozenset("b")
    >>> samples = [folds.Sample("", often if n % 2 else rare if n == 0 else "", "")
    ...            for n in range(60)]
    >>> split(samples)
    ({'a': 30}, {'b': 1})
    """
    counts, most = folds.examples(samples), len(samples) - MIN_EXAMPLES
    taught = {theme: n for theme, n in counts.items() if MIN_EXAMPLES <= n <= most}
    return taught, {theme: n for theme, n in counts.items() if theme not in taught}


def is_better(f1_rules, f1_model, f1_both):
    """Return whether a model is worth offering.

    It must beat the phrases by itself, and be no burden to them when both are in use.

    >>> is_better(0.80, 0.85, 0.86), is_better(0.80, 0.75, 0.86), is_better(0.80, 0.85, 0.80)
    (True, False, False)
    >>> is_better(0.80, 0.805, 0.9)
    False
    """
    return round(min(f1_model, f1_both) - f1_rules, 6) >= MARGIN


def train(samples, seed=0):
    """Return the :class:`Report` on a model learned from samples.

    :raises ImportError: without scikit-learn
    :raises ValueError: where there is no theme with examples enough
    """
    counts, left = split(samples)
    if not counts:
        raise ValueError("no theme has examples enough")
    themes = sorted(counts)
    matrix = _matrix(samples)
    said = _cross_validate(matrix, samples, themes, seed)
    rules = _scores(samples, themes, [sample.found for sample in samples])
    model = _scores(samples, themes, said)
    both = _scores(
        samples,
        themes,
        [sample.found | one for sample, one in zip(samples, said, strict=True)],
    )
    return Report(
        len(samples),
        *(measure.macro(figures, themes) for figures in (rules, model, both)),
        {
            theme: (
                counts[theme],
                *(rows.get(theme, {}).get("f1", 0.0) for rows in (rules, model, both)),
            )
            for theme in themes
        },
        left,
        [_learn(matrix, samples, theme, seed) for theme in themes],
    )


def _scores(samples, themes, found):
    return measure.scores(
        (sample.expected & set(themes), one & set(themes))
        for sample, one in zip(samples, found, strict=True)
    )


def _matrix(samples):
    """Return the features of samples as scikit-learn takes them."""
    from scipy.sparse import csr_matrix

    values, columns, ends = [], [], [0]
    for sample in samples:
        row = ngrams.features(words_of(sample.text))
        columns += row.keys()
        values += row.values()
        ends.append(len(values))
    return csr_matrix((values, columns, ends), shape=(len(samples), ngrams.BUCKETS))


def _truth(samples, theme):
    return [theme in sample.expected for sample in samples]


def _fit(matrix, truth, seed):
    """Return a learner; the dual form is quick where there are more groups than comments."""
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(
        C=_STRENGTH,
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        max_iter=_TURNS,
        random_state=seed,
    )
    return learner.fit(matrix, truth)


def _scores_of_others(matrix, truth, dealt, seed):
    """Return the score of each comment by a learner that was taught by the other folds."""
    scores = [0.0] * len(truth)
    for fold in sorted(set(dealt)):
        known = [place for place, its in enumerate(dealt) if its != fold]
        asked = [place for place, its in enumerate(dealt) if its == fold]
        learner = _fit(matrix[known], [truth[place] for place in known], seed)
        for place, score in zip(asked, learner.decision_function(matrix[asked]), strict=True):
            scores[place] = float(score)
    return scores


def best_threshold(scores, truth):
    """Return the score above which saying yes has the best F1; halfway between two scores.

    >>> best_threshold([-0.9, -0.5, -0.4, 0.2], [False, False, True, True])
    -0.45
    >>> best_threshold([0.5, 0.5], [True, False])
    -0.5
    """
    ranked = sorted(zip(scores, truth, strict=True), reverse=True)
    expected, right, best = sum(truth), 0, (0.0, 0.0)
    ends = [score for score, _said in ranked[1:]] + [ranked[-1][0] - 2]
    for found, ((score, said), after) in enumerate(zip(ranked, ends, strict=True), 1):
        right += said
        f1 = measure.ratios(expected, found, right)["f1"]
        if after < score and f1 > best[0]:
            best = (f1, (score + after) / 2)
    return round(best[1], _DIGITS)


def _learn(matrix, samples, theme, seed):
    """Return what was learned of a theme, without the library's own objects."""
    truth = _truth(samples, theme)
    dealt = folds.deal([_only(sample, theme) for sample in samples], _INNER, seed)
    threshold = best_threshold(_scores_of_others(matrix, truth, dealt, seed), truth)
    learner = _fit(matrix, truth, seed)
    weights = [round(float(weight), _DIGITS) for weight in learner.coef_[0]]
    return ngrams.Linear(
        theme,
        round(float(learner.intercept_[0]), _DIGITS),
        threshold,
        {bucket: weight for bucket, weight in enumerate(weights) if weight},
    )


def _only(sample, theme):
    return sample._replace(expected=sample.expected & {theme})


def _cross_validate(matrix, samples, themes, seed):
    """Return for each sample the themes found by a model that the other folds taught.

    Its threshold, too, comes from them alone.
    """
    dealt = folds.deal(samples, seed=seed)
    said = [set() for _sample in samples]
    for fold in sorted(set(dealt)):
        known = [place for place, its in enumerate(dealt) if its != fold]
        taught = [samples[place] for place in known]
        linears = [
            _learn(matrix[known], taught, theme, seed)
            for theme in themes
            if _INNER <= sum(_truth(taught, theme)) <= len(taught) - _INNER
        ]
        for place in (place for place, its in enumerate(dealt) if its == fold):
            said[place].update(ngrams.tell(linears, samples[place].text))
    return said
