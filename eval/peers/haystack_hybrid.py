"""Haystack's hybrid pipeline: vectors and BM25 in memory, joined by reciprocal ranks.

haystack.deepset.ai: tutorial 33, "Creating a Hybrid Retrieval Pipeline". Its last step, a
cross-encoder, comes from a model hub; without one the joiner ranks, in the mode that the tutorial names
for it.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from eval.peers.harness import FUSED, Model, Passage, Search, run_peer


def load(model: Model) -> Model:
    # Components belong to one pipeline each; the weights behind them are shared.
    SentenceTransformersDocumentEmbedder(model=model.folder).warm_up()
    return model


def build(model: Model, passages: Sequence[Passage], folder: str) -> Search:
    store = InMemoryDocumentStore()
    _indexing(model, store).run(
        {"document_splitter": {"documents": [Document(id=p.id, content=p.text) for p in passages]}}
    )
    hybrid = _hybrid(model, store)

    def search(question: str) -> Iterator[str]:
        found = hybrid.run({"text_embedder": {"text": question}, "bm25_retriever": {"query": question}})
        return (document.meta["source_id"] for document in found["document_joiner"]["documents"])

    return search


def _indexing(model: Model, store: InMemoryDocumentStore) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component(
        "document_splitter",
        DocumentSplitter(split_by="word", split_length=_window(model), split_overlap=32),
    )
    pipeline.add_component(
        "document_embedder",
        SentenceTransformersDocumentEmbedder(
            model=model.folder, prefix=model.passage_prompt, progress_bar=False
        ),
    )
    pipeline.add_component("document_writer", DocumentWriter(store))
    pipeline.connect("document_splitter", "document_embedder")
    pipeline.connect("document_embedder", "document_writer")
    return pipeline


def _hybrid(model: Model, store: InMemoryDocumentStore) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component(
        "text_embedder",
        SentenceTransformersTextEmbedder(model=model.folder, prefix=model.query_prompt, progress_bar=False),
    )
    pipeline.add_component("embedding_retriever", InMemoryEmbeddingRetriever(store, top_k=FUSED))
    pipeline.add_component("bm25_retriever", InMemoryBM25Retriever(store, top_k=FUSED))
    pipeline.add_component("document_joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("text_embedder", "embedding_retriever")
    pipeline.connect("bm25_retriever", "document_joiner")
    pipeline.connect("embedding_retriever", "document_joiner")
    return pipeline


def _window(model: Model) -> int:
    """Return the words of a chunk: as many as the model takes tokens, as the tutorial advises."""
    path = Path(model.folder) / "sentence_bert_config.json"
    return int(json.loads(path.read_text(encoding="utf-8"))["max_seq_length"])


if __name__ == "__main__":
    run_peer(("haystack-ai", "sentence-transformers-haystack"), load, build)
