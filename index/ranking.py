"""How the parts of a search are weighed: the numbers of `ranking.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RANKING = Path(__file__).with_name("ranking.toml")


@dataclass(frozen=True, slots=True)
class Ranking:
    """The weights of a search. Late interaction counts 1; the others are counted against it."""

    candidates: int
    """Passages taken from each list (vectors per language, words) before late interaction."""
    stop_word: float
    """Weight of a question's stop words and punctuation, against this and up to 1 of other words."""
    rarity: float
    """Power of a word's rarity in its weight: at 0 all content words weigh the same."""
    words: float
    """What sharing every word with the question adds (BM25, as a share of what that would give)."""
    provision: float
    """What being the provision that is named adds ("Principio 6")."""
    source: float
    """What being in the source that is named adds ("ISO 20400")."""
    mention: float
    """What standing under a heading that the question mentions adds, by how rare its words are."""
    rest: float
    """Share of the score of the question without the sentences that only name where to look."""
    bare: float
    """How many times more a named provision counts in a question that holds nothing else."""
    full_late: float
    """The late score, from the middle of its language, that a passage with every word usually has."""
    weaker: float
    """How much the weaker language version counts in a provision's score. Counting both makes the order
    of provisions depend less on the language that the question happens to be in."""
    dense: bool = True
    lexical: bool = True
    late: bool = True
    vocabulary: bool = True
    """What an ablation leaves out; all are in force otherwise."""


@cache
def read_ranking() -> Ranking:
    """Return the weights in force."""
    return Ranking(**tomllib.loads(RANKING.read_text(encoding="utf-8")))
