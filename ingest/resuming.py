"""What an earlier download of a file left, and whether what a server sends now goes on from there."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from ingest.http_request import Answer

_PLACE = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15}|\*)$")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the bytes that have come for a file lie, and the facts about them."""

    part: Path
    facts: Path

    def remove(self) -> None:
        """Remove both."""
        self.part.unlink(missing_ok=True)
        self.facts.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Held:
    """The size of what is kept, and by what the server knows that version."""

    size: int
    validator: str

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for the rest of that version, or for the whole of another."""
        return {"Range": f"bytes={self.size}-", "If-Range": self.validator}


def kept_for(path: Path) -> Kept:
    """Return where what comes for the file `path` is kept: beside it, as "NAME.part"."""
    return Kept(path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.part.json"))


def held(kept: Kept, address: str) -> Held | None:
    """Return what is kept of `address`, if it can be gone on with."""
    try:
        known = json.loads(kept.facts.read_text(encoding="utf-8"))
        size = kept.part.stat().st_size
    except (OSError, ValueError):
        return None
    # Without a validator the rest could be of another edition.
    fits = isinstance(known, dict) and known.get("address") == address and known.get("validator")
    return Held(size, str(known["validator"])) if fits and size else None


def note(kept: Kept, address: str, validator: str) -> None:
    """Write down what is about to be kept.

    Raises:
        OSError: it cannot be written.
    """
    kept.facts.write_text(json.dumps({"address": address, "validator": validator}), encoding="utf-8")


def fits(answer: Answer, before: Held | None) -> bool:
    """Say whether an answer can be joined to what is held: it is whole, or the rest of that version."""
    if answer.status != 206:
        return True
    place = _PLACE.match(answer.headers.get("content-range", ""))
    if not place or int(place[1]) != (before.size if before else 0):
        return False
    return not before or validator(answer) in ("", before.validator)


def extent(answer: Answer) -> tuple[int, int]:
    """Return at which byte an answer starts, and the size of the whole file (0 where it is not said)."""
    length = int(answer.headers.get("content-length", 0) or 0)
    place = _PLACE.match(answer.headers.get("content-range", ""))
    if answer.status != 206 or not place:
        return 0, length
    start = int(place[1])
    return start, int(place[2]) if place[2] != "*" else start + length


def validator(answer: Answer) -> str:
    """Return by what the server knows this version; "" if the bytes that come are not those of the file."""
    if "content-encoding" in answer.headers:
        return ""
    return answer.headers.get("etag") or answer.headers.get("last-modified") or ""
