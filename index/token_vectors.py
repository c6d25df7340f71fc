"""Token vectors of every passage, kept beside the index for late interaction.

A segment is two files: the codes of the token vectors of some passages one after another, and the place
of each token in the text that was embedded (int32 pairs). Segments never change once written, so a new
generation shares those of the generation before by hard links, and a small change costs little. A table
says for each passage, by its row, in which segment its tokens are and where. All is written as a stream;
what a search needs is read piece by piece, so that an index of any size takes no memory for itself.
"""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vector
from index.errors import IndexFault
from index.token_codec import CentredCodec, Codes, TokenCodec, centre_of, load_codec, save_codec

PLACES = "places.i64"
"""The table: per passage its segment, its first token there, and how many tokens it has."""
SEGMENTS = "segments.json"
"""Names and numbers of tokens of the segments, in the order by which the table counts them."""
CODEC = "codec.f32"
CENTRE = "centre.f32"
_LEAST_LIVE = 0.7
"""A segment of which less is still used is not shared; what is used is written anew."""
_MOST_SHARED = 12
"""The largest segments are shared; the many small ones of small changes are written together."""
_SAMPLED = 2_000
"""Passages whose tokens the centre is the mean of."""

Spans = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Segment:
    name: str
    tokens: int

    @property
    def files(self) -> tuple[str, str]:
        """The names of its files: codes and spans."""
        return f"{self.name}.codes", f"{self.name}.i32"


class TokenVectors:
    """Opened token vectors of one generation; safe to use from several threads."""

    def __init__(self, folder: Path, dimension: int, passages: int) -> None:
        """Open the files in `folder`, which hold `passages` passages of vectors of `dimension`.

        Raises:
            IndexFault: a file is missing or is not as long as it was written.
        """
        self.folder = folder
        try:
            listed = json.loads((folder / SEGMENTS).read_text(encoding="utf-8"))
            self.segments = [_Segment(name, count) for name, count in listed]
            self.codec = load_codec(folder / CODEC, dimension)
            centre: Vector = np.fromfile(folder / CENTRE, np.float32).reshape(dimension)
            self.centred = CentredCodec(self.codec, centre)
            self.places = _map_places(folder / PLACES, passages)
            self._files = [_open(folder, segment, self.codec.width) for segment in self.segments]
        except (OSError, ValueError, TypeError) as error:
            raise IndexFault(
                "The token vectors in {folder} are damaged ({reason}). Build the index again: "
                "python -m index build",
                folder=str(folder),
                reason=str(error),
            ) from error

    def of(self, row: int) -> tuple[Codes, Spans]:
        """Return a passage's codes, shape (n, width of the codec), and their spans, shape (n, 2).

        Spans count characters of the text that was embedded.
        """
        segment, first, count = self.places[row].tolist()
        spans = os.pread(self._files[segment][1], count * 8, first * 8)
        return self.codes(row), np.frombuffer(spans, np.int32).reshape(-1, 2)

    def codes(self, row: int) -> Codes:
        """Return a passage's codes alone."""
        segment, first, count = self.places[row].tolist()
        width = self.codec.width
        codes = os.pread(self._files[segment][0], count * width, first * width)
        return np.frombuffer(codes, np.uint8).reshape(-1, width)

    def close(self) -> None:
        """Let go of the files."""
        for codes, spans in self._files:
            os.close(codes)
            os.close(spans)
        self._files = []


class TokenVectorWriter:
    """Writes the token vectors of a generation, passage by passage; use it in a `with` statement."""

    def __init__(
        self,
        folder: Path,
        codec: TokenCodec,
        old: TokenVectors | None = None,
        kept: Sequence[int] = (),
    ) -> None:
        """Start in the new `folder`; `kept` are the rows of `old`, of the same codec, that will be kept.

        Raises:
            OSError: the folder cannot be written.
        """
        folder.mkdir(parents=True)
        self._folder, self._codec, self._old = folder, codec, old
        self._shared = _shared(old, kept) if old else {}
        self._segments = [old.segments[number] for number in self._shared] if old else []
        for segment in self._segments:
            for name in segment.files:
                _link(old.folder / name, folder / name)  # type: ignore[union-attr]  # there is an old one
        self._places: list[tuple[int, int, int]] = []
        self._name = folder.parent.name
        self._codes, self._spans = ((folder / name).open("wb") for name in _Segment(self._name, 0).files)
        self._count = 0

    def keep(self, row: int) -> None:
        """Append the passage that `old` has in this row."""
        assert self._old is not None
        segment, first, count = self._old.places[row].tolist()
        if segment in self._shared:
            self._places.append((self._shared[segment], first, count))
        else:
            self._append(*self._old.of(row))

    def add(self, tokens: NDArray[np.float16], spans: Spans) -> None:
        """Append one passage: vectors of shape (n, dimension) and spans of shape (n, 2)."""
        self._append(self._codec.encode(tokens), spans)

    def _append(self, codes: Codes, spans: Spans) -> None:
        self._codes.write(codes.tobytes())
        self._spans.write(np.ascontiguousarray(spans, np.int32).tobytes())
        self._places.append((len(self._segments), self._count, len(codes)))
        self._count += len(codes)

    def __enter__(self) -> "TokenVectorWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._codes.close()
        self._spans.close()
        if error is None:
            listed = [(s.name, s.tokens) for s in (*self._segments, _Segment(self._name, self._count))]
            (self._folder / SEGMENTS).write_text(json.dumps(listed), encoding="utf-8")
            np.array(self._places, np.int64).reshape(-1, 3).tofile(self._folder / PLACES)
            save_codec(self._codec, self._folder / CODEC)
            self._codec.mean.tofile(self._folder / CENTRE)


def write_centre(folder: Path, dimension: int, digests: Sequence[str]) -> None:
    """Write the mean of the token vectors in `folder`; `digests` name the text of each row.

    It is taken over a sample that depends on the texts alone, so that however an index came about, the
    same texts have the same centre.
    """
    vectors = TokenVectors(folder, dimension, len(digests))
    try:
        drawn = sorted(range(len(digests)), key=lambda row: _lot(digests[row]))[:_SAMPLED]
        centre = centre_of(vectors.codec, [vectors.codes(row) for row in drawn])
    finally:
        vectors.close()
    centre.tofile(folder / CENTRE)


def _lot(digest: str) -> bytes:
    return hashlib.blake2b(digest.encode(), digest_size=8).digest()


def _shared(old: TokenVectors, kept: Sequence[int]) -> dict[int, int]:
    """Return the segments of `old` that are worth sharing, each with its new number."""
    live: Counter[int] = Counter()
    for segment, _, count in old.places[list(dict.fromkeys(kept))].tolist():
        live[segment] += count
    worth = [
        number
        for number, segment in enumerate(old.segments)
        if live[number] and live[number] >= _LEAST_LIVE * segment.tokens
    ]
    largest = sorted(worth, key=lambda number: -old.segments[number].tokens)[:_MOST_SHARED]
    return {number: place for place, number in enumerate(sorted(largest))}


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _map_places(path: Path, passages: int) -> NDArray[np.int64]:
    if path.stat().st_size != passages * 24:
        raise ValueError(f"{path.name}: {path.stat().st_size} bytes, expected {passages * 24}")
    if passages == 0:  # an empty file cannot be mapped
        return np.zeros((0, 3), np.int64)
    return np.asarray(np.memmap(path, np.int64, mode="r", shape=(passages, 3)))


def _open(folder: Path, segment: _Segment, width: int) -> tuple[int, int]:
    codes, spans = (folder / name for name in segment.files)
    for path, size in ((codes, segment.tokens * width), (spans, segment.tokens * 8)):
        if path.stat().st_size != size:
            raise ValueError(f"{path.name}: {path.stat().st_size} bytes, expected {size}")
    return os.open(codes, os.O_RDONLY), os.open(spans, os.O_RDONLY)
