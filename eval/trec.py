"""TREC run files: what a system found for each question, in the form that every evaluation tool reads.

A line is `question Q0 passage rank score tag`, parted by white space.
"""

import math
from pathlib import Path

from eval.errors import EvalError

Run = dict[str, dict[str, float]]
"""The score of each passage found, by question id and passage id; higher is better."""


def in_order(found: dict[str, float]) -> list[str]:
    """Return what was found for a question, best first.

    Equal scores go by id, backwards, as trec_eval has them.
    """
    return sorted(found, key=lambda id: (found[id], id), reverse=True)


def read_run(path: Path) -> Run:
    """Return the run in a file. As in trec_eval the scores give the order, not the ranks.

    Raises:
        EvalError: no such file, or a line that is not one of a run.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(
            "{file} cannot be read as a TREC run ({reason}). Name a file that --write-run has written.",
            file=str(path),
            reason=getattr(error, "strerror", None) or str(error),
        ) from error
    run: Run = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question, passage, score = _parse(line, f"{path.name}:{number}")
        found = run.setdefault(question, {})
        if passage in found:
            raise EvalError(
                "{place}: {passage!r} stands twice among the results of {question!r}. Keep its best line.",
                place=f"{path.name}:{number}",
                passage=passage,
                question=question,
            )
        found[passage] = score
    if not run:
        raise EvalError(
            "{file} holds no result. Expected lines such as: q1 Q0 p7 1 0.83 cotejo", file=str(path)
        )
    return run


def write_run(path: Path, run: Run, tag: str) -> None:
    """Write a run, best first within each question; `tag` names the system.

    Raises:
        EvalError: an id or the tag is empty or holds white space, a score is no number, or the file
            cannot be written.
    """
    lines = []
    for question, found in run.items():
        for rank, passage in enumerate(in_order(found), start=1):
            for name in (question, passage, tag):
                if not name or name.split() != [name]:
                    raise EvalError(
                        "{name!r} cannot stand in a TREC run. Expected an id without white space.",
                        name=name,
                    )
            _check_score(found[passage], f"{question} {passage}")
            lines.append(f"{question} Q0 {passage} {rank} {found[passage]!r} {tag}\n")
    try:
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise EvalError(
            "{file} cannot be written ({reason}). Name another file.",
            file=str(path),
            reason=error.strerror or str(error),
        ) from error


def _parse(line: str, place: str) -> tuple[str, str, float]:
    fields = line.split()
    try:
        question, _, passage, _, score, _ = fields
        value = float(score)
    except ValueError as error:
        raise EvalError(
            "{place}: {line!r} is no line of a TREC run. Expected: question Q0 passage rank score tag.",
            place=place,
            line=line.strip()[:80],
        ) from error
    _check_score(value, place)
    return question, passage, value


def _check_score(score: float, place: str) -> None:
    if not math.isfinite(score):
        raise EvalError(
            "{place}: the score is {score}. Expected a number that can be put in order.",
            place=place,
            score=score,
        )
