"""Fetching texts into a corpus folder: what is kept, the lock file, robots.txt, pauses between requests."""

import datetime
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.download import Limits
from ingest.errors import IngestError
from ingest.fetch import Outcome, Text, fetch
from ingest.fetch_guard import TEST_SWITCH
from ingest.fetch_lock import LOCK_NAME, read_lock
from tests.fakes import write_corpus
from tests.ingest.servers import PDF, OddServer, running

Run = Callable[..., list[Outcome]]


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
def run(server: OddServer, tmp_path: Path, waits: list[float]) -> Run:
    """A function that fetches paths of the server as texts of "ungp": en, es, fr."""

    def run_fetch(
        *paths: str, seconds: float = 20.0, size: int = 1_000_000, again: bool = False
    ) -> list[Outcome]:
        texts = [
            Text("ungp", lang, server.at(path))
            for lang, path in zip(("en", "es", "fr"), paths, strict=False)
        ]
        return list(fetch(texts, tmp_path, Limits(seconds, size), again, sleep=waits.append))

    return run_fetch


def kept(folder: Path) -> list[str]:
    """Return the files of "ungp" in the folder of fetched texts."""
    return sorted(path.name for path in (folder / "fetched" / "ungp").glob("*"))


def test_the_lock_file_has_address_day_and_bytes(run: Run, server: OddServer, tmp_path: Path) -> None:
    (outcome,) = run("/whole.pdf")
    entry = json.loads((tmp_path / LOCK_NAME).read_text(encoding="utf-8"))["ungp/en"]
    day = datetime.date.fromisoformat(entry.pop("date"))
    assert datetime.datetime.now(datetime.UTC).date() - day <= datetime.timedelta(days=1)  # midnight
    assert entry == {
        "address": server.at("/whole.pdf"),
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "size": len(PDF),
        "file": "ungp/en.pdf",
    }
    assert (outcome.entry, outcome.new) == (read_lock(tmp_path)["ungp/en"], True)
    assert (tmp_path / "fetched" / "ungp" / "en.pdf").read_bytes() == PDF


@pytest.mark.parametrize(
    ("path", "file"), [("/whole.pdf", "en.pdf"), ("/page.html", "en.html"), ("/notes.txt", "en.txt")]
)
def test_the_suffix_is_that_of_the_content(path: str, file: str, run: Run, tmp_path: Path) -> None:
    run(path)
    assert kept(tmp_path) == [file]


def test_a_second_fetch_asks_for_nothing(run: Run, server: OddServer, tmp_path: Path) -> None:
    (first,) = run("/whole.pdf")
    requests = len(server.asked)
    times = [path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))]
    (second,) = run("/whole.pdf")
    assert (second.entry, second.new, second.fault) == (first.entry, False, None)
    assert len(server.asked) == requests
    assert [path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))] == times


def test_asked_again_a_text_is_new_only_when_its_bytes_are(run: Run, server: OddServer) -> None:
    run("/whole.pdf")
    assert [outcome.new for outcome in run("/whole.pdf", again=True)] == [False]
    server.content = PDF.replace(b"0", b"9")
    assert [outcome.new for outcome in run("/whole.pdf", again=True)] == [True]
    assert len(server.ranges("/whole.pdf")) == 3


@pytest.mark.parametrize("content", [None, PDF[:-1]])
def test_a_spoilt_text_is_fetched_anew(content: bytes | None, run: Run, tmp_path: Path) -> None:
    run("/whole.pdf")
    path = tmp_path / "fetched" / "ungp" / "en.pdf"
    path.unlink() if content is None else path.write_bytes(content)
    run("/whole.pdf")
    assert path.read_bytes() == PDF


def test_a_new_address_replaces_the_text(run: Run, server: OddServer, tmp_path: Path) -> None:
    run("/whole.pdf")
    run("/page.html")
    assert kept(tmp_path) == ["en.html"]
    assert read_lock(tmp_path)["ungp/en"].address == server.at("/page.html")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/lying-type", "what came is HTML, not PDF"),
        ("/lying-type.pdf", "what came is HTML, not PDF"),
        ("/page.pdf", "what came is HTML, not PDF"),
        ("/short-length.pdf", "a PDF without its end"),
        ("/forbidden.pdf", "403"),
        ("/endless.pdf", "larger than"),
    ],
)
def test_of_a_refused_text_nothing_is_left(path: str, reason: str, run: Run, tmp_path: Path) -> None:
    (outcome,) = run(path)
    assert reason in str(outcome.fault)
    assert kept(tmp_path) == []
    assert not (tmp_path / LOCK_NAME).exists()


@pytest.mark.parametrize("path", ["/cut-always.pdf", "/drip.pdf", "/broken.pdf", "/empty.txt"])
def test_nothing_half_written_stands_under_a_name(path: str, run: Run, tmp_path: Path) -> None:
    (outcome,) = run(path, seconds=4.0 if path == "/broken.pdf" else 1.0)
    assert outcome.fault is not None
    assert set(kept(tmp_path)) <= {".en.part", ".en.part.json"}  # to go on from
    assert not (tmp_path / LOCK_NAME).exists()


def test_a_failed_fetch_leaves_the_text_and_the_entry_that_were_there(run: Run, tmp_path: Path) -> None:
    (first,) = run("/whole.pdf")
    (second,) = run("/lying-type.pdf")
    assert second.fault is not None
    assert kept(tmp_path) == ["en.pdf"]
    assert read_lock(tmp_path) == {"ungp/en": first.entry}


def test_a_fault_does_not_end_the_rest(run: Run, tmp_path: Path) -> None:
    outcomes = run("/forbidden.pdf", "/whole.pdf", "/lying-type.pdf")
    assert [outcome.fault is None for outcome in outcomes] == [False, True, False]
    assert list(read_lock(tmp_path)) == ["ungp/es"]


@pytest.mark.parametrize("address", ["http://[::1", "http://10.0.0.1/", "file:///etc/passwd", "words"])
def test_a_refused_address_does_not_end_the_rest(address: str, server: OddServer, tmp_path: Path) -> None:
    texts = [Text("ungp", "en", address), Text("ungp", "es", server.at("/whole.pdf"))]
    first, second = fetch(texts, tmp_path, sleep=lambda _: None)
    assert first.fault is not None
    assert second.new


def test_what_robots_txt_forbids_is_not_asked_for(run: Run, server: OddServer, tmp_path: Path) -> None:
    server.robots = (200, "User-agent: *\nDisallow: /whole\n")
    forbidden, allowed = run("/whole.pdf", "/page.html")
    assert "robots.txt" in str(forbidden.fault)
    assert allowed.fault is None
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/page.html"]
    assert kept(tmp_path) == ["es.html"]


@pytest.mark.parametrize(("rule", "pause"), [("", 2), ("Crawl-delay: 5", 5), ("Crawl-delay: 900", 30)])
@pytest.mark.parametrize("first", ["/page.html", "/forbidden.pdf"])
def test_a_host_is_left_in_peace_between_two_requests(
    first: str, rule: str, pause: int, run: Run, server: OddServer, waits: list[float]
) -> None:
    server.robots = (200, f"User-agent: *\n{rule}\n")
    run(first, "/whole.pdf")
    assert waits[0] == 0.0
    assert pause - 1 < waits[1] <= pause


def test_a_damaged_lock_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).write_text('{"ungp/en": {"file": 1}}', encoding="utf-8")
    with pytest.raises(IngestError, match=r"Remove it, then run python -m ingest fetch again\."):
        read_lock(tmp_path)


def test_the_command_says_what_became_of_each_text(
    server: OddServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COTEJO_LANGUAGE", "en")
    corpus, into = write_corpus(tmp_path / "corpus", {"ungp/en": "a"}), tmp_path / "own"
    with (corpus / "sources.toml").open("a", encoding="utf-8") as register:
        register.write(f'texts = {{ en = "{server.at("/whole.pdf")}" }}\n')
    for words in ("fetched", "there already, unchanged"):
        assert main(["fetch", "--corpus", str(corpus), "--into", str(into)]) == 0
        assert f"ungp (en): {words}, {len(PDF)} bytes" in capsys.readouterr().out
    server.robots = (200, "User-agent: *\nDisallow: /\n")
    assert main(["fetch", "--again", "--corpus", str(corpus), "--into", str(into)]) == 1
    assert "robots.txt" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COTEJO_LANGUAGE", "en")
    (tmp_path / "file").touch()
    assert main(["fetch", "ungps", "--lang", "es", "--into", str(tmp_path / "file")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{tmp_path / 'file'}: cannot be written (")
