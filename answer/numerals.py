"""Numbers of a text, however it writes them: "1,000", "mil", "10 %", "diez por ciento", "XXI", "10h20".

A number is known by its readings, since "1.000" is a thousand in Spanish and one in English; two texts
agree on a number when they share a reading. Words are data (`numerals.toml`).
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ingest.folding import fold_in_place
from ingest.ordinals import roman_value

_DIGITS = r"\d+(?:[  ]\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_TIME = re.compile(r"(?<![\d.,:])(\d{1,2}) ?(?::|h) ?(\d{2})(?!\d)(?: ?h)?(?: ?([ap])\.? ?m\b)?")
_DATE = re.compile(r"(?<!\d)(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))(?!\d)")
_COMPOUND = re.compile(r"(?<![\w/])\d+(?:[/-]\d+)+(?![\w/])|(?<![\w.])\d+(?:\.\d+){2,}(?![\w])")
_NUMBER = re.compile(rf"(?<![\d.,])(?:{_DIGITS})(?!\d)")
_ROMAN = re.compile(r"(?<![\w.])(?=[IVX]{2,}\b)X{0,3}(?:IX|IV|V?I{0,3})(?![\w.])")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written, its readings, and whether it has to be vouched for.

    Readings are like "1000", "10%", "10:20", "17/4" or "month 6".
    """

    written: str
    readings: frozenset[str]
    asked: bool = True


def find_numbers(text: str, language: str) -> list[Number]:
    """Return the numbers of a text; the same stretch may give several, as a date gives three.

    Words that are numbers in another language only ("once", "dos") are left out.
    """
    text = _RAISED.sub(" ", text)
    folded = fold_in_place(text)
    found: list[Number] = []
    folded, text = _take(_DATE, folded, text, found, _of_date)
    folded, text = _take(_TIME, folded, text, found, _of_time)
    folded, text = _take(_COMPOUND, folded, text, found, _of_compound)
    found += _romans(text)
    for pattern in (*_words().not_numbers, *_words().foreign.get(language, ())):
        folded = pattern.sub(lambda match: "." * len(match[0]), folded)
    return found + list(_figures_and_words(folded, text))


def lacking_numbers(text: str, language: str, evidence: Sequence[tuple[str, str]]) -> list[str]:
    """Return the numbers of `text`, as written, that no text of the evidence (with its language) has."""
    known: set[str] = set()
    for each, of in evidence:
        for number in find_numbers(each, of):
            known |= number.readings
    numbers = find_numbers(text, language)
    return list(dict.fromkeys(n.written for n in numbers if n.asked and not n.readings & known))


def _take(
    pattern: re.Pattern[str], folded: str, text: str, found: list[Number], read: Any
) -> tuple[str, str]:
    """Add what a pattern finds, and return the two texts with it blotted out."""
    for match in pattern.finditer(folded):
        found.extend(read(match))
        blot = " " * len(match[0])
        folded = folded[: match.start()] + blot + folded[match.end() :]
        text = text[: match.start()] + blot + text[match.end() :]
    return folded, text


def _of_date(match: re.Match[str]) -> Iterator[Number]:
    year, month, day = match[1] or match[6], match[2] or match[5], match[3] or match[4]
    yield Number(match[0], frozenset({str(int(year))}))
    yield Number(match[0], frozenset({f"month {int(month)}"}))
    yield Number(match[0], frozenset({str(int(day))}))


def _of_time(match: re.Match[str]) -> Iterator[Number]:
    hour = int(match[1])
    if match[3]:
        hour = hour % 12 + 12 * (match[3] == "p")
    yield Number(match[0].strip(), frozenset({f"{hour}:{match[2]}"}))


def _of_compound(match: re.Match[str]) -> Iterator[Number]:
    """Yield "17/4" whole; of a span such as "2011-2014" both ends; "12.7.1" whole."""
    whole = match[0]
    if "-" in whole and "/" not in whole:
        yield from (Number(part, frozenset({_plain(part)})) for part in whole.split("-"))
        return
    yield Number(whole, frozenset({whole}))
    if "/" in whole:  # "2014/24" may be vouched for by its parts only together
        yield from (
            Number(part, frozenset({_plain(part)}), asked=False) for part in re.split("[/-]", whole)
        )


def _romans(text: str) -> Iterator[Number]:
    for match in _ROMAN.finditer(text):
        yield Number(match[0], frozenset({str(roman_value(match[0].lower()))}))


def _figures_and_words(folded: str, text: str) -> Iterator[Number]:
    """Yield figures, with the word that multiplies them, then runs of number words."""
    vocabulary = _words()
    taken: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(folded):
        readings = set(_readings(match[0]))
        end = match.end()
        following = re.match(r"\s*([a-z]+)", folded[end:])
        if following and vocabulary.words.get(following[1], 0) >= 1000:
            factor = vocabulary.words[following[1]]
            readings = {_show(float(reading) * factor) for reading in readings}
            end += following.end()
        yield _as_percent(match[0], readings, folded, end)
        taken.append((match.start(), end))
    percent = "|".join(re.escape(word) for word in vocabulary.percent if word.isascii() and len(word) > 1)
    taken += [match.span() for match in re.finditer(rf"(?<!\w)(?:{percent})(?!\w)", folded)]
    words = [m for m in _WORD.finditer(folded) if not any(a <= m.start() < b for a, b in taken)]
    yield from _of_words(words, folded, text)


def _of_words(words: Sequence[re.Match[str]], folded: str, text: str) -> Iterator[Number]:
    vocabulary, place = _words(), 0
    while place < len(words):
        run = [words[place]]
        if _value(words[place][0]) is None:
            yield from _single(words[place], folded, text)
            place += 1
            continue
        place += 1
        while place < len(words) and folded[run[-1].end() : words[place].start()].strip() == "":
            joint = words[place][0] in vocabulary.joints and place + 1 < len(words)
            following = place + joint
            if not _continues(run[-1][0], words[following][0], joint):
                break
            run.append(words[following])
            place = following + 1
        written = text[run[0].start() : run[-1].end()]
        total = _total([value for word in run for value in _values(word[0]) or [1]])
        yield _as_percent(written, {_show(total)}, folded, run[-1].end())


def _continues(before: str, after: str, joint: bool) -> bool:
    """Return whether two number words make one number: "treinta y dos", not "dos y tres"."""
    first = (_values(before) or [0])[-1]
    second = (_values(after) or [1 if joint and after in _words().articles else 0])[0]
    if not second:
        return False
    if second >= _HUNDRED and not joint:
        return second > first or first >= second * 10
    return first >= 20 and second < first and (first % 10 == 0)


def _single(word: re.Match[str], folded: str, text: str) -> Iterator[Number]:
    """Yield the number of an ordinal, a month or an article."""
    vocabulary = _words()
    written = text[word.start() : word.end()]
    if (value := vocabulary.ordinals.get(word[0])) is not None:
        opens = not text[: word.start()].strip()
        yield Number(written, frozenset({str(value)}), asked=value > 1 and not opens)
    elif (month := vocabulary.months.get(word[0])) is not None:
        beside = re.search(r"\d\W*(?:de |of )?$", folded[: word.start()]) or re.match(
            r"\W*(?:de |of )?\d", folded[word.end() :]
        )
        yield Number(written, frozenset({f"month {month}"}), asked=bool(beside) and _is_month(written))
    elif word[0] in vocabulary.articles:
        yield Number(written, frozenset({"1"}), asked=False)
    elif word[0] in vocabulary.pairs:
        yield Number(written, frozenset({"2"}), asked=False)


def _is_month(written: str) -> bool:
    """Return whether a word is surely a month: "may" and "march" are verbs unless they have a capital."""
    return written not in ("may", "march")


def _as_percent(written: str, readings: set[str], folded: str, end: int) -> Number:
    """Return a number, of which one that is a percentage has to be vouched for as such."""
    span = r"(?:\s*(?:-|–|to|a|y|and|et|e)\s*\d+(?:[.,]\d+)?)?"
    pattern = "|".join(re.escape(word) for word in _words().percent)
    if re.match(rf"{span}\s*(?:{pattern})", folded[end:]):
        return Number(f"{written} %", frozenset(f"{reading}%" for reading in readings))
    return Number(written, frozenset(readings))


def _readings(written: str) -> Iterator[str]:
    """Yield what figures may mean: "1.000" is 1000 and 1, "12,5" is 12.5."""
    bare = re.sub(r"[  ]", "", written)
    groups = re.split("[.,]", bare)
    if len(groups) == 1:
        yield _plain(bare)
        return
    if all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3:
        yield _plain("".join(groups))
    yield _show(float(f"{''.join(groups[:-1])}.{groups[-1]}"))
    yield bare.replace(",", ".")


def _plain(figures: str) -> str:
    return str(int(figures))


def _show(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.6g}"


def _value(word: str) -> int | None:
    values = _values(word)
    return values[0] if values else None


def _values(word: str) -> list[int]:
    """Return the values of a number word: "twenty-one" has two; no number word has none."""
    vocabulary = _words()
    if word in vocabulary.words:
        return [vocabulary.words[word]]
    parts = [vocabulary.words.get(part, _article(part)) for part in word.split("-")]
    known = [part for part in parts if part is not None]
    return known if len(parts) > 1 and len(known) == len(parts) else []


def _article(part: str) -> int | None:
    return 1 if part in _words().articles else None


def _total(values: Sequence[int]) -> float:
    total, current = 0, 0
    for value in values:
        if value >= 1000:
            total += max(current, 1) * value
            current = 0
        elif value == _HUNDRED and 0 < current < 10:
            current *= value
        else:
            current += value
    return total + current


@dataclass(frozen=True, slots=True)
class _Words:
    words: dict[str, int]
    ordinals: dict[str, int]
    months: dict[str, int]
    articles: frozenset[str]
    joints: frozenset[str]
    pairs: frozenset[str]
    percent: tuple[str, ...]
    not_numbers: tuple[re.Pattern[str], ...]
    foreign: dict[str, tuple[re.Pattern[str], ...]]


@cache
def _words() -> _Words:
    data = tomllib.loads(Path(__file__).with_name("numerals.toml").read_text(encoding="utf-8"))
    words, ordinals, months = (
        {word: int(value) for value, words in data[name].items() for word in words.split()}
        for name in ("words", "ordinals", "months")
    )
    other = data["other"]
    return _Words(
        words=words,
        ordinals=ordinals,
        months=months,
        articles=frozenset(other["articles"].split()),
        joints=frozenset(other["joints"].split()),
        pairs=frozenset(other["pairs"].split()),
        percent=tuple(other["percent"]),
        not_numbers=tuple(_word(pattern) for pattern in other["not_numbers"]),
        foreign={lang: tuple(map(_word, words.split())) for lang, words in data["foreign"].items()},
    )


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)")
