"""What kind of thing a question asks for (a time, a price, an address), and whether a text holds one.

A passage about the right subject that holds no price does not answer "how much does it cost?".
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.analysis import analyse, content_words
from ingest.folding import fold

_COUNT = re.compile(r"(?i)\b(?:cu[aá]nt[oa]s|how many|quant[oa]s|combien d[e'’])\s*(.*)", re.DOTALL)
_NUMBER = re.compile(
    r"(?i)\d+(?:[.,]\d+)*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|dos|tres|cuatro|"
    r"cinco|seis|siete|ocho|nueve|diez|once|doce|veinte|dois|duas|três|sete|oito|dez|deux|trois|quatre|cinq|"
    r"sept|huit|neuf|dix|onze|douze"
)
_NOUN_PHRASE = 3
"""Content words after "how many" that may be the noun that is counted."""
_NEAR = 6
"""Words after a number within which the counted noun stands."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: how questions ask for it, how a text that holds one looks."""

    name: str
    asks: tuple[re.Pattern[str], ...]
    holds: re.Pattern[str]


def asked_kinds(question: str) -> list[Kind]:
    """Return the kinds of thing that a question asks for; most questions ask for none of them."""
    folded = " ".join(fold(question).split())
    return [kind for kind in _kinds() if any(pattern.search(folded) for pattern in kind.asks)]


def lacks(question: str, text: str, language: str = "") -> bool:
    """Return whether `question` asks for a kind of thing, or names a year, that `text` does not hold.

    With the `language` that both are in, a question how many there are of something asks for a number
    that stands before a word for it.
    """
    years = set(_YEAR.findall(question)) - set(_YEAR.findall(text))
    if years or any(kind.holds.search(text) is None for kind in asked_kinds(question)):
        return True
    return bool(language) and not _counts(question, text, language)


def _counts(question: str, text: str, language: str) -> bool:
    """Return whether `text` has a number of what `question` wants counted; true if it wants nothing so."""
    asked = _COUNT.search(question)
    if asked is None:
        return True
    counted = {term for word in content_words(asked[1], language)[:_NOUN_PHRASE] for term in word.terms}
    words = re.findall(r"[\w.,]+", text)
    numbers = [place for place, word in enumerate(words) if _NUMBER.fullmatch(word.strip(".,"))]
    near = (word for place in numbers for word in words[place + 1 : place + 1 + _NEAR])
    return any(counted & set(analyse(word, language)) for word in near)


@cache
def _kinds() -> tuple[Kind, ...]:
    data = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    return tuple(
        Kind(name, tuple(re.compile(p) for p in entry["asks"]), re.compile(entry["holds"]))
        for name, entry in data.items()
    )
