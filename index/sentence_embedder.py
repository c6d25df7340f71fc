"""Any model that sentence-transformers loads (their adapter)."""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Encoded, model_identity, unit_rows, without_space
from index.errors import ModelUnavailableError
from index.torch_encoder import torch_type
from settings import Settings

_PASSAGE_PROMPTS = ("passage", "document", "corpus")
_BATCH = 16


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers loads, on the processor.

    Text beyond the model's window does not affect the vectors.
    """

    def __init__(self, settings: Settings) -> None:
        """Load the model that the settings name; takes seconds.

        Raises:
            ModelUnavailableError: the model is not on this machine and cannot be fetched.
        """
        self.identity = model_identity(settings)
        self._model = _load(settings.model, torch_type(settings.precision))
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
            tokens = unit_rows(output["token_embeddings"].float().numpy()[: len(places)])
            vector = unit_rows(output["sentence_embedding"].float().numpy()[None])[0]
            spans = np.asarray(places, dtype=np.int32).reshape(-1, 2) - len(prompt)
            # The space that ends the prompt may count to the first word's token; special tokens are empty.
            kept = (spans[:, 1] > spans[:, 0]) & (spans[:, 1] > 0)
            words = without_space(np.maximum(spans[kept], 0), text)
            yield Encoded(vector, tokens[kept].astype(np.float16), words)


def _load(location: str, dtype: Any) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from safetensors import SafetensorError

    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        logging.getLogger("transformers").setLevel(logging.ERROR)
        disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(location, device="cpu", model_kwargs={"torch_dtype": dtype})
    except (OSError, ValueError, ImportError, RuntimeError, SafetensorError) as error:
        raise ModelUnavailableError(
            "The model {model!r} cannot be loaded ({reason}). Name one that is on this machine with "
            "COTEJO_MODEL, or unset it to use the packaged one.",
            model=location,
            reason=" ".join(str(error).split())[:200],
        ) from error


def _prompts(prompts: dict[str, str], model: str) -> tuple[str, str]:
    """Return the question's and the passage's prompt; the E5 family needs them though few say so."""
    question = prompts.get("query") or ""
    passage = next((prompts[name] for name in _PASSAGE_PROMPTS if prompts.get(name)), "")
    if not question and not passage and "e5" in Path(model).name.lower():
        return "query: ", "passage: "
    return question, passage
