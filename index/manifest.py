"""The manifest: which generation of the index is in force, and what it was built from.

Replacing this one file switches from one generation to the next, at once and completely.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import IndexFault, IndexMissingError, IndexStaleError
from ingest.corpus import files_of, read_registers
from ingest.document_cache import READING
from ingest.errors import IngestError

FORMAT = 5
"""Raised whenever reading, splitting or storing changes, so that older indexes are built again."""

MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index holds. `generation` is the name of its folder, `previous` that of the one before
    ("" for none); `left_out` counts the registered files that could not be read; `stamp` tells without
    reading them that the files of the corpus are untouched ("" where nobody knows)."""

    format: int
    generation: str
    previous: str
    model: str
    dimension: int
    corpus: str
    languages: tuple[str, ...]
    passages: int
    left_out: int
    stamp: str = ""


def corpus_fingerprint(*folders: Path) -> str:
    """Return a digest of the registers, of every file of theirs byte for byte, and of how they are read.

    Raises:
        IngestError: a register cannot be read.
    """
    digest = hashlib.sha256(repr((READING, read_registers(folders))).encode())
    for file in files_of(folders):
        content = file.path.read_bytes() if file.path.is_file() else b"missing"
        digest.update(f"{file.name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def corpus_stamp(*folders: Path) -> str:
    """Return a digest of the registers, and of size and time of every file of theirs, which are not read.

    Files of the same stamp have the same fingerprint, unless somebody has set their times back.

    Raises:
        IngestError: a register cannot be read.
    """
    digest = hashlib.sha256(repr((READING, read_registers(folders))).encode())
    for file in files_of(folders):
        state = file.path.stat() if file.path.is_file() else None
        digest.update(repr((file.name, state and (state.st_size, state.st_mtime_ns))).encode())
    return digest.hexdigest()


def read_manifest(data: Path) -> Manifest:
    """Return the manifest of the index in `data`.

    Raises:
        IndexMissingError: there is none.
        IndexFault: the file is damaged.
    """
    path = data / MANIFEST_NAME
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        values["languages"] = tuple(values["languages"])
        return Manifest(**values)
    except FileNotFoundError as error:
        raise IndexMissingError(
            "There is no index in {data} yet. Build it: python -m index build", data=str(data)
        ) from error
    except (OSError, ValueError, TypeError, KeyError, UnicodeDecodeError) as error:
        raise IndexFault(
            "The index in {data} is damaged: {name} cannot be read. Build it again: python -m index build",
            data=str(data),
            name=MANIFEST_NAME,
        ) from error


def write_manifest(data: Path, manifest: Manifest) -> None:
    """Put the manifest in force, replacing any older one in one step."""
    building = data / f".{MANIFEST_NAME}.{os.getpid()}"
    with building.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(building, data / MANIFEST_NAME)


def check_model(manifest: Manifest, model: str) -> None:
    """Refuse an index of another format, or one that another model has built.

    Raises:
        IndexStaleError: the message says stored and current.
    """
    if manifest.format != FORMAT:
        raise IndexStaleError(
            "The index was built by another version of Cotejo (format {stored}, now {current}). "
            "Build it again: python -m index build",
            stored=manifest.format,
            current=FORMAT,
        )
    if manifest.model != model:
        raise IndexStaleError(
            "The index was built with the model {stored}, the settings name {current}. "
            "Build it again: python -m index build (or set COTEJO_MODEL or its prompts back).",
            stored=manifest.model,
            current=model,
        )


def check_manifest(manifest: Manifest, model: str, *corpora: Path) -> None:
    """Refuse an index that does not fit the model and the corpus of the settings.

    An index whose corpus folder is not on this machine stands by itself.

    Raises:
        IndexStaleError: another format, model or corpus; the message says stored and current.
    """
    check_model(manifest, model)
    if not all(folder.is_dir() for folder in corpora):
        return
    try:
        if manifest.stamp and manifest.stamp == corpus_stamp(*corpora):
            return
        current = corpus_fingerprint(*corpora)
    except IngestError as error:
        raise IndexStaleError("{reason}", reason=error.message) from error
    if current != manifest.corpus:
        raise IndexStaleError(
            "The corpus in {folder} has changed since the index was built. Build it again: "
            "python -m index build",
            folder=", ".join(map(str, corpora)),
        )
