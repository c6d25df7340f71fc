"""The passages nearest to a question by vector, in the whole of a language or in a part of it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from index.dense_rows import Rows
from index.embedder import Vector
from index.generation import Generation

EXACT_ROWS = 100_000
"""So many rows or fewer are scanned whole, which takes ten milliseconds and always gives the same.
Chroma's graph answers for more; it differs a little from one build to the next."""

_WORTH_THREADS = 20_000
"""Passages from which scanning takes longer than starting threads."""

_MARGIN = 2
"""How many times more than wanted Chroma is asked for, so that the order is that of the scan."""


def nearest_in_each(
    generation: Generation,
    vectors: Mapping[str, Vector],
    limit: int,
    sources: tuple[str, ...] = (),
    forces: tuple[str, ...] = (),
) -> dict[str, float]:
    """Return the cosine of up to `limit` passages of each language, by id; `vectors` is by language.

    Languages are searched side by side where that is worth a thread.
    """

    def search(language: str) -> dict[str, float]:
        return nearest_passages(generation, language, vectors[language], limit, sources, forces)

    if generation.manifest.passages < _WORTH_THREADS:
        found = [search(language) for language in vectors]
    else:
        with ThreadPoolExecutor(max(1, len(vectors))) as threads:
            found = list(threads.map(search, vectors))
    return {id: cosine for each in found for id, cosine in each.items()}


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
