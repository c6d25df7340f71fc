"""`python -m index diff`: what a build would change, and what the last one did, provision by provision."""

import json
from pathlib import Path

import pytest

from index.__main__ import main
from settings import Settings
from tests.fakes import write_corpus
from tests.index.indexes import build

TEXT = "# A\n\n## One {#one}\n\nalpha beta.\n\n## Two {#two}\n\ngamma."
CHANGED = "# A\n\n## One {#one}\n\nalpha delta.\n\n## Three {#three}\n\nepsilon."


@pytest.fixture
def indexed(small: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("COTEJO_LANGUAGE", "en")
    monkeypatch.setenv("COTEJO_CORPUS", str(small.corpus))
    monkeypatch.setenv("COTEJO_DATA", str(small.data))
    write_corpus(small.corpus, {"a/en": TEXT, "b/es": "# B\n\nsigma."})
    build(small)
    return small


def differences(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str]]:
    assert main(["diff", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["differences"]
    return [(record["kind"], record["locator"], record["lang"]) for record in found]


EXPECTED = [("changed", "A, one", "en"), ("added", "A, three", "en"), ("removed", "A, two", "en")]


def test_before_a_build_it_says_what_would_change(
    indexed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    write_corpus(indexed.corpus, {"a/en": CHANGED, "b/es": "# B\n\nsigma."})
    assert differences(capsys) == EXPECTED


def test_after_the_build_it_says_what_has_changed(
    indexed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    write_corpus(indexed.corpus, {"a/en": CHANGED, "b/es": "# B\n\nsigma."})
    build(indexed)
    assert differences(capsys) == EXPECTED


def test_a_source_that_goes_takes_its_provisions_with_it(
    indexed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    write_corpus(indexed.corpus, {"a/en": TEXT})
    assert differences(capsys) == [("removed", "B", "es")]


def test_a_person_reads_the_old_words_and_the_new(
    indexed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    write_corpus(indexed.corpus, {"a/en": CHANGED, "b/es": "# B\n\nsigma."})
    assert main(["diff"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "The corpus against the index in force:"
    at = lines.index("changed: A, one (en)")
    assert lines[at + 1 : at + 3] == ["    - alpha beta.", "    + alpha delta."]
    assert lines[-1] == "Provisions that differ: 3."


@pytest.mark.usefixtures("indexed")
def test_with_nothing_to_compare_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff"]) == 1
    assert "agrees with the corpus, and no index from before is kept" in capsys.readouterr().err


def test_without_an_index_it_says_how_to_make_one(
    indexed: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "--corpus", str(indexed.corpus), "--data", str(tmp_path / "none")]) == 1
    assert "python -m index build" in capsys.readouterr().err
