"""Force and denial: whether a sentence obliges, advises, permits or denies as its evidence does.

"should" that became "must", "may" that became a plain fact, a lost "not": each changes what a reader may
do. A word of this kind is compared with the one that governs the same words of the evidence, found by
alignment. The words are data (`modality.toml`).
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from answer.alignment import Alignment
from answer.folded import fold_in_place
from index.analysis import content_words
from ingest.document import Span


class Strength(IntEnum):
    """How strongly something is asked for."""

    MAY = 1
    SHOULD = 2
    MUST = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of force or denial, and the words that it governs. `strength` is None for a denial."""

    span: Span
    strength: Strength | None
    governs: tuple[Span, ...]


_GOVERNED = {True: 2, False: 4}
"""How many content words a word of force, or one of denial, governs."""
SAME = 0.5
"""The cosine from which two words that are governed are taken to be the same."""
_HELD = 0.6
"""The cosine from which a governed word of the evidence counts as said by the sentence."""


def find_marks(text: str, language: str, within: Span | None = None) -> list[Mark]:
    """Return the words of force and of denial in a text, or in a stretch of it, in order."""
    start, end = within or (0, len(text))
    folded = fold_in_place(text[start:end])
    marks = []
    for strength in Strength:
        pattern = _claims(strength, language)
        marks += [(m.span(), strength) for m in pattern.finditer(folded)] if pattern else []
    idle, denials = _denials(language)
    blotted = idle.sub(lambda match: " " * len(match[0]), folded) if idle else folded
    marks += [(m.span(), None) for m in denials.finditer(blotted)] if denials else []
    words = [(w.start, w.end) for w in content_words(text[start:end], language)]
    taken = [span for span, _ in marks]
    free = [word for word in words if not any(a <= word[0] < b for a, b in taken)]
    return [
        Mark(
            (span[0] + start, span[1] + start),
            strength,
            tuple((a + start, b + start) for a, b in _governed(folded, span, strength is not None, free)),
        )
        for span, strength in sorted(marks, key=lambda mark: mark[0])
    ]


def _governed(folded: str, span: Span, force: bool, words: Sequence[Span]) -> list[Span]:
    """Return the content words that follow, up to the end of the clause."""
    following = []
    for word in words:
        if word[0] < span[1]:
            continue
        if re.search(r"[.;:!?]\s", folded[span[1] : word[0]]) or len(following) == _GOVERNED[force]:
            break
        following.append(word)
    return following


def altered_force(alignments: Sequence[Alignment]) -> list[str]:
    """Return the words of force in the sentence that its evidence does not bear out, and those of the
    evidence that it has dropped.

    All alignments are of the same sentence; one passage that bears it out is enough.
    """
    sentence = alignments[0].sentence
    own = [mark for mark in find_marks(sentence.text, sentence.language) if mark.strength]
    wrong = [
        _word(sentence.text, mark)
        for mark in own
        if not any(_borne_out(mark, alignment) for alignment in alignments)
    ]
    if own or _vouches(sentence.text, list(Strength)):
        return wrong
    best = max(alignments, key=_score)
    return [
        _word(best.passage.text, mark)
        for mark in _marks_near(best, 1)
        if mark.strength and _said(mark, best)
    ]


def altered_denial(alignments: Sequence[Alignment]) -> list[str]:
    """Return the denials of the sentence that its evidence lacks, and those of the evidence that it lacks."""
    sentence = alignments[0].sentence
    own = [mark for mark in find_marks(sentence.text, sentence.language) if mark.strength is None]
    wrong = [
        _word(sentence.text, mark)
        for mark in own
        if not any(_denied_too(mark, alignment) for alignment in alignments)
    ]
    if wrong or _has_denial_word(sentence.text):
        return wrong
    best = max(alignments, key=_score)
    return [
        _word(best.passage.text, mark)
        for mark in _marks_near(best, 1)
        if mark.strength is None and _said(mark, best) and not any(_same(one, mark, best) for one in own)
    ]


def _borne_out(mark: Mark, alignment: Alignment) -> bool:
    theirs = [other for other in _marks_near(alignment) if other.strength]
    same = [other for other in theirs if _same(mark, other, alignment)]
    text = " ".join(alignment.passage.text[start:end] for start, end in alignment.near_spans())
    assert mark.strength is not None
    if same or theirs:
        strengths = {s for other in same or theirs for s in _strengths(other, alignment)}
        return mark.strength in strengths or (not same and _vouches(text, [mark.strength]))
    return _vouches(text, [mark.strength])


def _strengths(mark: Mark, alignment: Alignment) -> set[Strength]:
    """Return what a word of the evidence may be called in the sentence's language.

    The Spanish "deben" is how the United Nations translate "should"; a denied "may" forbids.
    """
    assert mark.strength is not None
    passage = alignment.passage
    strengths = {mark.strength}
    word = fold_in_place(passage.text[mark.span[0] : mark.span[1]])
    if passage.language == "es" and alignment.sentence.language != "es" and word in ("debe", "deben"):
        strengths.add(Strength.SHOULD)
    around = passage.text[max(0, mark.span[0] - 5) : mark.span[1] + 5]
    if mark.strength is Strength.MAY and _denials(passage.language)[1].search(fold_in_place(around)):
        strengths.add(Strength.MUST)
    return strengths


def _denied_too(mark: Mark, alignment: Alignment) -> bool:
    theirs = [other for other in _marks_near(alignment) if other.strength is None]
    if any(_same(mark, other, alignment) for other in theirs):
        return True
    if not mark.governs:
        return bool(theirs)
    text = " ".join(alignment.passage.text[start:end] for start, end in alignment.near_spans())
    return not theirs and _has_denial_word(text)


def _same(mark: Mark, other: Mark, alignment: Alignment) -> bool:
    """Return whether two marks govern the same word."""
    return any(alignment.similarity(word, other.governs) >= SAME for word in mark.governs)


def _said(mark: Mark, alignment: Alignment) -> bool:
    """Return whether the sentence says the word that a mark of the evidence governs first."""
    if not mark.governs:
        return False
    columns = alignment.passage.inside(mark.governs[0])
    if not columns.any() or not len(alignment.cosines):
        return False
    return float(alignment.cosines[:, columns].max(axis=0).mean()) >= _HELD


def _marks_near(alignment: Alignment, most: int | None = None) -> list[Mark]:
    passage = alignment.passage
    spans = alignment.near_spans()[:most]
    return [mark for span in spans for mark in find_marks(passage.text, passage.language, span)]


def _score(alignment: Alignment) -> float:
    return float(alignment.cosines.max(axis=1).mean()) if alignment.cosines.size else 0.0


def _word(text: str, mark: Mark) -> str:
    return text[mark.span[0] : mark.span[1]]


def _vouches(text: str, strengths: Iterable[Strength]) -> bool:
    folded = fold_in_place(text)
    return any(_vouching(strength.name.lower()).search(folded) for strength in strengths)


def _has_denial_word(text: str) -> bool:
    return bool(_vouching("denial").search(fold_in_place(text)))


@cache
def _data() -> dict[str, dict[str, object]]:
    return tomllib.loads(Path(__file__).with_name("modality.toml").read_text(encoding="utf-8"))


@cache
def _claims(strength: Strength, language: str) -> re.Pattern[str] | None:
    claims = _data()[strength.name.lower()]["claim"]
    assert isinstance(claims, dict)
    return _any_of(claims.get(language, ()))


@cache
def _denials(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return the patterns of phrases that deny nothing, and of denials."""
    data = _data()["denial"]
    idle = data["idle"]
    assert isinstance(idle, dict)
    phrases = idle.get(language, ())
    words = data.get(language, ())
    assert isinstance(words, list | tuple)
    return (re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)") if phrases else None), _any_of(words)


@cache
def _vouching(name: str) -> re.Pattern[str]:
    words = _data()[name]["vouch"]
    assert isinstance(words, list)
    pattern = _any_of(words)
    assert pattern is not None
    return pattern


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    longest = sorted(words, key=len, reverse=True)
    spaced = (re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    return re.compile(rf"(?<![\w])(?:{'|'.join(spaced)})(?![\w])") if words else None
