"""Denial: whether a sentence denies what its evidence denies, and nothing else.

A "not" of the one side has to have its counterpart on the other: another denial of the same word, found by
alignment, or a word that denies by what it means ("lacks", "except") and that only that side has.
"""

from collections.abc import Callable, Sequence

from answer.alignment import Alignment, Reading, closest
from answer.modality import HELD, Mark, denying_words, find_marks
from ingest.document import Span

_AROUND = 60
"""Characters around a word in which a denial may belong to it."""

Met = Callable[[Span], tuple[int, float]]


def altered_denial(alignments: Sequence[Alignment]) -> list[str]:
    """Return the denials of the sentence that its evidence lacks, or else those of the evidence that it
    lacks.

    All alignments are of the same sentence; one passage that has the same denials is enough.
    """
    return min((_altered(alignment) for alignment in closest(alignments)), key=len)


def _altered(alignment: Alignment) -> list[str]:
    sentence, passage = alignment.sentence, alignment.passage
    whole, near = [(0, len(sentence.text))], alignment.near_spans()
    own, theirs = _denials(sentence, whole), _denials(passage, near)
    added = [
        sentence.text[slice(*mark.span)]
        for mark in own
        if _is_missing(mark, alignment.met_in_passage, theirs, _spare(alignment, near, passage=True))
    ]
    if added:
        return added
    spare = _spare(alignment, near[:1], passage=False)
    return [
        passage.text[slice(*mark.span)]
        for mark in _denials(passage, near[:1])
        if _is_missing(mark, alignment.met_in_sentence, own, spare, surely=True)
    ]


def _is_missing(
    mark: Mark, met: Met, others: Sequence[Mark], spare: Sequence[Span], surely: bool = False
) -> bool:
    """Return whether the other side says what a mark denies, and does not deny it.

    What the other side does not say at all counts as missing only unless it has to be said `surely`.
    """
    found = [(place, cosine) for place, cosine in map(met, mark.governs) if place >= 0 and cosine >= HELD]
    if not found:
        return not surely and not others and not spare
    place = found[0][0]
    if any(abs(span[0] - place) <= _AROUND for span in spare):
        return False
    places = {place for place, _ in found[:2]}
    return not any(_reaches(other, each) for other in others for each in places)


def _reaches(mark: Mark, place: int) -> bool:
    """Return whether a denial is of the word at a place, or of one close behind it."""
    return any(start <= place < end for start, end in mark.governs) or 0 <= mark.span[0] - place <= _BEHIND


_BEHIND = 12
"""Characters behind a word in which its denial may stand ("adjudica ningún contrato")."""


def _spare(alignment: Alignment, near: Sequence[Span], passage: bool) -> list[Span]:
    """Return the words, of the passage or else of the sentence, that deny by their meaning and have no
    counterpart on the other side."""
    theirs = [
        (start + span[0], end + span[0])
        for span in near
        for start, end in denying_words(alignment.passage.text[slice(*span)])
    ]
    own = denying_words(alignment.sentence.text)
    if passage:
        return [word for word in theirs if all(alignment.similarity(mine, [word]) < HELD for mine in own)]
    return [word for word in own if all(alignment.similarity(word, [other]) < HELD for other in theirs)]


def _denials(reading: Reading, spans: Sequence[Span]) -> list[Mark]:
    return [
        mark
        for span in spans
        for mark in find_marks(reading.text, reading.language, span)
        if mark.strength is None
    ]
