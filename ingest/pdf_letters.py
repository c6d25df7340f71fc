"""The letters of a PDF page as a reader sees them: ligatures, accents drawn apart, raised figures."""

import unicodedata
from collections.abc import Collection, Sequence

from ingest.raised_figures import raise_figures

Box = tuple[float, float, float, float]

_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
# TeX has its ligatures among the control characters of its fonts, in one place or another.
_OF_TEX = dict(zip(range(27, 32), ("ff", "fi", "fl", "ffi", "ffl"), strict=True))
_OF_OLD_TEX = dict(zip(range(11, 16), ("ff", "fi", "fl", "ffi", "ffl"), strict=True))
_ACCENTS = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327"}


def ligature(code: int, is_drawn: bool) -> str | None:
    """Return the letters of a ligature by its code; None for another code.

    `is_drawn` is false for what the page only implies, such as the end of a line.
    """
    if code in _OF_TEX or (is_drawn and code in _OF_OLD_TEX):
        return _OF_TEX.get(code) or _OF_OLD_TEX[code]
    return _LIGATURES.get(chr(code)) if 0xFB00 <= code < 0xFB07 else None


def goes_under_accent(letter: str, last: str, place: Box, place_of_last: Box) -> bool:
    """Return whether a letter stands under the accent that was drawn before it."""
    return (
        last in _ACCENTS
        and letter.isalpha()
        and place[0] < place_of_last[2]
        and place_of_last[0] < place[2]
    )


def words_of(letters: Sequence[str], places: Sequence[Box], raised: Collection[int]) -> str:
    """Return the words of letters; `places` are those of all but the spaces, in their order.

    An accent that is drawn over a letter is put on it. `raised` counts which of the places are raised;
    figures there stay so, since "article 3" with a note 1 is no article 31.
    """
    parts: list[str] = []
    accent: tuple[str, Box] | None = None
    number = -1
    for letter in letters:
        if letter == " ":
            if accent is None:
                parts.append(letter)
            continue
        number += 1
        place = places[number]
        if letter in _ACCENTS and accent is None:
            accent = letter, place
            continue
        told = raise_figures(letter) if number in raised else letter
        if accent is not None:
            over = goes_under_accent(letter, accent[0], place, accent[1])
            mark = _ACCENTS[accent[0]]
            told = f"{'i' if told == 'ı' else told}{mark}" if over else f"{accent[0]}{told}"
            accent = None
        parts.append(told)
    if accent is not None:
        parts.append(accent[0])
    return unicodedata.normalize("NFC", "".join(parts)).strip()
