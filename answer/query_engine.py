"""The assistant as LlamaIndex sees it: a query engine whose response is made of proved quotes."""

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.schema import NodeWithScore
from pydantic import ConfigDict

from answer.assistant import Assistant
from answer.present import as_text
from index.retriever import passage_node


class QuotingQueryEngine(CustomQueryEngine):
    """Answers with exact quotes; `metadata["answer"]` of the response is the answer as JSON data."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    assistant: Assistant

    def custom_query(self, query_str: str) -> Response:
        """Return the answer to a question, its source nodes being the passages that it cites."""
        answer = self.assistant.ask(query_str)
        library = self.assistant.library
        support = {c.passage_id: s.support for s in answer.statements for c in s.citations}
        passages = library.passages(list(support))
        return Response(
            response=as_text(answer, library),
            source_nodes=[
                NodeWithScore(node=passage_node(passages[id]), score=score) for id, score in support.items()
            ],
            metadata={"answer": answer.to_json()},
        )
