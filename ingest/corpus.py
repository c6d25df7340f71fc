"""The corpus: every registered source with its documents, checked as a whole."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Document, Force
from ingest.document_cache import DocumentCache, ReadDocument, read_and_split
from ingest.errors import IngestError
from ingest.fetch_lock import FETCHED, lock_key, read_lock
from ingest.locators import format_locator, name_key, show_locator
from ingest.passages import Passage
from ingest.reading import FileToRead, Reader
from ingest.register import REGISTER_NAME, Source, read_register


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sources in the register's order, and their documents in the order of their files."""

    sources: tuple[Source, ...]
    documents: tuple[Document, ...]
    split: tuple[tuple[Passage, ...], ...]
    """The passages of each document."""

    def passages(self) -> list[Passage]:
        """Return the passages of every document, in order."""
        return [passage for passages in self.split for passage in passages]


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file that the registers name: where it lies, what messages call it, whose text it is."""

    path: Path
    name: str
    source: Source
    language: str
    folder: Path
    sha256: str = ""
    """Of a fetched file, as it was when it was fetched."""


def read_registers(folders: Sequence[Path]) -> list[Source]:
    """Return the sources of every folder's register, in order.

    Raises:
        IngestError: a register cannot be used, or two of them have the same id.
    """
    return [source for source, _ in _registered(folders)]


def _registered(folders: Sequence[Path]) -> list[tuple[Source, Path]]:
    """Return every source with its folder; one that holds fetched texts alone needs no register."""
    found: dict[str, tuple[Source, Path]] = {}
    for folder in folders:
        if (folder / FETCHED).is_dir() and not (folder / REGISTER_NAME).is_file():
            continue
        for source in read_register(folder):
            if source.id in found:
                raise IngestError(
                    "{path}: the id {id!r} is registered in another corpus folder too. Give each source "
                    "an id of its own.",
                    path=str(folder / REGISTER_NAME),
                    id=source.id,
                )
            found[source.id] = (source, folder)
    return list(found.values())


def files_of(folders: Sequence[Path]) -> list[CorpusFile]:
    """Return the files of every source: those that a register names and those that were fetched.

    Raises:
        IngestError: a register or a lock file cannot be used.
    """
    fetched = {key: (folder, entry) for folder in folders for key, entry in read_lock(folder).items()}
    files = []
    for source, owner in _registered(folders):
        for name in source.files:
            files.append(CorpusFile(owner / name, name, source, _language(name, source), owner))
        for language in source.texts:
            if lock_key(source.id, language) in fetched:
                folder, entry = fetched[lock_key(source.id, language)]
                path = folder / FETCHED / entry.file
                name = f"{FETCHED}/{entry.file}"
                files.append(CorpusFile(path, name, source, language, folder, entry.sha256))
    return files


def read_corpus(
    *folders: Path, seconds: float = 600, cache: DocumentCache | None = None
) -> tuple[Corpus, list[IngestError]]:
    """Return what can be read of the corpus in `folders`, and an error for each file that cannot.

    A file that takes longer than `seconds` is given up; `cache` spares what it has read before.

    Raises:
        IngestError: a register itself cannot be used.
    """
    sources = read_registers(folders)
    read: dict[tuple[str, str], ReadDocument] = {}
    faults: list[IngestError] = []
    with Reader(seconds) as reader:
        for file in files_of(folders):
            try:
                _check_place(file)
                _check_alone(file, read)
                read[(file.source.id, file.language)] = _read(file, reader, cache)
            except IngestError as error:
                faults.append(error)
            except (OSError, RuntimeError) as error:  # a link that leads back to itself, a locked folder
                faults.append(_unopened(file, error))
    documents = tuple(found.document for found in read.values())
    return Corpus(tuple(sources), documents, tuple(found.passages for found in read.values())), faults


def locator_of(source: Source, passage: Passage) -> str:
    """Return the locator of a passage, the same for every language version: "UNGP 6, commentary"."""
    return format_locator(source.in_language(source.label, "en"), passage.path)


def show_locator_of(source: Source, passage: Passage, language: str) -> str:
    """Return the locator of a passage in the words of a reader of `language`: "PRNU 6, comentario"."""
    label = source.in_language(source.label, language)
    return show_locator(label, passage.path, passage.headings[1:] or passage.headings, language)


def force_of(source: Source, passage: Passage) -> Force:
    """Return what a passage is: its own force where it has one, else its source's."""
    return passage.force or source.force


def names_of(source: Source, passage: Passage, language: str) -> str:
    """Return the words by which people of `language` call a passage's provision and source.

    They stand beside the passage's own words wherever words are matched: "PRNU 6, comentario,
    Principio 6".
    """
    own = name_key(source.key, language) if source.key else None
    return ", ".join([show_locator_of(source, passage, language), *([own] if own else []), *source.names])


def _language(name: str, source: Source) -> str:
    """Return the language of a file: its name says it ("es.pdf"), else its source's first."""
    stem = Path(name).stem
    return stem if stem in source.languages or len(source.languages) > 1 else source.languages[0]


def _check_place(file: CorpusFile) -> None:
    path = file.path.resolve()
    if not path.is_relative_to(file.folder.resolve()):
        raise IngestError(
            "{file} (source {id!r}) lies outside the corpus folder. Copy it into {folder}.",
            file=file.name,
            id=file.source.id,
            folder=str(file.folder),
        )
    if not path.is_file():
        raise IngestError(
            "{file} (source {id!r}) does not exist in {folder}. Add it, or take it out of the register.",
            file=file.name,
            id=file.source.id,
            folder=str(file.folder),
        )
    if file.language not in file.source.languages:
        raise IngestError(
            "{file}: its language is {found!r}, but source {id!r} is registered in: {expected}. "
            "Correct one of them.",
            file=file.name,
            found=file.language,
            id=file.source.id,
            expected=", ".join(file.source.languages),
        )


def _read(file: CorpusFile, reader: Reader, cache: DocumentCache | None) -> ReadDocument:
    title = file.source.in_language(file.source.title, file.language)
    wanted = FileToRead(file.path, file.name, file.source.id, file.language, title)
    if file.sha256 and hashlib.sha256(file.path.read_bytes()).hexdigest() != file.sha256:
        raise IngestError(
            "{file}: not as it was fetched (its SHA-256 has changed). Fetch it again: "
            "python -m ingest fetch {id}",
            file=file.name,
            id=file.source.id,
        )
    return cache.read(wanted, reader) if cache else read_and_split(wanted, reader)


def _unopened(file: CorpusFile, error: OSError | RuntimeError) -> IngestError:
    return IngestError(
        "{file}: cannot be opened ({reason}). Correct its permissions, or copy it again.",
        file=file.name,
        reason=getattr(error, "strerror", None) or str(error),
    )


def _check_alone(file: CorpusFile, earlier: dict[tuple[str, str], ReadDocument]) -> None:
    other = earlier.get((file.source.id, file.language))
    if other is not None:
        raise IngestError(
            "{file}: {other} is already the {language!r} text of source {id!r}. Keep one file a language.",
            file=file.name,
            other=other.document.path,
            language=file.language,
            id=file.source.id,
        )
