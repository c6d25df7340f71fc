"""The straight lines among what is drawn on a PDF page."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.pdf_letters import Box

THIN = 3.0
"""A drawn line is no thicker than this, in points."""
Point = tuple[float, float]


def straight_lines(box: Box, points: Sequence[Point | None]) -> Iterator[Box]:
    """Yield the box of each level or upright line of a path, whether drawn, filled or an edge.

    The path has `box` around it and goes through `points`, None where it begins anew or is curved.
    """
    if _is_thin(box):
        yield box
        return
    for one, two in pairwise(points):
        if one is not None and two is not None:
            line = min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1])
            if _is_thin(line):
                yield line


def _is_thin(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) <= THIN
