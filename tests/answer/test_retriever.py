"""The retriever and the query engine that LlamaIndex can use, and the example that shows them."""

import asyncio
import dataclasses
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeWithScore, TextNode

from answer.assistant import Assistant
from answer.errors import AnswerError, QuestionError
from answer.proof import check_saved, is_exact
from answer.retriever import ProvisionRetriever, QuoteQueryEngine, citation_of
from index.build import build_index
from index.packaged_embedder import PackagedEmbedder
from settings import ROOT, Settings
from tests.fakes import write_corpus

QUESTION = "What does Guiding Principle 6 say?"
EXAMPLE = ROOT / "docs" / "examples" / "llama_index_retriever.py"


def retrieve(question: str, assistant: Assistant, **options: object) -> list[NodeWithScore]:
    return ProvisionRetriever(assistant, **options).retrieve(question)  # type: ignore[arg-type]


def test_nodes_are_the_hits_of_a_search(assistant: Assistant) -> None:
    hits = assistant.search("Who leads Session 3?", 4).hits
    nodes = retrieve("Who leads Session 3?", assistant, k=4)
    assert [(n.node.node_id, n.score) for n in nodes] == [(hit.passage.id, hit.score) for hit in hits]
    assert [node.text for node in nodes] == [hit.passage.text for hit in hits]


def test_a_node_is_a_citation_that_can_be_proved(assistant: Assistant) -> None:
    nodes = [found.node for found in retrieve(QUESTION, assistant, k=5)]
    for node in nodes:
        citation = citation_of(node)
        assert is_exact(citation, assistant.library)
        document = assistant.library.document(citation.source_id, citation.lang)
        assert document.text[node.metadata["start"] : node.metadata["end"]] == node.get_content()
        assert node.metadata["document_sha256"] == document.sha256
        assert (node.start_char_idx, node.end_char_idx) == (citation.start, citation.end)
    first = citation_of(nodes[0])
    assert (first.locator, first.force, first.page) == ("UNGP 6", "extract", None)
    assert first.permalink.startswith("/library?source=ungp-6&at=")
    assert first.permalink.endswith(f"&quote={first.start}-{first.end}")


def test_a_node_that_was_altered_is_not_proved(assistant: Assistant) -> None:
    node = retrieve(QUESTION, assistant, k=1)[0].node
    assert isinstance(node, TextNode)
    node.set_content(node.text.replace("States", "Companies"))
    assert not is_exact(citation_of(node), assistant.library)


def test_a_node_keeps_its_citation_as_json(assistant: Assistant) -> None:
    node = retrieve(QUESTION, assistant, k=1)[0].node
    again = TextNode.from_json(node.to_json())
    assert citation_of(again) == citation_of(node)


def test_a_model_is_shown_the_text_and_what_it_is(assistant: Assistant) -> None:
    node = retrieve(QUESTION, assistant, k=1)[0].node
    shown = node.get_content(metadata_mode=MetadataMode.LLM)
    head, text = shown.split("\n\n", 1)
    assert {line.split(":")[0] for line in head.splitlines()} == {"title", "locator", "force"}
    assert text == node.get_content(metadata_mode=MetadataMode.EMBED) == node.get_content()


def test_filters_keep_to_sources_and_languages(assistant: Assistant) -> None:
    found = retrieve(QUESTION, assistant, k=8, sources=["ungps", "ungp-5"], languages=["es"])
    assert 2 <= len(found) <= 8
    assert {node.metadata["source_id"] for node in found} <= {"ungps", "ungp-5"}
    assert {node.metadata["lang"] for node in found} == {"es"}


def test_the_language_is_recognised_unless_it_is_given(assistant: Assistant) -> None:
    question = "¿Cuáles son los objetivos del taller?"
    assert retrieve(question, assistant, k=1)[0].metadata["lang"] == "es"
    assert retrieve(question, assistant, k=1, language="en")[0].metadata["lang"] == "en"


@pytest.mark.parametrize(
    "options", [{"k": 0}, {"sources": ["nothing"]}, {"languages": ["xx"]}, {"language": "xx"}]
)
def test_a_filter_that_cannot_be_is_refused(options: dict[str, object], assistant: Assistant) -> None:
    with pytest.raises(AnswerError):
        retrieve(QUESTION, assistant, **options)


def test_a_question_that_cannot_be_read_is_refused(assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        retrieve("  ", assistant)
    with pytest.raises(QuestionError):
        QuoteQueryEngine(assistant).query("  ")


def test_awaited_it_finds_the_same_and_leaves_the_loop_free(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    search = assistant._searcher.search
    monkeypatch.setattr(
        assistant._searcher,
        "search",
        lambda *values, **named: (threads.append(threading.current_thread()), search(*values, **named))[1],
    )

    async def both() -> tuple[list[NodeWithScore], str]:
        retriever, engine = ProvisionRetriever(assistant, k=3), QuoteQueryEngine(assistant)
        nodes, answer = await asyncio.gather(retriever.aretrieve(QUESTION), engine.aquery(QUESTION))
        return nodes, str(answer)

    nodes, answer = asyncio.run(both())
    assert len(threads) == 2
    assert threading.main_thread() not in threads
    assert nodes == retrieve(QUESTION, assistant, k=3)
    assert answer == str(QuoteQueryEngine(assistant).query(QUESTION))


def test_any_model_of_llama_index_can_write_over_it(assistant: Assistant) -> None:
    retriever = ProvisionRetriever(assistant, k=2)
    response = RetrieverQueryEngine.from_args(retriever, llm=MockLLM()).query(QUESTION)
    for found in response.source_nodes:  # this model repeats what it is given
        assert found.text in str(response)
        assert f"locator: {found.metadata['locator']}" in str(response)


def test_the_engine_answers_with_quotes_that_are_proved(assistant: Assistant) -> None:
    response = QuoteQueryEngine(assistant, sources=["ungp-6"], languages=["en"]).query(QUESTION)
    answer = response.metadata["answer"]
    assert answer["statements"][0]["text"] in " ".join(str(response).split())
    assert all(checked.proof == "exact" for checked in check_saved(answer, assistant.library))
    cited = {c["passage_id"] for s in answer["statements"] for c in s["citations"]}
    assert {found.node.node_id for found in response.source_nodes} == cited != set()
    assert {found.metadata["source_id"] for found in response.source_nodes} == {"ungp-6"}
    assert all(is_exact(citation_of(found.node), assistant.library) for found in response.source_nodes)
    assert [found.score for found in response.source_nodes] == [
        statement["support"] for statement in answer["statements"]
    ]


def test_the_engine_says_when_the_sources_do_not_say(assistant: Assistant) -> None:
    response = QuoteQueryEngine(assistant).query("How do I bake a chocolate cake?")
    assert response.metadata["answer"]["refused"]
    assert response.source_nodes == []
    assert str(response) == response.metadata["answer"]["reason"] != ""


def test_the_example_of_the_documentation_runs(tmp_path: Path, embedder: PackagedEmbedder) -> None:
    texts = {
        "law/en": "# Law\n\n## Article 1\n\nThe buyer publishes every tender.\n\n"
        "## Article 2\n\nA supplier may appeal within ten days."
    }
    settings = dataclasses.replace(
        Settings(), corpus=write_corpus(tmp_path / "corpus", texts), data=tmp_path / "data"
    )
    build_index(settings, lambda: embedder)
    told = {
        "PYTHONPATH": str(ROOT), "COTEJO_CORPUS": str(settings.corpus), "COTEJO_DATA": str(settings.data)
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, str(EXAMPLE), "Within how many days may a supplier appeal?"],
        cwd=tmp_path, env=os.environ | told, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "LAW, article 2 (notes)  /library?source=law&at=" in run.stdout
    assert "A model is given" in run.stdout
    assert "“A supplier may appeal within ten days.” [1]" in run.stdout


def test_the_documentation_shows_the_example_as_it_is() -> None:
    page = (ROOT / "docs" / "llama-index.md").read_text(encoding="utf-8")
    assert f"```python\n{EXAMPLE.read_text(encoding='utf-8')}```" in page
