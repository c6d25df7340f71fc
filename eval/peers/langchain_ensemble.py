"""LangChain's EnsembleRetriever: BM25 and a Chroma vector store, half and half.

docs.langchain.com: "Build a semantic search engine" (the splitter and its sizes) and
"EnsembleRetriever". BM25 has its defaults: words are what stands between spaces.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.peers.harness import FUSED, Model, Passage, Search, run_peer

PACKAGES = (
    "langchain-classic",
    "langchain-community",
    "langchain-chroma",
    "langchain-huggingface",
    "langchain-text-splitters",
    "rank-bm25",
)


def load(model: Model) -> Any:
    if not model.query_prompt:
        return HuggingFaceEmbeddings(model_name=model.folder)
    return HuggingFaceEmbeddings(
        model_name=model.folder,
        encode_kwargs={"prompt": model.passage_prompt},
        query_encode_kwargs={"prompt": model.query_prompt},
    )


def build(embedder: Any, passages: Sequence[Passage], folder: str) -> Search:
    documents = [Document(page_content=p.text, metadata={"source": p.id}) for p in passages]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    splits = splitter.split_documents(documents)
    store = Chroma.from_documents(splits, embedder, persist_directory=folder)
    retriever = EnsembleRetriever(
        retrievers=[
            BM25Retriever.from_documents(splits, k=FUSED),
            store.as_retriever(search_kwargs={"k": FUSED}),
        ],
        weights=[0.5, 0.5],
    )

    def search(question: str) -> Iterator[str]:
        return (document.metadata["source"] for document in retriever.invoke(question))

    return search


if __name__ == "__main__":
    run_peer(PACKAGES, load, build)
