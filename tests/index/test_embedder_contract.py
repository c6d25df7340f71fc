"""What the index relies on, of the real embedders and of the one that tests use alike."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.embedder import Embedder, Encoded
from index.packaged_embedder import PackagedEmbedder
from index.sentence_embedder import SentenceTransformerEmbedder
from settings import Settings
from tests.fakes import LetterEmbedder
from tests.index.tiny_models import write_tiny_model

TEXTS = [
    "Compras",
    "Los Estados deben promover el respeto de los derechos humanos. " * 8,
    "What does Principle six say?",
    "Título: acción\nNo, señora; la contratación pública – «también» – obliga…",
    "public procurement " * 40,
    "marchés publics",
]


Encodings = list[tuple[str, Encoded]]


@pytest.fixture(scope="module", params=["packaged", "letters", "tiny-e5 mean", "tiny-bge-m3 cls"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """Each embedder in turn; the tiny ones are named as a family, and pooled as it is."""
    if request.param == "letters":
        return LetterEmbedder()
    if request.param.startswith("tiny"):
        name, pooling = request.param.split()
        folder = write_tiny_model(Path(tmp_path_factory.mktemp("model"), name), pooling)
        return SentenceTransformerEmbedder(replace(Settings(), model=str(folder)))
    packaged: PackagedEmbedder = request.getfixturevalue("embedder")
    return packaged


@pytest.fixture(scope="module")
def encodings(model: Embedder) -> Encodings:
    """Each text with its vectors, as a question and as a passage."""
    passages = zip(TEXTS, model.encode_passages(TEXTS), strict=True)
    return [*passages, *((text, model.encode_question(text)) for text in TEXTS)]


def test_a_text_has_one_unit_vector(encodings: Encodings, model: Embedder) -> None:
    for _, encoded in encodings:
        assert (encoded.vector.dtype, encoded.vector.shape) == (np.float32, (model.dimension,))
        assert np.linalg.norm(encoded.vector) == pytest.approx(1.0, abs=1e-5)


def test_every_token_has_a_unit_vector_and_a_span(encodings: Encodings, model: Embedder) -> None:
    for _, encoded in encodings:
        count = len(encoded.spans)
        assert count > 0
        assert (encoded.tokens.dtype, encoded.tokens.shape) == (np.float16, (count, model.dimension))
        assert (encoded.spans.dtype, encoded.spans.shape) == (np.int32, (count, 2))
        lengths = np.linalg.norm(encoded.tokens.astype(np.float32), axis=1)
        assert lengths == pytest.approx(np.ones(count), abs=2e-3)


def test_spans_lie_in_the_text_and_in_its_order(encodings: Encodings) -> None:
    for text, encoded in encodings:
        starts, ends = encoded.spans[:, 0], encoded.spans[:, 1]
        assert (starts >= 0).all()
        assert (ends > starts).all()
        assert (ends <= len(text)).all()
        assert (np.diff(starts) >= 0).all()
        assert (np.diff(ends) >= 0).all()


def test_spans_cover_every_word(encodings: Encodings) -> None:
    for text, encoded in encodings:
        covered = {place for start, end in encoded.spans for place in range(start, end)}
        assert [c for place, c in enumerate(text) if c.isalnum() and place not in covered] == []


def test_a_span_begins_with_its_word_not_with_the_space_before(encodings: Encodings) -> None:
    for text, encoded in encodings:
        words = [text[start:end] for start, end in encoded.spans]
        assert [word for word in words if word.strip() and word[0].isspace()] == []


def test_passages_keep_their_order_whatever_their_length(model: Embedder) -> None:
    lengths = [17, 1, 9, 2, 16, 3, 8, 4, 15, 5, 18, 6, 7, 14, 10, 13, 11, 12]  # more than one batch
    texts = [" ".join(["compra"] * length) for length in lengths]
    encoded = list(model.encode_passages(texts))
    assert [int(e.spans[-1, 1]) for e in encoded] == [len(text) for text in texts]
    for place in (0, 1):
        (alone,) = model.encode_passages([texts[place]])
        assert float(alone.vector @ encoded[place].vector) > 0.999


def test_no_texts_give_nothing(model: Embedder) -> None:
    assert list(model.encode_passages([])) == []


def test_the_same_text_has_the_same_vectors(model: Embedder) -> None:
    first, second = model.encode_question(TEXTS[3]), model.encode_question(TEXTS[3])
    assert np.array_equal(first.vector, second.vector)
    assert np.array_equal(first.tokens, second.tokens)
    assert np.array_equal(first.spans, second.spans)


def test_a_question_is_nearest_to_the_passage_of_its_own_words(encodings: Encodings) -> None:
    passages, questions = encodings[: len(TEXTS)], encodings[len(TEXTS) :]
    for number, (_, question) in enumerate(questions):
        near = [float(question.vector @ passage.vector) for _, passage in passages]
        assert max(near) == near[number]


def test_the_identity_is_a_name_that_stays(model: Embedder) -> None:
    before = model.identity
    model.encode_question("anything")
    assert model.identity == before != ""
