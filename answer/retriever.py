"""Cotejo as LlamaIndex sees it: a retriever whose nodes can be proved, and a query engine that quotes.

Both work in a thread of their own when they are awaited, so that an event loop goes on meanwhile.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import (
    BaseNode,
    MetadataMode,
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)

from answer.assistant import Assistant
from answer.present import as_text
from answer.records import Citation
from answer.replying import MOST_HITS
from ingest.passages import Passage

FOR_MODELS = ("title", "locator", "force")
"""The metadata that a language model is shown with a node's text; the rest is for proofs and links."""
OF_NODES = ("number", "passage_id", "quote")
"""What a citation has that a node has as its own id and text."""


class ProvisionRetriever(BaseRetriever):
    """Retrieves the best passage of each provision that a question finds, best first.

    A node's text is the exact passage, and its metadata a citation of it: `citation_of(node)`.
    """

    def __init__(
        self,
        assistant: Assistant,
        k: int = MOST_HITS,
        language: str = "",
        sources: Sequence[str] = (),
        languages: Sequence[str] = (),
        **options: Any,
    ) -> None:
        """Retrieve up to `k` provisions, of `sources` and in texts of `languages` alone if these are given.

        `language` is the questions', recognised if empty; `options` are those of LlamaIndex's retrievers.
        Retrieving raises QuestionError for what cannot be read and AnswerError for an unknown filter.
        """
        self._assistant = assistant
        self._k = k
        self._language = language
        self._sources = tuple(sources)
        self._languages = tuple(languages)
        super().__init__(**options)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        searched = self._assistant.search(
            query_bundle.query_str, self._k, self._language, self._sources, self._languages
        )
        return [
            NodeWithScore(node=passage_node(hit.passage, self._assistant), score=hit.score)
            for hit in searched.hits
        ]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class QuoteQueryEngine(BaseQueryEngine):
    """Answers with exact quotes and no language model, or says that the sources do not say.

    The response's source nodes are the passages that are cited, each with its support (0 to 1) as its
    score; `metadata["answer"]` is the whole answer as JSON data, which `answer verify` checks again.
    """

    def __init__(
        self,
        assistant: Assistant,
        language: str = "",
        sources: Sequence[str] = (),
        languages: Sequence[str] = (),
        callback_manager: CallbackManager | None = None,
    ) -> None:
        """Answer from `sources` and from texts of `languages` alone if these are given.

        `language` is the questions', recognised if empty. Asking raises QuestionError for what cannot be
        read and AnswerError for an unknown filter.
        """
        self._assistant = assistant
        self._language = language
        self._sources = tuple(sources)
        self._languages = tuple(languages)
        super().__init__(callback_manager)

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._assistant.ask(query_bundle.query_str, self._language, self._sources, self._languages)
        library = self._assistant.library
        support = {c.passage_id: s.support for s in answer.statements for c in s.citations}
        passages = library.passages(list(support))
        return Response(
            response=as_text(answer, library),
            source_nodes=[
                NodeWithScore(node=passage_node(passages[id], self._assistant), score=score)
                for id, score in support.items()
            ],
            metadata={"answer": answer.to_json()},
        )

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def passage_node(passage: Passage, assistant: Assistant) -> TextNode:
    """Return a passage as a node of LlamaIndex: its metadata a citation, its source the document."""
    cited = asdict(assistant.cite(passage, (passage.start, passage.end)))
    metadata = {"path": "/".join(passage.path)} | {
        name: value for name, value in cited.items() if name not in OF_NODES
    }
    document = RelatedNodeInfo(node_id=f"{passage.source_id}.{passage.language}")
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=metadata,
        relationships={NodeRelationship.SOURCE: document},
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=[name for name in metadata if name not in FOR_MODELS],
        start_char_idx=passage.start,
        end_char_idx=passage.end,
    )


def citation_of(node: BaseNode) -> Citation:
    """Return what a node of ours cites; `answer.proof.is_exact` proves it against the library.

    Raises:
        KeyError: the node is not one of ours.
    """
    own = {
        "number": 0,
        "passage_id": node.node_id,
        "quote": node.get_content(metadata_mode=MetadataMode.NONE),
    }
    values = node.metadata | own
    return Citation(**{field.name: values[field.name] for field in fields(Citation)})
