"""Odd files of every type: each is read or refused as `docs/odd-files.md` says, within the limits.

They are made and read in processes of their own, so that the memory of this one does not count.
"""

import multiprocessing
import re
import resource
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.reading import MEMORY_BYTES, FileToRead, Reader
from settings import ROOT
from tests.ingest.odd_docx import DOCX, Odd, Reads
from tests.ingest.odd_pdf import PDF
from tests.ingest.odd_text import DISGUISED, HTML, MARKDOWN, TEXT

ODD = {odd.name: odd for odd in [*PDF, *DOCX, *HTML, *TEXT, *MARKDOWN, *DISGUISED]}
SECONDS = 60
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: whether its text is as expected, or the message; and what that took."""

    text: str
    as_expected: bool
    hidden: tuple[str, ...]
    message: str
    seconds: float
    most_bytes: int


def outcome(name: str, folder: Path) -> Outcome:
    """Make an odd file in `folder` and read it in a child process that this one starts."""
    odd = ODD[name]
    path = folder / name
    path.write_bytes(odd.make())
    text, hidden, message, begun = "", (), "", time.monotonic()
    with Reader(SECONDS) as reader:
        try:
            document = reader.read(FileToRead(path, name, "made", "en", "Made"))
            text, hidden = document.text, document.hidden
        except IngestError as error:
            message = str(error)
    seconds = time.monotonic() - begun
    path.unlink()
    expect = odd.expect if isinstance(odd.expect, Reads) else None
    fits = expect is not None and (expect.text == text if expect.whole else expect.text in text)
    most_bytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return Outcome(text[-500:], fits, hidden, message, seconds, most_bytes)


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, "Future[Outcome]"]]:
    """What becomes of each file that is asked for, two of them read at a time."""
    folder = tmp_path_factory.mktemp("odd")
    asked = [item.callspec.params.get("odd") for item in request.session.items if hasattr(item, "callspec")]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        yield {odd.name: pool.submit(outcome, odd.name, folder) for odd in asked if isinstance(odd, Odd)}


@pytest.mark.parametrize("odd", ODD.values(), ids=lambda odd: odd.name)
def test_an_odd_file_gets_what_is_expected(odd: Odd, outcomes: dict[str, "Future[Outcome]"]) -> None:
    if odd.name.startswith("scan") and shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed: apt-get install tesseract-ocr")
    got = outcomes[odd.name].result()
    if isinstance(odd.expect, Reads):
        assert got.message == ""
        assert got.as_expected, got.text
        assert got.hidden == odd.expect.hidden
    else:
        assert got.text == ""
        assert got.message.startswith(f"{odd.name}: ")
        assert odd.expect.words in got.message
        assert "\n" not in got.message  # nor a traceback
    assert got.seconds < SECONDS
    assert got.most_bytes < MEMORY_BYTES


def rows() -> list[list[str]]:
    """Return the cells of each row of the table in the documentation."""
    lines = (ROOT / "docs" / "odd-files.md").read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| `")
    ]


def test_no_two_odd_files_have_one_name() -> None:
    assert len(ODD) == sum(map(len, (PDF, DOCX, HTML, TEXT, MARKDOWN, DISGUISED)))
    assert len(ODD) >= 45


def test_the_documentation_has_one_row_for_each_odd_file() -> None:
    assert Counter(name.strip("`") for name, *_ in rows()) == Counter(ODD.keys())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0].strip("`"))
def test_a_row_of_the_documentation_says_what_is_odd_and_what_is_done(row: list[str]) -> None:
    name, why, done = row
    odd = ODD[name.strip("`")]
    assert why == odd.why
    if isinstance(odd.expect, Reads):
        assert re.match(r"Reads\b", done)
        assert ("hidden" in done) == bool(odd.expect.hidden)
    else:
        assert done.startswith("Refuses: ")
        assert odd.expect.words.strip("( ") in done
