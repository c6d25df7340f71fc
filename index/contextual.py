"""The text that is embedded for a passage: its headings and column heads, then its own words.

It is derived, never stored over the passage; each piece remembers where in the document it stands,
so that a token vector can be traced back to the characters it came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.passages import Passage


@dataclass(frozen=True, slots=True)
class Contextual:
    """A text for the embedder. `anchors` holds (start, end, shift): characters start..end of the
    text stand in the document at start + shift; what lies in no anchor is context."""

    text: str
    anchors: tuple[tuple[int, int, int], ...]

    def to_document(self, spans: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return token spans of this text as spans of the document; (-1, -1) for context."""
        result = np.full_like(spans, -1)
        for start, end, shift in self.anchors:
            inside = (spans[:, 0] >= start) & (spans[:, 1] <= end)
            result[inside] = spans[inside] + shift
        return result


def contextualise(passage: Passage) -> Contextual:
    """Return the text to embed: "title > heading: head of column: cell" or "title > heading: text"."""
    pieces: list[tuple[str, int | None]] = [(f"{' > '.join(_context(passage))}\n", None)]
    if passage.columns:
        for head, (start, end) in passage.columns:
            if head:
                pieces.append((f"{head}: ", None))
            pieces.append((passage.text[start - passage.start : end - passage.start], start))
            pieces.append(("\n", None))
    else:
        pieces.append((passage.text, passage.start))
    return _joined(pieces)


def _context(passage: Passage) -> Sequence[str]:
    """Return the headings that the passage's own text does not open with."""
    headings = passage.headings
    if len(headings) > 1 and passage.text.startswith(headings[-1]):
        return headings[:-1]
    return headings


def _joined(pieces: Sequence[tuple[str, int | None]]) -> Contextual:
    anchors, at = [], 0
    for text, place in pieces:
        if place is not None:
            anchors.append((at, at + len(text), place - at))
        at += len(text)
    return Contextual("".join(text for text, _ in pieces), tuple(anchors))
