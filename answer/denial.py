"""Denial: whether a sentence denies what its evidence denies, and nothing else.

A "not" of the one side has to have its counterpart on the other: another denial of the same word, found by
alignment, or a word that denies by what it means ("lacks", "except") and that only that side has.
"""

import re
from collections.abc import Callable, Sequence

from answer.alignment import Alignment, Reading, closest
from answer.modality import Mark, denying_words, find_marks
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
    spare = _spare(alignment, near, passage=True)
    added = _missing(own, alignment.met_in_passage, theirs, spare, alignment.held)
    if added:
        return [sentence.text[slice(*mark.span)] for mark in added]
    spare = _spare(alignment, near[:1], passage=False)
    lost = _missing(
        _denials(passage, near[:1]), alignment.met_in_sentence, own, spare, alignment.held, surely=True
    )
    return [passage.text[slice(*mark.span)] for mark in lost]


def _missing(
    marks: Sequence[Mark],
    met: Met,
    others: Sequence[Mark],
    spare: Sequence[Span],
    held: float,
    surely: bool = False,
) -> list[Mark]:
    """Return the marks that have no counterpart among `others`, each of which is the counterpart of one.

    What the other side does not say at all counts as missing too, unless it has to say most of it `surely`.
    """
    missing, left = [], list(others)
    for mark in (mark for mark in marks if mark.governs):
        found = [place for place, cosine in map(met, mark.governs) if place >= 0 and cosine >= held]
        if len(found) < (min(_ENOUGH, len(mark.governs)) if surely else 1):
            if not surely and not others and not spare:
                missing.append(mark)
            continue
        reaching = [other for other in left if any(_reaches(other, place) for place in found[:2])]
        if reaching:
            left.remove(reaching[0])
        elif not any(abs(span[0] - found[0]) <= _AROUND for span in spare):
            missing.append(mark)
    return missing


_ENOUGH = 3
"""How many of the words that a denial governs the other side has to say, to deny them as well."""


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
        return [
            word
            for word in theirs
            if all(alignment.similarity(mine, [word]) < alignment.held for mine in own)
        ]
    return [
        word
        for word in own
        if all(alignment.similarity(word, [other]) < alignment.held for other in theirs)
    ]


def _denials(reading: Reading, spans: Sequence[Span]) -> list[Mark]:
    """Return the denials of some stretches; two that belong together ("no ... ninguna") are one."""
    return [mark for span in spans for mark in _apart(reading, span)]


def _apart(reading: Reading, span: Span) -> list[Mark]:
    kept: list[Mark] = []
    for mark in find_marks(reading.text, reading.language, span):
        if mark.strength is None and not (
            kept and _is_doubled(reading.text[kept[-1].span[0] : mark.span[1]])
        ):
            kept.append(mark)
    return kept


def _is_doubled(text: str) -> bool:
    """Return whether a denial, the last word of a stretch that begins with another, repeats that one."""
    if text.split()[-1].lower() in _REPEATING:
        return True
    return len(text.split()) <= _BREATH and not re.search("[,.;:]", text)


_REPEATING = {"ni", "nor", "neither", "nem"}
_BREATH = 5
"""Words, from one denial to the next, within which the second repeats the first."""
