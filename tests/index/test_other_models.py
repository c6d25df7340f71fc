"""Models other than the packaged one: any that sentence-transformers loads, by folder or by name."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.embedder import model_identity
from index.errors import IndexStaleError, ModelUnavailableError
from index.manifest import check_manifest, read_manifest
from index.search import Searcher
from index.sentence_embedder import SentenceTransformerEmbedder
from settings import Settings
from tests.fakes import write_corpus
from tests.index.indexes import opened


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model that a test may change."""
    return Path(shutil.copytree(tiny_model, tmp_path / "tiny"))


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what HF_HUB_OFFLINE=1 sets when the hub's library is imported; it has been, by now."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


def with_model(folder: Path) -> Settings:
    return replace(Settings(), model=str(folder))


def test_a_model_in_a_folder_builds_and_searches_an_index(tiny_model: Path, small: Settings) -> None:
    settings = replace(small, model=str(tiny_model))
    write_corpus(settings.corpus, {"a/en": "# One\n\nalpha beta.\n\n## Two\n\ngamma delta."})
    embedder = SentenceTransformerEmbedder(settings)
    assert build_index(settings, lambda: embedder).embedded == 2
    with opened(settings) as generation:
        assert (generation.manifest.model, generation.manifest.dimension) == (embedder.identity, 32)
        hits = Searcher(generation, embedder).search("gamma delta", "en").hits
        assert {hit.passage.text.split()[0] for hit in hits} == {"One", "Two"}


def test_a_model_without_prompts_is_given_none(tiny_model: Path) -> None:
    model = SentenceTransformerEmbedder(with_model(tiny_model))
    (passage,) = model.encode_passages(["alpha beta"])
    assert np.allclose(model.encode_question("alpha beta").vector, passage.vector, atol=1e-2)


def test_a_model_of_the_e5_family_is_given_its_prompts_though_its_files_name_none(folder: Path) -> None:
    plain = SentenceTransformerEmbedder(with_model(folder))
    family = SentenceTransformerEmbedder(with_model(folder.rename(folder.with_name("tiny-E5-large"))))
    (passage,) = family.encode_passages(["alpha"])
    (expected,) = plain.encode_passages(["passage: alpha"])
    assert np.allclose(passage.vector, expected.vector, atol=1e-2)
    assert np.allclose(
        family.encode_question("alpha").vector, plain.encode_question("query: alpha").vector, atol=1e-2
    )
    assert not np.allclose(family.encode_question("alpha").vector, passage.vector, atol=1e-2)


def test_spans_count_the_text_without_its_prompt(folder: Path) -> None:
    family = SentenceTransformerEmbedder(with_model(folder.rename(folder.with_name("tiny-e5"))))
    spans = family.encode_question("ab c").spans.tolist()
    assert spans == [[0, 1], [1, 2], [3, 4]]


def test_the_identity_is_the_folders_name_and_content_wherever_it_lies(
    folder: Path, tmp_path: Path
) -> None:
    identity = model_identity(with_model(folder))
    elsewhere = Path(shutil.copytree(folder, tmp_path / "elsewhere" / "tiny"))
    assert identity.startswith("tiny@")
    assert model_identity(with_model(elsewhere)) == identity


def test_the_same_model_trained_further_is_another_model(folder: Path, small: Settings) -> None:
    settings = replace(small, model=str(folder))
    write_corpus(settings.corpus, {"a/en": "# One\n\nalpha beta."})
    build_index(settings, lambda: SentenceTransformerEmbedder(settings))
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-4:] = bytes(byte ^ 1 for byte in content[-4:])  # the file keeps its size
    weights.write_bytes(content)
    with pytest.raises(IndexStaleError, match="python -m index build"):
        check_manifest(read_manifest(settings.data), model_identity(settings), settings.corpus)


@pytest.mark.usefixtures("offline")
def test_an_unknown_name_is_refused_at_once_with_the_way_out() -> None:
    begun = time.monotonic()
    with pytest.raises(ModelUnavailableError, match=r"'nobody/nothing'.*COTEJO_MODEL"):
        SentenceTransformerEmbedder(with_model(Path("nobody/nothing")))
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
