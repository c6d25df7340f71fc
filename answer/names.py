"""Names that a text has: people, places, organisations.

A name may be spelt in the evidence's own language ("Sweden", "Suecia"): places and words of names in four
languages are data (`places.toml`, `names.toml`, and the terms of `index.terms`). For the rest of a name the
spelling has to be nearly the same or, between two languages, the meaning that of a word with a capital.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from answer.alignment import Alignment
from answer.instruments import find_instruments
from index.analysis import analyse, content_words
from index.terms import terms
from ingest.document import Span
from ingest.folding import fold, fold_in_place
from ingest.locators import locator_kinds

_WORD = re.compile(r"[^\W\d_](?:[\w]|['’.-](?=\w))*")
_OPENING = re.compile(r"(?:^|[.:;!?¿¡«“\"(\[|•–—\n]|\s['‘])\s*(?:[*_]+)?$")
_ALIKE = 0.8
_MEANT = 0.5
"""The cosine from which a word of another language is taken for the same name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name or a word of one: as written, where it stands, and the key by which it is known if any."""

    written: str
    span: Span
    key: str = ""


def find_names(text: str, language: str) -> list[Name]:
    """Return the names of a text: places and terms whole, other names word by word."""
    folded = fold_in_place(text)
    instruments = [named.span for named in find_instruments(text)]
    known = [
        name
        for name in _known(folded, text)
        if not any(start <= name.span[0] < end for start, end in instruments)
    ]
    covered = [name.span for name in known] + instruments
    return known + [
        Name(word[0], word.span())
        for word in _capitalised(text, language)
        if not any(start <= word.start() < end for start, end in covered)
    ]


def lacking_names(
    sentence: str, language: str, names: Sequence[str], alignments: Sequence[Alignment]
) -> list[str]:
    """Return the names of `sentence` that no passage has, nor the names that stand beside it."""
    texts = [*(alignment.passage.text for alignment in alignments), *names]
    known = {name.key for text in texts for name in _known(fold_in_place(text), text)}
    words = {fold(word) for text in texts for word in re.findall(r"[\w]+(?:[-.'’]\w+)*", text)}
    words |= {part for word in words for part in re.split(r"[-.'’]", word)}
    languages = {language, *(alignment.passage.language for alignment in alignments)}
    stems = {stem for lang in languages for text in texts for stem in analyse(text, lang)}
    initials = {initial for text in texts for initial in _initials(text)}
    wrong = []
    for name in find_names(sentence, language):
        if name.key:
            if name.key not in known:
                wrong.append(name.written)
        elif not (
            _spelt(name.written, words)
            or set(analyse(name.written, language)) & stems
            or fold(name.written) in initials
            or any(_meant(name, alignment) for alignment in alignments)
        ):
            wrong.append(name.written)
    return list(dict.fromkeys(wrong))


def _known(folded: str, text: str) -> Iterator[Name]:
    for key, pattern in _keyed():
        for match in pattern.finditer(folded):
            if text[match.start()].isupper() or key.startswith("term"):
                yield Name(text[match.start() : match.end()], match.span(), key)


def _capitalised(text: str, language: str) -> Iterator[re.Match[str]]:
    words = list(_WORD.finditer(text))
    content = {word.start for word in content_words(text, language)}
    for place, word in enumerate(words):
        if not word[0][0].isupper() or _is_ordinary(word[0]) or len(word[0]) < 2:
            continue
        acronym = sum(letter.isupper() for letter in word[0]) > 1 and not text.isupper()
        if _OPENING.search(text[: word.start()]) and not acronym:
            following = words[place + 1] if place + 1 < len(words) else None
            joined = (
                following is not None
                and following[0][0].isupper()
                and not following[0].isupper()
                and not text[word.end() : following.start()].strip()
            )
            if word.start() not in content or not joined or following is None or _is_ordinary(following[0]):
                continue
        yield word


def _is_ordinary(word: str) -> bool:
    folded = fold(word)
    if folded.endswith(("'s", "’s")):
        folded = folded[:-2]
    return (
        folded in _ordinary()
        or re.sub("e?s$", "", folded) in _ordinary()
        or re.fullmatch("[ivxlc]+", folded) is not None
    )


def _spelt(written: str, words: set[str]) -> bool:
    """Return whether the evidence has the word, in another form or spelling at most."""
    own = re.sub(r"['’]s$", "", fold(written))
    forms = _same().get(own, frozenset()) | {own}
    if forms & words or all(part in words for part in re.split(r"[-.'’]", own)):
        return True
    return any(_is_like(own, word) for word in words if word[0] == own[0])


def _is_like(own: str, word: str) -> bool:
    if len(own) < 5 or len(word) < 5 or abs(len(own) - len(word)) > 4:
        return False
    return SequenceMatcher(None, own, word).ratio() >= _ALIKE


def _meant(name: Name, alignment: Alignment) -> bool:
    """Return whether, in another language, a word of the passage means the same."""
    passage = alignment.passage
    if passage.language == alignment.sentence.language or fold(name.written) in _place_words():
        return False
    return alignment.similarity(name.span, [(0, len(passage.text))]) >= _MEANT


def _initials(text: str) -> Iterator[str]:
    """Yield the first letters of each run of words with capitals, small words left out."""
    for run in re.findall(
        r"(?:[^\W\d_a-zà-ÿ][\w'’-]*(?:\s+(?:of|on|for|the|and|de|del|la|las|los|y|e|do|da|dos|das|et|des|du|sur|pour|les|sobre|para)\b)*\s*){2,8}",
        text,
    ):
        letters = [fold(word[0]) for word in re.findall(r"[\w'’-]+", run) if word[0].isupper()]
        for start in range(len(letters)):
            for end in range(start + 2, len(letters) + 1):
                yield "".join(letters[start:end])


@cache
def _keyed() -> tuple[tuple[str, re.Pattern[str]], ...]:
    groups = [(f"place {code}", names) for code, names in _places().items()]
    groups += [
        (f"term {number}", [name for names in term.names.values() for name in names])
        for number, term in enumerate(terms())
        if any(name.isupper() for names in term.names.values() for name in names)
    ]
    return tuple((key, _any_of(names)) for key, names in groups)


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    folded = sorted({fold(name) for name in names}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in folded)})(?!\w)")


@cache
def _place_words() -> frozenset[str]:
    return frozenset(fold(name) for names in _places().values() for name in names)


@cache
def _places() -> dict[str, list[str]]:
    data = tomllib.loads(Path(__file__).with_name("places.toml").read_text(encoding="utf-8"))
    places: dict[str, list[str]] = data["places"]
    return places


@cache
def _ordinary() -> frozenset[str]:
    kinds = {word for kind in locator_kinds().values() for name in kind.words for word in name.split()}
    return frozenset({*_lists()["ordinary"].split(), *kinds})


@cache
def _same() -> dict[str, frozenset[str]]:
    groups = [frozenset(line.split()) for line in _lists()["same"].splitlines()]
    return {
        word: frozenset().union(*(group for group in groups if word in group))
        for group in groups
        for word in group
    }


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
