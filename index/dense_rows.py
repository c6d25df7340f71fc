"""The passages' vectors once more, small and in the order of the rows: for searching a part of them.

Chroma answers a query that is filtered by metadata about forty times as slowly as one that is not. The
rows of a source lie side by side here, one byte a dimension, so a part of the library is scanned whole in
the time that Chroma takes for an unfiltered query.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vector
from index.errors import IndexFault

Rows = tuple[int, int]
"""A run of rows: the first, and the one after the last."""

_STEPS = 127
_CHUNK = 1_024
"""Rows at once: few enough for the cache, and for the product to stay on one core."""

_PIECE = 64
"""Scores of which the largest is looked for first."""


def write_dense_rows(path: Path, vectors: Iterable[Vector], dimension: int) -> None:
    """Write unit vectors, one a row: a float32 scale, then a signed byte a dimension.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("wb") as file:
        for vector in vectors:
            scale = max(float(np.abs(vector).max()), 1e-9) / _STEPS
            file.write(np.float32(scale).tobytes())
            file.write(np.rint(vector / scale).astype(np.int8).tobytes())
        file.flush()
        if file.tell() % (4 + dimension):
            raise ValueError(f"a vector is not of dimension {dimension}")


class DenseRows:
    """Opened rows of one generation; safe to use from several threads."""

    def __init__(self, path: Path, dimension: int, passages: int) -> None:
        """Map the file at `path`, which holds `passages` vectors of `dimension`.

        Raises:
            IndexFault: it is missing or of another size.
        """
        kind = np.dtype([("scale", "<f4"), ("values", "i1", (dimension,))])
        try:
            if path.stat().st_size != passages * kind.itemsize:
                raise ValueError(f"{path.stat().st_size} bytes, expected {passages * kind.itemsize}")
            # As a plain array, which is sooner cut into parts than a memory map.
            self._rows = np.asarray(np.memmap(path, kind, mode="r")) if passages else np.zeros(0, kind)
        except (OSError, ValueError) as error:
            raise IndexFault(
                "The vectors in {file} are damaged ({reason}). Build the index again: "
                "python -m index build",
                file=str(path),
                reason=str(error),
            ) from error

    def vector(self, row: int) -> Vector:
        """Return the vector in a row, of unit length but for rounding."""
        values = self._rows[row]["values"].astype(np.float32) * self._rows[row]["scale"]
        return np.asarray(values, np.float32)

    def nearest(self, vector: Vector, runs: Sequence[Rows], limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` (row, cosine) of the rows in `runs`, best first; exact but for rounding."""
        numbers = _numbers(runs)
        scores = np.empty(len(numbers), np.float32)
        buffer = np.empty((_CHUNK, self._rows.dtype["values"].shape[0]), np.float32)
        for start in range(0, len(numbers), _CHUNK):
            place = slice(start, min(start + _CHUNK, len(numbers)))
            first, last, size = numbers[start], numbers[place.stop - 1], place.stop - start
            whole = last - first == size - 1
            part = self._rows[first : last + 1] if whole else self._rows[numbers[place]]
            values = buffer[:size]
            np.copyto(values, part["values"], casting="unsafe")
            np.dot(values, vector, out=scores[place])
            scores[place] *= part["scale"]
        best = _largest(scores, limit)
        return [(int(numbers[place]), float(scores[place])) for place in best]


def _numbers(runs: Sequence[Rows]) -> NDArray[np.int64]:
    """Return the number of every row in `runs`, in their order."""
    if not runs:
        return np.zeros(0, np.int64)
    firsts, ends = np.array(runs, np.int64).T
    sizes = ends - firsts
    before = np.cumsum(sizes) - sizes
    return np.repeat(firsts - before, sizes) + np.arange(sizes.sum())


def _largest(scores: NDArray[np.float32], limit: int) -> NDArray[np.int64]:
    """Return the places of the largest scores, best first; of equal ones the earlier first."""
    places = np.arange(len(scores))
    if len(scores) > limit * _PIECE:
        # As many pieces have a score of `least` or more, so the largest scores do: far fewer to sort.
        tops = np.maximum.reduceat(scores, places[::_PIECE])
        least = np.partition(tops, len(tops) - limit)[len(tops) - limit]
        places = np.flatnonzero(scores >= least)
    order = np.argsort(-scores[places], kind="stable")[:limit]
    return np.asarray(places[order], np.int64)
