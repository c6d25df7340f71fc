"""Places of a page as they are where most of its writing runs from left to right."""

from ingest.pdf_letters import Box


class Turn:
    """Places of a page turned so that most of its writing runs from left to right."""

    def __init__(self, angle: int, box: Box) -> None:
        self._angle = angle
        self._left, self._bottom, self._right, self._top = box

    def __call__(self, left: float, bottom: float, right: float, top: float) -> Box:
        left, right = left - self._left, right - self._left
        bottom, top = bottom - self._bottom, top - self._bottom
        width, height = self._right - self._left, self._top - self._bottom
        match self._angle:
            case 270:  # written upwards
                return bottom, width - right, top, width - left
            case 180:
                return width - right, height - top, width - left, height - bottom
            case 90:  # written downwards
                return height - top, left, height - bottom, right
            case _:
                return left, bottom, right, top

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the turned page."""
        width, height = self._right - self._left, self._top - self._bottom
        return (height, width) if self._angle in (90, 270) else (width, height)
