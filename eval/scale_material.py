"""Material for a large corpus: the project's real passages, embedded once, and the sentences in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.errors import EvalError
from index.contextual import Contextual, contextualise
from index.embedder import Embedder, Encoded, Vector, unit_rows
from ingest.corpus import Corpus
from ingest.passages import Passage

LANGUAGES = ("es", "en")
_LEAST_LETTERS, _MOST_LETTERS = 30, 400
"""Of a sentence that others can stand beside: neither a heading nor a whole table row."""
_LEAST_PIECES = 12
_WINDOW = 512
"""Texts handed to the embedder at once."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A real sentence with its token vectors as its passage gave them; spans count from its start."""

    text: str
    tokens: NDArray[np.float16]
    spans: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of a real passage, with the token vectors of them as context."""

    headings: tuple[str, ...]
    piece: Piece


@dataclass(frozen=True, slots=True)
class Material:
    """Real passages with their vectors; sentences and headings by language, in the order of the texts.

    `beside` is what a passage's vector has on average beyond the mean of its tokens: that of the special
    tokens, which are not kept.
    """

    corpus: Corpus
    real: tuple[tuple[Passage, Encoded], ...]
    pieces: dict[str, tuple[Piece, ...]]
    heads: dict[str, tuple[Head, ...]]
    beside: Vector


def gather_material(corpus: Corpus, embedder: Embedder) -> Material:
    """Return the material of `corpus`; each of its passages goes through the model once.

    Raises:
        EvalError: the corpus has too few sentences in one of the languages to make others from.
    """
    passages = [passage for passage in corpus.passages() if passage.sentences]
    contexts = [contextualise(passage) for passage in passages]
    encodings = _encode([context.text for context in contexts], embedder)
    pieces: dict[str, list[Piece]] = {language: [] for language in LANGUAGES}
    heads: dict[str, list[Head]] = {language: [] for language in LANGUAGES}
    for passage, context, encoded in zip(passages, contexts, encodings, strict=True):
        if passage.language in LANGUAGES:
            pieces[passage.language] += _pieces(passage, context, encoded)
            heads[passage.language] += _heads(passage, context, encoded)
    for language in LANGUAGES:
        if len(pieces[language]) < _LEAST_PIECES or not heads[language]:
            raise EvalError(
                "The corpus has {count} sentences in {lang!r} to make a large one from. At least {least} "
                "are needed: name a corpus with --corpus that has them.",
                count=len(pieces[language]),
                lang=language,
                least=_LEAST_PIECES,
            )
    means = unit_rows(np.stack([each.tokens.mean(axis=0, dtype=np.float32) for each in encodings]))
    vectors = np.stack([each.vector for each in encodings])
    return Material(
        corpus,
        tuple(zip(passages, encodings, strict=True)),
        {language: tuple(found) for language, found in pieces.items()},
        {language: tuple(found) for language, found in heads.items()},
        np.asarray((vectors - means).mean(axis=0), np.float32),
    )


def _encode(texts: Sequence[str], embedder: Embedder) -> list[Encoded]:
    """Return the vectors of texts, which go to the embedder sorted by length."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    found: dict[int, Encoded] = {}
    for start in range(0, len(order), _WINDOW):
        window = order[start : start + _WINDOW]
        found |= zip(window, embedder.encode_passages([texts[n] for n in window]), strict=True)
    return [found[number] for number in range(len(texts))]


def _pieces(passage: Passage, context: Contextual, encoded: Encoded) -> list[Piece]:
    places = context.to_document(encoded.spans)
    found = []
    for start, end in passage.sentences:
        text = passage.text[start - passage.start : end - passage.start]
        inside = (places[:, 0] >= start) & (places[:, 1] <= end) & (places[:, 0] >= 0)
        if _LEAST_LETTERS <= len(text) <= _MOST_LETTERS and "\n" not in text and inside.any():
            found.append(Piece(text, encoded.tokens[inside], places[inside] - start))
    return found


def _heads(passage: Passage, context: Contextual, encoded: Encoded) -> list[Head]:
    if passage.columns:
        return []
    # Without the last one, where the passage's own text opens with it.
    for headings in (passage.headings, passage.headings[:-1]):
        text = f"{' > '.join(headings)}\n"
        inside = encoded.spans[:, 1] <= len(text)
        if headings and context.text.startswith(text) and inside.any():
            return [Head(headings, Piece(text, encoded.tokens[inside], encoded.spans[inside]))]
    return []
