"""The packaged model in numpy and in torch is one network, and that of transformers."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

from index.e5_weights import unpack_packaged_model
from index.numpy_encoder import NumpyEncoder
from index.torch_encoder import TorchEncoder
from settings import Settings

TEXTS = [
    "query: ¿Qué dice el Principio 6?",
    "passage: Los Estados deben promover el respeto de los derechos humanos por parte de las empresas "
    "con las que lleven a cabo transacciones comerciales.",
    "passage: a",
    "passage: " + "contratación pública y debida diligencia " * 70,
]


@pytest.fixture(scope="module")
def folder() -> Path:
    return unpack_packaged_model(Settings().models)


@pytest.fixture(scope="module")
def ids(folder: Path) -> list[list[int]]:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(512)
    return [encoding.ids for encoding in tokenizer.encode_batch(TEXTS)]


@pytest.fixture(scope="module")
def reference(folder: Path, ids: list[list[int]]) -> list[np.ndarray]:
    model = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    with torch.inference_mode():
        return [model(torch.tensor([tokens])).last_hidden_state[0].numpy() for tokens in ids]


def cosines(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return (one * other).sum(axis=1) / lengths


@pytest.mark.parametrize(("precision", "least"), [("float32", 0.99999), ("bfloat16", 0.985)])
def test_torch_gives_what_transformers_gives(
    precision: str, least: float, folder: Path, ids: list[list[int]], reference: list[np.ndarray]
) -> None:
    encoder = TorchEncoder(folder / "model.safetensors", precision)
    for found, expected in zip(encoder.encode(ids), reference, strict=True):
        assert found.shape == expected.shape
        assert cosines(found, expected).min() > least


def test_numpy_gives_what_transformers_gives(
    folder: Path, ids: list[list[int]], reference: list[np.ndarray]
) -> None:
    encoder = NumpyEncoder(folder / "model.safetensors")
    for found, expected in zip(encoder.encode(ids), reference, strict=True):
        assert cosines(found, expected).min() > 0.99999
        assert np.abs(found - expected).max() < 1e-3


def test_a_text_has_the_same_vectors_in_any_company(folder: Path, ids: list[list[int]]) -> None:
    encoder = TorchEncoder(folder / "model.safetensors", "float32")
    together = encoder.encode(ids)
    for alone, tokens in zip(together, ids, strict=True):
        assert cosines(alone, encoder.encode([tokens])[0]).min() > 0.99999
