"""The passages nearest to a question by vector, in the whole of a language or in a part of it."""

from bisect import bisect_right
from collections.abc import Sequence

from index.dense_rows import Rows
from index.embedder import Vector
from index.generation import Generation

EXACT_ROWS = 100_000
"""So many rows or fewer are scanned whole, which takes ten milliseconds and always gives the same.
Chroma's graph answers for more; it differs a little from one build to the next."""

_MARGIN = 2
"""How many times more than wanted Chroma is asked for, so that the order is that of the scan."""


def nearest_passages(
    generation: Generation,
    language: str,
    vector: Vector,
    limit: int,
    sources: tuple[str, ...] = (),
    forces: tuple[str, ...] = (),
) -> dict[str, float]:
    """Return the cosine of up to `limit` passages of a language, by id.

    `sources` and `forces` keep to passages of those. A part of more than `EXACT_ROWS` passages may give
    fewer than `limit` when others lie much nearer.
    """
    library = generation.library
    runs, size = library.runs(language, sources, forces)
    if size > EXACT_ROWS:
        whole = library.runs(language)[1]
        wanted = -(-limit * _MARGIN * whole // size)
        found = generation.store.search(language, vector, wanted)
        rows = library.rows([id for id, _ in found])
        runs = [(row, row + 1) for row in sorted(rows.values()) if _inside(row, runs)]
    best = generation.dense.nearest(vector, runs, limit)
    ids = library.ids([row for row, _ in best])
    return {id: cosine for id, (_, cosine) in zip(ids, best, strict=True)}


def _inside(row: int, runs: Sequence[Rows]) -> bool:
    at = bisect_right(runs, row, key=lambda run: run[0]) - 1
    return at >= 0 and row < runs[at][1]
