"""Prompts: the words that a model was trained to see before a question and before a passage.

The settings say them, else the model's own files, else its family's line in `prompts.toml`; a model of
which nobody says anything is given none. Without its own prompts a model finds less.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from settings import PACKAGED_MODEL, Settings

TABLE = Path(__file__).with_name("prompts.toml")


@dataclass(frozen=True, slots=True)
class Prompts:
    """What stands before a question and before a passage; empty for nothing."""

    question: str = ""
    passage: str = ""


def choose_prompts(settings: Settings, stated: Mapping[str, str | None]) -> Prompts:
    """Return the prompts of the settings' model; `stated` is what the model's own files name."""
    names = _table()["names"]
    own = Prompts(_first(stated, names["question"]), _first(stated, names["passage"]))
    found = own if own != Prompts() else family_prompts(settings.model)
    question, passage = settings.question_prompt, settings.passage_prompt
    return Prompts(
        found.question if question is None else question,
        found.passage if passage is None else passage,
    )


def family_prompts(model: str) -> Prompts:
    """Return the prompts of the family that a model's name, or its folder's, belongs to."""
    words = set(re.split(r"[^a-z0-9]+", Path(model).name.lower()))
    for family in _table()["family"]:
        if words.issuperset(family["words"]):
            return Prompts(family["question"], family["passage"])
    return Prompts()


def prompts_mark(settings: Settings) -> str:
    """Return what changes with prompts that the model's own files do not hold; "" if there are none.

    Added to a model's identity, it makes an index of other prompts an index of another model.
    """
    family = Prompts() if settings.model == PACKAGED_MODEL else family_prompts(settings.model)
    outside = (settings.question_prompt, settings.passage_prompt, family.question, family.passage)
    if outside == (None, None, "", ""):
        return ""
    return f"+prompts-{hashlib.sha256(repr(outside).encode()).hexdigest()[:8]}"


def _first(stated: Mapping[str, str | None], names: Sequence[str]) -> str:
    lowered = {name.lower(): prompt for name, prompt in stated.items()}
    return next((prompt for name in names if (prompt := lowered.get(name))), "")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))
