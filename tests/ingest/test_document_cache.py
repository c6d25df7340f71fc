"""Documents that were read are kept by what their files hold: nothing is read twice, nothing goes stale."""

from pathlib import Path

import pytest

from ingest.corpus import read_corpus
from ingest.document import Document
from ingest.document_cache import DocumentCache
from ingest.errors import IngestError
from ingest.reading import FileToRead, Reader
from tests.fakes import write_corpus

TEXT = "---\nsource: a\nlang: en\ntitle: T\n---\n# T\n\nStates should act."


class CountingReader(Reader):
    """A reader that notes what it is asked to read."""

    def __init__(self) -> None:
        super().__init__(60)
        self.asked: list[str] = []

    def read(self, file: FileToRead) -> Document:
        self.asked.append(file.name)
        return super().read(file)


@pytest.fixture
def file(tmp_path: Path) -> FileToRead:
    path = tmp_path / "en.md"
    path.write_text(TEXT, encoding="utf-8")
    return FileToRead(path, "a/en.md", "a", "en", "T")


def test_the_second_time_the_kept_document_is_given(file: FileToRead, tmp_path: Path) -> None:
    reader = CountingReader()
    first = DocumentCache(tmp_path / "kept").read(file, reader)
    again = DocumentCache(tmp_path / "kept").read(file, reader)
    assert again == first
    assert [passage.text for passage in again.passages] == ["T\n\nStates should act."]
    assert reader.asked == ["a/en.md"]


def test_other_content_and_another_title_are_read(file: FileToRead, tmp_path: Path) -> None:
    reader, cache = CountingReader(), DocumentCache(tmp_path / "kept")
    cache.read(file, reader)
    file.path.write_text(TEXT.replace("should", "must"), encoding="utf-8")
    assert cache.read(file, reader).document.text.endswith("States must act.")
    cache.read(FileToRead(file.path, file.name, "a", "en", "Other"), reader)
    assert len(reader.asked) == 3


@pytest.mark.parametrize("content", [b"", b"\x80\x04cut", b"\x80\x04K\x01."])
def test_a_kept_document_that_is_damaged_is_read_again(
    content: bytes, file: FileToRead, tmp_path: Path
) -> None:
    reader, cache = CountingReader(), DocumentCache(tmp_path / "kept")
    first = cache.read(file, reader)
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_bytes(content)
    assert cache.read(file, reader) == first
    assert len(reader.asked) == 2


def test_what_no_file_gives_any_more_is_swept_away(tmp_path: Path) -> None:
    folder, kept = tmp_path / "c", tmp_path / "kept"
    write_corpus(folder, {"a/en": "One.", "b/en": "Two."})
    read_corpus(folder, cache=DocumentCache(kept))
    write_corpus(folder, {"a/en": "One."})
    cache = DocumentCache(kept)
    read_corpus(folder, cache=cache)
    assert len(list(kept.iterdir())) == 2
    cache.sweep()
    assert len(list(kept.iterdir())) == 1


def test_a_file_that_cannot_be_opened_is_an_error(file: FileToRead, tmp_path: Path) -> None:
    file.path.unlink()
    with pytest.raises(IngestError, match=r"a/en.md: cannot be opened"):
        DocumentCache(tmp_path / "kept").read(file, CountingReader())
