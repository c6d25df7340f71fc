"""txtai's hybrid search: an embeddings database with a sparse index beside the dense one.

neuml.github.io/txtai: "Embeddings", "General configuration" (hybrid), "Vectors" (instructions).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from txtai import Embeddings

from eval.peers.harness import DEPTH, Model, Passage, Search, run_peer


def load(model: Model) -> Any:
    if not model.query_prompt:
        return Embeddings(path=model.folder, hybrid=True, content=True)
    return Embeddings(
        path=model.folder,
        hybrid=True,
        content=True,
        instructions={"query": model.query_prompt, "data": model.passage_prompt},
    )


def build(embeddings: Any, passages: Sequence[Passage], folder: str) -> Search:
    embeddings.index((passage.id, passage.text, None) for passage in passages)

    def search(question: str) -> Iterator[str]:
        return (found["id"] for found in embeddings.search(question, DEPTH))

    return search


if __name__ == "__main__":
    run_peer(("txtai",), load, build)
