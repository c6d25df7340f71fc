"""Any model that sentence-transformers loads (their adapter).

The model runs up to its token vectors as it is. What follows from pooling on (pooling, a projection,
normalisation) turns them into the text's vector, and likewise each token's, taken as a text of one
token: so both have the same dimension and can be compared.
"""

import logging
import os
import re
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Encoded, in_order_given, model_identity, of_own_tokens, unit_rows
from index.errors import ModelUnavailableError
from index.prompts import choose_prompts
from index.torch_encoder import torch_type
from settings import Settings

_BATCH = 16
_MODULES = "modules.json"
"""The file in which a sentence-transformers model says which modules it is made of."""
_HUB_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")
_HUB_SECONDS = 10


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers loads, on the processor.

    Text beyond the model's window does not affect the vectors.
    """

    def __init__(self, settings: Settings) -> None:
        """Load the model that the settings name; takes seconds, and fetches it the first time.

        Raises:
            ModelUnavailableError: the model is not on this machine and cannot be fetched, or it does
                not give what is needed; the message says what to do.
        """
        self.identity = model_identity(settings)
        self._model = _open(settings)
        self._reading, self._pooling = _parts(self._model, settings.model)
        _check_tokenizer(self._model, settings.model)
        self.dimension = int(self._model.get_embedding_dimension())
        self.prompts = choose_prompts(settings, self._model.prompts)
        self.window = self._model.max_seq_length = _window(self._model)
        # The tokenizer's truncation state is shared; two page threads must not set it at once.
        self._lock = threading.Lock()

    def encode_question(self, text: str) -> Encoded:
        """Return the vectors of a question, with the model's question prompt before it."""
        return self.encode_questions([text])[0]

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        """Return the vectors of several questions, in little more time than one takes."""
        return list(self._encode(list(texts), self.prompts.question))

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        """Yield the vectors of each text in the order given; texts of like length share a batch.

        Texts that come sorted by length are yielded as their batches are done.
        """
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        batches = (order[start : start + _BATCH] for start in range(0, len(order), _BATCH))
        yield from in_order_given(texts, batches, partial(self._encode, prompt=self.prompts.passage))

    def count_tokens(self, text: str) -> int:
        """Return how many tokens a passage has, its prompt and the special tokens included."""
        with self._lock:
            return len(self._model.tokenizer(self.prompts.passage + text, truncation=False)["input_ids"])

    def _encode(self, texts: list[str], prompt: str) -> Iterator[Encoded]:
        import torch

        with self._lock, torch.inference_mode():
            # The prompt goes in as such: some models leave its tokens out of pooling.
            features = self._model.preprocess(
                texts, prompt=prompt, processing_kwargs={"text": {"return_offsets_mapping": True}}
            )
            offsets = features.pop("offset_mapping").numpy()
            for module in self._reading:
                features = module(features)
            # Pooling in bfloat16 would lose what the sum over many tokens adds.
            states = features["token_embeddings"] = features["token_embeddings"].float()
            real = features["attention_mask"].bool()
            vectors = self._pooled(features)
            tokens = [self._pool_each(rows[kept]) for rows, kept in zip(states, real, strict=True)]
        for number, text in enumerate(texts):
            vector = unit_rows(vectors[number : number + 1].numpy())[0]
            places = offsets[number][real[number].numpy()].astype(np.int32)
            yield of_own_tokens(text, prompt, vector, tokens[number].numpy(), places)

    def _pool_each(self, states: Any) -> Any:
        """Return the vector of each token as a text of one token; shape (tokens, dimension)."""
        import torch

        mask = torch.ones(len(states), 1, dtype=torch.long)
        return self._pooled({"token_embeddings": states[:, None], "attention_mask": mask})

    def _pooled(self, features: dict[str, Any]) -> Any:
        for module in self._pooling:
            features = module(features)
        return features["sentence_embedding"][:, : self.dimension].float()


def _parts(model: Any, name: str) -> tuple[list[Any], list[Any]]:
    """Return the modules up to a model's token vectors, and those from pooling on, in float32."""
    from sentence_transformers.sentence_transformer.modules import Pooling

    modules = list(model)
    places = [place for place, module in enumerate(modules) if isinstance(module, Pooling)]
    if not places:
        raise ModelUnavailableError(
            "The model {model!r} gives no vector of each token, which Cotejo needs to compare words. "
            "Name one that consists of a transformer and pooling with COTEJO_MODEL, or unset it to use "
            "the packaged one.",
            model=name,
        )
    return modules[: places[0]], [module.float() for module in modules[places[0] :]]


def _check_tokenizer(model: Any, name: str) -> None:
    if not getattr(model.tokenizer, "is_fast", False):
        raise ModelUnavailableError(
            "The model {model!r} has no fast tokenizer (tokenizer.json), so where its tokens stand in a "
            "text is not known. Name one that has with COTEJO_MODEL, or unset it to use the packaged one.",
            model=name,
        )


def _window(model: Any) -> int:
    """Return how many tokens of a text a model reads.

    XLM-RoBERTa and its kin count positions from the padding's id on, so that the first ones are no
    text's; a model saved without its window would be given as many tokens as it has positions, and fail.
    """
    window = int(model.max_seq_length)
    embeddings = getattr(model.transformers_model, "embeddings", None)
    positions: Any = getattr(embeddings, "position_embeddings", None)
    padding = getattr(positions, "padding_idx", None)
    return window if padding is None else min(window, positions.num_embeddings - padding - 1)


def _open(settings: Settings) -> Any:
    """Load a model: from its folder, from what was fetched before, else from the hub."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    name = settings.model
    if Path(name).is_dir():
        if not Path(name, _MODULES).is_file():
            raise _unpooled(name)
        return _load(settings, local=True)
    if not _HUB_NAME.fullmatch(name):
        raise ModelUnavailableError(
            "There is no folder {model!r}. Name with COTEJO_MODEL a folder that holds a model or a model "
            "of the Hugging Face hub (owner/name), or unset it to use the packaged one.",
            model=name,
        )
    if _is_fetched(name):
        try:
            return _load(settings, local=True)
        except ModelUnavailableError:  # fetching it was interrupted
            _look_up(name)
            return _load(settings, local=False)
    _look_up(name)
    model = _load(settings, local=False)
    if not _is_fetched(name):
        raise _unpooled(name)
    return model


def _load(settings: Settings, local: bool) -> Any:
    from safetensors import SafetensorError

    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        logging.getLogger("transformers").setLevel(logging.ERROR)  # importing it has set another level
        disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(
            settings.model,
            device="cpu",
            local_files_only=local,
            model_kwargs={"dtype": torch_type(settings.precision)},
        )
    except (OSError, ValueError, ImportError, RuntimeError, SafetensorError) as error:
        raise ModelUnavailableError(
            "The model {model!r} cannot be loaded ({reason}). Fetch it again, name another one with "
            "COTEJO_MODEL, or unset it to use the packaged one.",
            model=settings.model,
            reason=_reason(error),
        ) from error


def _is_fetched(name: str) -> bool:
    """Return whether a hub model is on this machine, whole enough to know how its vectors are pooled."""
    from sentence_transformers.util import load_file_path

    return load_file_path(_hub_name(name), _MODULES, local_files_only=True) is not None


def _look_up(name: str) -> None:
    """Refuse at once what the hub does not have, or a hub that is out of reach.

    Loading would try each file several times, for minutes.
    """
    from huggingface_hub import model_info

    try:
        model_info(_hub_name(name), timeout=_HUB_SECONDS)
    except Exception as error:  # errors of the network come as those of the library beneath
        raise ModelUnavailableError(
            "The model {model!r} is not on this machine and cannot be fetched ({reason}). Check the name "
            "and the network; or fetch it on another machine (hf download {model} --local-dir FOLDER), "
            "copy the folder and name it with COTEJO_MODEL; or unset COTEJO_MODEL to use the packaged one.",
            model=name,
            reason=_reason(error),
        ) from error


def _hub_name(name: str) -> str:
    from sentence_transformers import SentenceTransformer

    return name if "/" in name else f"{SentenceTransformer.default_huggingface_organization}/{name}"


def _unpooled(name: str) -> ModelUnavailableError:
    return ModelUnavailableError(
        "The model {model!r} does not say how the vectors of its tokens become one ({file} is missing). "
        "Save it with sentence-transformers, name another one with COTEJO_MODEL, or unset it to use the "
        "packaged one.",
        model=name,
        file=_MODULES,
    )


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
