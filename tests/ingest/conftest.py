"""The project's own corpus, read once, and a way to write one Markdown or PDF file and read it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.corpus import Corpus, read_corpus
from ingest.document import Document
from ingest.markdown_reader import read_markdown
from settings import ROOT

HEAD = "---\nsource: made\nlang: en\ntitle: Made for a test\n---\n"


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The project's own corpus, every file of it."""
    corpus, faults = read_corpus(ROOT / "corpus")
    assert faults == []
    return corpus


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Document]:
    """A function that reads Markdown, without front matter of its own, as "made/en.md"."""

    def read_text(markdown: str) -> Document:
        path = tmp_path / "en.md"
        path.write_bytes((HEAD + markdown).encode())
        return read_markdown(path, "made/en.md", "made", "en", "Made for a test")

    return read_text
