"""The corpus files as they are now, to hold the quotes of answers against."""

from collections.abc import Mapping
from dataclasses import dataclass

from answer.records import Citation
from ingest.corpus import Corpus

Place = tuple[str, tuple[str, ...], str]
"""A provision in one language: source, path, language."""


@dataclass(frozen=True, slots=True)
class Originals:
    """Texts by source and language, the path of each passage, and where something stands at all."""

    texts: Mapping[tuple[str, str], str]
    paths: Mapping[str, tuple[str, ...]]
    places: frozenset[Place]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are texts in, sorted."""
        return tuple(sorted({language for _, language in self.texts}))

    def is_exact(self, citation: Citation) -> bool:
        """Return whether the quote stands, character for character, where the citation says."""
        text = self.texts.get((citation.source_id, citation.lang), "")
        return citation.quote != "" and text[citation.start : citation.end] == citation.quote

    def has_version(self, citation: Citation, language: str) -> bool:
        """Return whether the provision that is cited can be read in `language`."""
        path = self.paths.get(citation.passage_id)
        return path is not None and (citation.source_id, path, language) in self.places


def originals_of(corpus: Corpus) -> Originals:
    """Return the texts of a corpus that was just read."""
    passages = corpus.passages()
    return Originals(
        texts={(d.source_id, d.language): d.text for d in corpus.documents},
        paths={p.id: p.path for p in passages},
        places=frozenset((p.source_id, p.path, p.language) for p in passages),
    )
