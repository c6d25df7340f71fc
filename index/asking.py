"""A question as the texts of each language are asked it."""

from dataclasses import dataclass

from index.embedder import Embedder, Encoded
from index.generation import Generation
from index.late import Matches, token_weights
from index.ranking import Ranking
from index.terms import translate_terms


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as texts of one language are asked it, with the weight of each of its tokens."""

    text: str
    encoded: Encoded
    weights: Matches


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
    return {
        code: Asked(
            text, encoded[text], token_weights(text, encoded[text], language, words, ranking.stop_word)
        )
        for code, text in texts.items()
    }
