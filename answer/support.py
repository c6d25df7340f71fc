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

from answer.kinds import lacks
from index.analysis import Word, analyse, content_words
from index.asking import Asked
from index.contextual import contextualise
from index.late import Matches
from index.lexical import LexicalIndex
from index.scoring import Version
from index.search import Searched
from ingest.corpus import names_of
from ingest.register import Source

COEFFICIENTS = Path(__file__).with_name("support.toml")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a passage answering a question; each is about 0 to 1.

    `level`: late interaction over all the question's tokens. `lead`: how far that lies above the
    middle of the candidates, times ten. `met`: share of the content words, weighed by rarity, that
    the passage or its names have (same stem). `meant`: mean of their tokens' best cosines, weighed
    likewise.
    `weakest`: the lowest of those means, 1 for a word the passage has. `provision` and `source`: how
    much the question names the passage's own. `missing`: it names a provision that no source has.
    `lacking`: it asks for a kind of thing, such as a price, or a year that the passage does not hold.
    `foreign`: the passage is in another language than the question, so that `met` says little.
    """

    level: float
    lead: float
    met: float
    meant: float
    weakest: float
    provision: float
    source: float
    missing: float
    lacking: float
    foreign: float


def read_signals(
    language: str, searched: Searched, version: Version, source: Source, words: LexicalIndex | None
) -> Signals:
    """Return the signals of one found passage; `words` is the index of the question's language."""
    asked = searched.asked[version.passage.language]
    content = content_words(asked.text, language)
    weights = np.array([words.rarity(word) if words else 1.0 for word in content])
    passage = version.passage
    names = names_of(source, passage, language)
    terms = set(analyse(f"{names}\n{contextualise(passage).text}", language))
    has = np.array([any(term in terms for term in word.terms) for word in content], float)
    cosines = np.array([_cosine(word, asked, version.passage_match) for word in content])
    met = np.maximum(has, cosines)
    return Signals(
        level=float(version.passage_match @ asked.weights),
        lead=10 * version.why.late,
        met=_mean(has, weights),
        meant=_mean(cosines, weights),
        weakest=float(met.min()) if len(met) else 0.0,
        provision=version.why.provision,
        source=version.why.source,
        missing=float(bool(searched.references.unknown)),
        lacking=float(lacks(asked.text, passage.text, language if passage.language == language else "")),
        foreign=float(passage.language != language),
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


def _cosine(word: Word, asked: Asked, match: Matches) -> float:
    spans = asked.encoded.spans
    inside = (spans[:, 0] < word.end) & (spans[:, 1] > word.start)
    return float(match[inside].mean()) if inside.any() else 0.0


def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    return float(values @ weights / weights.sum()) if weights.sum() > 0 else 0.0


@cache
def _coefficients() -> dict[str, float]:
    return tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))
