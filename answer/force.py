"""Force: whether a sentence obliges, advises or permits as its evidence does.

"should" that became "must", or "may" that became a plain fact, changes what a reader may do. A word of
force is compared with the one that governs the same word of the evidence, found by alignment.
"""

from collections.abc import Sequence

from answer.alignment import Alignment, closest
from answer.modality import Mark, Strength, find_marks, governing, vouching
from ingest.document import Span
from ingest.folding import fold_in_place


def altered_force(alignments: Sequence[Alignment]) -> list[str]:
    """Return the words of force in the sentence that its evidence does not bear out, or else those of the
    evidence that it has dropped.

    All alignments are of the same sentence; one passage that bears it out is enough.
    """
    sentence = alignments[0].sentence
    near = closest(alignments)
    own = _forces(sentence.text, sentence.language)
    wrong = [mark for mark in own if not any(_is_borne_out(mark, alignment) for alignment in near)]
    if own or vouching(sentence.text, Strength):
        return [sentence.text[slice(*mark.span)] for mark in wrong]
    best = near[0]
    return [best.passage.text[slice(*mark.span)] for mark in _near_forces(best, 1) if _is_said(mark, best)]


def _is_borne_out(mark: Mark, alignment: Alignment) -> bool:
    assert mark.strength is not None
    passage = alignment.passage
    forces = _near_forces(alignment)
    for word in mark.governs:
        place, cosine = alignment.met_in_passage(word)
        if cosine < alignment.held:
            continue
        found = governing(forces, place)
        if found is not None:
            return mark.strength in _strengths(found, alignment)
        around = _sentence_at(alignment, place)
        return _is_there(mark.strength, passage.text[slice(*around)], forces, around, alignment)
    spans = alignment.near_spans()
    return any(
        _is_there(mark.strength, passage.text[slice(*span)], forces, span, alignment) for span in spans
    )


def _is_there(
    strength: Strength, text: str, forces: Sequence[Mark], span: Span, alignment: Alignment
) -> bool:
    """Return whether a sentence of the passage has this strength, in a word of force or in another."""
    inside = [mark for mark in forces if span[0] <= mark.span[0] < span[1]]
    return vouching(text, [strength]) or any(strength in _strengths(mark, alignment) for mark in inside)


def _strengths(mark: Mark, alignment: Alignment) -> set[Strength]:
    """Return what a word of the evidence may be called in the sentence's language.

    The Spanish "deben" is how the United Nations translate "should"; a denied "may" forbids.
    """
    assert mark.strength is not None
    passage = alignment.passage
    strengths = {mark.strength}
    word = fold_in_place(passage.text[slice(*mark.span)])
    if passage.language == "es" and alignment.sentence.language != "es" and word in ("debe", "deben"):
        strengths.add(Strength.SHOULD)
    if mark.strength is Strength.MAY:
        around = (max(0, mark.span[0] - _BESIDE), mark.span[1] + _BESIDE)
        if any(other.strength is None for other in find_marks(passage.text, passage.language, around)):
            strengths.add(Strength.MUST)
    return strengths


_BESIDE = 5
"""Characters around a word of force in which a "not" belongs to it."""


def _is_said(mark: Mark, alignment: Alignment) -> bool:
    """Return whether the sentence says the words that a mark of the evidence governs."""
    met = [alignment.met_in_sentence(word)[1] for word in mark.governs]
    return bool(met) and min(met) >= alignment.held


def _near_forces(alignment: Alignment, most: int | None = None) -> list[Mark]:
    passage = alignment.passage
    spans = alignment.near_spans()[:most]
    return [mark for span in spans for mark in _forces(passage.text, passage.language, span)]


def _forces(text: str, language: str, within: Span | None = None) -> list[Mark]:
    return [mark for mark in find_marks(text, language, within) if mark.strength is not None]


def _sentence_at(alignment: Alignment, place: int) -> Span:
    return next(span for span in alignment.near_spans() if span[0] <= place < span[1])
