"""Late interaction: how well each token of a question is met by the tokens of a text.

Score of a text: the weighted mean, over the question's tokens, of the best cosine among the text's
tokens (MaxSim of Khattab and Zaharia, 2020, "ColBERT", averaged so that questions of any length
compare). What all tokens of the corpus have in common is taken from both sides first: a token vector of
a small embedder is for four fifths the same everywhere. A token weighs by how rare its word is among the
passages of the question's language.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.analysis import content_words
from index.contextual import contextualise
from index.embedder import Encoded, unit_rows
from index.lexical import LexicalIndex
from index.token_vectors import TokenVectors
from ingest.passages import Passage

Matches = NDArray[np.float32]


def token_rarity(question: str, encoded: Encoded, language: str, words: LexicalIndex | None) -> Matches:
    """Return how rare the word of each question token is, 0 for stop words and punctuation.

    It is the inverse document frequency of BM25, divided by that of an unknown word; without a lexical
    index of the language that of each content word is 1. Shape (tokens,).
    """
    rarity = np.zeros(len(encoded.spans), np.float32)
    for word in content_words(question, language):
        inside = (encoded.spans[:, 0] < word.end) & (encoded.spans[:, 1] > word.start)
        rarity[inside] = words.rarity(word) if words else 1.0
    return rarity


def token_weights(rarity: Matches, stop_word: float, power: float) -> Matches:
    """Return a weight per question token, adding up to 1; shape (tokens,).

    A content word adds its rarity, raised to `power`, to `stop_word`, the weight of all others.
    """
    content = np.power(rarity, power, where=rarity > 0, out=np.zeros_like(rarity))
    weights = stop_word + content
    return np.asarray(weights / max(float(weights.sum()), 1e-9), np.float32)


class LateInteraction:
    """A question's token vectors held against those of passages."""

    def __init__(self, question: Encoded, tokens: TokenVectors) -> None:
        self._question = unit_rows(question.tokens.astype(np.float32) - tokens.centred.centre)
        self._tokens = tokens

    def match(self, rows: Sequence[int]) -> list[Matches]:
        """Return, for the passage in each row, the best cosine of each question token.

        Headings count too. Each array has shape (question tokens,).
        """
        codes = [self._tokens.codes(row) for row in rows]
        cosines = self._cosines(np.concatenate(codes)) if codes else np.zeros((0, 0), np.float32)
        ends = np.cumsum([len(each) for each in codes])
        return [
            _best(cosines[end - len(each) : end]) for each, end in zip(codes, ends.tolist(), strict=True)
        ]

    def match_sentences(self, passage: Passage, row: int) -> tuple[Matches, ...]:
        """Return the best cosine of each question token over each sentence of a passage, in order.

        Only the sentence's own tokens count; one that holds no token of its own has zeros.
        """
        codes, spans = self._tokens.of(row)
        cosines = self._cosines(codes)
        places = contextualise(passage).to_document(spans)
        sentences = []
        for start, end in passage.sentences:
            inside = (places[:, 0] >= start) & (places[:, 1] <= end) & (places[:, 0] >= 0)
            sentences.append(_best(cosines[inside]))
        return tuple(sentences)

    def _cosines(self, codes: NDArray[np.uint8]) -> Matches:
        return self._tokens.centred.cosines(codes, self._question)


def _best(cosines: Matches) -> Matches:
    if len(cosines) == 0:
        return np.zeros(cosines.shape[1], np.float32)
    return np.asarray(cosines.max(axis=0), np.float32)
