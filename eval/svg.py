"""Pieces of a drawing in SVG, the same in all of them."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from eval.errors import EvalError

COLOURS = ("#0b5394", "#a64d00", "#4a4a4a")
GRID = "#d0d0d0"


def text(x: float, y: float, said: str, anchor: str = "start", size: int = 12) -> str:
    """Return a line of text at a place; `anchor` is "start", "middle" or "end"."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(said)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, look: str = f'stroke="{GRID}"') -> str:
    """Return a straight line, by default one of a grid."""
    return f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}" {look}/>'


def bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Return a filled rectangle; `x` and `y` are its upper left corner."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def drawing(width: int, height: int, pieces: Sequence[str]) -> str:
    """Return a whole drawing of this size in pixels, on white."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-family="sans-serif" font-size="12">',
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *pieces,
            "</svg>\n",
        ]
    )


def write_drawing(path: Path, drawn: str) -> None:
    """Write a drawing into a file.

    Raises:
        EvalError: it cannot be written.
    """
    try:
        path.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise EvalError(
            "The drawing cannot be written into {file} ({reason}). Name another file.",
            file=str(path),
            reason=error.strerror or str(error),
        ) from error
