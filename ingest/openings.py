"""Paragraphs that open a provision with its name, as laws and contracts write them.

"Artículo 4º.- Podrán contratar ...", "CLÁUSULA SÉPTIMA. Pagos", "Art. 1º Esta Lei estabelece ...".
"""

import re
from functools import cache

from ingest.locators import NUMBER, LocatorKind, locator_kinds, plain

_ORDINALS = {
    name: number
    for number, names in enumerate(
        ["prim", "segu", "terc", "cuar quar", "quin", "sext", "sept seti", "octa oita", "nove nona nono"], 1
    )
    for name in names.split()
}
"""Beginnings of the ordinals of Spanish and Portuguese, which contracts number their clauses with."""
_ORDINAL = re.compile(
    r"(?P<tens>decim[oa])?\s*(?P<ones>(?:primer|segund|tercer|terceir|primeir|cuart|quart|quint|sext|septim|"
    r"setim|octav|oitav|noven|non)[oa])?\b(?<=[oa])"
)
_LATER = r"(?:\s*(?P<later>bis|ter|quater|quinquies))?"  # articles put in between two others
_CLOSED = r"\s*(?:\.?\s*[-–—]|[.:)])\s*(?=\S)"


def parse_opening(text: str) -> str | None:
    """Return the key of the provision that a paragraph opens with, as laws write it, else None.

    "Artículo 4º.- Podrán contratar ...", "Clause 7.2: The supplier ..." and "CLÁUSULA SÉPTIMA. Pagos"
    do; "Article 5 of the law says" and "Artículo 5 bis, inciso segundo" do not.
    """
    # "Art. 1º Esta Lei", as Brazil writes it, has no other mark after the number.
    marked = re.sub(r"(\d)\s*[ºª°](?=\s+[^\W\da-zà-ÿ])", r"\1. ", text[:60])
    folded = _in_figures(plain(marked))
    for kind, pattern in _openings():
        match = pattern.match(folded)
        if match:
            later = f"-{match['later']}" if match["later"] else ""
            return f"{kind.key}-{match['number']}{later}"
    return None


def _in_figures(folded: str) -> str:
    """Return folded text with the ordinal after its first word as a figure: "clausula decima segunda"
    becomes "clausula 12"; "article 1er" becomes "article 1"."""
    word, _, rest = folded.partition(" ")
    match = _ORDINAL.match(rest)
    if match is None:
        return re.sub(r"^(\D+ 1)er\b", r"\1", folded)
    tens, ones = match["tens"], match["ones"]
    number = (10 if tens else 0) + (_ORDINALS[ones[:4]] if ones else 0)
    return f"{word} {number}{rest[match.end() :]}"


@cache
def _openings() -> tuple[tuple[LocatorKind, re.Pattern[str]], ...]:
    patterns = []
    for kind in locator_kinds().values():
        if kind.numbered:
            words = "|".join(re.escape(word) for word in sorted(kind.words, key=len, reverse=True))
            patterns.append((kind, re.compile(rf"(?:{words})\s*{NUMBER}{_LATER}{_CLOSED}")))
    return tuple(patterns)
