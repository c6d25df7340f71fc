"""Token vectors of every passage, kept beside the index for late interaction.

A segment is two files: the token vectors of some passages one after another (float16), and the place
of each token in the text that was embedded (int32 pairs). Segments never change once written, so a new
generation shares those of the generation before by hard links, and a small change costs little. A table
says for each passage, by its row, in which segment its tokens are and where. All is written as a stream
and read through memory maps, so nothing needs memory for all of them.
"""

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

from index.errors import IndexFault

PLACES = "places.i64"
"""The table: per passage its segment, its first token there, and how many tokens it has."""
SEGMENTS = "segments.json"
"""Names and numbers of tokens of the segments, in the order by which the table counts them."""
_LEAST_LIVE = 0.7
"""A segment of which less is still used is not shared; what is used is written anew."""
_MOST_SHARED = 12
"""The largest segments are shared; the many small ones of small changes are written together."""


@dataclass(frozen=True, slots=True)
class _Segment:
    name: str
    tokens: int

    @property
    def files(self) -> tuple[str, str]:
        """The names of its files: vectors and spans."""
        return f"{self.name}.f16", f"{self.name}.i32"


class TokenVectors:
    """Opened token vectors of one generation."""

    def __init__(self, folder: Path, dimension: int, passages: int) -> None:
        """Map the files in `folder`, which hold `passages` passages of vectors of `dimension`.

        Raises:
            IndexFault: a file is missing or is not as long as it was written.
        """
        self.folder = folder
        try:
            listed = json.loads((folder / SEGMENTS).read_text(encoding="utf-8"))
            self.segments = [_Segment(name, count) for name, count in listed]
            self.places = np.fromfile(folder / PLACES, np.int64).reshape(-1, 3)
            if len(self.places) != passages:
                raise ValueError(f"{PLACES}: {len(self.places)} passages, expected {passages}")
            self._mapped = [_map(folder, segment, dimension) for segment in self.segments]
        except (OSError, ValueError, TypeError) as error:
            raise IndexFault(
                "The token vectors in {folder} are damaged ({reason}). Build the index again: "
                "python -m index build",
                folder=str(folder),
                reason=str(error),
            ) from error

    def of(self, row: int) -> tuple[NDArray[np.float16], NDArray[np.int32]]:
        """Return a passage's token vectors, shape (n, dimension), and their spans, shape (n, 2).

        Spans count characters of the text that was embedded.
        """
        segment, first, count = self.places[row]
        vectors, spans = self._mapped[segment]
        return vectors[first : first + count], spans[first : first + count]


class TokenVectorWriter:
    """Writes the token vectors of a generation, passage by passage; use it in a `with` statement."""

    def __init__(self, folder: Path, old: TokenVectors | None = None, kept: Sequence[int] = ()) -> None:
        """Start in the new `folder`; `kept` are the rows of `old` that will be kept.

        Raises:
            OSError: the folder cannot be written.
        """
        folder.mkdir(parents=True)
        self._folder, self._old = folder, old
        self._shared = _shared(old, kept) if old else {}
        self._segments = [old.segments[number] for number in self._shared] if old else []
        for segment in self._segments:
            for name in segment.files:
                _link(old.folder / name, folder / name)  # type: ignore[union-attr]  # there is an old one
        self._places: list[tuple[int, int, int]] = []
        self._name = folder.parent.name
        self._vectors, self._spans = ((folder / name).open("wb") for name in _Segment(self._name, 0).files)
        self._count = 0

    def keep(self, row: int) -> None:
        """Append the passage that `old` has in this row."""
        assert self._old is not None
        segment, first, count = (int(value) for value in self._old.places[row])
        if segment in self._shared:
            self._places.append((self._shared[segment], first, count))
        else:
            self.add(*self._old.of(row))

    def add(self, tokens: NDArray[np.float16], spans: NDArray[np.int32]) -> None:
        """Append one passage: vectors of shape (n, dimension) and spans of shape (n, 2)."""
        self._vectors.write(np.ascontiguousarray(tokens, np.float16).tobytes())
        self._spans.write(np.ascontiguousarray(spans, np.int32).tobytes())
        self._places.append((len(self._segments), self._count, len(tokens)))
        self._count += len(tokens)

    def __enter__(self) -> "TokenVectorWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._vectors.close()
        self._spans.close()
        if error is None:
            listed = [(s.name, s.tokens) for s in (*self._segments, _Segment(self._name, self._count))]
            (self._folder / SEGMENTS).write_text(json.dumps(listed), encoding="utf-8")
            np.array(self._places, np.int64).reshape(-1, 3).tofile(self._folder / PLACES)


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


def _map(folder: Path, segment: _Segment, dimension: int) -> tuple[NDArray[np.float16], NDArray[np.int32]]:
    vectors, spans = (folder / name for name in segment.files)
    for path, size in ((vectors, segment.tokens * dimension * 2), (spans, segment.tokens * 8)):
        if path.stat().st_size != size:
            raise ValueError(f"{path.name}: {path.stat().st_size} bytes, expected {size}")
    if segment.tokens == 0:  # an empty file cannot be mapped
        return np.zeros((0, dimension), np.float16), np.zeros((0, 2), np.int32)
    return (
        np.memmap(vectors, np.float16, mode="r", shape=(segment.tokens, dimension)),
        np.memmap(spans, np.int32, mode="r", shape=(segment.tokens, 2)),
    )
