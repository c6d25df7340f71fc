"""Two runs over the same questions: what differs, and whether that is more than chance."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from eval.answer_agreement import overlaps
from eval.answer_measures import MEASURES, MILLISECONDS, table_of
from eval.answer_scores import Scores
from eval.answers import Result
from eval.errors import EvalError
from eval.grouped_means import Table, compare_means, grouped, mean

AGREEMENT = "agreement"
"""The mean overlap between languages, compared with the measures of single answers."""

_REQUIRED = ("right", "refused", "refusal_right", "quotes", "exact")


def read_saved(path: Path) -> dict[str, Scores]:
    """Return the scores of a run that `--json` wrote, by question.

    Raises:
        EvalError: it cannot be read, or is no such document.
    """
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        return {str(result["id"]): _scores(result["scores"]) for result in saved["results"]}
    except OSError as error:
        raise EvalError(
            "{file} cannot be read ({reason}). Name a file that --json wrote.",
            file=str(path),
            reason=error.strerror or str(error),
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EvalError(
            "{file} is not a saved run ({reason}). Name a file that python -m eval answers --json of this "
            "edition wrote.",
            file=str(path),
            reason=f"{type(error).__name__}: {error}",
        ) from error


def compare(
    results: Sequence[Result], saved: Mapping[str, Scores], file: Path, seed: int
) -> dict[str, Any]:
    """Return, over the questions that both runs have, how each measure differs from the saved run's.

    Raises:
        EvalError: the saved run has none of the questions.
    """
    here = [result for result in results if result.question.id in saved]
    if not here:
        raise EvalError(
            "{file} has none of these questions. Name a run over the same question set.", file=str(file)
        )
    there = [Result(result.question, None, saved[result.question.id]) for result in here]
    pairs = zip(here, there, strict=True)
    changed = [(a.question.id, a.scores.right) for a, b in pairs if a.scores.right != b.scores.right]
    tables = {m.name: (table_of(m, here), table_of(m, there)) for m in (*MEASURES, MILLISECONDS)}
    tables[AGREEMENT] = (_overlap_table(here), _overlap_table(there))
    compared = {name: _compared(*both, seed) for name, both in tables.items()}
    return {
        "against": str(file),
        "questions": len(here),
        "measures": {name: row for name, row in compared.items() if row is not None},
        "became_right": [id for id, right in changed if right],
        "became_wrong": [id for id, right in changed if not right],
    }


def _compared(mine: Table, theirs: Table, seed: int) -> dict[str, Any] | None:
    value, against = mean(mine), mean(theirs)
    if value is None or against is None:
        return None
    found = compare_means(mine, theirs, seed)
    return {
        "mean": round(value, 4),
        "against": round(against, 4),
        "difference": round(found.difference, 4),
        "interval": [round(bound, 4) for bound in found.interval],
        "p": round(found.p, 4),
    }


def _overlap_table(results: Sequence[Result]) -> Table:
    values = [item for pair in overlaps(results).values() for item in pair.items()]
    return grouped([stem for stem, _ in values], [value for _, value in values])


def _scores(given: Mapping[str, Any]) -> Scores:
    """Return saved scores, having made sure that each is of a kind that can be counted."""
    names = {field.name for field in fields(Scores)}
    if set(given) != names:
        raise KeyError(", ".join(sorted(names ^ set(given))))
    numbers = {name: value for name, value in given.items() if name != "provisions"}
    for name, value in numbers.items():
        known = isinstance(value, bool | int | float) and math.isfinite(value)
        if not known and (value is not None or name in _REQUIRED):
            raise TypeError(f"{name} is {value!r}")
    if not isinstance(given["provisions"], list):
        raise TypeError(f"provisions is {given['provisions']!r}")
    return Scores(**numbers, provisions=tuple(str(at) for at in given["provisions"]))
