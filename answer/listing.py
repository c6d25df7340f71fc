"""Lists in the sources: under one heading, in one passage, or over provisions that stand side by side."""

import re
from collections.abc import Sequence

from index.analysis import content_words
from index.library import Library
from index.search import Hit
from ingest.corpus import names_of
from ingest.folding import fold
from ingest.passages import Passage
from ingest.register import Source

_LISTING = frozenset(
    {"all", "list", "main", "name", "enumerate", "todos", "todas", "lista", "listado", "principales"}
    | {"nombre", "enumere", "mencione", "principais", "cite", "liste", "tous", "toutes", "principaux"}
)
"""Words that ask for a list and say nothing of its subject, folded, in four languages."""

_ITEM = re.compile(r"(?m)^\s*(?:[-–—•*·▪]|\(?\w{1,3}[.)])\s+\S")
_FEWEST_ITEMS = 3
_ORDER = re.compile(
    r"\b(?:(?P<after>despues de|siguiente|a continuacion|tras|after|next|following|follows|depois d"
    r"|proxim[oa]|seguinte|apres|suivant|prochain)"
    r"|(?P<before>antes d|anterior|previ[oa]|before|previous|prior to|avant|precedent))\w*"
)
"""Words that ask for what comes after, or before, something in a row; folded, in four languages."""
_NEAREST = 8
"""Among so many of the best hits provisions that stand side by side are looked for."""
_FEWEST_SIBLINGS = 3


def asks_for_all(question: str, language: str, hit: Hit, source: Source) -> bool:
    """Return whether the question names the provision's heading and nothing but it and its source."""
    passage = hit.passage
    if passage.language != language or not passage.path:
        return False
    asked = _terms(" ".join(w.text for w in content_words(question, language)
                            if fold(w.text) not in _LISTING), language)  # fmt: skip
    heading = _terms(passage.headings[-1], language)
    names = _terms(f"{passage.headings[0]}, {names_of(source, passage, language)}", language)
    return bool(heading) and heading <= asked <= heading | names


def is_list(passage: Passage) -> bool:
    """Return whether a passage holds a list of three items or more."""
    return not passage.columns and len(_ITEM.findall(passage.text)) >= _FEWEST_ITEMS


def opens_line(passage: Passage, start: int) -> bool:
    """Return whether what stands at `start` of the document is the first of its line, but for the mark of
    an item of a list."""
    before = passage.text[: start - passage.start].rpartition("\n")[2]
    return not before.strip(" \t-–—•*·▪()0123456789.")


def siblings(hits: Sequence[Hit], library: Library) -> list[Passage]:
    """Return the first passage of each provision in a row of them, in the text's order, where such a row
    is what was found: the steps of a guidance, the sessions of a day. Empty where it is not.

    Provisions are in a row when they stand under one heading below the title and the best hits hold
    several of them, the best one included. A question that names one of them is about that one.
    """
    best = hits[0].passage
    if hits[0].versions[0].why.provision > 0:
        return []
    if is_list(best) or len(best.headings) <= 2:
        return []
    near = [hit.passage for hit in hits[:_NEAREST] if _beside(hit.passage, best)]
    if len({passage.path for passage in near}) < _FEWEST_SIBLINGS:
        return []
    firsts: dict[tuple[str, ...], Passage] = {}
    for passage in library.passages_of(best.source_id, best.language):
        if _beside(passage, best) and passage.sentences:
            firsts.setdefault(passage.path, passage)
    return list(firsts.values())


def beside_in_order(question: str, passage: Passage, library: Library) -> list[Passage]:
    """Return the row of a table that comes after `passage`, or before it, where the question asks so
    ("what comes after the coffee break?"); else nothing."""
    asked = _ORDER.search(" ".join(fold(question).split()))
    if asked is None or not passage.columns:
        return []
    rows = [p for p in library.passages_of(passage.source_id, passage.language) if p.columns]
    rows = [row for row in rows if _beside(row, passage)]
    place = next((n for n, row in enumerate(rows) if row.id == passage.id), None)
    if place is None:
        return []
    place += 1 if asked["after"] else -1
    return [rows[place]] if 0 <= place < len(rows) else []


def _beside(passage: Passage, other: Passage) -> bool:
    return (
        passage.source_id == other.source_id
        and passage.language == other.language
        and passage.headings[:-1] == other.headings[:-1]
    )


def _terms(text: str, language: str) -> set[str]:
    return {term for word in content_words(text, language) for term in word.terms}
