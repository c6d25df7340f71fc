"""Fetching the official texts that the register names, from their publishers."""

import datetime
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ingest.download import Downloaded, Limits, Progress, Sleep, download
from ingest.errors import IngestError
from ingest.fetch_lock import FETCHED, LockEntry, lock_key, read_lock, write_lock
from ingest.file_types import FileType, found_type
from ingest.register import Source
from ingest.robots import Robots

_SUFFIX = {FileType.PDF: ".pdf", FileType.HTML: ".html", FileType.DOCX: ".docx", FileType.PLAIN: ".txt"}
_TYPES = {
    "application/pdf": FileType.PDF,
    "text/html": FileType.HTML,
    "application/xhtml+xml": FileType.HTML,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": FileType.DOCX,
    "text/plain": FileType.PLAIN,
}


@dataclass(frozen=True, slots=True)
class Text:
    """One language version of a source, and where its publisher has it."""

    source_id: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a text: `entry` when it is there (`new` when its bytes are other than before),
    else `fault`."""

    text: Text
    entry: LockEntry | None = None
    new: bool = False
    fault: IngestError | None = None


def texts_of(sources: Sequence[Source], ids: Sequence[str] = ()) -> list[Text]:
    """Return the texts that can be fetched; `ids` keeps those of these sources or about them.

    Raises:
        IngestError: an id that no source with a text to fetch has.
    """
    fetchable = [source for source in sources if source.texts]
    for id in ids:
        if not any(id in (source.id, source.about) for source in fetchable):
            raise IngestError(
                "There is no text to fetch for {value!r}. Texts can be fetched for: {known}.",
                value=id,
                known=", ".join(sorted({s.about or s.id for s in fetchable})),
            )
    return [
        Text(source.id, language, address)
        for source in fetchable
        if not ids or source.id in ids or source.about in ids
        for language, address in source.texts.items()
    ]


def fetch(
    texts: Sequence[Text],
    folder: Path,
    limits: Limits = Limits(),  # noqa: B008  frozen
    again: bool = False,
    progress: Callable[[Text], Progress] = lambda text: lambda done, total: None,
    sleep: Sleep = time.sleep,
) -> Iterator[Outcome]:
    """Fetch each text into the corpus folder `folder`, one outcome each; a fault does not end the rest.

    A text that is there, as the lock file has it, is fetched only `again`. Hosts get pauses between
    requests, and what their robots.txt forbids is not fetched.

    Raises:
        IngestError: the lock file is damaged.
        OSError: the folder cannot be written.
    """
    (folder / FETCHED).mkdir(parents=True, exist_ok=True)
    robots, asked = Robots(), dict[str, float]()
    for text in texts:
        entries = read_lock(folder)
        known = entries.get(lock_key(text.source_id, text.language))
        if known and not again and known.address == text.address and _is_there(folder, known):
            yield Outcome(text, known)
            continue
        try:
            robots.check(text.address)
            host = urlsplit(text.address).netloc
            sleep(max(0.0, asked.get(host, 0.0) + robots.pause(text.address) - time.monotonic()))
            try:
                entry = _fetch(text, folder, limits, progress(text), sleep)
            finally:
                asked[host] = time.monotonic()
        except IngestError as error:
            yield Outcome(text, fault=error)
            continue
        entries[lock_key(text.source_id, text.language)] = entry
        write_lock(folder, entries)
        if known and known.file != entry.file:
            (folder / FETCHED / known.file).unlink(missing_ok=True)
        yield Outcome(text, entry, new=known is None or known.sha256 != entry.sha256)


def _fetch(text: Text, folder: Path, limits: Limits, progress: Progress, sleep: Sleep) -> LockEntry:
    target = folder / FETCHED / text.source_id / text.language
    target.parent.mkdir(parents=True, exist_ok=True)
    got = download(text.address, target.with_name(f".{target.name}"), limits, progress, sleep)
    try:
        kind = _checked_type(text, got)
    except IngestError:
        got.path.unlink(missing_ok=True)
        raise
    content = got.path.read_bytes()
    path = target.with_suffix(_SUFFIX[kind])
    os.replace(got.path, path)
    return LockEntry(
        address=text.address,
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        file=path.relative_to(folder / FETCHED).as_posix(),
    )


def _checked_type(text: Text, got: Downloaded) -> FileType:
    """Return the type of a downloaded file, having seen that server, address and content agree."""
    found = found_type(got.path)
    said = _TYPES.get(got.content_type)
    named = FileType.PDF if urlsplit(text.address).path.lower().endswith(".pdf") else None
    expected = named or said
    if not isinstance(found, FileType) or found not in _SUFFIX or (expected and found != expected):
        raise IngestError(
            "{address}: what came is {found}, not {expected}, so it was not kept. Open the address in a "
            "browser, and correct it in the register or add the file with python -m ingest add.",
            address=text.address,
            found=str(found),
            expected=str(expected or "PDF, HTML, Word or plain text"),
        )
    if found is FileType.PDF and b"%%EOF" not in got.path.read_bytes()[-2048:]:
        raise IngestError(
            "{address}: what came is a PDF without its end, so it was not kept. Fetch it again.",
            address=text.address,
        )
    return found


def _is_there(folder: Path, entry: LockEntry) -> bool:
    path = folder / FETCHED / entry.file
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry.sha256
