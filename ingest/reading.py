"""Reading one file into a document, whatever its type, within limits of time and memory.

Files of types that can hide more than they show (PDF, Word, HTML), and large ones, are read by a child
process: if it hangs, crashes or asks for too much memory, the child ends and the file is reported.
"""

import os
import pickle
import resource
import select
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ingest.document import Document
from ingest.errors import IngestError
from ingest.file_types import FileType, file_type
from settings import ROOT

MEMORY_BYTES = 2 << 30
_SMALL_TEXT = 2_000_000
_HEADER = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file with what its register says of it; messages call it `name`."""

    path: Path
    name: str
    source_id: str
    language: str
    title: str


def read_here(file: FileToRead) -> Document:
    """Return the document in a file, read in this process.

    Raises:
        IngestError: the file cannot be read.
    """
    try:
        return _read(file)
    except RecursionError as error:
        raise IngestError("{file}: its parts are nested too deep to be read.", file=file.name) from error


def _read(file: FileToRead) -> Document:
    # Each reader is imported when a file needs it: most corpora hold two or three of the types.
    kind = file_type(file.path, file.name)
    named = (file.path, file.name, file.source_id, file.language, file.title)
    match kind:
        case FileType.PDF:
            from ingest.pdf_reader import read_pdf

            return read_pdf(*named)
        case FileType.DOCX:
            from ingest.docx_reader import read_docx

            return read_docx(*named)
        case FileType.HTML:
            from ingest.html_reader import read_html

            return read_html(*named)
        case FileType.PLAIN:
            from ingest.plain_reader import read_plain

            return read_plain(*named)
        case FileType.MARKDOWN:
            from ingest.markdown_reader import read_markdown

            return read_markdown(*named)


class Reader:
    """Reads files one after another; use it in a `with` statement, which ends the child process."""

    def __init__(self, seconds: float) -> None:
        """Prepare to read; a file that takes longer than `seconds` is given up."""
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, file: FileToRead) -> Document:
        """Return the document in a file.

        Raises:
            IngestError: the file cannot be read, or not within the limits.
        """
        try:
            kind = file_type(file.path, file.name)
            small = file.path.stat().st_size < _SMALL_TEXT
            if kind in (FileType.MARKDOWN, FileType.PLAIN) and small:
                return read_here(file)
        except OSError as error:
            raise IngestError(
                "{file}: cannot be opened ({reason}). Correct its permissions, or copy it again.",
                file=file.name,
                reason=error.strerror or str(error),
            ) from error
        return self._read_apart(file)

    def _read_apart(self, file: FileToRead) -> Document:
        child = self._child = self._child or _start()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            _send(child.stdin, file)
            answer = _receive(child.stdout, self._seconds)
        except TimeoutError as error:
            self._end()
            raise IngestError(
                "{file}: not read after {seconds} seconds, so it was given up. Split it into parts, or "
                "raise COTEJO_READ_SECONDS.",
                file=file.name,
                seconds=int(self._seconds),
            ) from error
        except (EOFError, OSError) as error:
            self._end()
            raise IngestError(
                "{file}: reading it needs more than {memory} MiB of memory, or breaks the reader. Open it "
                "in the program it was made with, save it again, then add that copy.",
                file=file.name,
                memory=MEMORY_BYTES >> 20,
            ) from error
        if isinstance(answer, Document):
            return answer
        text, values = answer
        raise IngestError(text, **values)

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "ingest.reading"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _send(stream: IO[bytes], value: Any) -> None:
    content = pickle.dumps(value)
    stream.write(_HEADER.pack(len(content)) + content)
    stream.flush()


def _receive(stream: IO[bytes], seconds: float) -> Any:
    deadline = time.monotonic() + seconds

    def take(size: int) -> bytes:
        content = bytearray()
        while len(content) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([stream], [], [], left)[0]:
                raise TimeoutError
            part = os.read(stream.fileno(), min(size - len(content), 1 << 20))
            if not part:
                raise EOFError
            content += part
        return bytes(content)

    (size,) = _HEADER.unpack(take(_HEADER.size))
    return pickle.loads(take(size))


def _serve() -> None:
    """Read the files that the parent names until it hangs up: what the child process does."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not mix with answers
    requests = sys.stdin.buffer
    while header := requests.read(_HEADER.size):
        file = pickle.loads(requests.read(*_HEADER.unpack(header)))
        answer: Any
        try:
            answer = read_here(file)
        except IngestError as error:
            answer = (error.message.text, error.message.values)
        _send(answers, answer)


if __name__ == "__main__":
    _serve()
