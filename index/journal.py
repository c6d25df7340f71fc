"""Vectors as they are made, kept until the build that needs them has ended.

Records are appended one by one to a file; a build that is killed loses at most the record it was
writing, and the next build goes on from there.
"""

import hashlib
import struct
import zlib
from pathlib import Path
from types import TracebackType

import numpy as np

from index.embedder import Encoded

_MAGIC = b"vec1"
# Magic, CRC-32 of what follows it, digest of the embedded text, number of tokens.
_HEAD = struct.Struct("<4sI32sI")
_SUFFIX = ".journal"


class EmbeddingJournal:
    """The vectors that an unfinished build has made, by digest of the embedded text."""

    def __init__(self, data: Path, model: str, dimension: int) -> None:
        """Open the journal of `model` in the folder `data`, cutting off a record that is not whole."""
        self._path = data / f"{hashlib.sha256(model.encode()).hexdigest()[:16]}{_SUFFIX}"
        self._dimension = dimension
        self._places: dict[str, tuple[int, int]] = {}
        self._file = self._path.open("a+b")
        self._end = self._read_places()
        self._file.truncate(self._end)

    def add(self, digest: str, encoded: Encoded) -> None:
        """Append the vectors of a text; its digest is 64 hexadecimal digits."""
        body = b"".join(
            (
                np.ascontiguousarray(encoded.vector, np.float32).tobytes(),
                np.ascontiguousarray(encoded.spans, np.int32).tobytes(),
                np.ascontiguousarray(encoded.tokens, np.float16).tobytes(),
            )
        )
        name, count = bytes.fromhex(digest), len(encoded.spans)
        check = zlib.crc32(body, zlib.crc32(name + struct.pack("<I", count)))
        self._file.write(_HEAD.pack(_MAGIC, check, name, count) + body)
        self._file.flush()
        self._places[digest] = (self._end + _HEAD.size, count)
        self._end += _HEAD.size + len(body)

    def get(self, digest: str) -> Encoded:
        """Return the vectors of a text.

        Raises:
            KeyError: the journal does not hold them.
        """
        at, count = self._places[digest]
        self._file.seek(at)
        vector = np.frombuffer(self._file.read(self._dimension * 4), np.float32)
        spans = np.frombuffer(self._file.read(count * 8), np.int32).reshape(count, 2)
        tokens = np.frombuffer(self._file.read(count * self._dimension * 2), np.float16)
        self._file.seek(0, 2)
        return Encoded(vector, tokens.reshape(count, self._dimension), spans)

    def __contains__(self, digest: str) -> bool:
        return digest in self._places

    def __enter__(self) -> "EmbeddingJournal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _read_places(self) -> int:
        """Note where each whole record lies; return where the last one ends."""
        self._file.seek(0)
        end = 0
        while len(head := self._file.read(_HEAD.size)) == _HEAD.size:
            magic, check, name, count = _HEAD.unpack(head)
            size = self._dimension * 4 + count * (8 + self._dimension * 2)
            body = self._file.read(size) if magic == _MAGIC else b""
            if len(body) != size or zlib.crc32(body, zlib.crc32(name + struct.pack("<I", count))) != check:
                break
            self._places[name.hex()] = (end + _HEAD.size, count)
            end += _HEAD.size + size
        return end


def remove_journals(data: Path) -> None:
    """Remove every journal in the folder `data`: their vectors are in the index, or of no use."""
    for path in data.glob(f"*{_SUFFIX}"):
        path.unlink(missing_ok=True)
