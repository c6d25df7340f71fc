"""Our search as LlamaIndex sees it: a retriever that any of its query engines can use."""

from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.utils import metadata_dict_to_node

from index.search import Searcher
from index.store import node_metadata
from ingest.corpus import force_of, locator_of
from ingest.language import recognise_language
from ingest.passages import Passage


class ProvisionRetriever(BaseRetriever):
    """Retrieves the best passage of each provision that a question finds, best first.

    A node's text is the exact passage; its metadata names source, locator, force, language and place.
    """

    def __init__(self, searcher: Searcher, k: int = 10, language: str = "", **options: Any) -> None:
        """Retrieve up to `k` provisions; `language` is the questions', recognised if empty."""
        self._searcher = searcher
        self._k = k
        self._language = language
        super().__init__(**options)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = query_bundle.query_str
        language = self._language or recognise_language(question)
        sources = self._searcher.generation.library.sources
        nodes = []
        for hit in self._searcher.search(question, language, self._k).hits:
            source = sources[hit.passage.source_id]
            node = passage_node(hit.passage)
            node.metadata |= {
                "locator": locator_of(source, hit.passage),
                "force": force_of(source, hit.passage).value,
            }
            nodes.append(NodeWithScore(node=node, score=hit.score))
        return nodes


def passage_node(passage: Passage) -> TextNode:
    """Return a passage as the node that LlamaIndex makes of what the store holds."""
    node = metadata_dict_to_node(node_metadata(passage), passage.text)
    assert isinstance(node, TextNode)
    return node
