"""Adding a person's own file to a corpus folder of theirs."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.document import Force
from ingest.document_cache import ReadDocument, read_and_split
from ingest.errors import IngestError
from ingest.languages import ISO_639_1
from ingest.reading import FileToRead, Reader
from ingest.register import REGISTER_NAME, SOURCE_ID, Source, read_register, write_register


@dataclass(frozen=True, slots=True)
class Described:
    """What a person says of a file that they add."""

    id: str
    title: str
    language: str
    force: Force = Force.OFFICIAL
    label: str = ""
    publisher: str = ""
    year: int = 0
    licence: str = ""
    address: str = ""


def add_file(
    file: Path, described: Described, folder: Path, taken: Sequence[Source], seconds: float
) -> ReadDocument:
    """Copy `file` into the corpus folder and register it; return what was read of it.

    `taken` are the sources of the other corpus folders. The file is read first: what cannot be read is
    refused, and nothing is written. A second language of a source that the folder has joins it.

    Raises:
        IngestError: a wrong value, an id that is taken, a file that cannot be read, or a folder that
            cannot be written.
    """
    _check(described, taken)
    sources = read_register(folder) if (folder / REGISTER_NAME).is_file() else []
    name = f"{described.id}/{described.language}{file.suffix.lower()}"
    entry = _entry(described, name, sources)
    wanted = FileToRead(file, file.name, described.id, described.language, described.title)
    with Reader(seconds) as reader:
        read = read_and_split(wanted, reader)
    others = [source for source in sources if source.id != entry.id]
    try:
        _keep(file, folder / name)
        write_register(folder, [*others, entry])
    except OSError as error:
        raise IngestError(
            "{folder}: cannot be written ({reason}), so nothing was added. Make room, correct its "
            "permissions, or name another folder with --into.",
            folder=str(folder),
            reason=error.strerror or str(error),
        ) from error
    return read


def _keep(file: Path, target: Path) -> None:
    """Copy `file` to `target` in one step; what a full disk cuts off is not left there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    copy = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(file, copy)
        os.replace(copy, target)
    finally:
        copy.unlink(missing_ok=True)


def _check(described: Described, taken: Sequence[Source]) -> None:
    if not SOURCE_ID.fullmatch(described.id) or len(described.id) > 60:
        raise IngestError(
            "--id is {value!r}. Expected lower-case letters, digits, points and hyphens, such as "
            "'ley-19886'.",
            value=described.id,
        )
    if described.language not in ISO_639_1:
        raise IngestError(
            "--lang is {value!r}. Expected the two letters of a language, such as 'es'.",
            value=described.language,
        )
    if described.year and not 1000 <= described.year <= 2999:
        raise IngestError(
            "--year is {value}. Expected the year of issue in four figures, such as 2003.",
            value=described.year,
        )
    if not described.title.strip():
        raise IngestError("--title is empty. Give the title that citations are to show.")
    if any(source.id == described.id for source in taken):
        raise IngestError(
            "The id {value!r} is taken by a source of another corpus folder. Choose another one.",
            value=described.id,
        )


def _entry(described: Described, name: str, sources: Sequence[Source]) -> Source:
    """Return the register's entry, joined with that of another language version."""
    language = described.language
    new = Source(
        id=described.id,
        label={language: described.label or described.title},
        title={language: described.title},
        publisher={language: described.publisher or "?"},
        year=described.year,
        force=described.force,
        languages=(language,),
        licence={language: described.licence or "?"},
        address={language: described.address} if described.address else {},
        files=(name,),
    )
    known = next((source for source in sources if source.id == described.id), None)
    if known is None:
        return new
    if language in known.languages:
        raise IngestError(
            "Source {id!r} has a text in {language!r} already ({file}). Remove that file and its entry "
            "first, or give this one an id of its own.",
            id=known.id,
            language=language,
            file=", ".join(known.files),
        )
    return replace(
        known,
        label={**known.label, **new.label},
        title={**known.title, **new.title},
        publisher={**known.publisher, **new.publisher},
        licence={**known.licence, **new.licence},
        address={**known.address, **new.address},
        languages=(*known.languages, language),
        files=(*known.files, name),
    )
