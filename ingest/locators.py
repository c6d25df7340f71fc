"""Normative locators: the names by which provisions are cited.

A key such as "session-3" or "commentary" is the same in every language; kinds and their words in
four languages are data, in `locator_kinds.toml`.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.folding import fold, fold_in_place
from ingest.ordinals import in_figures, roman_value

_ROMAN = r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
# The codes of France number by letter: "article L. 2111-1" is no fiftieth article.
NUMBER = rf"(?P<number>(?:[0-9]+[a-z]?(?:\.[0-9a-z]+)*|(?!l\.?\s?[0-9]){_ROMAN}))(?![\w])"
"""A number in Arabic or Roman numerals, in folded text."""
_LATER_WORDS = "bis|ter|quater|quinquies|sexies|septies|octies|novies|nonies|decies"
LATER = (
    rf"(?:\s*-?\s*(?P<later>{_LATER_WORDS})(?!\w)"
    r"|-(?P<letter>[a-z])(?!\w)|\s(?P<apart>[a-z])(?=\s*\.?\s?[-–—:]))?"
)
"""What follows the number of a provision put in between two others ("5 bis", "5-A"), in folded text."""
_LISTED = r"[0-9]+(?:\.[0-9]+)*(?!\w)"
_MORE = rf"(?P<more>(?:(?:\s*,\s*{_LISTED})*,?\s*(?:and|y|e|et|&|or|o|u|ou|vs\.?|versus)\s+{_LISTED})?)"
# "the step I should take": an I before a word is the pronoun, unless the word goes on with a name.
_PRONOUN = re.compile(r"\s+(?!(?:of|on|in|and|de|del|da|do|du|sobre|y|e|et|en)\b)[a-z]")
_ORDINAL_MARKS = str.maketrans("", "", "ºª°")  # "artigo 5º" is article 5
_COUNTED = {
    word: number
    for number, words in enumerate(
        [
            "first primer primera primeiro primeira premier premiere",
            "second segundo segunda deuxieme seconde",
            "third tercer tercera terceiro terceira troisieme",
            "fourth cuarto cuarta quarto quarta quatrieme",
        ],
        1,
    )
    for word in words.split()
}
"""Ordinals that a question may put before what it counts, folded."""


@dataclass(frozen=True, slots=True)
class LocatorKind:
    """One kind of provision: its key, its name per language, whether it carries a number.

    `asked` says whether a question that has its name means a provision of the corpus.
    """

    key: str
    name: dict[str, str]
    words: tuple[str, ...]
    numbered: bool
    asked: bool


@cache
def locator_kinds() -> dict[str, LocatorKind]:
    """Return every kind of provision by key, as listed in `locator_kinds.toml`."""
    data = tomllib.loads(Path(__file__).with_name("locator_kinds.toml").read_text(encoding="utf-8"))
    return {
        key: LocatorKind(
            key,
            entry["name"],
            tuple(entry["words"]),
            entry.get("numbered", False),
            entry.get("asked", True),
        )
        for key, entry in data.items()
    }


def parse_key(heading: str) -> str | None:
    """Return the key of the provision that `heading` names ("Sesión 3: ..." -> "session-3").

    None when the heading names no normative provision. An unnumbered kind must be the whole heading
    or be followed by a bracket; a numbered one must open it.
    """
    named = _opening_name(heading)
    return named[0] if named else None


def _opening_name(heading: str) -> tuple[str, int] | None:
    """Return the key that `heading` opens with, and how many of its words name it."""
    folded = plain(heading)
    figures = in_figures(folded)
    for kind, pattern in _patterns():
        match = pattern.match(figures)
        if match:
            key = f"{kind.key}-{match['number']}{later_of(match)}" if kind.numbered else kind.key
            # What is joined to the name ("5.-", "6,") is of its last word.
            following = re.sub(r"^\S+", "", figures[match.end() :])
            return key, len(folded.split()) - len(following.split())
    return None


def later_of(match: re.Match[str]) -> str:
    """Return what `LATER` found, as the end of a key: "-bis", "-a", or nothing."""
    later = match["later"] or match["letter"] or match["apart"]
    return f"-{later}" if later else ""


@cache
def _patterns() -> tuple[tuple[LocatorKind, re.Pattern[str]], ...]:
    patterns = []
    for kind in locator_kinds().values():
        words = "|".join(re.escape(word) for word in sorted(kind.words, key=len, reverse=True))
        tail = rf"\s*{NUMBER}{LATER}" if kind.numbered else r"\s*(?:$|\()"
        patterns.append((kind, re.compile(rf"(?:{words}){tail}")))
    return tuple(patterns)


def find_keys(text: str) -> list[str]:
    """Return the keys of every provision that running text names, in order and without repeats.

    "¿Qué dice el Principio 6 sobre la Sesión III?" gives ["principle-6", "session-3"]: numbers are as
    `canonical_key` has them. "Principios 5 y 6" names two, and "the second session" one.
    """
    folded = plain(text)
    found = [
        (match.start(), f"{kind}-{_COUNTED[match['ordinal']]}")
        for kind, pattern in _counted_mentions()
        for match in pattern.finditer(folded)
    ]
    for kind, pattern in _mentions():
        for match in pattern.finditer(folded):
            if not kind.numbered:
                found.append((match.start(), kind.key))
            elif match["number"] != "i" or not _PRONOUN.match(folded, match.end()):
                first = f"{match['number']}{later_of(match)}"
                numbers = [first, *re.findall(r"[0-9][0-9a-z.]*", match["more"])]
                found.extend((match.start(), f"{kind.key}-{number}") for number in numbers)
    keys = [key for _, key in sorted(found, key=lambda place: place[0])]
    return list(dict.fromkeys(canonical_key(key) for key in keys))


@dataclass(frozen=True, slots=True)
class Mention:
    """A provision that a text names: where and how, and the kind of it; `text[start:end] == text`."""

    start: int
    end: int
    text: str
    kind: str


def find_mentions(text: str) -> list[Mention]:
    """Return where `text` names numbered provisions, in order; of overlapping ones the first."""
    folded = fold_in_place(text)
    found = [
        Mention(*match.span(), text[match.start() : match.end()], kind)
        for kind, patterns in (
            *((kind.key, pattern) for kind, pattern in _mentions() if kind.numbered),
            *_counted_mentions(),
        )
        for match in patterns.finditer(folded)
    ]
    mentions: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not mentions or mention.start >= mentions[-1].end:
            mentions.append(mention)
    return mentions


@cache
def _counted_mentions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return patterns of provisions that people count ("the second session"), by their kind."""
    patterns = []
    for key in ("session", "theme"):
        words = "|".join(re.escape(word) for word in locator_kinds()[key].words)
        patterns.append((key, re.compile(rf"(?<!\w)(?P<ordinal>{'|'.join(_COUNTED)})\s+(?:{words})(?!\w)")))
    return tuple(patterns)


def canonical_key(key: str) -> str:
    """Return a key with its number in Arabic numerals ("chapter-iv" -> "chapter-4"), for comparing."""
    head, _, number = key.rpartition("-")
    if head not in locator_kinds() or not re.fullmatch(_ROMAN, number):
        return key
    return f"{head}-{roman_value(number)}"


@cache
def _mentions() -> tuple[tuple[LocatorKind, re.Pattern[str]], ...]:
    patterns = []
    for kind in (kind for kind in locator_kinds().values() if kind.asked):
        words = "|".join(re.escape(word) for word in sorted(kind.words, key=len, reverse=True))
        tail = rf"(?:e?s)?\s*{NUMBER}{LATER}{_MORE}" if kind.numbered else r"(?!\w)"
        patterns.append((kind, re.compile(rf"(?<!\w)(?:{words}){tail}")))
    return tuple(patterns)


def is_provision_heading(line: str) -> bool:
    """Return whether a line of running text names a provision ("Principle 5", "COMMENTARY").

    A title may follow the name ("Session 3: overview"); a sentence that goes on may not, since lines
    of running text break anywhere ("... as set out in / Principle 6 of this document").
    """
    named = _opening_name(line)
    if named is None or len(line) > 80 or line.rstrip().endswith((".", ",", ";")):
        return False
    words = line.split()
    name, title = words[: named[1]], words[named[1] :]
    closed = name[-1].endswith((":", ".", ")", "-", "–", "—"))
    return not line.lstrip()[0].islower() and (closed or not title or not title[0][0].islower())


def slug(heading: str) -> str:
    """Return a heading as a key of plain letters, digits and hyphens; "section" if none is left."""
    return re.sub(r"[^a-z0-9.]+", "-", fold(heading)).strip("-.")[:60] or "section"


def name_key(key: str, language: str) -> str | None:
    """Return the name of a normative key in `language` ("session-3" -> "Sesión 3"), else None."""
    kinds = locator_kinds()
    if key in kinds:
        return _in(kinds[key].name, language)
    named = _NAMED_KEY.fullmatch(key)
    if named is None or named["kind"] not in kinds:
        return None
    number = named["number"].upper() if named["number"].isalpha() else named["number"]
    number += f" {named['later']}" if named["later"] else ""
    number += f"-{named['letter'].upper()}" if named["letter"] else ""
    number += f" ({named['count']})" if named["count"] else ""
    return f"{_in(kinds[named['kind']].name, language)} {number}"


_NAMED_KEY = re.compile(
    rf"(?P<kind>[a-z-]+?)-(?P<number>[0-9][0-9a-z.]*|{_ROMAN})"
    rf"(?:-(?P<later>{_LATER_WORDS})|-(?P<letter>[a-z]))?(?:-(?P<count>[0-9]+))?"
)
"""A normative key with its number, and the count of one that a text has several of ("article-1-2")."""


def format_locator(label: str, path: tuple[str, ...]) -> str:
    """Return the locator of a provision: ("UNGP 6", ("commentary",)) -> "UNGP 6, commentary".

    It is the same for every language version, so that scripts can compare it.
    """
    return ", ".join([label, *(name_key(key, "en") or key.replace("-", " ") for key in path)])


def show_locator(label: str, path: tuple[str, ...], headings: Sequence[str], language: str) -> str:
    """Return the locator as a reader of `language` sees it: "Programa del taller, Sesión 3".

    A part without a normative name is shown by the words of its heading, cut at 60 characters; one of
    `headings`, the last of which is the provision's own. Where parts have not one heading each, only the
    last part without a name is shown.
    """
    own = headings[len(headings) - len(path) :] if len(headings) >= len(path) else ()
    names = [label]
    for depth, key in enumerate(path, start=1):
        name = name_key(key, language)
        if name is None and depth == len(path):
            name = _cut(headings[-1])
        elif name is None and own:
            name = _cut(own[depth - 1])
        if name is not None:
            names.append(name)
    return ", ".join(names)


def _cut(heading: str) -> str:
    return heading if len(heading) <= 60 else heading[:59].rstrip() + "…"


def plain(text: str) -> str:
    """Return `text` as patterns expect it: folded, single spaces, without ordinal marks."""
    return " ".join(fold(text.translate(_ORDINAL_MARKS)).split())


def _in(names: dict[str, str], language: str) -> str:
    return names.get(language, names["en"])
