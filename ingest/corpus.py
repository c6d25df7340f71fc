"""The corpus: every registered source with its documents, checked as a whole."""

from dataclasses import dataclass
from pathlib import Path

from ingest.document import Document
from ingest.errors import IngestError
from ingest.locators import format_locator, name_key, show_locator
from ingest.markdown_reader import read_markdown
from ingest.passages import Passage, split_document
from ingest.pdf_reader import read_pdf
from ingest.register import Source, read_register


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sources in the register's order, and their documents in the order of their files."""

    sources: tuple[Source, ...]
    documents: tuple[Document, ...]

    def passages(self) -> list[Passage]:
        """Return the passages of every document, in order."""
        return [passage for document in self.documents for passage in split_document(document)]


def read_corpus(folder: Path) -> tuple[Corpus, list[IngestError]]:
    """Return what can be read of the corpus in `folder`, and an error for each file that cannot.

    Raises:
        IngestError: the register itself cannot be used.
    """
    sources = read_register(folder)
    documents: list[Document] = []
    faults: list[IngestError] = []
    for source in sources:
        for name in source.files:
            try:
                documents.append(_checked(_read_file(folder, source, name), source, documents))
            except IngestError as error:
                faults.append(error)
    return Corpus(tuple(sources), tuple(documents)), faults


def locator_of(source: Source, passage: Passage) -> str:
    """Return the locator of a passage, the same for every language version: "UNGP 6, commentary"."""
    return format_locator(source.label["en"], passage.path)


def show_locator_of(source: Source, passage: Passage, language: str) -> str:
    """Return the locator of a passage in the words of a reader of `language`: "PRNU 6, comentario"."""
    label = source.in_language(source.label, language)
    return show_locator(label, passage.path, passage.headings[-1], language)


def names_of(source: Source, passage: Passage, language: str) -> str:
    """Return the words by which people of `language` call a passage's provision and source.

    They stand beside the passage's own words wherever words are matched: "PRNU 6, comentario,
    Principio 6".
    """
    own = name_key(source.key, language) if source.key else None
    return ", ".join([show_locator_of(source, passage, language), *([own] if own else []), *source.names])


def _read_file(folder: Path, source: Source, name: str) -> Document:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise IngestError(
            "{file} (source {id!r}) lies outside the corpus folder. Copy it into {folder}.",
            file=name,
            id=source.id,
            folder=str(folder),
        )
    if not path.is_file():
        raise IngestError(
            "{file} (source {id!r}) does not exist in {folder}. Add it, or take it out of the register.",
            file=name,
            id=source.id,
            folder=str(folder),
        )
    match path.suffix.lower():
        case ".md":
            return read_markdown(path, name)
        case ".pdf":
            # The file's name says its language ("es.pdf"), as for every file of a source.
            language = path.stem if path.stem in source.languages else source.languages[0]
            return read_pdf(path, name, source.id, language, source.in_language(source.title, language))
        case suffix:
            raise IngestError(
                "{file}: files of type {suffix!r} cannot be read. Expected .md or .pdf.",
                file=name,
                suffix=suffix,
            )


def _checked(document: Document, source: Source, earlier: list[Document]) -> Document:
    if document.source_id != source.id:
        raise IngestError(
            "{file}: its front matter says source {found!r}, the register says {expected!r}. "
            "Correct one of them.",
            file=document.path,
            found=document.source_id,
            expected=source.id,
        )
    if document.language not in source.languages:
        raise IngestError(
            "{file}: its language is {found!r}, but source {id!r} is registered in: {expected}. "
            "Correct one of them.",
            file=document.path,
            found=document.language,
            id=source.id,
            expected=", ".join(source.languages),
        )
    for other in earlier:
        if (other.source_id, other.language) == (document.source_id, document.language):
            raise IngestError(
                "{file}: {other} is already the {language!r} text of source {id!r}. "
                "Keep one file a language.",
                file=document.path,
                other=other.path,
                language=document.language,
                id=source.id,
            )
    return document
