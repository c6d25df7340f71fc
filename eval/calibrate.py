"""Fitting the support model (adapter of scikit-learn) on questions whose right citations are known."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from answer.assistant import Assistant
from answer.support import COEFFICIENTS
from eval.data_file import replace_data
from eval.errors import EvalError
from eval.questions import Question

FOLDS = 10
UNANSWERABLE = 0.25
"""The share of questions that the sources cannot answer, as the threshold assumes it."""

PARTINGS = 8
SAME = 0.01
"""Shares of right decisions no farther apart are taken for equal; their standard error is about 0.02."""

_FEWEST = 2 * FOLDS
_HEADER = """\
# The support model: log-odds that a quoted provision answers the question, from answer/support.py.
# Written by: python -m eval calibrate --questions {questions} --write
# {report}
"""


def calibrate(questions: Sequence[Question], assistant: Assistant, file: Path | None) -> dict[str, Any]:
    """Fit the support model and return how well it does on questions it was not fitted on.

    A positive example is the first right provision that would be quoted for a question, a negative one
    what would be quoted first for a question that cannot be answered; an answerable question for which
    nothing right would be quoted says nothing about support and is left out. The threshold is the one
    that most often decides rightly, over several ways to part the set. With `file`, the set's path, the
    coefficients are put in force.

    Raises:
        EvalError: too few questions of one kind to fit on.
    """
    signals, labels = _examples(questions, assistant)
    if min(labels.sum(), len(labels) - labels.sum()) < _FEWEST:
        raise EvalError(
            "There are {right} questions answered rightly and {wrong} unanswerable ones; {fewest} of "
            "each are needed to fit on. Add questions to the set.",
            right=int(labels.sum()),
            wrong=int(len(labels) - labels.sum()),
            fewest=_FEWEST,
        )
    table = np.array([list(row.values()) for row in signals])
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=5_000))
    parted = [
        cross_val_predict(
            model,
            table,
            labels,
            cv=StratifiedKFold(FOLDS, shuffle=True, random_state=seed),
            method="predict_proba",
        )[:, 1]
        for seed in range(PARTINGS)
    ]
    unseen = np.mean(parted, axis=0)
    threshold = _best_threshold(parted, labels)
    report = {
        "examples": len(labels),
        "positive": int(labels.sum()),
        "auroc": round(float(roc_auc_score(labels, unseen)), 3),
        "brier": round(float(brier_score_loss(labels, unseen)), 3),
        "answered_of_answerable": round(float((unseen[labels] >= threshold).mean()), 3),
        "refused_of_unanswerable": round(float((unseen[~labels] < threshold).mean()), 3),
        "threshold": threshold,
    }
    model.fit(table, labels)
    slopes = model[1].coef_[0] / model[0].scale_
    coefficients = dict(zip(signals[0], slopes.tolist(), strict=True))
    coefficients["intercept"] = float(model[1].intercept_[0] - slopes @ model[0].mean_)
    if file is not None:
        _write({**coefficients, "threshold": threshold}, report, file)
    return {**report, **{name: round(value, 2) for name, value in coefficients.items()}}


def _examples(
    questions: Sequence[Question], assistant: Assistant
) -> tuple[list[dict[str, float]], NDArray[np.bool_]]:
    signals, labels = [], []
    for question in questions:
        replies = assistant.weigh(question.text, question.lang, question.history)
        weighed = [each for reply in replies for each in reply.weighed]
        right = [each for each in weighed if assistant.locator(each) in question.expected_locators]
        for example in (weighed if question.unanswerable else right)[:1]:
            signals.append(asdict(example.signals))
            labels.append(not question.unanswerable)
    return signals, np.array(labels)


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


def _write(values: dict[str, float], report: dict[str, Any], questions: Path) -> None:
    described = ", ".join(f"{name} {value}" for name, value in report.items())
    lines = [f"{name} = {value:.4f}" for name, value in values.items()]
    text = _HEADER.format(questions=questions.as_posix(), report=described) + "\n".join(lines) + "\n"
    replace_data(COEFFICIENTS, text)
