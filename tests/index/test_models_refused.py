"""Models that cannot be used: each is refused with what to do."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import ModelUnavailableError
from index.sentence_embedder import SentenceTransformerEmbedder
from tests.index.tiny_models import with_model, write_tiny_model


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
