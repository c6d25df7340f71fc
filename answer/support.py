"""Support: how likely it is that what would be quoted answers the question.

The best cosine of a small embedder hardly tells questions that a corpus can answer from those it
cannot. What tells them apart is whether each of the question's own words is met: by the same word, or
by one of the same meaning. A logistic model weighs these signals; its coefficients are data
(`support.toml`), fitted on labelled questions by `python -m eval calibrate`.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answer.kinds import lacks
from answer.quoting import Choice
from index.analysis import Word, analyse, content_words
from index.asking import Asked
from index.contextual import contextualise
from index.late import Matches
from index.lexical import LexicalIndex
from index.search import Searched
from ingest.corpus import names_of
from ingest.register import Source

COEFFICIENTS = Path(__file__).with_name("support.toml")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a sentence answering a question; each is about 0 to 1.

    They are of the question's core: the sentences that ask. `level`: late interaction of its tokens with
    the passage, `sentence`: with the sentence alone. `lead`: how far the passage lies above the middle of
    the candidates, times ten. `met`: share of the content words, weighed by rarity, that the passage or
    its names have (same stem). `meant`: mean of their tokens' best cosines, weighed likewise. `weakest`:
    the lowest of those means, 1 for a word the passage has. `named`: the lowest over names and numbers
    alone, 1 where the question has none. `unknown`: share of the content words that no passage of the
    question's language has. `provision` and `source`: how much the question names the passage's own.
    `missing`: it names a provision that no source has. `lacking`: it asks for a kind of thing, such as a
    price, or a year that the passage does not hold. `foreign`: the passage is in another language than
    the question, so that `met` says little.
    """

    level: float
    sentence: float
    lead: float
    met: float
    meant: float
    weakest: float
    named: float
    unknown: float
    provision: float
    source: float
    missing: float
    lacking: float
    foreign: float


def read_signals(
    core: str,
    language: str,
    searched: Searched,
    choice: Choice,
    source: Source,
    words: Mapping[str, LexicalIndex],
) -> Signals:
    """Return the signals of one sentence; `core` is the part of the question that asks, `words` the
    lexical index of each language."""
    version, index = choice.version, words.get(language)
    passage, asked = version.passage, searched.asked[version.passage.language]
    start, end = _place(core, asked.text)
    content = [word for word in content_words(asked.text, language) if start <= word.start < end]
    rarity = np.array([index.rarity(word) if index else 1.0 for word in content])
    weights = _within(asked, start, end)
    names = names_of(source, passage, language)
    terms = set(analyse(f"{names}\n{contextualise(passage).text}", language))
    has = np.array([any(term in terms for term in word.terms) for word in content], float)
    cosines = np.array([_cosine(word, asked, version.passage_match) for word in content])
    met = np.maximum(has, cosines)
    proper = np.array([_is_name(word, asked.text) for word in content], bool)
    unknown = np.array([index is not None and index.frequency(word.terms) == 0 for word in content], float)
    text = asked.text[start:end]
    return Signals(
        level=float(version.passage_match @ weights),
        sentence=float(choice.match @ weights),
        lead=10 * version.why.late,
        met=_mean(has, rarity),
        meant=_mean(cosines, rarity),
        weakest=float(met.min()) if len(met) else 0.0,
        named=float(met[proper].min()) if proper.any() else 1.0,
        unknown=_mean(unknown, np.ones(len(content))),
        provision=version.why.provision,
        source=version.why.source,
        missing=float(bool(searched.references.unknown)),
        lacking=float(lacks(text, passage.text, language if passage.language == language else "")),
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


def _place(core: str, text: str) -> tuple[int, int]:
    """Return where the core of a question stands in the text that was asked, whole where terms of the
    field in other words have changed it."""
    start = text.find(core)
    return (start, start + len(core)) if start >= 0 else (0, len(text))


def _within(asked: Asked, start: int, end: int) -> Matches:
    """Return the weights of the question's tokens, those outside start..end at 0; they add up to 1."""
    spans = asked.encoded.spans
    weights = np.where((spans[:, 0] >= start) & (spans[:, 1] <= end), asked.weights, 0.0)
    return np.asarray(weights / max(float(weights.sum()), 1e-9), np.float32)


def _is_name(word: Word, text: str) -> bool:
    """Return whether a word is a name or a number: with a capital that does not open a sentence."""
    if any(character.isdigit() for character in word.text):
        return True
    opens = (
        not text[: word.start]
        .rstrip(' ¿¡"“«(')
        .endswith(tuple("abcdefghijklmnopqrstuvwxyzáéíóúñçàèùâêôãõ,;:)"))
    )
    return word.text[0].isupper() and (not opens or word.text.isupper())


def _cosine(word: Word, asked: Asked, match: Matches) -> float:
    spans = asked.encoded.spans
    inside = (spans[:, 0] < word.end) & (spans[:, 1] > word.start)
    return float(match[inside].mean()) if inside.any() else 0.0


def _mean(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    return float(values @ weights / weights.sum()) if weights.sum() > 0 else 0.0


@cache
def _coefficients() -> dict[str, float]:
    return tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))
