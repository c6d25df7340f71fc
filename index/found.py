"""Hits as scripts see them: plain records for one JSON document."""

from dataclasses import dataclass

from index.library import Library
from index.search import Hit
from ingest.corpus import locator_of


@dataclass(frozen=True, slots=True)
class FoundProvision:
    """A provision that a search found; higher scores are better."""

    passage_id: str
    source_id: str
    locator: str
    lang: str
    score: float


def describe_hit(hit: Hit, library: Library) -> FoundProvision:
    """Return a hit as a plain record, its score rounded to five places."""
    passage = hit.passage
    return FoundProvision(
        passage_id=passage.id,
        source_id=passage.source_id,
        locator=locator_of(library.sources[passage.source_id], passage),
        lang=passage.language,
        score=round(hit.score, 5),
    )
