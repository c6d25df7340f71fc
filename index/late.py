"""Late interaction: how well each token of a question is met by the tokens of a text.

Score of a text: the weighted mean, over the question's tokens, of the best cosine among the text's
tokens (MaxSim of Khattab and Zaharia, 2020, "ColBERT", averaged so that questions of any length
compare). A token weighs by how rare its word is among the passages of the question's language.
"""

import numpy as np
from numpy.typing import NDArray

from index.analysis import content_words
from index.contextual import contextualise
from index.embedder import Encoded
from index.lexical import LexicalIndex
from index.token_vectors import TokenVectors
from ingest.passages import Passage

Matches = NDArray[np.float32]
STOP_WORD_WEIGHT = 0.3
"""Weight of stop words and punctuation, against 0.3 to 1.3 of other words."""


def token_weights(question: str, encoded: Encoded, language: str, words: LexicalIndex | None) -> Matches:
    """Return a weight per question token, adding up to 1; shape (question tokens,).

    A content word adds its inverse document frequency (of BM25, divided by that of an unknown word)
    to the weight of a stop word; without a lexical index of the language each adds 1.
    """
    weights = np.full(len(encoded.spans), STOP_WORD_WEIGHT, np.float32)
    for word in content_words(question, language):
        inside = (encoded.spans[:, 0] < word.end) & (encoded.spans[:, 1] > word.start)
        weights[inside] = STOP_WORD_WEIGHT + (words.rarity(word.terms) if words else 1.0)
    return weights / max(float(weights.sum()), 1e-9)


class LateInteraction:
    """A question's token vectors held against those of passages."""

    def __init__(self, question: Encoded, tokens: TokenVectors) -> None:
        self._question = question.tokens.astype(np.float32)
        self._tokens = tokens

    def match(self, passage: Passage, row: int) -> tuple[Matches, list[Matches]]:
        """Return the best cosine of each question token, over the passage and over each sentence.

        The first array counts the headings too, the arrays of the list (one a sentence, in order)
        only the sentence's own tokens. Each has shape (question tokens,); a sentence that holds no
        token of its own has zeros.
        """
        vectors, spans = self._tokens.of(row)
        cosines = vectors.astype(np.float32) @ self._question.T
        places = contextualise(passage).to_document(np.asarray(spans))
        sentences = []
        for start, end in passage.sentences:
            inside = (places[:, 0] >= start) & (places[:, 1] <= end) & (places[:, 0] >= 0)
            sentences.append(_best(cosines[inside]))
        return _best(cosines), sentences


def _best(cosines: Matches) -> Matches:
    if len(cosines) == 0:
        return np.zeros(cosines.shape[1], np.float32)
    return np.asarray(cosines.max(axis=0), np.float32)
