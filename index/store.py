"""The vector store: Chroma (its adapter).

One collection a language, so that each language gets its own candidates without a metadata filter (a
filter costs Chroma about forty times the query itself on a large collection). Texts are not stored a
second time: they would make it three times as large and as slow to build.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from index.embedder import Vector
from index.errors import IndexFault
from ingest.passages import Passage

_FETCH_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage with its vector, ready for the store."""

    passage: Passage
    vector: Vector


class VectorStore:
    """The vectors of one generation of the index, in an embedded Chroma under `folder`."""

    def __init__(self, folder: Path) -> None:
        """Open the store in `folder`, or start an empty one there.

        Raises:
            IndexFault: Chroma cannot open the folder.
            OSError: Chroma cannot write a new one.
        """
        logging.getLogger("chromadb").setLevel(logging.ERROR)
        self._folder = folder
        new = not folder.exists()
        try:
            self._client = chromadb.PersistentClient(
                str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
        # Chroma's Rust core raises its own panics and sqlite errors as bare exceptions.
        except Exception as error:
            raise (OSError(_reason(error)) if new else self._damaged(error)) from error
        self._collections: dict[str, Any] = {}

    def add(self, language: str, batch: Sequence[Stored], expected: int) -> None:
        """Add passages with their vectors to the collection of their language.

        A collection that is started now is told how many are `expected` in all: Chroma then writes its
        graph once, at the end. What it has not written it would work out again at every opening.

        Raises:
            OSError: Chroma cannot write them.
        """
        passages = [stored.passage for stored in batch]
        try:
            self._collection(language, expected).add(
                ids=[passage.id for passage in passages],
                embeddings=np.stack([stored.vector for stored in batch]),
                metadatas=[{"source_id": passage.source_id} for passage in passages],
            )
        except Exception as error:
            raise OSError(_reason(error)) from error

    def remove(self, language: str, ids: Sequence[str]) -> None:
        """Take passages out of the collection of their language.

        Raises:
            OSError: Chroma cannot write.
        """
        collection = self._collection(language)
        try:
            for start in range(0, len(ids), _FETCH_BATCH):
                collection.delete(ids=list(ids[start : start + _FETCH_BATCH]))
        except Exception as error:
            raise OSError(_reason(error)) from error

    def drop(self, language: str) -> None:
        """Remove the collection of a language.

        Raises:
            OSError: Chroma cannot write.
        """
        self._collections.pop(language, None)
        try:
            self._client.delete_collection(_name(language))
        except Exception as error:
            raise OSError(_reason(error)) from error

    def count(self, language: str) -> int:
        """Return how many passages the language's collection holds."""
        try:
            return int(self._collection(language).count())
        except ChromaError as error:
            raise self._damaged(error) from error

    def search(self, language: str, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """Return about `limit` (passage id, cosine), best first, of the passages of a language."""
        try:
            result = self._collection(language).query(
                query_embeddings=[vector], n_results=limit, include=["distances"]
            )
        except Exception as error:
            raise self._damaged(error) from error
        (ids,), (distances,) = result["ids"], result["distances"]
        # Chroma's distance is 1 - cosine.
        return [(id, 1.0 - float(distance)) for id, distance in zip(ids, distances, strict=True)]

    def vectors(self, language: str, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the stored vectors of those of `ids` that the language's collection holds."""
        found: dict[str, Vector] = {}
        client = self._collection(language)
        for start in range(0, len(ids), _FETCH_BATCH):
            try:
                result = client.get(ids=list(ids[start : start + _FETCH_BATCH]), include=["embeddings"])
            except ChromaError as error:
                raise self._damaged(error) from error
            for passage_id, vector in zip(result["ids"], result["embeddings"], strict=True):
                found[passage_id] = np.asarray(vector, dtype=np.float32)
        return found

    def close(self) -> None:
        """Let go of the folder's files."""
        self._collections.clear()
        self._client.close()  # type: ignore[attr-defined]  # the client has it, its type does not

    def _collection(self, language: str, expected: int = 0) -> Any:
        if language not in self._collections:
            self._collections[language] = self._open_collection(language, expected)
        return self._collections[language]

    def _open_collection(self, language: str, expected: int) -> Any:
        try:
            if expected:
                graph: Any = {"space": "cosine", "sync_threshold": max(2, expected)}
                return self._client.get_or_create_collection(
                    _name(language), configuration={"hnsw": graph}, embedding_function=None
                )
            return self._client.get_collection(_name(language), embedding_function=None)
        except (ChromaError, ValueError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> IndexFault:
        return IndexFault(
            "The vector store in {folder} is damaged ({reason}). Build it again: python -m index build",
            folder=str(self._folder),
            reason=_reason(error),
        )


def _name(language: str) -> str:
    return f"passages-{language}"


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
