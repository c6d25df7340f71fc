"""Words of force and of denial: "must", "should", "may", "not", "without", in four languages.

The words are data (`modality.toml`); `answer.force` and `answer.denial` compare them with the evidence's.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from index.analysis import content_words
from ingest.document import Span
from ingest.folding import fold_in_place


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
_ENDS = {True: re.compile(r"[.;:!?]\s|\n"), False: re.compile(r"[.,;:!?]\s|\n")}
"""Where the clause ends in which a word of force, or one of denial, governs."""


def find_marks(text: str, language: str, within: Span | None = None) -> list[Mark]:
    """Return the words of force and of denial in a text, or in a stretch of it, in order."""
    start, end = within or (0, len(text))
    folded = _QUOTED_OR_DATE.sub(lambda match: "_" * len(match[0]), fold_in_place(text[start:end]))
    marks: list[tuple[Span, Strength | None]] = []
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


_QUOTED_OR_DATE = re.compile(
    r"""(?<=["«“‘'])[^\W\d_]+(?=["»”’'])|(?<=\d )may(?= \d)|(?<!\w)may(?= \d{4})"""
)
"""A word that is only quoted, and the month of May."""


def _governed(folded: str, span: Span, force: bool, words: Sequence[Span]) -> list[Span]:
    """Return the content words that follow, up to the end of the clause."""
    following: list[Span] = []
    for word in words:
        if word[0] < span[1]:
            continue
        if _ENDS[force].search(folded[span[1] : word[0]]) or len(following) == _GOVERNED[force]:
            break
        following.append(word)
    return following


def governing(marks: Sequence[Mark], place: int) -> Mark | None:
    """Return the mark that governs the word at a place: the last one before it that reaches so far."""
    reaching = [mark for mark in marks if any(start <= place < end for start, end in mark.governs)]
    return reaching[-1] if reaching else None


def vouching(text: str, strengths: Iterable[Strength]) -> bool:
    """Return whether a text has a word that implies one of these strengths without claiming it."""
    folded = fold_in_place(text)
    return any(_vouching(strength.name.lower()).search(folded) for strength in strengths)


def denying_words(text: str) -> list[Span]:
    """Return where a text has words that deny by what they mean ("lacks", "except")."""
    return [match.span() for match in _vouching("denial").finditer(fold_in_place(text))]


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
