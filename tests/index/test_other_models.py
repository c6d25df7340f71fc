"""Models other than the packaged one: any that sentence-transformers loads, by folder or by name."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.embedder import Encoded, model_identity
from index.errors import IndexStaleError, ModelUnavailableError
from index.manifest import check_manifest, read_manifest
from index.packaged_embedder import PackagedEmbedder
from index.prompts import Prompts
from index.search import Searcher
from index.sentence_embedder import SentenceTransformerEmbedder
from settings import Settings
from tests.fakes import write_corpus
from tests.index.indexes import opened
from tests.index.tiny_models import WIDTH, WINDOW, save, write_tiny_model


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model that a test may change."""
    return Path(shutil.copytree(tiny_model, tmp_path / "tiny"))


@pytest.fixture(scope="module")
def roberta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny XLM-RoBERTa with mean pooling, as the hub holds the larger e5."""
    return write_tiny_model(tmp_path_factory.mktemp("roberta") / "tiny-e5")


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what HF_HUB_OFFLINE=1 sets when the hub's library is imported; it has been, by now."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, Path], Path]:
    """Put a model where the hub's client would have put it; return that folder."""
    cache = tmp_path / "hub"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(cache))

    def put(name: str, model: Path) -> Path:
        repository = cache / f"models--{name.replace('/', '--')}"
        commit = "0" * 40
        (repository / "refs").mkdir(parents=True)
        (repository / "refs" / "main").write_text(commit)
        return Path(shutil.copytree(model, repository / "snapshots" / commit))

    return put


def with_model(folder: Path | str) -> Settings:
    return replace(Settings(), model=str(folder), precision="float32")


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


def test_a_prompt_that_pooling_leaves_out_is_left_out(tmp_path: Path) -> None:
    from sentence_transformers.sentence_transformer.modules import Pooling

    kept = save(tmp_path / "kept" / "tiny-e5", [Pooling(WIDTH)])
    left = save(tmp_path / "left" / "tiny-e5", [Pooling(WIDTH, include_prompt=False)])
    one, other = (
        SentenceTransformerEmbedder(with_model(f)).encode_question("oferta") for f in (kept, left)
    )
    assert np.allclose(one.tokens, other.tokens, atol=2e-3)
    assert not np.allclose(one.vector, other.vector, atol=1e-3)


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


def test_a_model_without_prompts_is_given_none(tiny_model: Path) -> None:
    model = SentenceTransformerEmbedder(with_model(tiny_model))
    assert model.prompts == Prompts()
    (passage,) = model.encode_passages(["alpha beta"])
    assert close(model.encode_question("alpha beta"), passage)


def test_a_model_of_the_e5_family_is_given_its_prompts_though_its_files_name_none(folder: Path) -> None:
    plain = SentenceTransformerEmbedder(with_model(folder))
    family = SentenceTransformerEmbedder(with_model(folder.rename(folder.with_name("tiny-E5-large"))))
    (passage,) = family.encode_passages(["alpha"])
    (expected,) = plain.encode_passages(["passage: alpha"])
    assert np.allclose(passage.vector, expected.vector, atol=1e-5)
    question = family.encode_question("alpha")
    assert np.allclose(question.vector, plain.encode_question("query: alpha").vector, atol=1e-5)
    assert not np.allclose(question.vector, passage.vector, atol=1e-2)


def test_the_prompts_that_a_models_files_name_are_used_once_each(folder: Path) -> None:
    """Though one of them is its default, which sentence-transformers adds to what has no other."""
    plain = SentenceTransformerEmbedder(with_model(folder))
    stated = {"prompts": {"query": "ask: ", "document": "text: "}, "default_prompt_name": "document"}
    state(folder, stated)
    model = SentenceTransformerEmbedder(with_model(folder))
    (passage,) = model.encode_passages(["alpha"])
    (expected,) = plain.encode_passages(["text: alpha"])
    assert np.allclose(passage.vector, expected.vector, atol=1e-5)
    assert np.allclose(
        model.encode_question("alpha").vector, plain.encode_question("ask: alpha").vector, atol=1e-5
    )
    assert passage.spans.tolist() == [[n, n + 1] for n in range(5)]


def test_the_prompts_of_the_settings_are_used(folder: Path) -> None:
    plain = SentenceTransformerEmbedder(with_model(folder))
    settings = replace(with_model(folder), question_prompt="ask: ", passage_prompt="")
    model = SentenceTransformerEmbedder(settings)
    assert np.allclose(
        model.encode_question("alpha").vector, plain.encode_question("ask: alpha").vector, atol=1e-5
    )


def test_spans_count_the_text_without_its_prompt(folder: Path) -> None:
    family = SentenceTransformerEmbedder(with_model(folder.rename(folder.with_name("tiny-e5"))))
    spans = family.encode_question("ab c").spans.tolist()
    assert spans == [[0, 1], [1, 2], [3, 4]]


def test_the_identity_is_the_folders_name_and_content_wherever_it_lies(
    folder: Path, tmp_path: Path
) -> None:
    identity = model_identity(with_model(folder))
    elsewhere = Path(shutil.copytree(folder, tmp_path / "elsewhere" / "tiny"))
    (elsewhere / ".cache").mkdir()
    (elsewhere / ".cache" / "fetched").write_text("today")  # the hub's client leaves such a file
    assert identity.startswith("tiny@")
    assert model_identity(with_model(elsewhere)) == identity


def test_the_same_model_trained_further_is_another_model(folder: Path, small: Settings) -> None:
    settings = replace(small, model=str(folder))
    build_small(settings)
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-4:] = bytes(byte ^ 1 for byte in content[-4:])  # the file keeps its size
    weights.write_bytes(content)
    assert_stale(settings)


def test_other_prompts_in_its_files_make_it_another_model(folder: Path, small: Settings) -> None:
    settings = replace(small, model=str(folder))
    build_small(settings)
    state(folder, {"prompts": {"query": "ask: ", "document": ""}})
    assert_stale(settings)


def test_other_prompts_in_the_settings_embed_everything_again(folder: Path, small: Settings) -> None:
    settings = replace(small, model=str(folder))
    build_small(settings)
    settings = replace(settings, passage_prompt="text: ")
    assert_stale(settings)
    assert build_index(settings, lambda: SentenceTransformerEmbedder(settings)).embedded == 1


def build_small(settings: Settings) -> None:
    write_corpus(settings.corpus, {"a/en": "# One\n\nalpha beta."})
    build_index(settings, lambda: SentenceTransformerEmbedder(settings))


def assert_stale(settings: Settings) -> None:
    with pytest.raises(IndexStaleError, match="python -m index build"):
        check_manifest(read_manifest(settings.data), model_identity(settings), settings.corpus)


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


@pytest.mark.usefixtures("offline")
def test_a_model_of_which_only_a_part_was_fetched_is_not_pooled_by_guess(
    roberta: Path, fetched: Callable[[str, Path], Path]
) -> None:
    (fetched("BAAI/bge-m3", roberta) / "modules.json").unlink()
    with pytest.raises(ModelUnavailableError, match="hf download BAAI/bge-m3"):
        SentenceTransformerEmbedder(with_model("BAAI/bge-m3"))


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("name", ["nobody/nothing", "nothing", "no/such/folder", "./folder"])
def test_an_unknown_name_is_refused_at_once_with_the_way_out(name: str) -> None:
    begun = time.monotonic()
    with pytest.raises(ModelUnavailableError, match=rf"'{name}'.*COTEJO_MODEL"):
        SentenceTransformerEmbedder(with_model(name))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json", "modules.json"])
@pytest.mark.usefixtures("offline")
def test_a_model_of_which_a_file_is_cut_off_is_refused(name: str, folder: Path) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ModelUnavailableError, match="COTEJO_MODEL"):
        SentenceTransformerEmbedder(with_model(folder))


@pytest.mark.usefixtures("offline")
def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="COTEJO_MODEL"):
        SentenceTransformerEmbedder(with_model(tmp_path))


def test_a_folder_that_does_not_say_how_it_is_pooled_is_refused(folder: Path) -> None:
    (folder / "modules.json").unlink()
    with pytest.raises(ModelUnavailableError, match=r"modules\.json is missing.*sentence-transformers"):
        SentenceTransformerEmbedder(with_model(folder))


def test_a_model_without_a_fast_tokenizer_is_refused(tmp_path: Path) -> None:
    from transformers import ByT5Tokenizer

    folder = write_tiny_model(tmp_path / "tiny")
    for path in folder.glob("tokenizer*"):
        path.unlink()
    ByT5Tokenizer().save_pretrained(folder)
    with pytest.raises(ModelUnavailableError, match=r"no fast tokenizer.*COTEJO_MODEL"):
        SentenceTransformerEmbedder(with_model(folder))


def test_a_model_that_has_no_vectors_of_tokens_is_refused(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    from tests.index.tiny_models import unigram

    model = SentenceTransformer(modules=[StaticEmbedding(unigram(), embedding_dim=8)], device="cpu")
    model.save(str(tmp_path / "static"))
    with pytest.raises(ModelUnavailableError, match=r"no vector of each token.*COTEJO_MODEL"):
        SentenceTransformerEmbedder(with_model(tmp_path / "static"))


def state(folder: Path, values: dict[str, object]) -> None:
    """Change what a model's files state of its prompts."""
    path = folder / "config_sentence_transformers.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values), encoding="utf-8")


def close(one: Encoded, other: Encoded) -> bool:
    vectors = np.allclose(one.vector, other.vector, atol=1e-4)
    return bool(vectors and np.allclose(one.tokens, other.tokens, atol=2e-3))
