"""Prompts of models other than the packaged one, and which changes make another model of one."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.embedder import model_identity
from index.errors import IndexStaleError
from index.manifest import check_manifest, read_manifest
from index.prompts import Prompts
from index.sentence_embedder import SentenceTransformerEmbedder
from settings import Settings
from tests.fakes import write_corpus
from tests.index.tiny_models import WIDTH, close, save, with_model


def test_a_prompt_that_pooling_leaves_out_is_left_out(tmp_path: Path) -> None:
    from sentence_transformers.sentence_transformer.modules import Pooling

    kept = save(tmp_path / "kept" / "tiny-e5", [Pooling(WIDTH)])
    left = save(tmp_path / "left" / "tiny-e5", [Pooling(WIDTH, include_prompt=False)])
    one, other = (
        SentenceTransformerEmbedder(with_model(f)).encode_question("oferta") for f in (kept, left)
    )
    assert np.allclose(one.tokens, other.tokens, atol=2e-3)
    assert not np.allclose(one.vector, other.vector, atol=1e-3)


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


def state(folder: Path, values: dict[str, object]) -> None:
    """Change what a model's files state of its prompts."""
    path = folder / "config_sentence_transformers.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values), encoding="utf-8")
