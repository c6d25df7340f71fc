"""LlamaIndex's own Chroma vector store opens the collections that a build has written."""

from pathlib import Path

import chromadb
from llama_index.core.schema import MetadataMode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import (
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
)
from llama_index.core.vector_stores.utils import node_to_metadata_dict
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.generation import part
from index.manifest import read_manifest
from index.store import node_metadata
from ingest.passages import Passage
from settings import Settings
from tests.fakes import LetterEmbedder, write_corpus
from tests.index.indexes import build

PASSAGE = Passage(
    "7f",
    "ley-19886",
    "es",
    ("chapter-2", "article-5"),
    ("Título «II»",),
    3,
    14,
    "El «buyer».",
    ((3, 14),),
    (),
    None,
)


def test_the_metadata_is_what_llama_index_writes_for_such_a_node() -> None:
    document = RelatedNodeInfo(node_id="ley-19886.es")
    node = TextNode(
        id_=PASSAGE.id,
        text=PASSAGE.text,
        metadata={"source_id": "ley-19886", "lang": "es", "path": "chapter-2/article-5"},
        relationships={NodeRelationship.SOURCE: document},
    )
    assert node_metadata(PASSAGE) == node_to_metadata_dict(node, remove_text=True, flat_metadata=True)


def test_llama_index_finds_the_nodes_by_vector_and_by_source(tmp_path: Path) -> None:
    write_corpus(tmp_path / "c", {"a/en": "# A\n\nalpha beta.", "b/en": "# B\n\nsigma tau."})
    settings = Settings(corpus=tmp_path / "c", data=tmp_path / "d", model="letters@1")
    build(settings)
    folder = part(settings.data / read_manifest(settings.data).generation, "chroma")
    client = chromadb.PersistentClient(str(folder))
    store = ChromaVectorStore(chroma_collection=client.get_collection("passages-en"))
    vector = LetterEmbedder().encode_question("sigma").vector.tolist()
    only_a = MetadataFilter(key="source_id", value=["a"], operator=FilterOperator.IN)
    for filters, source, text in (
        (None, "b", "B\n\nsigma tau."),
        (MetadataFilters(filters=[only_a]), "a", "A\n\nalpha beta."),
    ):
        query = VectorStoreQuery(query_embedding=vector, similarity_top_k=1, filters=filters)
        (node,) = store.query(query).nodes or []
        assert node.metadata["source_id"] == source
        assert node.get_content(metadata_mode=MetadataMode.NONE) == text
    client.close()
