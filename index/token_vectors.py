"""Token vectors of every passage, kept beside the index for late interaction.

Three files: all token vectors one after another (float16), the place of each token in the text that
was embedded (int32 pairs), and where each passage's tokens begin (int64). They are written as a stream
and read through a memory map, so neither needs memory for all of them. Rows follow the order in which
passages were added.
"""

from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFault

_COPIED_ROWS = 65_536
FILES = ("vectors.f16", "spans.i32", "starts.i64")


class TokenVectorWriter:
    """Writes the token vectors of a generation, passage by passage; use it in a `with` statement."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._vectors, self._spans, self._starts = ((folder / name).open("wb") for name in FILES)
        self._count = 0
        self._starts.write(np.int64(0).tobytes())

    def add(self, tokens: NDArray[np.float16], spans: NDArray[np.int32]) -> None:
        """Append one passage: vectors of shape (n, dimension) and spans of shape (n, 2)."""
        self._vectors.write(np.ascontiguousarray(tokens, np.float16).tobytes())
        self._spans.write(np.ascontiguousarray(spans, np.int32).tobytes())
        self._count += len(tokens)
        self._starts.write(np.int64(self._count).tobytes())

    def add_run(
        self, tokens: NDArray[np.float16], spans: NDArray[np.int32], lengths: NDArray[np.int64]
    ) -> None:
        """Append several passages at once; `lengths` has the number of tokens of each."""
        for first in range(0, len(tokens), _COPIED_ROWS):
            self._vectors.write(np.ascontiguousarray(tokens[first : first + _COPIED_ROWS]).data)
        self._spans.write(np.ascontiguousarray(spans, np.int32).data)
        self._starts.write((self._count + np.cumsum(lengths, dtype=np.int64)).tobytes())
        self._count += int(lengths.sum())

    def __enter__(self) -> "TokenVectorWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in (self._vectors, self._spans, self._starts):
            file.close()


class TokenVectors:
    """Opened token vectors of one generation."""

    def __init__(self, folder: Path, dimension: int, passages: int) -> None:
        """Map the files in `folder`, which hold `passages` passages of vectors of `dimension`.

        Raises:
            IndexFault: a file is missing or is not as long as it was written.
        """
        paths = [folder / name for name in FILES]
        try:
            self._starts = np.fromfile(paths[2], np.int64)
            count = int(self._starts[-1]) if len(self._starts) else 0
            expected = (count * dimension * 2, count * 8, (passages + 1) * 8)
            for path, size in zip(paths, expected, strict=True):
                if path.stat().st_size != size:
                    raise ValueError(f"{path.name}: {path.stat().st_size} bytes, expected {size}")
            self._vectors = _mapped(paths[0], np.dtype(np.float16), (count, dimension))
            self._spans = _mapped(paths[1], np.dtype(np.int32), (count, 2))
        except (OSError, ValueError) as error:
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
        start, end = self._starts[row], self._starts[row + 1]
        return self._vectors[start:end], self._spans[start:end]

    def run(
        self, first: int, last: int
    ) -> tuple[NDArray[np.float16], NDArray[np.int32], NDArray[np.int64]]:
        """Return token vectors, spans and numbers of tokens of the passages in rows first to last - 1."""
        start, end = self._starts[first], self._starts[last]
        return self._vectors[start:end], self._spans[start:end], np.diff(self._starts[first : last + 1])


def _mapped(path: Path, dtype: np.dtype, shape: tuple[int, int]) -> NDArray:  # type: ignore[type-arg]
    if shape[0] == 0:  # an empty file cannot be mapped
        return np.zeros(shape, dtype)
    return np.memmap(path, dtype, mode="r", shape=shape)
