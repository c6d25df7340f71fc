"""Late interaction, worked out by hand with the letter embedder: cos(ab, ab) = 1, cos(ab, bc) = 1/2."""

import math
from collections.abc import Iterator

import numpy as np
import pytest

from index.generation import Generation
from index.late import LateInteraction, Matches, token_rarity, token_weights
from index.packaged_embedder import PackagedEmbedder
from index.search import Searcher
from ingest.passages import Passage
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build, opened

LETTERS = LetterEmbedder()
STOP_WORD = 0.3


@pytest.fixture
def generation(small: Settings) -> Iterator[Generation]:
    """One source "q", titled "Title of q", with a passage of two sentences and one of one."""
    write_corpus(small.corpus, {"q/en": "# Xyz\n\nab bb. Cd gh.\n\n## Zyx\n\nab ab."})
    build(small)
    with opened(small) as generation:
        yield generation


@pytest.fixture
def passage(generation: Generation) -> Passage:
    return generation.library.passages_of("q", "en")[0]


def match(question: str, passage: Passage, generation: Generation) -> tuple[Matches, list[Matches]]:
    late = LateInteraction(LETTERS.encode_question(question), generation.tokens)
    row = generation.library.rows([passage.id])[passage.id]
    (whole,) = late.match([row])
    return whole, list(late.match_sentences(passage, row))


def test_each_question_token_takes_its_best_cosine_in_the_passage(
    generation: Generation, passage: Passage
) -> None:
    whole, _ = match("ab bc gh", passage, generation)
    bc_ab, bc_bb, bc_cd = 1 / 2, 1 / math.sqrt(2), 1 / 2
    assert whole == pytest.approx([1, max(bc_ab, bc_bb, bc_cd), 1], abs=5e-3)


def test_each_sentence_counts_its_own_tokens_only(generation: Generation, passage: Passage) -> None:
    _, (first, second) = match("ab bc gh", passage, generation)
    assert first == pytest.approx([1, 1 / math.sqrt(2), 0], abs=5e-3)
    assert second == pytest.approx([0, 1 / 2, 1], abs=5e-3)


def test_headings_count_to_the_passage_and_to_no_sentence(generation: Generation, passage: Passage) -> None:
    whole, sentences = match("title", passage, generation)
    assert whole == pytest.approx([1], abs=5e-3)
    # t, t, i, l, e share no letter with "ab bb. Cd gh."
    assert sentences == [pytest.approx([0], abs=5e-3), pytest.approx([0], abs=5e-3)]


def test_a_question_without_tokens_matches_nothing(generation: Generation, passage: Passage) -> None:
    whole, sentences = match("¿?", passage, generation)
    assert [whole.shape, *(s.shape for s in sentences)] == [(0,), (0,), (0,)]


def test_content_words_weigh_more_than_stop_words() -> None:
    question = "What is ab?"
    rarity = token_rarity(question, LETTERS.encode_question(question), "en", None)
    weights = token_weights(rarity, STOP_WORD, 1)
    total = 0.3 + 0.3 + (0.3 + 1)
    assert weights == pytest.approx([0.3 / total, 0.3 / total, 1.3 / total])


def test_a_word_weighs_by_how_rare_it_is_among_the_passages(generation: Generation) -> None:
    question = "the ab gh ww"  # a stop word; in both passages; in one of the two; in none
    encoded = LETTERS.encode_question(question)
    rarity = token_rarity(question, encoded, "en", generation.words["en"])
    weights = token_weights(rarity, STOP_WORD, 1)
    unknown = math.log(1 + (2 + 0.5) / 0.5)
    both = math.log(1 + (2 - 2 + 0.5) / (2 + 0.5)) / unknown
    one = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5)) / unknown
    each = np.array([0.3, 0.3 + both, 0.3 + one, 0.3 + 1])
    assert weights == pytest.approx(each / each.sum(), rel=1e-5)


def test_at_power_nought_all_content_words_weigh_the_same(generation: Generation) -> None:
    question = "the ab gh ww"
    rarity = token_rarity(question, LETTERS.encode_question(question), "en", generation.words["en"])
    each = np.array([0.3, 1.3, 1.3, 1.3])
    assert token_weights(rarity, STOP_WORD, 0) == pytest.approx(each / each.sum(), rel=1e-5)


@pytest.mark.parametrize("question", ["ab", "What is it?", "¿Qué mide el indicador 12.7.1?", "x" * 50])
def test_weights_add_up_to_one(question: str, generation: Generation, embedder: PackagedEmbedder) -> None:
    for model in (LETTERS, embedder):
        for language in ("en", "es", "pt"):
            encoded = model.encode_question(question)
            rarity = token_rarity(question, encoded, language, generation.words.get(language))
            weights = token_weights(rarity, STOP_WORD, 1)
            assert weights.shape == (len(encoded.spans),)
            assert (weights > 0).all()
            assert float(weights.sum()) == pytest.approx(1, abs=1e-5)


def test_a_search_scores_the_late_match_from_the_middle_of_the_candidates(generation: Generation) -> None:
    searched = Searcher(generation, LETTERS).search("gh", "en")
    (best, other) = searched.hits
    # "gh" meets "gh" fully; the other passage's nearest word is "of", "q", "Title", "Zyx", "ab": none has
    # a g or an h. The middle of two candidates is their mean.
    assert best.versions[0].why.late == pytest.approx(1 - (1 + 0) / 2, abs=5e-3)
    assert other.versions[0].why.late == pytest.approx(0 - (1 + 0) / 2, abs=5e-3)
