"""What form of answer a question wants: a list, a comparison, a name, a time, a yes or no ..."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from ingest.folding import fold
from ingest.locators import find_keys


class Form(StrEnum):
    """The forms of answer, as `forms.toml` recognises them; `LOOKUP` is any other.

    `PREMISE` is for what a question takes for granted, which is held against the sources.
    """

    COMPARISON = "comparison"
    SYNTHESIS = "synthesis"
    LIST = "list"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    YES_NO = "yes_no"
    DEFINITION = "definition"
    LOOKUP = "lookup"
    PREMISE = "premise"


def form_of(question: str) -> Form:
    """Return the form of answer that a question in one of the four languages wants.

    A question that says nothing but two provisions ("Principio 5 y 6") compares them.
    """
    folded = " ".join(fold(question).split())
    for form, patterns in _forms():
        if any(pattern.search(folded) for pattern in patterns):
            return form
    return Form.COMPARISON if len(find_keys(question)) == 2 and len(folded.split()) <= 6 else Form.LOOKUP


@cache
def _forms() -> tuple[tuple[Form, tuple[re.Pattern[str], ...]], ...]:
    data = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))
    return tuple(
        (Form(entry["name"]), tuple(re.compile(pattern) for pattern in entry["asks"]))
        for entry in data["forms"]
    )
