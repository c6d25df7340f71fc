"""What changes between two states of the corpus, provision by provision."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.library import Library
from ingest.corpus import Corpus, locator_of
from ingest.passages import Passage
from ingest.register import Source

Place = tuple[str, tuple[str, ...], str]
"""Source, path and language of a provision."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A provision that was added (`before` is empty), removed (`after` is empty) or changed."""

    source_id: str
    locator: str
    lang: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """ "added", "removed" or "changed"."""
        if not self.before:
            return "added"
        return "changed" if self.after else "removed"


def compare(before: Library | None, after: Corpus | Library) -> list[Difference]:
    """Return the provisions that differ, in the order of source, path and language."""
    old_sources, old = _state(before) if before else ({}, {})
    new_sources, new = _state(after)
    differences = []
    for place in sorted(old.keys() | new.keys()):
        texts = _text(old.get(place, [])), _text(new.get(place, []))
        if texts[0] != texts[1]:
            sources, passages = (new_sources, new) if place in new else (old_sources, old)
            locator = locator_of(sources[place[0]], passages[place][0])
            differences.append(Difference(place[0], locator, place[2], *texts))
    return differences


def _state(held: Corpus | Library) -> tuple[Mapping[str, Source], dict[Place, list[Passage]]]:
    if isinstance(held, Corpus):
        return {source.id: source for source in held.sources}, _by_place(held.passages())
    passages = (
        passage
        for source in held.sources
        for language in held.languages_of(source)
        for passage in held.passages_of(source, language)
    )
    return held.sources, _by_place(passages)


def _by_place(passages: Iterable[Passage]) -> dict[Place, list[Passage]]:
    places: dict[Place, list[Passage]] = defaultdict(list)
    for passage in passages:
        places[passage.source_id, passage.path, passage.language].append(passage)
    return places


def _text(passages: Iterable[Passage]) -> str:
    return "\n\n".join(passage.text for passage in sorted(passages, key=lambda passage: passage.start))
