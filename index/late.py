"""Late interaction: how well each token of a question is met by the tokens of a text.

Score of a text: the mean, over the question's tokens, of the best cosine among the text's tokens
(MaxSim of Khattab and Zaharia, 2020, "ColBERT", averaged so that questions of any length compare).
"""

import numpy as np
from numpy.typing import NDArray

from index.contextual import contextualise
from index.embedder import Encoded
from index.token_vectors import TokenVectors
from ingest.passages import Passage

Matches = NDArray[np.float32]


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
