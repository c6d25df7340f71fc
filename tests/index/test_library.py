"""The library: passages are cut from the stored text, wherever and by however many they are read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexFault
from index.library import Library
from index.write_library import Kept, write_library
from ingest.corpus import Corpus, read_corpus
from ingest.document import Document, Page
from ingest.passages import Passage, split_document
from ingest.text_builder import TextBuilder
from tests.fakes import write_corpus

TEXTS = {
    "a/en": "# A\n\nalpha beta. Gamma delta.\n\n## Empty {#empty}\n\n## Table {#table}\n\n"
    "| No. | Who |\n|---|---|\n| one | Anne |\n| two | Bo |",
    "a/es": "# A\n\nalfa beta.\n\n## Tabla {#table}\n\nuna tabla: ñandú, «así».",
    "b/en": "# B\n\nalpha beta. Gamma delta.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus, faults = read_corpus(write_corpus(tmp_path / "corpus", TEXTS))
    assert faults == []
    return corpus


@pytest.fixture
def library(corpus: Corpus, tmp_path: Path) -> Iterator[Library]:
    library = stored(corpus, tmp_path)
    yield library
    library.close()


def stored(corpus: Corpus, folder: Path) -> Library:
    """Write a library whose embedded passages are those with sentences; the digest is the id."""
    passages = corpus.passages()
    rows = {p.id: row for row, p in enumerate(p for p in passages if p.sentences)}
    kept = [Kept(rows.get(p.id), p, p.id, "terms") for p in passages]
    write_library(folder / "library.sqlite", corpus, kept)
    return Library(folder / "library.sqlite")


def test_what_was_written_is_read(corpus: Corpus, library: Library) -> None:
    assert [*library.sources.values()] == [*corpus.sources]
    for document in corpus.documents:
        read = library.document(document.source_id, document.language)
        assert (read.text, read.title, read.path) == (document.text, document.title, document.path)
        assert read.sha256 == document.sha256
    passages = corpus.passages()
    assert [library.passage(p.id) for p in passages] == passages
    assert library.passages([p.id for p in passages]) == {p.id: p for p in passages}


def test_a_passage_is_cut_from_the_text_of_its_document(corpus: Corpus, library: Library) -> None:
    for passage in corpus.passages():
        read = library.passage(passage.id)
        assert read is not None
        text = library.document(read.source_id, read.language).text
        assert read.text == text[read.start : read.end] == passage.text
        assert all(text[start:end].strip() for start, end in read.sentences)


def test_passages_of_a_document_follow_its_text_headings_included(library: Library) -> None:
    texts = [passage.text for passage in library.passages_of("a", "en")]
    assert texts == [
        "A\n\nalpha beta. Gamma delta.",
        "Empty",
        "Table\n\nNo. | Who",
        "one | Anne",
        "two | Bo",
    ]


def test_a_provision_has_a_version_a_language(library: Library) -> None:
    versions = library.provision("a", ("table",))
    assert [(p.language, p.text.split("\n")[0]) for p in versions] == [
        ("en", "Table"),
        ("en", "one | Anne"),
        ("en", "two | Bo"),
        ("es", "Tabla"),
    ]
    assert [p.language for p in library.provision("a", ("table",), "es")] == ["es"]
    assert library.provision("a", ("table",), "fr") == library.provision("a", ("tab",)) == []


def test_the_head_of_a_document_is_the_provision_without_a_name(library: Library) -> None:
    assert [p.text for p in library.provision("b", ())] == ["B\n\nalpha beta. Gamma delta."]


def test_languages_and_keys_are_listed(library: Library) -> None:
    assert library.languages() == ["en", "es"]
    assert (library.languages_of("a"), library.languages_of("b"), library.languages_of("x")) == (
        ["en", "es"],
        ["en"],
        [],
    )
    assert library.has_provision("empty")
    assert library.has_provision("table")
    assert not library.has_provision("tab")


def test_rows_count_the_embedded_passages(corpus: Corpus, library: Library) -> None:
    embedded = [passage.id for passage in corpus.passages() if passage.sentences]
    assert library.rows(embedded) == {id: row for row, id in enumerate(embedded)}
    assert library.ids([2, 0]) == [embedded[2], embedded[0]]
    known = library.embedded([embedded[1], "unknown", embedded[0]])
    assert known == {id: (row, id, "en") for row, id in enumerate(embedded[:2])}


def test_unknown_names_are_not_found(library: Library) -> None:
    assert library.passage("a.en.no") is None
    assert library.passages(["a.en.no", "'; DROP TABLE passages; --"]) == {}
    assert library.passages([]) == {}
    (heading,) = library.provision("a", ("empty",))
    for id in ("a.en.no", heading.id):  # headings alone are not embedded
        assert library.rows([id]) == {}
    for source, language in (("a", "fr"), ("x", "en")):
        assert library.passages_of(source, language) == []
        with pytest.raises(KeyError):
            library.document(source, language)


def test_the_page_of_a_passage_is_kept(corpus: Corpus, tmp_path: Path) -> None:
    builder = TextBuilder("a/en.md")
    builder.heading(2, "First", "first")
    builder.paragraph("alpha.")
    turn = builder.length + len("\n\n")
    builder.heading(2, "Second", "second")
    builder.paragraph("beta.")
    pages = (Page(1, "iv", (0, turn)), Page(2, "1", (turn, builder.length)))
    document = Document("a", "en", "a/en.md", "A", builder.text, builder.provisions("A"), pages)
    split = (tuple(split_document(document)),)
    library = stored(replace(corpus, documents=(document,), split=split), tmp_path)
    assert library.document("a", "en").pages == pages
    pages_of = [(passage.path, passage.page) for passage in library.passages_of("a", "en")]
    assert pages_of == [(("first",), 1), (("second",), 2)]


def test_eight_threads_read_the_same(corpus: Corpus, library: Library) -> None:
    passages = corpus.passages()
    spanish = [p for p in passages if p.language == "es"]

    def read(turn: int) -> list[Passage | None]:
        library.document.cache_clear()  # so that threads meet in the database, not in the memory
        found = [library.passage(p.id) for p in passages]
        assert library.passages_of("a", "es") == spanish
        assert library.rows([passages[0].id]) == {passages[0].id: 0}
        return found

    with ThreadPoolExecutor(8) as threads:
        assert all(found == passages for found in threads.map(read, range(80)))


@pytest.mark.parametrize("content", [b"", b"not SQLite" * 100, None])
def test_a_damaged_file_is_refused_with_the_command_that_mends_it(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "library.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexFault, match="python -m index build"):
        Library(path)


def test_reading_changes_nothing_in_the_folder(library: Library, tmp_path: Path) -> None:
    before = (tmp_path / "library.sqlite").read_bytes()
    library.passages_of("a", "en")
    assert (tmp_path / "library.sqlite").read_bytes() == before
    assert [path.name for path in tmp_path.glob("library*")] == ["library.sqlite"]
