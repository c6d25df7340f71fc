"""Embedders: what turns text into one vector and into token vectors, and which one the settings name."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.e5_weights import WEIGHTS_SHA256
from index.prompts import prompts_mark
from settings import PACKAGED_MODEL, Settings

Vector = NDArray[np.float32]
_DIGEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as vectors: one for the whole, and one a token with its place in the text.

    `vector` is float32 of shape (dimension,), unit length. `tokens` is float16 of shape
    (n, dimension), unit rows; `spans` is int32 of shape (n, 2), offsets into the text given, in its
    order; tokens of one character ("…" read as three dots) share it. Special tokens and the prompt's
    tokens are left out.
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

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        """Return the vectors of several questions, in the order given."""

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        """Yield the vectors of each text, in the order given."""

    def count_tokens(self, text: str) -> int:
        """Return how many tokens a passage has, special ones included, up to the model's window."""


def model_identity(settings: Settings) -> str:
    """Return what names the model of the settings in the manifest, without loading it.

    Prompts that come from elsewhere than the model's files count, as does the content of a folder. A
    model of the hub is taken to stay what it was.
    """
    return f"{_weights_identity(settings.model)}{prompts_mark(settings)}"


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedder of the settings; takes seconds.

    Raises:
        ModelUnavailableError: the model is not on this machine and cannot be fetched.
    """
    # Each is imported when it is asked for: sentence-transformers alone takes seconds to import.
    if settings.model == PACKAGED_MODEL:
        from index.packaged_embedder import PackagedEmbedder

        return PackagedEmbedder(settings)
    from index.sentence_embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings)


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


def in_order_given(
    texts: Sequence[str],
    batches: Iterable[Sequence[int]],
    encode: Callable[[list[str]], Iterable[Encoded]],
) -> Iterator[Encoded]:
    """Yield the vectors of each text in the order given, as soon as those before it are done.

    `batches` holds the places of texts that are encoded together, each place once.
    """
    waiting: dict[int, Encoded] = {}
    following = 0
    for batch in batches:
        waiting.update(zip(batch, encode([texts[number] for number in batch]), strict=True))
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def of_own_tokens(
    text: str, prompt: str, vector: Vector, states: NDArray[Any], offsets: NDArray[np.int32]
) -> Encoded:
    """Return the vectors of a text without the tokens of its prompt and the special ones.

    `states` holds a row a token, of any length; `offsets` their places in prompt and text, shape (n, 2).
    """
    spans = offsets - len(prompt)
    # The space that ends the prompt may count to the first word's token; special tokens are empty.
    kept: NDArray[np.bool_] = (spans[:, 1] > spans[:, 0]) & (spans[:, 1] > 0)
    tokens = unit_rows(states[kept]).astype(np.float16)
    return Encoded(vector, tokens, _without_space(np.maximum(spans[kept], 0), text))


def unit_rows(rows: NDArray[Any]) -> Vector:
    """Return rows of length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)


def _weights_identity(model: str) -> str:
    if model == PACKAGED_MODEL:
        return f"{PACKAGED_MODEL}@{WEIGHTS_SHA256[:12]}"
    folder = Path(model)
    return f"{folder.resolve().name}@{_folder_digest(folder)}" if folder.is_dir() else model


def _folder_digest(folder: Path) -> str:
    """Return a digest of each file's name, size, beginning and end: another model has another one,
    be it the same one trained further, and gigabytes need not be read.

    Hidden files are no part of a model: git and the hub's client write dates into theirs.
    """
    digest = hashlib.sha256()
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    shown = (name for name in names if not any(part.startswith(".") for part in name.parts))
    for path in (folder / name for name in sorted(shown)):
        size = path.stat().st_size
        with path.open("rb") as file:
            beginning = file.read(_DIGEST_BYTES)
            file.seek(max(size - _DIGEST_BYTES, 0))
            digest.update(f"{path.relative_to(folder)} {size}\n".encode() + beginning + file.read())
    return digest.hexdigest()[:12]
