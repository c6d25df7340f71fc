"""LlamaIndex as its starter has it: VectorStoreIndex.from_documents, with Chroma as the vector store.

developers.llamaindex.ai: "Starter tutorial (using local LLMs)" and "Chroma vector store".
"""

from collections.abc import Iterator, Sequence
from typing import Any

import chromadb
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore

from eval.peers.harness import DEPTH, Model, Passage, Search, run_peer

PACKAGES = (
    "llama-index-core",
    "llama-index-embeddings-huggingface",
    "llama-index-vector-stores-chroma",
    "chromadb",
)


def load(model: Model) -> Any:
    return HuggingFaceEmbedding(
        model_name=model.folder,
        query_instruction=model.query_prompt,
        text_instruction=model.passage_prompt,
    )


def make_documents(passages: Sequence[Passage]) -> list[Any]:
    # As the directory reader does it: where a text comes from is kept with it and not embedded.
    return [
        Document(
            text=passage.text,
            id_=passage.id,
            metadata={"passage": passage.id},
            excluded_embed_metadata_keys=["passage"],
            excluded_llm_metadata_keys=["passage"],
        )
        for passage in passages
    ]


def open_store(folder: str) -> Any:
    database = chromadb.PersistentClient(path=folder)
    return ChromaVectorStore(chroma_collection=database.get_or_create_collection("quickstart"))


def search_with(retriever: Any) -> Search:
    def search(question: str) -> Iterator[str]:
        return (found.node.metadata["passage"] for found in retriever.retrieve(question))

    return search


def build(embedder: Any, passages: Sequence[Passage], folder: str) -> Search:
    storage = StorageContext.from_defaults(vector_store=open_store(folder))
    index = VectorStoreIndex.from_documents(
        make_documents(passages), storage_context=storage, embed_model=embedder
    )
    return search_with(index.as_retriever(similarity_top_k=DEPTH))


if __name__ == "__main__":
    run_peer(PACKAGES, load, build)
