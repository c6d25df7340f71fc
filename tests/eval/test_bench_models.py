"""Models made to be measured are such as the embedder loads, of the size that their shape has."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.bench_models import SHAPES, Shape, make_model, measure_model, model_size, show_models
from index.packaged_embedder import PackagedEmbedder
from index.sentence_embedder import SentenceTransformerEmbedder
from settings import Settings

TINY = Shape(layers=2, width=32, heads=2, window=64, pooling="cls", vocabulary=250_002)


@pytest.fixture(scope="module")
def folder(embedder: PackagedEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model of random weights with the real vocabulary."""
    folder = tmp_path_factory.mktemp("models") / "tiny-e5"
    make_model(folder, TINY, embedder.folder)
    return folder


def test_a_model_that_was_made_has_its_shape(folder: Path) -> None:
    settings = replace(Settings(), model=str(folder))
    model = SentenceTransformerEmbedder(settings)
    assert (model.dimension, model.window) == (32, 64)
    # Words, positions, types and their norm; per layer four products, two wide ones, biases and norms.
    embeddings = (250_002 + 66 + 1 + 2) * 32
    layer = 4 * (32 * 32 + 32) + 2 * 32 * 128 + 128 + 32 + 2 * 2 * 32
    assert model_size(folder)["parameters"] == round((embeddings + 2 * layer) / 1e6)


def test_measuring_gives_speeds_of_passages_and_questions(folder: Path) -> None:
    measured = measure_model(replace(Settings(), model=str(folder), precision="float32"), rounds=1)
    assert set(measured) == {"MiB in memory", "passages a second", "ms a question"}
    assert all(value > 0 for value in measured.values())


def test_the_shapes_are_those_of_the_models_by_their_parameters() -> None:
    """As their cards count them: 118, 278, 560 and 568 millions."""
    counted = {}
    for name, s in SHAPES.items():
        positions = s.window + (2 if s.kind == "xlm-roberta" else 0)
        types = 1 if s.kind == "xlm-roberta" else 2
        layer = 12 * s.width**2 + 13 * s.width
        parameters = (s.vocabulary + positions + types + 2) * s.width + s.layers * layer
        counted[name] = round(parameters / 1e6)
    assert list(counted.values()) == [118, 277, 559, 567]  # without the poolers that nobody uses


def test_the_table_has_a_line_a_model_and_precision() -> None:
    speeds = {"MiB in memory": 900, "passages a second": 24.0, "ms a question": 18.1}
    model = {"parameters": 118, "MiB on disk": 470, "float32": speeds, "bfloat16": speeds}
    table = show_models({"models": {"small": model}, "tokens a passage": 130}, "en").splitlines()
    assert table[2] == "| small | float32 | 118 | 470 | 900 | 24.0 | 18.1 |"
    assert table[3].startswith("| small | bfloat16 |")
    assert "random" in table[-1]
