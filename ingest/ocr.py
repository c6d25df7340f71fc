"""Reading the words of a picture (adapter of the tesseract program).

Debian has it as `tesseract-ocr`, with the languages in packages of their own. Nothing is installed
here and nothing is needed where no page is a scan.
"""

import csv
import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from ingest.pdf_text import Run

_NAMES = {"es": "spa", "en": "eng", "pt": "por", "fr": "fra"}
_SECONDS_A_PAGE = 120
_LEAST_CONFIDENCE = 30.0


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Tesseract with the data of one or more languages ("spa+eng")."""

    program: str
    data: str

    def read(self, picture: Any, width: float, height: float) -> tuple[Run, ...]:
        """Return the lines of a Pillow image as runs on a page of that width and height, in points.

        A page that takes tesseract longer than its limit gives none.
        """
        file = io.BytesIO()
        picture.save(file, format="PNG")
        try:
            result = subprocess.run(
                [self.program, "stdin", "stdout", "-l", self.data, "--psm", "3", "tsv"],
                input=file.getvalue(),
                capture_output=True,
                timeout=_SECONDS_A_PAGE,
                check=True,
                env={**os.environ, "OMP_THREAD_LIMIT": "2"},
            )
        except (subprocess.SubprocessError, OSError):
            return ()
        scale = width / picture.width, height / picture.height
        return tuple(_runs(result.stdout.decode("utf-8", "replace"), scale, height))


def open_recogniser(language: str) -> Recogniser | None:
    """Return what reads pictures with words of `language`; None where it is not installed.

    The other languages of the four that are installed help with names and quotations.
    """
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    installed = set(listed.stdout.decode("utf-8", "replace").split())
    wanted = dict.fromkeys([_NAMES.get(language, "eng"), "eng"])
    data = [name for name in wanted if name in installed]
    return Recogniser(program, "+".join(data)) if data else None


def _runs(table: str, scale: tuple[float, float], height: float) -> list[Run]:
    """Return tesseract's words, which it lists with block, paragraph and line, as lines."""
    lines: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and row["text"].strip() and float(row["conf"]) >= _LEAST_CONFIDENCE:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    sizes = {
        block: _size([w for key, line in lines.items() if key[0] == block for w in line], scale[1])
        for block in {key[0] for key in lines}
    }
    runs = []
    for (block, _, _), words in lines.items():
        left = min(int(w["left"]) for w in words) * scale[0]
        right = max(int(w["left"]) + int(w["width"]) for w in words) * scale[0]
        top = height - min(int(w["top"]) for w in words) * scale[1]
        bottom = height - max(int(w["top"]) + int(w["height"]) for w in words) * scale[1]
        text = " ".join(w["text"] for w in words)
        runs.append(Run(text, left, bottom, right, top, sizes[block], False, False))
    return runs


def _size(words: list[dict[str, str]], scale: float) -> float:
    """Return about the font size of a block: the boxes of its words are about 0.7 of it tall."""
    heights = sorted(int(word["height"]) for word in words)
    return heights[len(heights) // 2] * scale / 0.7
