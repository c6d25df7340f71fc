"""What holds for the passages of every document, whatever its text."""

from collections.abc import Sequence

from ingest.document import Document
from ingest.passages import Passage


def assert_exact(document: Document, passages: Sequence[Passage]) -> None:
    """Fail unless the passages are exact spans, apart, of one provision each, and hold every character."""
    at = 0
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.text.strip()
        assert document.text[at : passage.start].strip() == "", "between two passages, in none of them"
        assert passage.start >= at, "in two passages"
        at = passage.end
        assert_in_one_provision(document, passage)
        assert_sentences_inside(document, passage)
    assert document.text[at:].strip() == "", "after the last passage"


def assert_in_one_provision(document: Document, passage: Passage) -> None:
    met = [
        provision
        for provision in document.provisions
        for start, end in (block.span for block in provision.blocks)
        if start < passage.end and passage.start < end
    ]
    assert {provision.path for provision in met} == {passage.path}
    assert {provision.headings for provision in met} == {passage.headings}


def assert_sentences_inside(document: Document, passage: Passage) -> None:
    at = passage.start
    for start, end in passage.sentences:
        assert at <= start < end <= passage.end
        assert document.text[start:end].strip()
        at = end
