"""Support: how likely it is that what would be quoted answers the question.

The best cosine of a small embedder hardly tells questions that a corpus can answer from those it
cannot. What tells them apart is whether each of the question's own words is met: by the same word, or
by one of the same meaning. A logistic model weighs these signals; its coefficients are data
(`support.toml`), fitted on labelled questions by `python -m eval calibrate`.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answer.forms import Form
from answer.kinds import lacks
from answer.logistic import probability
from answer.quoting import Choice
from index.analysis import Word, analyse, content_words
from index.asking import Asked
from index.contextual import contextualise
from index.late import Matches
from index.lexical import LexicalIndex
from index.search import Hit, Searched
from ingest.corpus import names_of
from ingest.passages import Passage
from ingest.register import Source

COEFFICIENTS = Path(__file__).with_name("support.toml")


_BROAD = {Form.LIST, Form.COMPARISON, Form.SYNTHESIS, Form.DEFINITION, Form.YES_NO}
_USUAL_COSINE = 0.85
"""Of a passage that no list of vectors gave, as the default embedder has them."""
_FAR = 10


@dataclass(frozen=True, slots=True)
class Questioned:
    """What of a question bears on support: the part that asks, its form, whether it takes something for
    granted."""

    core: str
    form: Form
    premise: bool


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a sentence answering a question; each is about 0 to 1.

    They are of the question's core: the sentences that ask. `level`: late interaction of its tokens with
    the passage. `lead`: how far the passage lies above the middle of the candidates, times ten. `meant`:
    mean of its content words' best cosines in the passage, weighed by rarity. `weakest`: the lowest of
    them, 1 for a word the passage has. `weakest_here`: the lowest in the sentence alone. `named`: the
    lowest over names and numbers, 1 where the question has none. `unknown`: share of the content words
    that no passage of the question's language has. `cosine`: of the two vectors. `agreed`: 1 over the
    provision's rank in the language where it ranks lowest. `gap`: how far the best hit lies above the
    tenth, times ten. `provision`: how much the question names the passage's own. `missing`: it names a
    provision that no source has. `lacking`: it asks for a kind of thing, such as a price, or a year that
    the passage does not hold. `foreign`: the passage is in another language than the question. `premise`:
    the question takes something for granted. `broad`: it asks for more than a detail.
    """

    level: float
    lead: float
    meant: float
    weakest: float
    weakest_here: float
    named: float
    unknown: float
    cosine: float
    agreed: float
    gap: float
    provision: float
    missing: float
    lacking: float
    foreign: float
    premise: float
    broad: float


def read_signals(
    question: Questioned,
    language: str,
    searched: Searched,
    choice: Choice,
    source: Source,
    words: Mapping[str, LexicalIndex],
) -> Signals:
    """Return the signals of one sentence; `words` is the lexical index of each language."""
    version, index = choice.version, words.get(language)
    passage, asked = version.passage, searched.asked[version.passage.language]
    start, end = _place(question.core, asked.text)
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
    here = [_cosine(word, asked, choice.match) for word in content]
    return Signals(
        level=float(version.passage_match @ weights),
        lead=10 * version.why.late,
        meant=_mean(cosines, rarity),
        weakest=float(met.min()) if len(met) else 0.0,
        weakest_here=min(here, default=0.0),
        named=float(met[proper].min()) if proper.any() else 1.0,
        unknown=_mean(unknown, np.ones(len(content))),
        cosine=_USUAL_COSINE if math.isnan(version.why.cosine) else version.why.cosine,
        agreed=_agreed(passage, searched.hits),
        gap=10 * (searched.hits[0].score - searched.hits[:_FAR][-1].score),
        provision=version.why.provision,
        missing=float(bool(searched.references.unknown)),
        lacking=float(lacks(text, passage.text, language if passage.language == language else "")),
        foreign=float(passage.language != language),
        premise=float(question.premise),
        broad=float(question.form in _BROAD),
    )


def _agreed(passage: Passage, hits: Sequence[Hit]) -> float:
    """Return 1 over the rank of a passage's provision where, of all languages, it ranks lowest."""
    ranks = []
    for language in {version.passage.language for hit in hits for version in hit.versions}:
        scores = {
            (hit.passage.source_id, hit.passage.path): version.score
            for hit in hits
            for version in hit.versions
            if version.passage.language == language
        }
        own = scores.get((passage.source_id, passage.path))
        ranks.append(1 + sum(own is None or score > own for score in scores.values()))
    return 1 / max(ranks, default=1)


def estimate(signals: Signals) -> float:
    """Return the probability, 0 to 1, that a passage with these signals answers the question."""
    coefficients = _coefficients()
    return probability(signals, coefficients, coefficients["intercept"])


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
