"""Downloading one file: limits of size and time, going on after a cut, and when it is tried again."""

import datetime
import email.utils
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.download import Downloaded, Limits, download
from ingest.errors import IngestError
from ingest.fetch_guard import TEST_SWITCH
from ingest.http_request import RequestFault, fetch_small
from tests.ingest.servers import CUT, HTML, PDF, OddServer, running

Get = Callable[..., Downloaded]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OddServer]:
    monkeypatch.setenv(TEST_SWITCH, "1")
    with running() as server:
        yield server


@pytest.fixture
def waits() -> list[float]:
    """The pauses that were asked for; none is made."""
    return []


@pytest.fixture
def get(server: OddServer, tmp_path: Path, waits: list[float]) -> Get:
    """A function that downloads a path of the server into "text"."""

    def get_path(path: str, seconds: float = 20.0, size: int = 1_000_000) -> Downloaded:
        return download(server.at(path), tmp_path / "text", Limits(seconds, size), sleep=waits.append)

    return get_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_whole_with_the_type_that_the_server_says(get: Get, tmp_path: Path) -> None:
    assert get("/page.html") == Downloaded(tmp_path / "text", "text/html")
    assert (tmp_path / "text").read_bytes() == HTML
    assert names(tmp_path) == ["text"]


def test_progress_counts_bytes_up_to_the_whole(server: OddServer, tmp_path: Path) -> None:
    shown: list[tuple[int, int]] = []
    download(server.at("/whole.pdf"), tmp_path / "text", Limits(), lambda *counts: shown.append(counts))
    assert shown[-1] == (len(PDF), len(PDF))
    assert shown == sorted(shown)


def test_a_redirect_is_followed(get: Get) -> None:
    assert get("/redirect?to=/whole.pdf").path.read_bytes() == PDF


@pytest.mark.parametrize(("path", "reason"), [("/far", "URL too long"), ("/a\x01b", "non-printable")])
def test_an_address_that_is_none_is_refused(path: str, reason: str, get: Get) -> None:
    with pytest.raises(IngestError, match=reason):
        get(path)


def test_redirects_in_a_circle_end(get: Get, server: OddServer) -> None:
    with pytest.raises(IngestError, match="more than 8 redirects"):
        get("/loop")
    assert len(server.asked) == 8


def test_after_a_cut_the_rest_alone_is_asked_for(get: Get, server: OddServer) -> None:
    got = get("/cut.pdf")
    assert server.ranges("/cut.pdf") == ["", f"bytes={CUT}-"]
    assert hashlib.sha256(got.path.read_bytes()).digest() == hashlib.sha256(PDF).digest()


def test_a_later_download_goes_on_with_a_part(get: Get, server: OddServer, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="longer than 1 seconds"):
        get("/drip-then-rest.pdf", seconds=1)
    kept = (tmp_path / "text.part").read_bytes()
    assert kept == PDF[:CUT]
    assert get("/drip-then-rest.pdf").path.read_bytes() == PDF
    assert server.ranges("/drip-then-rest.pdf") == ["", f"bytes={CUT}-"]
    assert names(tmp_path) == ["text"]


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ("/ignores-range.pdf", [f"bytes={CUT}-"]),
        ("/cut-unnamed.pdf", [""]),
        ("/wrong-part.pdf", [f"bytes={CUT}-", ""]),
        ("/other-edition.pdf", [f"bytes={CUT}-", ""]),
        ("/stale-part.pdf", [f"bytes={CUT}-", ""]),
        ("/small-parts.pdf", [f"bytes={CUT}-", f"bytes={2 * CUT}-"]),
    ],
)
def test_it_is_whole_whatever_a_range_brings(
    path: str, after: list[str], get: Get, server: OddServer
) -> None:
    assert get(path).path.read_bytes() == PDF
    assert server.ranges(path) == ["", *after]


def test_the_part_of_another_address_is_not_used(get: Get, server: OddServer) -> None:
    with pytest.raises(IngestError):
        get("/cut-always.pdf")
    assert get("/cut.pdf").path.read_bytes() == PDF
    assert server.ranges("/cut.pdf")[0] == ""


def test_after_3_cuts_it_is_given_up(get: Get, server: OddServer, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="What has come is kept"):
        get("/cut-always.pdf")
    assert len(server.asked) == 3
    assert names(tmp_path) == ["text.part", "text.part.json"]


def test_a_file_whose_length_is_too_large_is_refused_before_it_comes(get: Get, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="larger than"):
        get("/whole.pdf", size=len(PDF) - 1)
    assert names(tmp_path) == []
    assert get("/whole.pdf", size=len(PDF)).path.read_bytes() == PDF


def test_an_endless_file_ends_at_the_size_limit(get: Get, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="larger than 3 MB"):
        get("/endless.pdf", size=3_000_000)
    assert names(tmp_path) == []


@pytest.mark.parametrize("path", ["/drip.pdf", "/drip-head.pdf", "/silent.pdf", "/endless.pdf"])
def test_what_takes_too_long_ends_at_the_time_limit(path: str, get: Get, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(IngestError, match="it takes longer than 1 seconds"):
        get(path, seconds=1.0, size=10**12)
    assert time.monotonic() - began < 1.0 + 1.5  # a slow machine
    assert "text" not in names(tmp_path)


def test_a_pause_that_the_server_names_is_made(get: Get, server: OddServer, waits: list[float]) -> None:
    assert get("/busy.pdf").path.read_bytes() == PDF
    assert waits == [7.0]
    assert len(server.asked) == 2


def test_a_pause_may_be_named_as_a_date(get: Get, waits: list[float]) -> None:
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=9)
    with pytest.raises(IngestError, match="429"):
        get(f"/busy-long.pdf?wait={email.utils.format_datetime(until, usegmt=True).replace(' ', '%20')}")
    assert 6 < waits[0] <= 9


@pytest.mark.parametrize("wait", ["61", "86400", "9" * 400, "Mon,%2001%20Jan%202090%2000:00:00%20GMT"])
def test_a_long_pause_is_not_made(wait: str, get: Get, server: OddServer, waits: list[float]) -> None:
    with pytest.raises(IngestError, match="429; the server asks to wait"):
        get(f"/busy-long.pdf?wait={wait}", seconds=10**6)
    assert waits == []
    assert len(server.asked) == 1
    with pytest.raises(IngestError, match="asks to wait 7 seconds"):
        get("/busy.pdf", seconds=5)  # the pause would go beyond the limit of time


@pytest.mark.parametrize("wait", ["soon", "-5", "1.5", f"Mon,%2001%20Jan%20{'9' * 30}%2000:00:00%20GMT"])
def test_a_pause_that_is_no_time_counts_as_5_seconds(wait: str, get: Get, waits: list[float]) -> None:
    with pytest.raises(IngestError, match="429"):
        get(f"/busy-long.pdf?wait={wait}")
    assert waits == [5.0, 5.0]


def test_a_fault_of_the_server_is_tried_3_times(get: Get, server: OddServer, waits: list[float]) -> None:
    with pytest.raises(IngestError, match="the server answers 500"):
        get("/broken.pdf")
    assert len(server.asked) == 3
    assert waits == [1.0, 1.0]


@pytest.mark.parametrize(("path", "status"), [("/forbidden.pdf", 403), ("/nowhere.pdf", 404)])
def test_what_is_refused_is_asked_for_once(path: str, status: int, get: Get, server: OddServer) -> None:
    with pytest.raises(IngestError, match=f"the server answers {status}"):
        get(path)
    assert len(server.asked) == 1


def test_an_empty_answer_is_no_file(get: Get, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="0 bytes"):
        get("/empty.txt")
    assert "text" not in names(tmp_path)


def test_a_small_file_has_limits_too(server: OddServer) -> None:
    server.robots = (200, "User-agent: *\n")
    assert fetch_small(server.at("/robots.txt"), size=4) == (200, "User")
    with pytest.raises(RequestFault):
        fetch_small(server.at("/drip.txt"), seconds=1.0)
