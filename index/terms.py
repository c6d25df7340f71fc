"""Names that differ between languages but mean the same: "RICG" in Spanish, "INGP" in English."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.folding import fold, fold_in_place


@dataclass(frozen=True, slots=True)
class Term:
    """The names of one thing, per language; the first is the one that texts of the language use."""

    names: dict[str, tuple[str, ...]]


@cache
def terms() -> tuple[Term, ...]:
    """Return every term of `terms.toml`."""
    data = tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))
    return tuple(Term({lang: tuple(names) for lang, names in entry.items()}) for entry in data["term"])


def translate_terms(text: str, language: str) -> str:
    """Return `text` with each term named as texts of `language` name it.

    "¿Qué es la RICG?" in English becomes "¿Qué es la INGP?". A name that the language uses, and a term
    that has no name in it, stay as they are.
    """
    folded = fold_in_place(text)
    for number, term in enumerate(terms()):
        names = term.names.get(language, ())
        if not names:
            continue
        own = {fold(name) for name in names}
        others = [match.span() for match in _pattern(number).finditer(folded) if match[0] not in own]
        for start, end in reversed(others):
            text = text[:start] + names[0] + text[end:]
        if others:
            folded = fold_in_place(text)
    return text


@cache
def _pattern(number: int) -> re.Pattern[str]:
    groups = terms()[number].names.values()
    names = sorted({fold(name) for group in groups for name in group}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names)})(?!\w)")
