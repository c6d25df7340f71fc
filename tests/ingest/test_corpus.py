"""Reading a whole corpus: one bad file is reported and the rest is read; nothing outside is read."""

from pathlib import Path

import pytest

from ingest.corpus import Corpus, names_of, read_corpus
from ingest.passages import split_document
from tests.fakes import write_corpus
from tests.ingest.pdfs import pdf

TEXTS = {"ungp/en": "States should act.", "iso/en": "A standard.", "iso/es": "Una norma."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", TEXTS)


def registered(folder: Path, before: str, after: str) -> Path:
    """Change words of the register in `folder`."""
    path = folder / "sources.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return folder


def only_fault(folder: Path) -> str:
    """Return the one fault of a corpus, having seen that its other files were read all the same."""
    corpus, (fault,) = read_corpus(folder)
    assert {"States should act.", "A standard.", "Una norma."} > {d.text for d in corpus.documents}
    assert len(corpus.documents) >= 2
    assert len(corpus.sources) == 2
    return str(fault)


def test_documents_keep_the_registers_order(folder: Path) -> None:
    corpus, faults = read_corpus(folder)
    assert faults == []
    assert [document.path for document in corpus.documents] == ["ungp/en.md", "iso/en.md", "iso/es.md"]
    assert [passage.text for passage in corpus.passages()] == [*TEXTS.values()]


def test_a_file_that_does_not_exist(folder: Path) -> None:
    (folder / "iso" / "es.md").unlink()
    assert only_fault(folder) == (
        f"iso/es.md (source 'iso') does not exist in {folder}. Add it, or take it out of the register."
    )


def test_a_file_that_cannot_be_read(folder: Path) -> None:
    (folder / "iso" / "es.md").write_bytes(b"")
    assert only_fault(folder).startswith("iso/es.md: the file is empty (0 bytes).")


@pytest.mark.parametrize("name", ["../outside.md", "iso/../../outside.md", "{outside}", "link.md"])
def test_a_file_outside_the_corpus_is_not_read(name: str, folder: Path) -> None:
    outside = folder.parent / "outside.md"
    (folder / "iso" / "es.md").rename(outside)
    (folder / "link.md").symlink_to(outside)
    name = name.format(outside=outside)
    assert only_fault(registered(folder, "iso/es.md", name)) == (
        f"{name} (source 'iso') lies outside the corpus folder. Copy it into {folder}."
    )


def test_a_link_to_itself_does_not_keep_the_rest_from_being_read(folder: Path) -> None:
    (folder / "iso" / "es.md").unlink()
    (folder / "iso" / "es.md").symlink_to(folder / "iso" / "es.md")
    assert only_fault(folder).startswith("iso/es.md: cannot be opened (")


@pytest.mark.parametrize("suffix", [".odt", ".rtf", ""])
def test_a_file_of_an_unknown_type(suffix: str, folder: Path) -> None:
    (folder / "iso" / "es.md").rename(folder / "iso" / f"es{suffix}")
    assert only_fault(registered(folder, "iso/es.md", f"iso/es{suffix}")) == (
        f"iso/es{suffix}: files of type {suffix!r} cannot be read. "
        "Expected one of: .pdf .docx .html .htm .xhtml .md .markdown .txt. Open it in the program it was "
        "made with and save it as one of these."
    )


def test_front_matter_that_names_another_source(folder: Path) -> None:
    path = folder / "iso" / "es.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("source: iso", "source: oecd"), encoding="utf-8"
    )
    assert only_fault(folder) == (
        "iso/es.md: its front matter says source 'oecd', the register says 'iso'. Correct one of them."
    )


def test_front_matter_in_another_language_than_the_files_name_says(folder: Path) -> None:
    path = folder / "iso" / "es.md"
    path.write_text(path.read_text(encoding="utf-8").replace("lang: es", "lang: pt"), encoding="utf-8")
    assert only_fault(folder) == (
        "iso/es.md: its front matter says lang 'pt', the register says 'es'. Correct one of them."
    )


def test_a_file_named_after_a_language_that_is_not_registered(folder: Path) -> None:
    (folder / "iso" / "es.md").rename(folder / "iso" / "pt.md")
    assert only_fault(registered(folder, "iso/es.md", "iso/pt.md")) == (
        "iso/pt.md: its language is 'pt', but source 'iso' is registered in: en, es. Correct one of them."
    )


def test_two_files_of_one_language(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "iso" / "es.md").rename(folder / "more" / "en.md")
    assert only_fault(registered(folder, "iso/es.md", "more/en.md")) == (
        "more/en.md: iso/en.md is already the 'en' text of source 'iso'. Keep one file a language."
    )


def test_every_fault_is_reported(folder: Path) -> None:
    for name in ("ungp/en.md", "iso/en.md"):
        (folder / name).write_text(" \n", encoding="utf-8")
    corpus, faults = read_corpus(folder)
    assert [str(fault).split(":")[0] for fault in faults] == ["ungp/en.md", "iso/en.md"]
    assert [document.path for document in corpus.documents] == ["iso/es.md"]


def test_a_pdf_has_the_language_of_its_name_and_the_title_of_the_register(folder: Path) -> None:
    (folder / "iso" / "es.pdf").write_bytes(pdf([["Principio 5", "Una norma."]]))
    corpus, faults = read_corpus(registered(folder, "iso/es.md", "iso/es.pdf"))
    assert faults == []
    document = corpus.documents[-1]
    assert (document.source_id, document.language, document.title) == ("iso", "es", "Title of iso")
    (passage,) = split_document(document)
    assert (passage.path, passage.page) == (("principle-5",), 1)


def test_a_pdf_that_cannot_be_read_is_reported_under_its_registered_name(folder: Path) -> None:
    (folder / "iso" / "es.pdf").write_bytes(b"not a PDF")
    assert only_fault(registered(folder, "iso/es.md", "iso/es.pdf")).startswith(
        "iso/es.pdf: by its content it is plain text, by its name PDF."
    )


def test_a_passage_is_called_by_its_locator_its_sources_key_and_names(corpus: Corpus) -> None:
    (source,) = (s for s in corpus.sources if s.id == "ungp-6")
    (passage,) = (p for p in corpus.passages() if p.source_id == "ungp-6" and p.path == ("commentary",))
    assert names_of(source, passage, "es") == "PRNU 6, comentario, Principio 6"
    assert names_of(source, passage, "en") == "UNGP 6, commentary, Principle 6"
