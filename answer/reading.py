"""Passages in their context: the text around a quote, and the same provision in other languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.library import Library
from ingest.document import Span
from ingest.passages import Passage

BEFORE, AFTER = 250, 600
"""Characters shown, at most and at least, before and after a quote where its document goes on. Little
stands before it, so that the quote is in sight when the passage opens on a telephone."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A stretch of a document to be read: `document.text[start:end] == text`."""

    source_id: str
    language: str
    start: int
    end: int
    text: str

    def marks(self, quote: Span | None) -> tuple[Span, ...]:
        """Return the part of `quote` (offsets in the document) that lies here, as offsets in `text`."""
        if quote is None:
            return ()
        start, end = max(quote[0], self.start), min(quote[1], self.end)
        return ((start - self.start, end - self.start),) if start < end else ()


def surroundings(library: Library, passage: Passage, quote: Span | None) -> Extract:
    """Return the text in which a quote stands (the passage's beginning without one).

    It begins with a sentence, or a passage, and ends with a passage.
    """
    passages = library.passages_of(passage.source_id, passage.language)
    place = next(n for n, other in enumerate(passages) if other.id == passage.id)
    focus = quote[0] if quote else passage.start
    starts = [
        start
        for other in passages[: place + 1]
        for start in (other.start, *(sentence[0] for sentence in other.sentences))
    ]
    start = min((at for at in starts if focus - BEFORE <= at <= focus), default=focus)
    end = passage.end
    for other in passages[place + 1 :]:
        if end - (quote[1] if quote else passage.end) >= AFTER:
            break
        end = other.end
    text = library.document(passage.source_id, passage.language).text
    return Extract(passage.source_id, passage.language, start, end, text[start:end])


def provision_text(library: Library, source_id: str, path: tuple[str, ...], language: str) -> list[Extract]:
    """Return the whole text of a provision, one extract for each stretch that is not interrupted.

    Empty where the source has no such provision in that language.
    """
    order = {p.id: n for n, p in enumerate(library.passages_of(source_id, language))}
    runs: list[list[Passage]] = []
    for passage in library.provision(source_id, path, language):
        if runs and order[passage.id] == order[runs[-1][-1].id] + 1:
            runs[-1].append(passage)
        else:
            runs.append([passage])
    return [_extract(library, run[0], run[-1]) for run in runs]


def provisions(library: Library, source_id: str, language: str) -> list[Passage]:
    """Return the first passage of each provision of a document, in the text's order."""
    firsts: dict[tuple[str, ...], Passage] = {}
    for passage in library.passages_of(source_id, language):
        firsts.setdefault(passage.path, passage)
    return list(firsts.values())


def other_languages(library: Library, passage: Passage) -> Sequence[str]:
    """Return the further languages in which the source has the passage's provision."""
    found = {p.language for p in library.provision(passage.source_id, passage.path)}
    return sorted(found - {passage.language})


def _extract(library: Library, first: Passage, last: Passage) -> Extract:
    text = library.document(first.source_id, first.language).text
    return Extract(first.source_id, first.language, first.start, last.end, text[first.start : last.end])
