"""A sentence held against a cited passage, token by token.

Each token of the sentence is compared with each of the passage (late interaction, see `index.late`),
whatever language the two are in. What all tokens of a model have in common is taken from both sides
first; it is the model's own mean, since a cited text need not be in any index.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder, Encoded, Vector, unit_rows
from index.token_codec import fit_codec
from ingest.document import Span
from ingest.sentences import split_sentences

WINDOW = 900
"""Characters that are encoded together; a model reads 512 tokens and forgets the rest."""

Cosines = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as token vectors: centred unit rows, the place of each, and the spans of its sentences.

    `vectors` has a row for each window that was encoded.
    """

    text: str
    language: str
    tokens: Vector
    spans: NDArray[np.int32]
    sentences: tuple[Span, ...]
    vectors: Vector

    def inside(self, span: Span) -> NDArray[np.bool_]:
        """Return which tokens touch a span of the text; shape (tokens,)."""
        return np.asarray((self.spans[:, 0] < span[1]) & (self.spans[:, 1] > span[0]))


@dataclass(frozen=True, slots=True)
class Alignment:
    """A sentence and a passage, with the cosine of each pair of their tokens.

    `cosines` has shape (sentence tokens, passage tokens). `near` holds the places of the passage's
    sentences that the sentence may be about, best first; `score` is how well the best of them meets it.
    """

    sentence: Reading
    passage: Reading
    cosines: Cosines
    near: tuple[int, ...]
    score: float

    @property
    def held(self) -> float:
        """The cosine from which a word of the one text counts as said by the other."""
        return _HELD if self.sentence.language == self.passage.language else _HELD_ACROSS

    def near_spans(self) -> list[Span]:
        """Return the spans of the passage's sentences that the sentence may be about."""
        return [self.passage.sentences[place] for place in self.near]

    def met_in_passage(self, own: Span) -> tuple[int, float]:
        """Return where, in the sentences that the sentence may be about, a word of it is best met, and how
        well; (-1, 0) if it has no token."""
        columns = np.zeros(len(self.passage.spans), bool)
        for span in self.near_spans():
            columns |= self.passage.inside(span)
        return _best(self.cosines[self.sentence.inside(own)], columns, self.passage.spans)

    def met_in_sentence(self, other: Span) -> tuple[int, float]:
        """Return where in the sentence a word of the passage is best met, and how well."""
        rows = self.cosines[:, self.passage.inside(other)].T
        return _best(rows, np.ones(len(self.sentence.spans), bool), self.sentence.spans)

    def similarity(self, own: Span, others: Sequence[Span]) -> float:
        """Return how well a stretch of the sentence is met within stretches of the passage, -1 to 1."""
        rows = self.sentence.inside(own)
        columns = np.zeros(len(self.passage.spans), bool)
        for span in others:
            columns |= self.passage.inside(span)
        if not rows.any() or not columns.any():
            return 0.0
        return float(self.cosines[np.ix_(rows, columns)].max(axis=1).mean())


def _best(cosines: Cosines, allowed: NDArray[np.bool_], spans: NDArray[np.int32]) -> tuple[int, float]:
    if not len(cosines) or not allowed.any():
        return -1, 0.0
    held = np.where(allowed, cosines, -1.0)
    return int(spans[held[0].argmax(), 0]), float(held.max(axis=1).mean())


class Aligner:
    """Aligns sentences with passages; texts that come again are not encoded again."""

    def __init__(self, embedder: Embedder, kept: int = 64) -> None:
        """Use an embedder; `kept` is how many texts are remembered."""
        self._embedder = embedder
        self.read = lru_cache(maxsize=kept)(self._read)

    @cached_property
    def centre(self) -> Vector:
        """What all tokens of the model have in common, shape (dimension,)."""
        return fit_codec(self._embedder).mean

    def align(self, sentence: str, language: str, passage: str, passage_language: str) -> Alignment:
        """Return how a sentence and a passage meet."""
        return align(self.read(sentence, language), self.read(passage, passage_language))

    def _read(self, text: str, language: str) -> Reading:
        windows = cut_windows(text, language)
        encoded = list(self._embedder.encode_passages([text[start:end] for start, end in windows]))
        return reading_of(text, language, windows, encoded, self.centre)


def align(sentence: Reading, passage: Reading) -> Alignment:
    """Return how two texts meet that have been read."""
    cosines = np.asarray(sentence.tokens @ passage.tokens.T, np.float32)
    scores = [sentence_score(cosines[:, passage.inside(span)]) for span in passage.sentences]
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    near = tuple(place for place in order if scores[place] >= scores[order[0]] - _NEAR)
    return Alignment(sentence, passage, cosines, near, max(scores, default=0.0))


def closest(alignments: Sequence[Alignment]) -> list[Alignment]:
    """Return those of a sentence's alignments that it may be about, best first."""
    best = max(alignment.score for alignment in alignments)
    kept = [alignment for alignment in alignments if alignment.score >= best - _NEAR]
    return sorted(kept, key=lambda alignment: -alignment.score)


_HELD, _HELD_ACROSS = 0.65, 0.45
"""Words of two languages are farther apart."""
_NEAR = 0.05
"""How far below the best a sentence of the passage may be and still be meant."""


def sentence_score(cosines: Cosines) -> float:
    """Return the mean, over a sentence's tokens, of the best cosine among some tokens of a passage."""
    return float(cosines.max(axis=1).mean()) if cosines.size else 0.0


def reading_of(
    text: str, language: str, windows: Sequence[Span], encoded: Sequence[Encoded], centre: Vector
) -> Reading:
    """Return a text whose windows have been encoded as one reading."""
    dimension = len(centre)
    tokens = [unit_rows(each.tokens.astype(np.float32) - centre) for each in encoded]
    spans = [each.spans + start for each, (start, _) in zip(encoded, windows, strict=True)]
    return Reading(
        text,
        language,
        np.concatenate([np.zeros((0, dimension), np.float32), *tokens]),
        np.concatenate([np.zeros((0, 2), np.int32), *spans]),
        tuple(_sentences(text, language)),
        np.stack([each.vector for each in encoded]) if encoded else np.zeros((0, dimension), np.float32),
    )


def _sentences(text: str, language: str) -> Iterator[Span]:
    """Yield the spans of the sentences of each line: a heading or an item of a list ends with it."""
    for line in re.finditer(r"[^\n]+", text):
        for start, end in split_sentences(line[0], language):
            yield line.start() + start, line.start() + end


def cut_windows(text: str, language: str) -> list[Span]:
    """Return spans of whole sentences that a model reads at once; too long a sentence is cut at a space."""
    windows: list[Span] = []
    for start, end in split_sentences(text, language):
        while end - start > WINDOW:
            cut = max(text.rfind(" ", start + 1, start + WINDOW), start + WINDOW // 2)
            windows.append((start, cut))
            start = cut
        if windows and end - windows[-1][0] <= WINDOW:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows
