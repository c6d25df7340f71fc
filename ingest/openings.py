"""Paragraphs that open a provision with its name, as laws and contracts write them.

"Artículo 4º.- Podrán contratar ...", "CLÁUSULA SÉPTIMA. Pagos", "Art. 1º Esta Lei estabelece ...".
"""

import re
from functools import cache

from ingest.locators import (
    LATER,
    NUMBER,
    LocatorKind,
    is_provision_heading,
    later_of,
    locator_kinds,
    parse_key,
    plain,
)
from ingest.ordinals import counted_first, in_figures

_CLOSED = r"\s*(?:\.?\s*[-–—]|[.:)])\s*(?=\S|$)"
_CLOSED_ALONE = re.compile(r"(?:\s*\.?\s*[-–—]|\s*:)\s*\S")


def parse_opening(text: str) -> str | None:
    """Return the key of the provision that a paragraph opens with, as laws write it, else None.

    "Artículo 4º.- Podrán contratar ...", "Clause 7.2: The supplier ...", "CLÁUSULA SÉPTIMA. Pagos" and
    "SÉPTIMA.- Pagos" do; "Article 5 of the law says" and "Artículo 5 bis, inciso segundo" do not.
    """
    first, *more = text.split("\n", 1)
    if more and is_provision_heading(first.strip()):
        return parse_key(first)
    # "Art. 1º Esta Lei", as Brazil writes it, has no other mark after the number.
    marked = re.sub(r"(\d)\s*(?:[ºª°]|(?<=\d)o)(?=\s+[^\W\da-zà-ÿ])", r"\1. ", text[:60])
    folded = plain(marked)
    figures = in_figures(folded)
    for kind, pattern in _openings():
        match = pattern.match(figures)
        if match:
            return f"{kind.key}-{match['number']}{later_of(match)}"
    return _clause_without_name(folded, text)


def _clause_without_name(folded: str, text: str) -> str | None:
    """Return the key of a clause that has its ordinal alone, as contracts write it ("SÉPTIMA.- Pagos")."""
    counted = counted_first(folded)
    if counted is None:
        return None
    number, rest = counted
    ordinal = folded[: len(folded) - len(rest)]
    closed = _CLOSED_ALONE.match(rest) or (text[:4].isupper() and rest.startswith(". "))
    return f"clause-{number}" if ordinal.endswith("a") and closed else None


@cache
def _openings() -> tuple[tuple[LocatorKind, re.Pattern[str]], ...]:
    patterns = []
    for kind in locator_kinds().values():
        if kind.numbered:
            words = "|".join(re.escape(word) for word in sorted(kind.words, key=len, reverse=True))
            patterns.append((kind, re.compile(rf"(?:{words})\s*{NUMBER}{LATER}{_CLOSED}")))
    return tuple(patterns)
