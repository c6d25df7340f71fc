"""Embedders: text to one vector and to token vectors (adapter of sentence-transformers)."""

import hashlib
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.e5_weights import WEIGHTS_SHA256, unpack_packaged_model
from index.errors import ModelUnavailableError
from settings import PACKAGED_MODEL, Settings

Vector = NDArray[np.float32]
_PASSAGE_PROMPTS = ("passage", "document", "corpus")
_BATCH = 16
_DIGEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as vectors: one for the whole, and one a token with its place in the text.

    `vector` is float32 of shape (dimension,), unit length. `tokens` is float16 of shape
    (n, dimension), unit rows; `spans` is int32 of shape (n, 2), offsets into the text given.
    Special tokens and the prompt's tokens are left out.
    """

    vector: Vector
    tokens: NDArray[np.float16]
    spans: NDArray[np.int32]


class Embedder(Protocol):
    """What the index needs of a model. `identity` changes when vectors would."""

    identity: str
    dimension: int

    def encode_question(self, text: str) -> Encoded:
        """Return the vectors of a question."""

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        """Yield the vectors of each text, in the order given."""


def model_identity(settings: Settings) -> str:
    """Return what names the model of the settings in the manifest, without loading it."""
    if settings.model == PACKAGED_MODEL:
        return f"{PACKAGED_MODEL}@{WEIGHTS_SHA256[:12]}"
    folder = Path(settings.model)
    return f"{folder.name}@{_folder_digest(folder)}" if folder.is_dir() else settings.model


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers loads, on the processor.

    Text beyond the model's window (512 tokens for the default) does not affect the vectors.
    """

    def __init__(self, settings: Settings) -> None:
        """Load the model that the settings name; takes seconds.

        Raises:
            ModelUnavailableError: the model is not on this machine and cannot be fetched.
        """
        self.identity = model_identity(settings)
        location, options = settings.model, {}
        if settings.model == PACKAGED_MODEL:
            location = str(unpack_packaged_model(settings.models))
            options = {"add_pooling_layer": False}  # mean pooling only; the file holds no pooler
        self._model = _load(location, _precision(settings.precision), options)
        self.dimension = int(self._model.get_embedding_dimension())
        self._question_prompt, self._passage_prompt = _prompts(self._model.prompts, settings.model)
        # The tokenizer's truncation state is shared; two page threads must not set it at once.
        self._lock = threading.Lock()

    def encode_question(self, text: str) -> Encoded:
        """Return the vectors of a question, with the model's question prompt before it."""
        return next(self._encode([text], self._question_prompt))

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        """Yield the vectors of each text in the order given; texts of like length share a batch."""
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        waiting: dict[int, Encoded] = {}
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            encoded = self._encode([texts[number] for number in batch], self._passage_prompt)
            waiting.update(zip(batch, encoded, strict=True))
        yield from (waiting[number] for number in range(len(texts)))

    def _encode(self, texts: list[str], prompt: str) -> Iterator[Encoded]:
        import torch

        prompted = [prompt + text for text in texts]
        with self._lock, torch.inference_mode():
            outputs = self._model.encode(
                prompted, output_value=None, batch_size=_BATCH, show_progress_bar=False
            )
            offsets = self._model.tokenizer(
                prompted,
                truncation=True,
                max_length=self._model.max_seq_length,
                return_offsets_mapping=True,
            )["offset_mapping"]
        for text, output, places in zip(texts, outputs, offsets, strict=True):
            tokens = _unit_rows(output["token_embeddings"].float().numpy()[: len(places)])
            vector = _unit_rows(output["sentence_embedding"].float().numpy()[None])[0]
            spans = np.asarray(places, dtype=np.int32).reshape(-1, 2) - len(prompt)
            # The space that ends the prompt may count to the first word's token; special tokens are empty.
            kept = (spans[:, 1] > spans[:, 0]) & (spans[:, 1] > 0)
            words = _without_space(np.maximum(spans[kept], 0), text)
            yield Encoded(vector, tokens[kept].astype(np.float16), words)


def _load(location: str, dtype: Any, options: dict[str, Any]) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from safetensors import SafetensorError

    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        logging.getLogger("transformers").setLevel(logging.ERROR)
        disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(location, device="cpu", model_kwargs={"torch_dtype": dtype, **options})
    except (OSError, ValueError, ImportError, RuntimeError, SafetensorError) as error:
        raise ModelUnavailableError(
            "The model {model!r} cannot be loaded ({reason}). Name one that is on this machine with "
            "COTEJO_MODEL, or unset it to use the packaged one.",
            model=location,
            reason=" ".join(str(error).split())[:200],
        ) from error


def _precision(name: str) -> Any:
    import torch

    if name == "auto":
        fast = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
        return torch.bfloat16 if fast else torch.float32
    return getattr(torch, name)


def _prompts(prompts: dict[str, str], model: str) -> tuple[str, str]:
    """Return the question's and the passage's prompt; the E5 family needs them though few say so."""
    question = prompts.get("query") or ""
    passage = next((prompts[name] for name in _PASSAGE_PROMPTS if prompts.get(name)), "")
    if not question and not passage and "e5" in Path(model).name.lower():
        return "query: ", "passage: "
    return question, passage


def _without_space(spans: NDArray[np.int32], text: str) -> NDArray[np.int32]:
    """Return the spans begun at their first character that is no space, unless they hold nothing else.

    Many tokenizers count the space before a word to the word, which then seems to begin outside the
    sentence that it opens.
    """
    for span in spans:
        word = text[span[0] : span[1]]
        if word.strip():
            span[0] += len(word) - len(word.lstrip())
    return spans


def _unit_rows(rows: NDArray[Any]) -> Vector:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)


def _folder_digest(folder: Path) -> str:
    """Return a digest of each file's name, size, beginning and end: another model has another one,
    be it the same one trained further, and gigabytes need not be read."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        with path.open("rb") as file:
            beginning = file.read(_DIGEST_BYTES)
            file.seek(max(size - _DIGEST_BYTES, 0))
            digest.update(f"{path.relative_to(folder)} {size}\n".encode() + beginning + file.read())
    return digest.hexdigest()[:12]
