"""Pointers in what a model writes: "[1]", "[1, 2]", "[1][2]", "(1)", "【1】" name passages by number.

A number that no passage has, and a range, point at nothing and drop out.
"""

import re
from dataclasses import dataclass

_NUMBERS = r"\s*[^\W\d_]{0,10}\.?\s*\d{1,12}(?:\s*(?:[,;&–—-]|and|y|e|et)\s*\d{1,12})*\s*"
POINTER = re.compile(
    rf"\[{_NUMBERS}\]|【{_NUMBERS}(?:†[^】]{{0,40}})?】|\((?=\s*\d){_NUMBERS}\)", re.IGNORECASE
)
"""One bracket with numbers; a word may stand before them ("[passage 1]"), but not in round brackets."""
_RANGE = re.compile(r"\d\s*[–—-]\s*\d")
_YEAR = re.compile(r"\(\s*\d{3,}\s*\)")


@dataclass(frozen=True, slots=True)
class Pointed:
    """A sentence without its pointers, and the numbers that they name, each once, in order."""

    text: str
    numbers: tuple[int, ...]


def take_pointers(text: str, count: int) -> Pointed:
    """Return a sentence apart from its pointers; only the numbers 1 to `count` point at something."""
    numbers: dict[int, None] = {}

    def take(match: re.Match[str]) -> str:
        if _is_words(match[0], count):
            return match[0]
        if not _RANGE.search(match[0]):
            found = (int(number) for number in re.findall(r"\d+", match[0]))
            numbers.update(dict.fromkeys(n for n in found if 1 <= n <= count))
        return " "

    bare = " ".join(POINTER.sub(take, text).split())
    return Pointed(re.sub(r"\s+([.,;:!?…])", r"\1", bare), tuple(numbers))


def opens_with_pointer(text: str, count: int) -> int:
    """Return the end of the pointers that `text` opens with, 0 if it opens with none."""
    end = 0
    while match := POINTER.match(text, end):
        if _is_words(match[0], count):
            break
        end = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip(" \t"))
    return end


def _is_words(bracket: str, count: int) -> bool:
    """Return whether a bracket belongs to the sentence: "(2011)" is a year, "(50)" an article."""
    if not bracket.startswith("("):
        return False
    numbers = [int(number) for number in re.findall(r"\d+", bracket)]
    return bool(_YEAR.fullmatch(bracket)) or not any(1 <= number <= count for number in numbers)
