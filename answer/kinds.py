"""What kind of thing a question asks for (a time, a price, an address), and whether a text holds one.

A passage about the right subject that holds no price does not answer "how much does it cost?".
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.folding import fold

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: how questions ask for it, how a text that holds one looks."""

    name: str
    asks: tuple[re.Pattern[str], ...]
    holds: re.Pattern[str]


def asked_kinds(question: str) -> list[Kind]:
    """Return the kinds of thing that a question asks for; most questions ask for none of them."""
    folded = " ".join(fold(question).split())
    return [kind for kind in _kinds() if any(pattern.search(folded) for pattern in kind.asks)]


def lacks(question: str, text: str) -> bool:
    """Return whether `question` asks for a kind of thing, or names a year, that `text` does not hold."""
    years = set(_YEAR.findall(question)) - set(_YEAR.findall(text))
    return bool(years) or any(kind.holds.search(text) is None for kind in asked_kinds(question))


@cache
def _kinds() -> tuple[Kind, ...]:
    data = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    return tuple(
        Kind(name, tuple(re.compile(p) for p in entry["asks"]), re.compile(entry["holds"]))
        for name, entry in data.items()
    )
