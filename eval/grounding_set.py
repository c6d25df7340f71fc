"""Grounding sets: JSON lines of a sentence, the passage it is checked against, and a person's verdict."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import EvalError

LABELS = {"supported": True, "unsupported": False}


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence, one passage, and whether the passage supports it.

    Rows with the same `group` belong together: they are on the same side of every parting of a set, and
    those of one claim count as one, with the best of their scores.
    """

    id: str
    claim: str
    passage: str
    supported: bool
    lang: str
    group: str

    @property
    def unit(self) -> tuple[str, str]:
        """What the row is counted under."""
        return self.group, self.claim


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a JSONL file, in its order.

    Raises:
        EvalError: no such file, a line that is not a row, an id twice, or labels all of one kind.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(
            "{file} cannot be read as a grounding set ({reason}). Name a file of JSON lines.",
            file=str(path),
            reason=str(error),
        ) from error
    rows: dict[str, Row] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _row(line, f"{path.name}:{number}")
        if row.id in rows:
            raise EvalError(
                "{place}: the id {id!r} stands twice. Give each row an id of its own.",
                place=f"{path.name}:{number}",
                id=row.id,
            )
        rows[row.id] = row
    if len({row.supported for row in rows.values()}) < 2:
        raise EvalError(
            "{file} holds {count} rows, all of one label. Add rows of the other one.",
            file=str(path),
            count=len(rows),
        )
    return list(rows.values())


def _row(line: str, place: str) -> Row:
    try:
        values: dict[str, Any] = json.loads(line)
        return Row(
            id=str(values["id"]),
            claim=str(values["claim"]),
            passage=str(values["passage"]),
            supported=LABELS[values["label"]],
            lang=str(values.get("lang") or "en"),
            group=str(values.get("group") or values["id"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvalError(
            "{place}: not a row of a grounding set ({reason}). Expected a JSON object with id, "
            "claim, passage "
            'and label, "supported" or "unsupported".',
            place=place,
            reason=f"{type(error).__name__}: {error}",
        ) from error
