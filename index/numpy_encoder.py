"""The packaged model's forward pass in numpy: for a question or a few passages, with nothing to load.

The same BERT as `index.torch_encoder` computes, in float32. Torch takes two seconds to import and most
people only ask; so it is loaded when many passages are to be embedded, and not before.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

Array = NDArray[np.float32]
HEADS = 12
EPSILON = 1e-12
_INPUTS, _OUTPUTS = 384, 32
"""How much of a weight matrix is multiplied at once. Where the processor has AVX-512, OpenBLAS does
products of so few numbers (1,000,000 with the tokens of a question) without copying the weights first,
which takes half as long; elsewhere, or with more tokens, they take a tenth longer than the whole matrix."""


class NumpyEncoder:
    """Token vectors of a text by numpy; safe to use from several threads."""

    def __init__(self, weights: Path) -> None:
        """Open the weights, which are mapped and not copied.

        Raises:
            OSError, SafetensorError, KeyError: the file is missing or damaged.
        """
        with safe_open(str(weights), "np") as file:
            self._words = _mapped(weights, "embeddings.word_embeddings.weight")
            types = file.get_tensor("embeddings.token_type_embeddings.weight")
            self._places = file.get_tensor("embeddings.position_embeddings.weight") + types[0]
            self._norm = _pair(file, "embeddings.LayerNorm")
            count = sum(1 for name in file.keys() if name.endswith(".intermediate.dense.weight"))  # noqa: SIM118
            self._layers = [_layer(file, f"encoder.layer.{number}") for number in range(count)]
        self.dimension = int(self._words.shape[1])

    def encode(self, ids: Sequence[Sequence[int]]) -> list[Array]:
        """Return for each text the last hidden states of its tokens, shape (tokens, dimension).

        The texts go through together, which takes a little less time than one after the other.
        """
        ends = np.cumsum([len(tokens) for tokens in ids]).tolist()
        texts = [slice(end - len(tokens), end) for end, tokens in zip(ends, ids, strict=True)]
        words = np.concatenate([np.asarray(tokens, np.int64) for tokens in ids])
        places = np.concatenate([np.arange(len(tokens)) for tokens in ids])
        states = _normalised(self._words[words] + self._places[places], self._norm)
        for layer in self._layers:
            mixed = _product(states, layer["mixed"])
            attended = np.empty_like(states)
            for text in texts:
                attended[text] = self._attend(mixed[text])
            states = _normalised(_product(attended, layer["out"]) + states, layer["out_norm"])
            wide = _gelu(_product(states, layer["wide"]))
            states = _normalised(_product(wide, layer["narrow"]) + states, layer["narrow_norm"])
        return [states[text] for text in texts]

    def _attend(self, mixed: Array) -> Array:
        count, size = len(mixed), self.dimension // HEADS
        query, key, value = mixed.reshape(count, 3, HEADS, size).transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) * np.float32(size**-0.5)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        gathered: Array = (scores @ value).transpose(1, 0, 2).reshape(count, self.dimension)
        return gathered


_Pair = tuple[Array, Array]


def _layer(file: Any, stem: str) -> Mapping[str, _Pair]:
    parts = [_pair(file, f"{stem}.attention.self.{name}") for name in ("query", "key", "value")]
    weights, biases = zip(*parts, strict=True)
    return {
        "mixed": (_blocks(np.concatenate(weights)), np.concatenate(biases)),
        "out": _dense(file, f"{stem}.attention.output.dense"),
        "out_norm": _pair(file, f"{stem}.attention.output.LayerNorm"),
        "wide": _dense(file, f"{stem}.intermediate.dense"),
        "narrow": _dense(file, f"{stem}.output.dense"),
        "narrow_norm": _pair(file, f"{stem}.output.LayerNorm"),
    }


def _pair(file: Any, name: str) -> _Pair:
    return file.get_tensor(f"{name}.weight"), file.get_tensor(f"{name}.bias")


def _dense(file: Any, name: str) -> _Pair:
    weights, bias = _pair(file, name)
    return _blocks(weights), bias


def _blocks(weights: Array) -> Array:
    """Return weights of shape (outputs, inputs) as blocks, each in one piece.

    Their shape is (inputs / 384, outputs / 32, 384, 32).
    """
    outputs, inputs = weights.shape
    cut = weights.reshape(outputs // _OUTPUTS, _OUTPUTS, inputs // _INPUTS, _INPUTS)
    return np.ascontiguousarray(cut.transpose(2, 0, 3, 1))


def _product(states: Array, weights: _Pair) -> Array:
    blocks, bias = weights
    deep, wide, inputs, outputs = blocks.shape
    parts = np.empty((deep, len(states), wide * outputs), np.float32)
    np.matmul(
        states.reshape(len(states), deep, 1, inputs).transpose(1, 2, 0, 3),
        blocks,
        out=parts.reshape(deep, len(states), wide, outputs).transpose(0, 2, 1, 3),
    )
    product: Array = parts[0] if deep == 1 else parts.sum(axis=0)
    product += bias
    return product


def _normalised(states: Array, weights: _Pair) -> Array:
    centred: Array = states - states.mean(axis=-1, keepdims=True)
    squares = np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(centred.shape[1])
    centred /= np.sqrt(squares + np.float32(EPSILON))
    centred *= weights[0]
    centred += weights[1]
    return centred


_ERF = np.array([1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592], np.float32)
_HALF_ROOT = np.float32(0.5**0.5)


def _gelu(values: Array) -> Array:
    """Return x * Phi(x), with the error function of Abramowitz and Stegun 7.1.26 (error below 1.5e-7)."""
    # x * Phi(x) is max(x, 0) less what the tail beyond |x| takes: |x| / 2 * erfc(|x| / sqrt(2)).
    # In place, since half of the time would go into making room for what lies between.
    scaled = np.abs(values)
    scaled *= _HALF_ROOT
    step = scaled * np.float32(0.3275911)
    step += 1
    np.reciprocal(step, out=step)
    tail = step * _ERF[0]
    for coefficient in _ERF[1:]:
        tail += coefficient
        tail *= step
    tail *= scaled
    np.multiply(scaled, scaled, out=scaled)
    np.negative(scaled, out=scaled)
    tail *= np.exp(scaled, out=scaled)
    tail *= _HALF_ROOT
    result: Array = np.maximum(values, 0)
    result -= tail
    return result


def _mapped(path: Path, name: str) -> Array:
    """Return a tensor of a safetensors file as a memory map: rows are read when they are asked for.

    The format: 8 bytes with the length of a JSON header, the header, then the data
    (https://huggingface.co/docs/safetensors).
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        entry = json.loads(file.read(length))[name]
    start, _ = entry["data_offsets"]
    shape = tuple(entry["shape"])
    return np.memmap(path, np.float32, mode="r", offset=8 + length + start, shape=shape)
