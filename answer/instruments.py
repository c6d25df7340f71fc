"""Instruments and provisions that a text names: "Principle 6", "Convention 94", "ISO 20400".

A sentence that speaks of an instrument, or of a provision of one, is proved by that one's words only. Names
are data (`instruments.toml`); provisions are known by their keys (`ingest.locators`).
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.document import Span
from ingest.folding import fold_in_place
from ingest.locators import find_keys, name_key

_NUMBER = r"(?:(?:nos?|num|nums|numero|number|n)?\s?[.º°ª]{0,2}\s*)(?P<number>\d[\d.,/:-]*\d|\d)"
_WORDS_BETWEEN = r"(?:\s+[^\W\d]{2,}){0,3}?"
_COMMENTARY = "commentary"


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument that a text names: its key, its words there and where they stand."""

    key: str
    written: str
    span: Span


def find_instruments(text: str) -> list[Named]:
    """Return the instruments that a text names, in order of their kind; provisions are not among them."""
    folded = fold_in_place(text)
    return [
        Named(key, text[start:end], (start, end))
        for key, start, end in (*_by_name(folded), *_by_number(folded))
    ]


def lacking_instruments(sentence: str, evidence: Sequence[str]) -> list[str]:
    """Return the instruments and provisions named in `sentence` that no text of the evidence names."""
    known = {named.key for text in evidence for named in find_instruments(text)}
    keys = {key for text in evidence for key in _keys(text)}
    figures = {figure for text in evidence for figure in re.findall(r"\d[\d.,/:-]*\d|\d", text)}
    wrong = [
        named.written.strip()
        for named in find_instruments(sentence)
        if named.key not in known and not _number_alone(named.key, figures, keys)
    ]
    wrong += [
        name_key(key, "en") or key
        for key in find_keys(sentence)
        if _is_asked(key) and not any(other == key or other.startswith(f"{key}.") for other in keys)
        and not _instrument_of(key, known)
    ]  # fmt: skip
    return list(dict.fromkeys(wrong))


def _keys(text: str) -> Iterator[str]:
    """Yield the keys that a text names, and those of sections and of "1(4)" by another name."""
    yield from find_keys(text)
    for match in _SECTION.finditer(fold_in_place(text)):
        yield f"article-{match[1]}"
    for match in _IN_BRACKETS.finditer(text):
        yield f"paragraph-{match[1]}"


_SECTION = re.compile(r"(?<!\w)(?:sections?|secc?(?:ion|iones|tion)|secao|sec\.)\s+(\d+)")
_IN_BRACKETS = re.compile(r"\d\((\d+)\)")


def _is_asked(key: str) -> bool:
    return key == _COMMENTARY or key[-1].isdigit()


def _instrument_of(key: str, known: set[str]) -> bool:
    """Return whether a provision's key is that of a numbered instrument by another name."""
    kind, _, number = key.rpartition("-")
    return f"{kind} {number}" in known


def _number_alone(key: str, figures: set[str], keys: set[str]) -> bool:
    """Return whether the evidence knows a numbered instrument by its number alone."""
    kind, _, number = key.rpartition(" ")
    return bool(kind) and ((len(number) >= 4 and number in figures) or f"{kind}-{number}" in keys)


def _by_name(folded: str) -> Iterator[tuple[str, int, int]]:
    for key, pattern in _names().items():
        for match in pattern.finditer(folded):
            yield key, *match.span()


def _by_number(folded: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _numbered().items():
        for match in pattern.finditer(folded):
            yield f"{kind} {match['number'].lstrip('0')}", *match.span()


@cache
def _names() -> dict[str, re.Pattern[str]]:
    return {
        key: re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")
        for key, names in _data()["instruments"].items()
    }


@cache
def _numbered() -> dict[str, re.Pattern[str]]:
    patterns = {}
    for kind, words in _data()["numbered"].items():
        between = "" if kind in ("iso", "sa") else rf"{_WORDS_BETWEEN}[\s,(]*"
        patterns[kind] = re.compile(rf"(?<!\w)(?:{'|'.join(words)})s?{between}[\s-]*{_NUMBER}(?!\w)")
    return patterns


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("instruments.toml").read_text(encoding="utf-8"))
