"""Models other than the packaged one: any that sentence-transformers loads, by folder or by name."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.packaged_embedder import PackagedEmbedder
from index.prompts import Prompts
from index.search import Searcher
from index.sentence_embedder import SentenceTransformerEmbedder
from settings import Settings
from tests.fakes import write_corpus
from tests.index.indexes import opened
from tests.index.tiny_models import WIDTH, WINDOW, close, save, with_model, write_tiny_model


def test_a_model_in_a_folder_builds_and_searches_an_index(tiny_model: Path, small: Settings) -> None:
    builds_and_searches(replace(small, model=str(tiny_model)), WIDTH)


@pytest.mark.parametrize("pooling", ["mean", "cls", "lasttoken", "max"])
def test_an_index_of_a_roberta_of_any_pooling(pooling: str, small: Settings, tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny", pooling)
    builds_and_searches(replace(small, model=str(folder)), WIDTH)


def builds_and_searches(settings: Settings, dimension: int) -> None:
    write_corpus(settings.corpus, {"a/en": "# One\n\nalpha beta.\n\n## Two\n\ngamma delta."})
    embedder = SentenceTransformerEmbedder(settings)
    assert build_index(settings, lambda: embedder).embedded == 2
    with opened(settings) as generation:
        manifest = generation.manifest
        assert (manifest.model, manifest.dimension) == (embedder.identity, dimension)
        hits = Searcher(generation, embedder).search("gamma delta", "en").hits
        assert [hit.passage.text.split()[0] for hit in hits] == ["Two", "One"]


def test_vectors_are_those_of_sentence_transformers(roberta: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformerEmbedder(with_model(roberta))
    reference = SentenceTransformer(str(roberta), device="cpu")
    texts = ["La entidad compra.", "El contrato se adjudica a la oferta más ventajosa. " * 9, "a"]
    expected = reference.encode([f"passage: {text}" for text in texts])
    vectors = np.stack([encoded.vector for encoded in model.encode_passages(texts)])
    assert np.allclose(vectors, expected, atol=1e-5)
    question = reference.encode(f"query: {texts[0]}")
    assert np.allclose(model.encode_question(texts[0]).vector, question, atol=1e-5)


def test_the_packaged_models_own_folder_gives_the_packaged_vectors(embedder: PackagedEmbedder) -> None:
    """The one model whose real weights are here, by the way that other models take."""
    model = SentenceTransformerEmbedder(with_model(embedder.folder))
    assert model.prompts == embedder.prompts
    texts = ["¿Qué pide el Principio 6 a los Estados?", "public procurement " * 9]
    for one, other in zip(model.encode_passages(texts), embedder.encode_passages(texts), strict=True):
        assert float(one.vector @ other.vector) > 0.9999
        assert np.array_equal(one.spans, other.spans)
        assert np.allclose(one.tokens, other.tokens, atol=5e-3)


def test_token_vectors_are_the_last_hidden_states(roberta: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoded = SentenceTransformerEmbedder(with_model(roberta)).encode_question("contrato")
    reference = SentenceTransformer(str(roberta), device="cpu")
    states = reference.encode("query: contrato", output_value="token_embeddings").numpy()
    rows = states / np.linalg.norm(states, axis=1, keepdims=True)
    count = len(encoded.spans)
    assert np.allclose(encoded.tokens, rows[-1 - count : -1], atol=2e-3)  # the last one is </s>


def test_a_projection_after_pooling_is_the_tokens_too(tmp_path: Path, small: Settings) -> None:
    from sentence_transformers.base.modules import Dense, Normalize
    from sentence_transformers.sentence_transformer.modules import Pooling

    folder = save(tmp_path / "tiny", [Pooling(WIDTH), Dense(WIDTH, 12), Normalize()])
    model = SentenceTransformerEmbedder(with_model(folder))
    (encoded,) = model.encode_passages(["alpha beta"])
    assert (model.dimension, encoded.vector.shape, encoded.tokens.shape[1]) == (12, (12,), 12)
    builds_and_searches(replace(small, model=str(folder)), 12)


def test_two_poolings_at_once_make_longer_vectors(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny", pooling=("mean", "max"))  # type: ignore[arg-type]
    (encoded,) = SentenceTransformerEmbedder(with_model(folder)).encode_passages(["alpha"])
    assert (encoded.vector.shape, encoded.tokens.shape[1]) == ((2 * WIDTH,), 2 * WIDTH)


def test_vectors_that_a_model_cuts_are_cut_alike(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny", truncate_dim=8)
    (encoded,) = SentenceTransformerEmbedder(with_model(folder)).encode_passages(["alpha"])
    assert (encoded.vector.shape, encoded.tokens.shape[1]) == ((8,), 8)
    assert np.linalg.norm(encoded.vector) == pytest.approx(1, abs=1e-5)


def test_padding_on_the_left_changes_nothing(tmp_path: Path) -> None:
    from sentence_transformers.sentence_transformer.modules import Pooling

    folder = save(tmp_path / "tiny", [Pooling(WIDTH, "lasttoken")], padding="left")
    model = SentenceTransformerEmbedder(with_model(folder))
    texts = ["compra", "compra pública de bienes y servicios"]
    for text, encoded in zip(texts, model.encode_passages(texts), strict=True):
        (alone,) = model.encode_passages([text])
        assert np.array_equal(encoded.spans, alone.spans)
        assert close(encoded, alone)


def test_the_window_is_the_models(roberta: Path) -> None:
    model = SentenceTransformerEmbedder(with_model(roberta))
    assert model.window == WINDOW
    long, longer = model.encode_passages(["compra " * 600, "compra " * 600 + "oferta"])
    assert model.count_tokens("compra " * 600) > WINDOW
    assert np.allclose(long.vector, longer.vector, atol=1e-5)
    assert len(long.spans) < 600


def test_a_model_saved_without_its_window_is_given_no_more_than_it_can_read(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny")
    path = folder / "tokenizer_config.json"
    values = json.loads(path.read_text())
    del values["model_max_length"]
    path.write_text(json.dumps(values))
    model = SentenceTransformerEmbedder(with_model(folder))
    assert model.window == WINDOW
    (encoded,) = model.encode_passages(["compra " * 700])
    assert len(encoded.spans) > 300


def test_a_model_that_was_fetched_is_found_by_its_name_without_the_hub(
    roberta: Path, small: Settings, fetched: Callable[[str, Path], Path]
) -> None:
    fetched("intfloat/multilingual-e5-base", roberta)
    settings = replace(small, model="intfloat/multilingual-e5-base")
    begun = time.monotonic()
    embedder = SentenceTransformerEmbedder(settings)
    assert time.monotonic() - begun < 5
    assert embedder.prompts == Prompts("query: ", "passage: ")
    assert embedder.identity.startswith("intfloat/multilingual-e5-base+prompts-")
    builds_and_searches(settings, WIDTH)
