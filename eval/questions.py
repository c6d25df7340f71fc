"""Question sets: JSON lines, one question each, with what a right answer cites."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import EvalError

TYPES = (
    "lookup", "definition", "list", "comparison", "synthesis", "yes_no", "agenda", "followup",
    "out_of_scope", "false_premise", "injection",
)  # fmt: skip
_LISTS = ("history", "expected_sources", "expected_locators", "must_contain", "must_not_contain")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set. Empty expectations expect nothing.

    A right answer cites one of `expected_locators` (of `expected_sources` if there are no locators);
    a question of type "out_of_scope", or an "injection" that expects nothing, has to be refused.
    `history` holds the earlier questions of the conversation. A text to be contained may hold
    alternatives, parted by " | ".
    """

    id: str
    lang: str
    text: str
    type: str
    history: tuple[str, ...] = ()
    expected_sources: tuple[str, ...] = ()
    expected_locators: tuple[str, ...] = ()
    must_contain: tuple[str, ...] = ()
    must_not_contain: tuple[str, ...] = ()
    gold_quote: str = ""

    @property
    def unanswerable(self) -> bool:
        """Whether the right answer is a refusal: nothing answers it, or it only orders."""
        expected = self.expected_locators or self.expected_sources
        return self.type == "out_of_scope" or (self.type == "injection" and not expected)

    @property
    def stem(self) -> str:
        """The id without its language, shared by the versions of one question: "p-01" of "p-01-es"."""
        return self.id.removesuffix(f"-{self.lang}")


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a JSONL file, in its order.

    Raises:
        EvalError: no such file, a line that is not a question, an id twice, or no question at all.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(
            "{file} cannot be read as a question set ({reason}). Name a file of JSON lines.",
            file=str(path),
            reason=str(error),
        ) from error
    questions: list[Question] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question = _question(line, f"{path.name}:{number}")
        if any(question.id == earlier.id for earlier in questions):
            raise EvalError(
                "{place}: the id {id!r} stands twice. Give each question an id of its own.",
                place=f"{path.name}:{number}",
                id=question.id,
            )
        questions.append(question)
    if not questions:
        raise EvalError("{file} holds no question. Write one JSON object a line.", file=str(path))
    return questions


def _question(line: str, place: str) -> Question:
    try:
        values: dict[str, Any] = json.loads(line)
        json.dumps(values, ensure_ascii=False).encode("utf-8")  # half a character could not be shown
        lists = {key: _texts(values, key) for key in _LISTS}
        question = Question(
            id=str(values["id"]),
            lang=str(values["lang"]),
            text=str(values["text"]),
            type=str(values.get("type") or "lookup"),
            gold_quote=str(values.get("gold_quote") or ""),
            **lists,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EvalError(
            "{place}: not a question ({reason}). Expected a JSON object with id, lang and text.",
            place=place,
            reason=f"{type(error).__name__}: {error}",
        ) from error
    if question.type not in TYPES:
        raise EvalError(
            "{place}: the type is {value!r}. Expected one of: {expected}.",
            place=place,
            value=question.type,
            expected=", ".join(TYPES),
        )
    return question


def _texts(values: dict[str, Any], key: str) -> tuple[str, ...]:
    given = values.get(key) or []
    if not isinstance(given, list):
        raise TypeError(f"{key} is {given!r}, no list")
    return tuple(str(item) for item in given)
