"""LlamaIndex's hybrid search: vectors and BM25, fused by reciprocal ranks.

developers.llamaindex.ai: "BM25 Retriever", section "Hybrid Retriever with BM25 + Chroma", and
"Reciprocal Rerank Fusion Retriever". BM25 has its defaults: English stemmer and stop words.
"""

from collections.abc import Sequence
from typing import Any

from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.storage.docstore import SimpleDocumentStore
from llama_index.retrievers.bm25 import BM25Retriever

from eval.peers.harness import FUSED, Passage, Search, run_peer
from eval.peers.llama_index_vector import PACKAGES, load, make_documents, open_store, search_with


def build(embedder: Any, passages: Sequence[Passage], folder: str) -> Search:
    nodes = SentenceSplitter().get_nodes_from_documents(make_documents(passages))
    store = SimpleDocumentStore()
    store.add_documents(nodes)
    storage = StorageContext.from_defaults(docstore=store, vector_store=open_store(folder))
    index = VectorStoreIndex(nodes=nodes, storage_context=storage, embed_model=embedder)
    retriever = QueryFusionRetriever(
        [
            index.as_retriever(similarity_top_k=FUSED),
            BM25Retriever.from_defaults(docstore=index.docstore, similarity_top_k=FUSED),
        ],
        # One query, so no model writes others; still one has to be named.
        llm=MockLLM(),
        num_queries=1,
        mode=FUSION_MODES.RECIPROCAL_RANK,
        similarity_top_k=2 * FUSED,
    )
    return search_with(retriever)


if __name__ == "__main__":
    run_peer((*PACKAGES, "llama-index-retrievers-bm25", "bm25s"), load, build)
