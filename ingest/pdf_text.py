"""The words of a PDF file with their places on each page (adapter of pypdfium2).

Places are in points (1/72 inch) from the lower left corner of the page, turned so that most of its
writing runs from left to right.
"""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import IngestError
from ingest.page_turn import Turn
from ingest.pdf_drawing import Point, straight_lines
from ingest.pdf_letters import Box, goes_under_accent, ligature, words_of

_SPACES = {" ", "\t", "\u00a0", "\u2002", "\u2003", "\u2009", "\u202f"}
_BREAKS = {"\r", "\n", "\f", "\v", "\u2028", "\u2029"}
# How PDFium hands over a hyphen that ends a line, and the soft hyphen.
_HYPHENS = {"\x02", "\ufffe", "\u00ad", "\u2010", "\u2011"}
_WIDE_GAP = 1.2
"""A gap of more than this many font sizes parts two columns or two cells."""
_MOST_PATHS, _MOST_SEGMENTS = 5000, 400
"""A page or a path of more lines than this is a map or a plan."""
_BEHIND = 0.3
"""Letters that are not drawn are those of a scan where pictures cover at least this share of a page."""
_ENCRYPTED = "password"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together on one line; `size` is the font's, in points.

    `hidden` says that a reader of the page would not see them: too small, off the page, white, not
    drawn.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: its printed label (its number where it has none), its size and its runs.

    `pictures` is the share of the page that pictures cover, from 0 to 1; `rules` are the lines
    that are drawn upon it, level or upright, each with its box.
    """

    label: str
    width: float
    height: float
    runs: tuple[Run, ...]
    pictures: float
    rules: tuple[Box, ...] = ()


@contextmanager
def open_pdf(path: Path, name: str) -> Iterator[Any]:
    """Open a PDF file; messages call it `name`.

    Raises:
        IngestError: encrypted, damaged, or without pages.
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if _ENCRYPTED in str(error).lower() or getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise IngestError(
                "{file}: the PDF is encrypted. Save a copy without a password, then add that copy.",
                file=name,
            ) from error
        raise _damaged(name, str(error)) from error
    with closing(document):
        if len(document) == 0:
            raise _damaged(name, "it has no pages")
        yield document


def read_page(document: Any, number: int, name: str) -> PageText:
    """Return page `number`, counted from 1.

    Raises:
        IngestError: the page cannot be read.
    """
    try:
        label = document.get_page_label(number - 1) or str(number)
        with closing(document[number - 1]) as page, closing(page.get_textpage()) as text:
            turn = Turn(_writing_angle(text), page.get_bbox())
            width, height = turn.size
            pictures = _pictures(page, width * height)
            runs = tuple(_runs(text, turn, pictures < _BEHIND))
            drawn = (straight_lines(*path) for path in _paths(page)) if runs else ()
            rules = tuple(turn(*box) for lines in drawn for box in lines)
            return PageText(label, width, height, runs, pictures, rules)
    except (pdfium.PdfiumError, UnicodeDecodeError, ctypes.ArgumentError) as error:
        raise _damaged(name, f"page {number}: {error}") from error


def render_page(document: Any, number: int, dots_per_inch: int, most_pixels: int) -> Any:
    """Return page `number` (from 1) as a grey Pillow image of at most `most_pixels` pixels."""
    with closing(document[number - 1]) as page:
        width, height = page.get_size()
        scale = dots_per_inch / 72
        scale *= min(1.0, math.sqrt(most_pixels / max(width * height * scale * scale, 1.0)))
        return page.render(scale=scale, grayscale=True).to_pil()


def _damaged(name: str, reason: str) -> IngestError:
    return IngestError(
        "{file}: cannot be read as a PDF ({reason}). Open it in a PDF program, save it again "
        "as PDF, then add that copy.",
        file=name,
        reason=" ".join(reason.split()),
    )


def _pictures(page: Any, area: float) -> float:
    covered = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered += abs((right - left) * (top - bottom))
    return min(covered / area, 1.0) if area > 0 else 0.0


def _paths(page: Any) -> Iterator[tuple[Box, list[Point | None]]]:
    """Yield the box of each drawn path, and its points, with None where it begins anew or is curved."""
    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    for path in islice(paths, _MOST_PATHS):
        try:
            box = path.get_bounds()
        except pdfium.PdfiumError:  # a path without a point
            continue
        matrix, points = path.get_matrix(), list[Point | None]()
        count = raw.FPDFPath_CountSegments(path)
        for number in range(count if count <= _MOST_SEGMENTS else 0):
            segment = raw.FPDFPath_GetPathSegment(path, number)
            kind = raw.FPDFPathSegment_GetType(segment)
            x, y = ctypes.c_float(), ctypes.c_float()
            if kind != raw.FPDF_SEGMENT_LINETO:
                points.append(None)
            if kind != raw.FPDF_SEGMENT_BEZIERTO and raw.FPDFPathSegment_GetPoint(segment, x, y):
                points.append(matrix.on_point(x.value, y.value))
        yield box, points


def _runs(text: Any, turn: Turn, is_drawn: bool) -> Iterator[Run]:
    """Yield the runs of a page in the order of its content.

    `is_drawn` says that its letters are to be seen as letters, and not in a picture under them.
    """
    letters: list[str] = []
    places: list[tuple[float, float, float, float]] = []
    indices: list[int] = []
    for index in range(text.count_chars()):
        letter = _letter(text, index)
        if letter in _BREAKS:
            yield from _run(text, indices, letters, places, turn, is_drawn)
            letters, places, indices = [], [], []
        elif letter in _SPACES:
            if letters and letters[-1] != " ":
                letters.append(" ")
        elif letter:
            place = turn(*_box(text, index))
            under = bool(places) and goes_under_accent(letter, letters[-1], place, places[-1])
            if places and not under and not _goes_on(*_in_writing_order(letter, places[-1], place)):
                yield from _run(text, indices, letters, places, turn, is_drawn)
                letters, places, indices = [], [], []
            letters.append(letter)
            places.append(place)
            indices.append(index)
    yield from _run(text, indices, letters, places, turn, is_drawn)


def _letter(text: Any, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text, index)
    joined = ligature(code, raw.FPDFText_IsGenerated(text, index) == 0)
    if joined:
        return joined
    letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
    if letter in _HYPHENS:
        return "-"
    return "" if unicodedata.category(letter or "\0") in ("Cc", "Cf") and letter not in _BREAKS else letter


def _box(text: Any, index: int) -> tuple[float, float, float, float]:
    box = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(text, index, box):
        return box.left, box.bottom, box.right, box.top
    return 0.0, 0.0, 0.0, 0.0


def _goes_on(last: Box, place: Box) -> bool:
    """Return whether a letter stands in the same run as the letter before it."""
    if place == last:  # the letters of one ligature share its place
        return True
    size = max(last[3] - last[1], place[3] - place[1], 1.0)
    gap = place[0] - last[2]
    return abs(place[1] - last[1]) < 0.6 * size and -0.6 * size < gap < _WIDE_GAP * size


def _in_writing_order(letter: str, last: Box, place: Box) -> tuple[Box, Box]:
    """Return the places of the last letter and of this one, exchanged where they run to the left."""
    return (place, last) if unicodedata.bidirectional(letter[0]) in ("R", "AL") else (last, place)


def _run(
    text: Any,
    indices: list[int],
    letters: list[str],
    places: list[tuple[float, float, float, float]],
    turn: Turn,
    is_drawn: bool,
) -> Iterator[Run]:
    raised = _raised_figures(text, indices, turn) if any(map(str.isdigit, letters)) else ()
    words = words_of(letters, places, raised) if places else ""
    if not words:
        return
    left, right = min(p[0] for p in places), max(p[2] for p in places)
    bottom, top = min(p[1] for p in places), max(p[3] for p in places)
    # The first letter may be a bullet, or a word in bold that a plain sentence begins with.
    middle = indices[len(indices) // 2]
    size = float(raw.FPDFText_GetFontSize(text, middle))
    tall = top - bottom
    # A font of size 1 that a matrix scales up tells nothing; the boxes do.
    size = size if 0.5 * tall < size < 2 * tall else tall
    off = right < 0 or left > turn.size[0] or top < 0 or bottom > turn.size[1]
    yield Run(
        words,
        left,
        bottom,
        right,
        top,
        size,
        _bold(text, middle),
        off or size < 2.5 or _white(text, middle) or (is_drawn and _invisible(text, middle)),
    )


def _raised_figures(text: Any, indices: list[int], turn: Turn) -> set[int]:
    """Return which letters of a run, counted from 0, stand higher and are smaller than the largest one."""
    sizes = [float(raw.FPDFText_GetFontSize(text, index)) for index in indices]
    largest = max(sizes)
    base = _base(text, indices[sizes.index(largest)], turn)
    small = (number for number, size in enumerate(sizes) if size < 0.87 * largest)
    return {number for number in small if _base(text, indices[number], turn) > base + 0.12 * largest}


def _base(text: Any, index: int, turn: Turn) -> float:
    """Return how high the line stands that a letter is written on."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    return turn(x.value, y.value, x.value, y.value)[1]


def _bold(text: Any, index: int) -> bool:
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, buffer, 128, flags)
    return b"bold" in buffer.value.lower() or raw.FPDFText_GetFontWeight(text, index) >= 600


def _invisible(text: Any, index: int) -> bool:
    drawn = raw.FPDFText_GetTextObject(text, index)
    return bool(drawn) and raw.FPDFTextObj_GetTextRenderMode(drawn) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _white(text: Any, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha):
        return False
    return min(red.value, green.value, blue.value) > 247 or alpha.value < 13


def _writing_angle(text: Any) -> int:
    """Return the angle, in quarter turns clockwise, at which most letters of a page are written."""
    count = text.count_chars()
    sample = range(0, count, max(1, count // 40))
    turns = [
        round(math.degrees(raw.FPDFText_GetCharAngle(text, index)) / 90) * 90 % 360
        for index in sample
        if raw.FPDFText_GetUnicode(text, index) > 32
    ]
    return max(set(turns), key=turns.count) if turns else 0
