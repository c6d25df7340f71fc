"""Cotejo inside LlamaIndex: its search as a retriever, its answers as a query engine."""

import sys

from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine

from answer.assistant import open_assistant
from answer.proof import is_exact
from answer.retriever import ProvisionRetriever, QuoteQueryEngine, citation_of
from settings import read_settings

question = sys.argv[1] if len(sys.argv) > 1 else "What does Guiding Principle 6 ask of States?"
assistant = open_assistant(read_settings())

# Five provisions, best first, from English texts alone; sources=["ungp-6"] would keep to one source.
retriever = ProvisionRetriever(assistant, k=5, languages=["en"])
for found in retriever.retrieve(question):
    citation = citation_of(found.node)
    # A node can be proved: its text is this very slice of this very document.
    assert is_exact(citation, assistant.library)
    print(f"{found.score:.3f}  {citation.locator} ({citation.force})  {citation.permalink}")

# Any language model of LlamaIndex may write over it. This one only repeats its prompt, which shows what
# a model is given: the exact passages with title, locator and force. What a model writes is not proved.
written = RetrieverQueryEngine.from_args(retriever, llm=MockLLM()).query(question)
print(f"\nA model is given {len(str(written))} characters from {len(written.source_nodes)} passages.")

# Cotejo's own engine needs no model: every sentence is a quote, or it says that the sources do not say.
quoted = QuoteQueryEngine(assistant, languages=["en"]).query(question)
print(f"\n{quoted}")
