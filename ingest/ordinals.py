"""Numbers of provisions as laws and contracts write them, brought to figures.

"artículo primero", "cláusula décima segunda", "ARTÍCULO 1o.", "Artículo N° 5" and "article 1er" have the
numbers 1, 12, 1, 5 and 1. All text here is folded and without ordinal marks (`ingest.locators.plain`).
"""

import re

_ONES = {
    name: number
    for number, names in enumerate(
        [
            "prim prem",
            "segu",
            "terc",
            "cuar quar",
            "quin",
            "sext",
            "sept seti",
            "octa oita",
            "nove nona nono",
        ],
        1,
    )
    for name in names.split()
}
"""Beginnings of the ordinals of Spanish, Portuguese and French, four letters each."""
_TENS = {"deci": 1, "vige": 2, "trig": 3, "cuad": 4, "quad": 4, "quin": 5, "sexa": 6, "sept": 7, "octo": 8}
_TEENS = {"undecim": 11, "duodecim": 12}
_ENDED = r"(?:o|a)"
_ORDINAL = re.compile(
    rf"(?:(?P<teens>{'|'.join(_TEENS)}){_ENDED}"
    rf"|(?:(?P<tens>decim|vigesim|trigesim|cuadragesim|quadragesim|quincuagesim|quinquagesim|sexagesim"
    rf"|septuagesim|octogesim){_ENDED})?\s*"
    rf"(?P<ones>premiere?|(?:primer|segund|tercer|terceir|primeir|cuart|quart|quint|sext|septim|setim|octav"
    rf"|oitav|noven|non){_ENDED})?)\b(?<=[oaer])"
)
_NUMERO = re.compile(r"^(\D+? )(?:numero|number|num\.?|no\.?|n\.?)\s?(?=\d)")
_SPELT_ENDING = re.compile(r"^(\D+ \d+)(?:\.?(?:ero|er|ro|ra|do|da|to|ta|mo|vo|no)|o)\b")


def in_figures(folded: str) -> str:
    """Return folded text with the number that follows its first word as a figure.

    "clausula decima segunda - objeto" becomes "clausula 12 - objeto"; what has no such number stays.
    """
    word, _, rest = folded.partition(" ")
    match = _ORDINAL.match(rest)
    if match is not None:
        return f"{word} {_value(match)}{rest[match.end() :]}"
    return _SPELT_ENDING.sub(r"\1", _NUMERO.sub(r"\1", folded))


def counted_first(folded: str) -> tuple[int, str] | None:
    """Return the ordinal that folded text opens with, and what follows it ("decima: pagos"), else None."""
    match = _ORDINAL.match(folded)
    return (_value(match), folded[match.end() :]) if match else None


def roman_value(numeral: str) -> int:
    """Return the value of a Roman numeral in small letters ("xiv" -> 14)."""
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


def _value(match: re.Match[str]) -> int:
    if match["teens"]:
        return _TEENS[match["teens"]]
    tens = _TENS[match["tens"][:4]] if match["tens"] else 0
    return 10 * tens + (_ONES[match["ones"][:4]] if match["ones"] else 0)
