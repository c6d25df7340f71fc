"""The lock file of fetched texts: where each came from, when, and what it was, byte for byte."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.errors import IngestError

FETCHED = "fetched"
"""The folder of a corpus where fetched texts lie."""

LOCK_NAME = "fetched.lock.json"


@dataclass(frozen=True, slots=True)
class LockEntry:
    """One fetched text. `file` lies under the folder "fetched"; `date` is the day, YYYY-MM-DD;
    `size` counts bytes."""

    address: str
    date: str
    sha256: str
    size: int
    file: str


def lock_key(source_id: str, language: str) -> str:
    """Return the name under which the lock file has a text."""
    return f"{source_id}/{language}"


def read_lock(folder: Path) -> dict[str, LockEntry]:
    """Return the entries of a corpus folder's lock file by key; none where nothing was fetched.

    Raises:
        IngestError: the file is damaged.
    """
    path = folder / LOCK_NAME
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {key: LockEntry(**entry) for key, entry in entries.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise IngestError(
            "{path}: cannot be read as the list of fetched texts ({reason}). Remove it, then run "
            "python -m ingest fetch again.",
            path=str(path),
            reason=" ".join(str(error).split()),
        ) from error


def write_lock(folder: Path, entries: dict[str, LockEntry]) -> None:
    """Replace the lock file in one step; keys are sorted."""
    building = folder / f".{LOCK_NAME}.{os.getpid()}"
    content = {key: asdict(entry) for key, entry in sorted(entries.items())}
    building.write_text(json.dumps(content, indent=1), encoding="utf-8")
    os.replace(building, folder / LOCK_NAME)
