"""The vector store: Chroma, reached through LlamaIndex's vector store (their adapter).

One collection a language, so that each language gets its own candidates without a metadata filter
(a filter costs Chroma about forty times the query itself on a large collection).
"""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from index.embedder import Vector
from index.errors import IndexFault
from ingest.passages import Passage

# LlamaIndex takes a second to import, so each function that needs it asks for it.
if TYPE_CHECKING:
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

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
        self._stores: dict[str, ChromaVectorStore] = {}

    def add(self, language: str, batch: Sequence[Stored]) -> None:
        """Add passages with their vectors to the collection of their language.

        Raises:
            OSError: Chroma cannot write them.
        """
        nodes = [passage_node(stored.passage) for stored in batch]
        for node, stored in zip(nodes, batch, strict=True):
            node.embedding = stored.vector.tolist()
        try:
            self._store(language, create=True).add(list(nodes))
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
        self._stores.pop(language, None)
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

    def search(
        self, language: str, vector: Vector, limit: int, sources: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """Return up to `limit` (passage id, cosine), best first; `sources` keeps only those sources."""
        from llama_index.core.vector_stores.types import (
            FilterOperator,
            MetadataFilter,
            MetadataFilters,
            VectorStoreQuery,
        )

        filters = None
        if sources:
            filters = MetadataFilters(
                filters=[MetadataFilter(key="source_id", value=list(sources), operator=FilterOperator.IN)]
            )
        query = VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=limit, filters=filters)
        try:
            result = self._store(language).query(query)
        except Exception as error:
            raise self._damaged(error) from error
        # LlamaIndex gives exp(-distance), Chroma's distance is 1 - cosine.
        cosines = [1.0 + math.log(max(s, 1e-9)) for s in result.similarities or []]
        return list(zip(result.ids or [], cosines, strict=True))

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
        self._stores.clear()
        self._client.close()  # type: ignore[attr-defined]  # the client has it, its type does not

    def _store(self, language: str, create: bool = False) -> "ChromaVectorStore":
        if language not in self._stores:
            from llama_index.vector_stores.chroma import ChromaVectorStore

            collection = self._collection(language, create)
            self._stores[language] = ChromaVectorStore(chroma_collection=collection)
        return self._stores[language]

    def _collection(self, language: str, create: bool = False) -> Any:
        try:
            if create:
                return self._client.get_or_create_collection(
                    _name(language), configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
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


def passage_node(passage: Passage) -> "TextNode":
    """Return a passage as a LlamaIndex node.

    Its offsets are not in the metadata: a passage whose text is the same has the same node wherever its
    document has moved it to.
    """
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    document = RelatedNodeInfo(node_id=f"{passage.source_id}.{passage.language}")
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={
            "source_id": passage.source_id,
            "lang": passage.language,
            "path": "/".join(passage.path),
        },
        relationships={NodeRelationship.SOURCE: document},
    )
