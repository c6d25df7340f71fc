"""Documents that have been read, kept by what their files hold, so that no file is read twice."""

import hashlib
import os
import pickle
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Document
from ingest.errors import IngestError
from ingest.passages import Passage, split_document
from ingest.reading import FileToRead, Reader

READING = 4
"""Raised whenever reading or splitting changes, so that kept documents are read again."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document with its passages."""

    document: Document
    passages: tuple[Passage, ...]


def read_and_split(file: FileToRead, reader: Reader) -> ReadDocument:
    """Return the document in a file with its passages.

    Raises:
        IngestError: the file cannot be read.
    """
    document = reader.read(file)
    return ReadDocument(document, tuple(split_document(document)))


class DocumentCache:
    """A folder of documents; what a run does not ask for, `sweep` removes."""

    def __init__(self, folder: Path) -> None:
        """Keep documents in `folder`, which is made when the first is kept."""
        self._folder = folder
        self._used: set[str] = set()

    def read(self, file: FileToRead, reader: Reader) -> ReadDocument:
        """Return the document in a file and its passages, read by `reader` unless it has been read before.

        Raises:
            IngestError: the file cannot be read.
        """
        name = self._name(file)
        self._used.add(name)
        kept = self._folder / name
        try:
            found = pickle.loads(kept.read_bytes())
            if isinstance(found, ReadDocument):
                return found
        except Exception:  # not kept yet, or cut off: a damaged pickle raises whatever it likes
            pass
        found = read_and_split(file, reader)
        self._keep(kept, found)
        return found

    def sweep(self) -> None:
        """Remove the documents that no file of this run's corpus gave."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in self._used:
                    path.unlink(missing_ok=True)

    def _name(self, file: FileToRead) -> str:
        try:
            content = hashlib.sha256(file.path.read_bytes()).hexdigest()
        except OSError as error:
            raise IngestError(
                "{file}: cannot be opened ({reason}). Correct its permissions, or copy it again.",
                file=file.name,
                reason=error.strerror or str(error),
            ) from error
        facts = (READING, content, file.name, file.source_id, file.language, file.title)
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def _keep(self, path: Path, found: ReadDocument) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        building = path.with_suffix(f".{os.getpid()}")
        building.write_bytes(pickle.dumps(found))
        os.replace(building, path)
