"""Fitting the support model (adapter of scikit-learn) on questions whose right citations are known."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import brier_score_loss, roc_auc_score

from answer.assistant import Assistant
from answer.support import COEFFICIENTS, Signals
from eval.answer_plot import draw_risk
from eval.data_file import replace_data
from eval.errors import EvalError
from eval.logistic import Logistic, fit_logistic
from eval.questions import Question
from eval.risk_coverage import risk_coverage

FOLDS = 10
UNANSWERABLE = 0.25
"""The share of questions that the sources cannot answer, as the threshold assumes it."""

PARTINGS = 8
SAME = 0.01
"""Shares of right decisions no farther apart are taken for equal; their standard error is about 0.02."""

_FEWEST = 2 * FOLDS
_MOST_EXAMPLES = 3
_HEADER = """\
# The support model: log-odds that a quoted provision answers the question, from answer/support.py.
# Written by: python -m eval calibrate {questions} --write
# {report}
"""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A question of a set: the signals of what would be quoted, and which of them are examples.

    `stem` is the same for the versions of a question in other languages.
    """

    stem: str
    answerable: bool
    signals: NDArray[np.float64]
    examples: NDArray[np.bool_]


def calibrate(
    questions: Sequence[Question],
    assistant: Assistant,
    files: Sequence[Path] = (),
    plot: Path | None = None,
) -> dict[str, Any]:
    """Fit the support model and return how well it does on questions it was not fitted on.

    Positive examples are the first right provisions that would be quoted for a question, negative ones
    what would be quoted first for a question that cannot be answered; an answerable question for which
    nothing right would be quoted says nothing about support and is left out. A question is answered when
    the best of its quotes reaches the threshold, which is the one that most often decides rightly, over
    several ways to part the set; versions of a question in other languages are never parted. With
    `files`, the sets' paths, the coefficients are put in force; `plot` is where to draw what share of the
    answers would be to questions that cannot be answered, over the share of questions answered.

    Raises:
        EvalError: too few questions of one kind to fit on.
    """
    weighed = [each for question in questions if len((each := _weigh(question, assistant)).signals)]
    answerable = np.array([each.answerable for each in weighed])
    if min(answerable.sum(), len(answerable) - answerable.sum()) < _FEWEST:
        raise EvalError(
            "There are {right} questions answered rightly and {wrong} unanswerable ones; {fewest} of "
            "each are needed to fit on. Add questions to the set.",
            right=int(answerable.sum()),
            wrong=int(len(answerable) - answerable.sum()),
            fewest=_FEWEST,
        )
    parted = [_unseen(weighed, seed) for seed in range(PARTINGS)]
    unseen = np.mean(parted, axis=0)
    threshold = _best_threshold(parted, answerable)
    report = {
        "questions": len(weighed),
        "answerable": int(answerable.sum()),
        "auroc": round(float(roc_auc_score(answerable, unseen)), 3),
        "brier": round(float(brier_score_loss(answerable, unseen)), 3),
        "answered_of_answerable": round(float((unseen[answerable] >= threshold).mean()), 3),
        "refused_of_unanswerable": round(float((unseen[~answerable] < threshold).mean()), 3),
        "threshold": threshold,
    }
    if plot is not None:
        points = risk_coverage(zip(unseen.tolist(), answerable.tolist(), strict=True))
        replace_data(plot, draw_risk(points, "en"))
    model = _fitted(weighed)
    names = [field.name for field in fields(Signals)]
    coefficients = dict(zip(names, model.slopes.tolist(), strict=True))
    coefficients["intercept"] = model.intercept
    if files:
        _write({**coefficients, "threshold": threshold}, report, files)
    return {**report, **{name: round(value, 2) for name, value in coefficients.items()}}


def _weigh(question: Question, assistant: Assistant) -> _Weighed:
    """Return a question with its examples: at most three, one a provision."""
    replies = assistant.weigh(question.text, question.lang, question.history)
    weighed = [each for reply in replies for each in reply.weighed]
    places = [assistant.locator(each) for each in weighed]
    seen: set[str] = set()
    examples = []
    for place in places:
        fits = question.unanswerable or place in question.expected_locators
        examples.append(fits and place not in seen and len(seen) < _MOST_EXAMPLES)
        seen |= {place} if fits else set()
    return _Weighed(
        question.id.removesuffix(f"-{question.lang}"),
        not question.unanswerable,
        np.array([list(asdict(each.signals).values()) for each in weighed])
        if any(examples)
        else np.zeros(0),
        np.array(examples, bool),
    )


def _fitted(weighed: Sequence[_Weighed]) -> Logistic:
    table = np.concatenate([each.signals[each.examples] for each in weighed])
    labels = np.concatenate([np.full(each.examples.sum(), each.answerable) for each in weighed])
    # Each question counts once, however many examples it gives.
    weights = np.concatenate([np.full(each.examples.sum(), 1 / each.examples.sum()) for each in weighed])
    return fit_logistic(table, labels, weights)


def _unseen(weighed: Sequence[_Weighed], seed: int) -> NDArray[np.float64]:
    """Return the support of each question's best quote by models that were fitted on other questions."""
    stems = sorted({each.stem for each in weighed})
    parts = dict(zip(stems, np.random.default_rng(seed).permutation(len(stems)) % FOLDS, strict=True))
    support = np.zeros(len(weighed))
    for part in range(FOLDS):
        model = _fitted([each for each in weighed if parts[each.stem] != part])
        for place, each in enumerate(weighed):
            if parts[each.stem] == part:
                support[place] = model.apply(each.signals).max()
    return support


def _best_threshold(parted: Sequence[NDArray[np.float64]], labels: NDArray[np.bool_]) -> float:
    """Return the middle of the thresholds, 0.05 to 0.95, that decide rightly as often as the best does.

    Shares closer than the set can tell apart count as the same, and the middle of those moves least from
    one fit to the next.
    """
    candidates = np.round(np.arange(0.05, 0.96, 0.01), 2)
    answered = np.array([np.mean([(p[labels] >= t).mean() for p in parted]) for t in candidates])
    refused = np.array([np.mean([(p[~labels] < t).mean() for p in parted]) for t in candidates])
    rightly = (1 - UNANSWERABLE) * answered + UNANSWERABLE * refused
    return round(float(np.median(candidates[rightly >= rightly.max() - SAME])), 2)


def _write(values: dict[str, float], report: dict[str, Any], files: Sequence[Path]) -> None:
    described = ", ".join(f"{name} {value}" for name, value in report.items())
    lines = [f"{name} = {value:.4f}" for name, value in values.items()]
    sets = " ".join(f"--questions {file.as_posix()}" for file in files)
    text = _HEADER.format(questions=sets, report=described) + "\n".join(lines) + "\n"
    replace_data(COEFFICIENTS, text)
