"""The retriever that LlamaIndex's own query engines can use."""

from llama_index.core.schema import NodeWithScore

from index.retriever import ProvisionRetriever
from index.search import Searcher


def retrieve(question: str, searcher: Searcher, **options: object) -> list[NodeWithScore]:
    return ProvisionRetriever(searcher, **options).retrieve(question)  # type: ignore[arg-type]


def test_nodes_are_the_hits_of_a_search(searcher: Searcher) -> None:
    hits = searcher.search("Who leads Session 3?", "en", 4).hits
    nodes = retrieve("Who leads Session 3?", searcher, k=4)
    assert [(n.node.node_id, n.score) for n in nodes] == [(hit.passage.id, hit.score) for hit in hits]
    assert [node.text for node in nodes] == [hit.passage.text for hit in hits]


def test_a_node_says_where_it_stands_and_what_it_is(searcher: Searcher) -> None:
    node = retrieve("What does Guiding Principle 6 say?", searcher, k=1)[0].node
    library = searcher.generation.library
    metadata = node.metadata
    assert metadata["locator"] == "UNGP 6"
    assert metadata["force"] == "extract"
    passage = library.passage(node.node_id)
    assert passage is not None
    assert (metadata["source_id"], metadata["lang"]) == (passage.source_id, passage.language)


def test_the_language_is_recognised_unless_it_is_given(searcher: Searcher) -> None:
    question = "¿Cuáles son los objetivos del taller?"
    assert retrieve(question, searcher, k=1)[0].metadata["lang"] == "es"
    assert retrieve(question, searcher, k=1, language="en")[0].metadata["lang"] == "en"
