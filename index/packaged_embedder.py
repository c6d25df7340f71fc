"""The packaged model, multilingual-e5-small, unpacked once and run without sentence-transformers.

A question or a few passages go through numpy, many passages through torch, which takes seconds to load
and is faster from then on. Both compute the same network.
"""

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError
from tokenizers import Tokenizer

from index.e5_weights import unpack_packaged_model
from index.embedder import Encoded, in_order_given, model_identity, of_own_tokens, unit_rows
from index.errors import ModelUnavailableError
from index.numpy_encoder import NumpyEncoder
from index.prompts import choose_prompts
from settings import Settings

if TYPE_CHECKING:
    from index.torch_encoder import TorchEncoder

_WINDOW = 512
_PROMPTS = {"query": "query: ", "passage": "passage: "}
_FEW_LETTERS = 12_000
"""Passages of no more letters than this together are sooner done by numpy than torch is loaded."""
_BATCH_TOKENS = 4_200
"""Tokens in one batch, padding included: enough for full-rate matrix products."""


class PackagedEmbedder:
    """The packaged model on the processor; safe to use from several threads.

    Text beyond its window of 512 tokens does not affect the vectors.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the model's files, unpacking them the first time.

        Raises:
            ModelUnavailableError: the files are damaged or cannot be unpacked.
        """
        self.identity = model_identity(settings)
        self.prompts = choose_prompts(settings, _PROMPTS)
        self._precision = settings.precision
        self.folder = unpack_packaged_model(settings.models)
        self._weights = self.folder / "model.safetensors"
        try:
            self._tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
            self._numpy = NumpyEncoder(self._weights)
        except Exception as error:  # tokenizers raises bare Exceptions
            raise self._damaged(error) from error
        self._torch: TorchEncoder | None = None
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_WINDOW)
        self.dimension = self._numpy.dimension
        # One batch at a time: torch's threads share the cores, and two batches would halve them.
        self._lock = threading.Lock()

    def encode_question(self, text: str) -> Encoded:
        """Return the vectors of a question, with the model's question prompt before it."""
        return self.encode_questions([text])[0]

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        """Return the vectors of several questions, in the order given."""
        return list(self._encode(list(texts), self.prompts.question, self._numpy))

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        """Yield the vectors of each text in the order given; texts of like length share a batch.

        Texts that come sorted by length are yielded as their batches are done.
        """
        many = self._torch is not None or sum(map(len, texts)) > _FEW_LETTERS
        encoder = self._open_torch() if many else self._numpy
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        encode = partial(self._encode, prompt=self.prompts.passage, encoder=encoder)
        yield from in_order_given(texts, _batches(texts, order), encode)

    def count_tokens(self, text: str) -> int:
        """Return how many tokens a passage has, its prompt and the special tokens included."""
        return len(self._tokenizer.encode(self.prompts.passage + text).ids)

    def _encode(
        self, texts: list[str], prompt: str, encoder: "NumpyEncoder | TorchEncoder"
    ) -> Iterator[Encoded]:
        encodings = self._tokenizer.encode_batch([prompt + text for text in texts])
        with self._lock:
            states = encoder.encode([encoding.ids for encoding in encodings])
        for text, encoding, rows in zip(texts, encodings, states, strict=True):
            vector = unit_rows(rows.mean(axis=0, keepdims=True))[0]
            offsets = np.asarray(encoding.offsets, dtype=np.int32).reshape(-1, 2)
            yield of_own_tokens(text, prompt, vector, rows, offsets)

    def _open_torch(self) -> "TorchEncoder":
        if self._torch is None:
            from index.torch_encoder import TorchEncoder

            try:
                self._torch = TorchEncoder(self._weights, self._precision)
            except (OSError, SafetensorError, KeyError, RuntimeError) as error:
                raise self._damaged(error) from error
        return self._torch

    def _damaged(self, error: Exception) -> ModelUnavailableError:
        return ModelUnavailableError(
            "The model in {folder} is damaged ({reason}). Remove that folder; it is unpacked again.",
            folder=str(self.folder),
            reason=" ".join(str(error).split())[:200],
        )


def _batches(texts: Sequence[str], order: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of texts for one batch each; a token is taken for three letters or more."""
    batch: list[int] = []
    for number in order:
        longest = min(len(texts[number]) // 3 + 8, _WINDOW)
        if batch and longest * (len(batch) + 1) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
