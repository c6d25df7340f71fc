"""Support: how likely it is that what would be quoted answers the question.

The best cosine of a small embedder hardly tells questions that a corpus can answer from those it
cannot. What tells them apart is whether each of the question's own words is met: by the same word, or
by one of the same meaning. A logistic model weighs these signals; its coefficients are data
(`support.toml`), fitted on labelled questions by `python -m eval calibrate`.
"""

import math
import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.analysis import Word, analyse, content_words
from index.contextual import contextualise
from index.late import Matches, rarity
from index.lexical import LexicalIndex
from index.search import Searched, Version

COEFFICIENTS = Path(__file__).with_name("support.toml")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a passage answering a question; each is about 0 to 1.

    `level`: late interaction over all the question's tokens. `lead`: how far that lies above the
    middle of the candidates, times ten. `met`: share of the content words, weighed by rarity, that
    the passage has (same stem). `meant`: mean of their tokens' best cosines, weighed likewise.
    `weakest`: the lowest of those means, 1 for a word the passage has. `named`: the question names
    the passage's provision or source. `missing`: it names a provision that no source has. `foreign`:
    the passage is in another language than the question, so that `met` says little.
    """

    level: float
    lead: float
    met: float
    meant: float
    weakest: float
    named: float
    missing: float
    foreign: float


def read_signals(
    question: str, language: str, searched: Searched, version: Version, words: LexicalIndex | None
) -> Signals:
    """Return the signals of one found passage; `words` is the index of the question's language."""
    asked = content_words(question, language)
    weights = np.array([rarity(words, word.terms) if words else 1.0 for word in asked])
    text = contextualise(version.passage).text
    terms = set(analyse(text, language))
    has = np.array([any(term in terms for term in word.terms) for word in asked], float)
    cosines = np.array([_cosine(word, searched, version.passage_match) for word in asked])
    met = np.maximum(has, cosines)
    return Signals(
        level=float(version.passage_match @ searched.weights),
        lead=10 * version.why.late,
        met=_mean(has, weights),
        meant=_mean(cosines, weights),
        weakest=float(met.min()) if len(met) else 0.0,
        named=float(version.why.named > 0),
        missing=float(bool(searched.references.unknown)),
        foreign=float(version.passage.language != language),
    )


def estimate(signals: Signals) -> float:
    """Return the probability, 0 to 1, that a passage with these signals answers the question."""
    coefficients = _coefficients()
    total = coefficients["intercept"] + sum(
        coefficients[name] * value for name, value in asdict(signals).items()
    )
    return 1 / (1 + math.exp(-total))


def refusal_threshold() -> float:
    """Return the support below which a question is refused."""
    return _coefficients()["threshold"]


def _cosine(word: Word, searched: Searched, match: Matches) -> float:
    spans = searched.question.spans
    inside = (spans[:, 0] < word.end) & (spans[:, 1] > word.start)
    return float(match[inside].mean()) if inside.any() else 0.0


def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    return float(values @ weights / weights.sum()) if weights.sum() > 0 else 0.0


@cache
def _coefficients() -> dict[str, float]:
    return tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))
