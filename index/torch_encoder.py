"""The packaged model's forward pass in torch: for many passages.

It is that of BERT (Devlin et al. 2019, arXiv:1810.04805, as transformers' `BertModel` computes it),
written out because it reaches a larger share of the processor's rate so: attention over few tokens is
computed a few passages at a time, inside the cache, and weights are kept as products like them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from torch.nn import functional

from index.numpy_encoder import EPSILON, HEADS

_ATTENTION_TOKENS = 1_040
"""Tokens whose attention is computed at once, so that its scores stay in the cache."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """Weights of one layer; query, key and value are one matrix, the query scaled beforehand."""

    mixed: tuple[torch.Tensor, torch.Tensor]
    out: tuple[torch.Tensor, torch.Tensor]
    out_norm: tuple[torch.Tensor, torch.Tensor]
    wide: tuple[torch.Tensor, torch.Tensor]
    narrow: tuple[torch.Tensor, torch.Tensor]
    narrow_norm: tuple[torch.Tensor, torch.Tensor]


class TorchEncoder:
    """Token vectors of a batch of texts by torch."""

    def __init__(self, weights: Path, precision: str) -> None:
        """Load the weights in a precision of the settings.

        Raises:
            OSError, SafetensorError, KeyError: the file is missing or damaged.
        """
        self._type = torch_type(precision)
        with safe_open(str(weights), "pt") as file:
            self._load(file)
        self.dimension = int(self._words.shape[1])

    def encode(self, ids: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """Return for each text the last hidden states of its tokens, shape (tokens, dimension)."""
        lengths = [len(tokens) for tokens in ids]
        padded = torch.zeros(len(ids), max(lengths), dtype=torch.long)
        for row, tokens in enumerate(ids):
            padded[row, : lengths[row]] = torch.tensor(tokens)
        with torch.inference_mode():
            states = self._forward(padded, lengths).float().numpy()
        return [rows[:length] for rows, length in zip(states, lengths, strict=True)]

    def _forward(self, ids: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
        """Return the last hidden states, shape (texts, tokens, dimension)."""
        count, longest = ids.shape
        # Rows are looked up in the file and converted after, so that the table is never copied whole.
        states = self._words[ids.flatten()].view(count, longest, -1) + self._places[:longest]
        states = functional.layer_norm(states, (self.dimension,), *self._norm, EPSILON)
        states = states.to(self._type).view(count * longest, -1)
        mask = None
        if min(lengths) < longest:
            beyond = torch.arange(longest) >= torch.tensor(lengths)[:, None]
            mask = torch.zeros(beyond.shape, dtype=self._type).masked_fill(beyond, -30_000.0)[:, None, None]
        for layer in self._layers:
            attended = self._attend(_product(states, layer.mixed), count, longest, mask)
            states = _product(attended, layer.out).add_(states)
            states = functional.layer_norm(states, (self.dimension,), *layer.out_norm, EPSILON)
            wide = functional.gelu(_product(states, layer.wide))
            states = _product(wide, layer.narrow).add_(states)
            states = functional.layer_norm(states, (self.dimension,), *layer.narrow_norm, EPSILON)
        return states.view(count, longest, -1)

    def _attend(
        self, mixed: torch.Tensor, count: int, longest: int, mask: torch.Tensor | None
    ) -> torch.Tensor:
        """Return what attention gathers, shape (count * longest, dimension)."""
        size = self.dimension // HEADS
        gathered = torch.empty(count, longest, HEADS, size, dtype=self._type)
        step = max(1, _ATTENTION_TOKENS // longest)
        rows = mixed.view(count, longest, 3, HEADS, size)
        for start in range(0, count, step):
            part = rows[start : start + step].permute(2, 0, 3, 1, 4).contiguous()
            query, key, value = part.view(3, -1, longest, size)
            scores = torch.bmm(query, key.transpose(1, 2))
            if mask is not None:
                scores.view(-1, HEADS, longest, longest).add_(mask[start : start + step])
            found = torch.bmm(torch.softmax(scores, -1), value).view(-1, HEADS, longest, size)
            gathered[start : start + step] = found.transpose(1, 2)
        return gathered.view(count * longest, -1)

    def _load(self, weights: Any) -> None:
        def pair(name: str) -> tuple[torch.Tensor, torch.Tensor]:
            return (
                weights.get_tensor(f"{name}.weight").to(self._type),
                weights.get_tensor(f"{name}.bias").to(self._type),
            )

        self._words = weights.get_tensor("embeddings.word_embeddings.weight")
        types = weights.get_tensor("embeddings.token_type_embeddings.weight")
        self._places = weights.get_tensor("embeddings.position_embeddings.weight") + types[0]
        norm = "embeddings.LayerNorm"
        self._norm = (weights.get_tensor(f"{norm}.weight"), weights.get_tensor(f"{norm}.bias"))
        layers = sum(1 for name in weights.keys() if name.endswith(".intermediate.dense.weight"))  # noqa: SIM118
        self._layers = []
        for number in range(layers):
            stem = f"encoder.layer.{number}"
            parts = [pair(f"{stem}.attention.self.{name}") for name in ("query", "key", "value")]
            scale = (parts[0][0].shape[0] // HEADS) ** -0.5
            parts[0] = (parts[0][0] * scale, parts[0][1] * scale)
            self._layers.append(
                _Layer(
                    mixed=_turned(torch.cat([w for w, _ in parts]), torch.cat([b for _, b in parts])),
                    out=_turned(*pair(f"{stem}.attention.output.dense")),
                    out_norm=pair(f"{stem}.attention.output.LayerNorm"),
                    wide=_turned(*pair(f"{stem}.intermediate.dense")),
                    narrow=_turned(*pair(f"{stem}.output.dense")),
                    narrow_norm=pair(f"{stem}.output.LayerNorm"),
                )
            )


def torch_type(precision: str) -> torch.dtype:
    """Return torch's type for a precision of the settings."""
    if precision == "auto":
        fast = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
        return torch.bfloat16 if fast else torch.float32
    found: torch.dtype = getattr(torch, precision)
    return found


def _turned(weight: torch.Tensor, bias: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return weights as columns: products with them run about a seventh faster than with rows."""
    return weight.t().contiguous(), bias


def _product(states: torch.Tensor, weights: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    return torch.addmm(weights[1], states, weights[0])
