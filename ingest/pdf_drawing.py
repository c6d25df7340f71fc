"""The straight lines that are drawn on a PDF page (adapter of pypdfium2)."""

import ctypes
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.pdf_letters import Box

_THIN = 3.0
"""A drawn line is no thicker than this, in points."""
_MOST_PATHS, _MOST_SEGMENTS = 5000, 400
"""A page or a path of more lines than this is a map or a plan."""
_Point = tuple[float, float]


def drawn_lines(page: Any) -> Iterator[Box]:
    """Yield the box of each level or upright line of a page, whether drawn, filled or an edge."""
    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    for path in islice(paths, _MOST_PATHS):
        try:
            box = path.get_bounds()
        except pdfium.PdfiumError:  # a path without a point
            continue
        if _is_thin(box):
            yield box
        elif raw.FPDFPath_CountSegments(path) <= _MOST_SEGMENTS:
            for one, two in pairwise(_points(path)):
                line = _box_between(one, two)
                if line is not None:
                    yield line


def _is_thin(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) <= _THIN


def _points(path: Any) -> Iterator[_Point | None]:
    """Yield the points of a path on the page, with None where it begins anew or is curved."""
    matrix = path.get_matrix()
    for number in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        kind = raw.FPDFPathSegment_GetType(segment)
        x, y = ctypes.c_float(), ctypes.c_float()
        if kind != raw.FPDF_SEGMENT_LINETO:
            yield None
        if kind != raw.FPDF_SEGMENT_BEZIERTO and raw.FPDFPathSegment_GetPoint(segment, x, y):
            yield matrix.on_point(x.value, y.value)


def _box_between(one: _Point | None, two: _Point | None) -> Box | None:
    if one is None or two is None:
        return None
    box = min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1])
    return box if _is_thin(box) else None
