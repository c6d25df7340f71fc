"""A question as the texts of each language are asked it."""

from dataclasses import dataclass

from index.embedder import Embedder, Encoded
from index.generation import Generation
from index.late import Matches, token_rarity, token_weights
from index.ranking import Ranking
from index.terms import translate_terms


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as texts of one language are asked it.

    `rarity` is that of the word that each token is of (0 to 1, 0 for stop words and punctuation),
    `weights` what each token counts by the ranking in force, adding up to 1; shapes (tokens,).
    """

    text: str
    encoded: Encoded
    rarity: Matches
    weights: Matches

    def weights_by(self, ranking: Ranking) -> Matches:
        """Return what each token counts by another ranking."""
        return token_weights(self.rarity, ranking.stop_word, ranking.rarity)


def ask_in(
    question: str, language: str, generation: Generation, embedder: Embedder, ranking: Ranking
) -> dict[str, Asked]:
    """Return a question in `language` for the texts of each language: terms of the field in their words."""
    languages = generation.manifest.languages
    texts = {
        code: translate_terms(question, code) if ranking.vocabulary else question for code in languages
    }
    different = list(dict.fromkeys(texts.values()))
    encoded = dict(zip(different, embedder.encode_questions(different), strict=True))
    words = generation.words.get(language)
    asked = {}
    for text, vectors in encoded.items():
        rarity = token_rarity(text, vectors, language, words)
        weights = token_weights(rarity, ranking.stop_word, ranking.rarity)
        asked[text] = Asked(text, vectors, rarity, weights)
    return {code: asked[text] for code, text in texts.items()}
