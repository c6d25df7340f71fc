"""What speaks for a sentence following from its evidence, as numbers for the support model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from answer.alignment import Alignment, Reading
from answer.denial import altered_denial
from answer.force import altered_force
from answer.instruments import lacking_instruments
from answer.names import lacking_names
from answer.numerals import lacking_numbers
from index.analysis import Word, analyse, content_words
from ingest.document import Span
from ingest.folding import fold

_MANY = 4
"""Faults of a kind beyond which more of them say nothing more."""
_STRAY = 0.3
"""The weight of a token that is part of no content word."""

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Signals:
    """Signals of a sentence against all its evidence; cosines are of centred token vectors.

    `level`: mean best cosine of the sentence's tokens. `meant`: of its content words. `low` and `weakest`:
    the lower fifth and the least of those. `single` and `pair`: the mean within the best sentence, and the
    best two neighbouring sentences, of the evidence. `stems`, `stems_single`: share of content words whose
    stem the evidence, or its best sentence, has. `common`: longest common subsequence over the sentence's
    words. `pairs`: share of neighbouring word pairs that the evidence has. `mutual`: share of tokens that
    are each other's best. `gathered`: share of content words that are best met in the best sentence.
    `dense`: cosine of the whole vectors. `numbers`, `names`, `instruments`: how many are lacking, up to 4.
    `force`, `denial`: 1 if altered. `figures`: how many content words hold a digit. `words`, `evidence`:
    logarithm of the number of content words, and of the evidence's tokens. `foreign`: 1 if the evidence is
    in another language.
    """

    level: float
    meant: float
    low: float
    weakest: float
    single: float
    pair: float
    stems: float
    stems_single: float
    common: float
    pairs: float
    mutual: float
    gathered: float
    dense: float
    numbers: float
    names: float
    instruments: float
    force: float
    denial: float
    figures: float
    words: float
    evidence: float
    foreign: float


def read_signals(alignments: Sequence[Alignment], names: Sequence[str]) -> Signals:
    """Return the signals of one sentence, which all `alignments` are of; `names` stand beside them."""
    sentence = alignments[0].sentence
    content = content_words(sentence.text, sentence.language)
    weights = _weights(sentence, content)
    best = np.concatenate([alignment.cosines for alignment in alignments], axis=1)
    met = best.max(axis=1) if best.size else np.zeros(len(sentence.spans), np.float32)
    cosines = np.array([_over(sentence, word, met) for word in content], np.float32)
    parts = [part for alignment in alignments for part in _parts(alignment, weights)]
    single = max(parts, key=lambda part: part.score, default=None)
    numbered = [(alignment.passage.text, alignment.passage.language) for alignment in alignments]
    numbered += [(text, sentence.language) for text in names]
    texts = [*(alignment.passage.text for alignment in alignments), *names]
    all_stems = _stems(texts, sentence.language)
    single_stems = _stems([single.text, *names] if single else names, sentence.language)
    spoken = _spoken(sentence.text)
    lacking = (
        lacking_numbers(sentence.text, sentence.language, numbered),
        lacking_names(sentence.text, sentence.language, names, alignments),
        lacking_instruments(sentence.text, texts),
    )
    return Signals(
        level=_mean(met, np.ones_like(met)),
        meant=_mean(cosines, np.ones_like(cosines)),
        low=float(np.quantile(cosines, 0.2)) if len(cosines) else 0.0,
        weakest=float(cosines.min()) if len(cosines) else 0.0,
        single=single.score if single else 0.0,
        pair=max((part.pair for part in parts), default=0.0),
        stems=_share(content, all_stems),
        stems_single=_share(content, single_stems),
        common=max(_common(spoken, _spoken(alignment.passage.text)) for alignment in alignments),
        pairs=_pairs(spoken, [_spoken(text) for text in texts]),
        mutual=_mutual(best),
        gathered=_gathered(sentence, content, met, single),
        dense=max(float((a.sentence.vectors @ a.passage.vectors.T).max()) for a in alignments),
        numbers=float(min(len(lacking[0]), _MANY)),
        names=float(min(len(lacking[1]), _MANY)),
        instruments=float(min(len(lacking[2]), _MANY)),
        force=float(bool(altered_force(alignments))),
        denial=float(bool(altered_denial(alignments))),
        figures=float(min(sum(bool(re.search(r"\d", word.text)) for word in content), _MANY)),
        words=float(np.log1p(len(content))),
        evidence=float(np.log1p(sum(len(alignment.passage.spans) for alignment in alignments))),
        foreign=float(all(a.passage.language != sentence.language for a in alignments)),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of the evidence: how well it alone meets the tokens, and with the one that follows."""

    text: str
    met: Values
    score: float
    pair: float


def _parts(alignment: Alignment, weights: Values) -> list[_Part]:
    passage = alignment.passage
    met = [_met_within(alignment, span) for span in passage.sentences]
    parts = []
    for place, (span, own) in enumerate(zip(passage.sentences, met, strict=True)):
        following = np.maximum(own, met[place + 1]) if place + 1 < len(met) else own
        text = passage.text[span[0] : span[1]]
        parts.append(_Part(text, own, _mean(own, weights), _mean(following, weights)))
    return parts


def _met_within(alignment: Alignment, span: Span) -> Values:
    inside = alignment.passage.inside(span)
    if not inside.any():
        return np.zeros(len(alignment.sentence.spans), np.float32)
    return np.asarray(alignment.cosines[:, inside].max(axis=1), np.float32)


def _weights(sentence: Reading, content: Sequence[Word]) -> Values:
    weights = np.full(len(sentence.spans), _STRAY, np.float32)
    for word in content:
        weights[sentence.inside((word.start, word.end))] = 1.0
    return weights


def _over(sentence: Reading, word: Word, met: Values) -> float:
    inside = sentence.inside((word.start, word.end))
    return float(met[inside].mean()) if inside.any() else 0.0


def _mean(values: Values, weights: Values) -> float:
    return float(values @ weights / weights.sum()) if weights.sum() > 0 else 0.0


def _stems(texts: Sequence[str], language: str) -> set[str]:
    return {stem for text in texts for stem in analyse(text, language)}


def _share(content: Sequence[Word], stems: set[str]) -> float:
    return sum(any(term in stems for term in word.terms) for word in content) / max(len(content), 1)


def _spoken(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _common(own: Sequence[str], others: Sequence[str]) -> float:
    """Return the longest common subsequence of two lists of words, over the length of the first."""
    return longest_common(own, others) / max(len(own), 1)


def longest_common(own: Sequence[str], others: Sequence[str]) -> int:
    """Return the length of the longest common subsequence (Hyyrö's bit-parallel form)."""
    places: dict[str, int] = {}
    for place, word in enumerate(own):
        places[word] = places.get(word, 0) | 1 << place
    row = (1 << len(own)) - 1
    whole = row
    for word in others:
        met = row & places.get(word, 0)
        row = ((row + met) | (row - met)) & whole
    return len(own) - row.bit_count()


def _pairs(own: Sequence[str], others: Sequence[Sequence[str]]) -> float:
    pairs = list(pairwise(own))
    known = {pair for words in others for pair in pairwise(words)}
    return sum(pair in known for pair in pairs) / max(len(pairs), 1)


def _mutual(cosines: Values) -> float:
    if not cosines.size:
        return 0.0
    best = cosines.argmax(axis=1)
    back = cosines.argmax(axis=0)
    return float((back[best] == np.arange(len(best))).mean())


def _gathered(sentence: Reading, content: Sequence[Word], met: Values, single: _Part | None) -> float:
    if single is None or not content:
        return 0.0
    there = [_over(sentence, word, single.met) >= _over(sentence, word, met) - 0.05 for word in content]
    return sum(there) / len(there)
