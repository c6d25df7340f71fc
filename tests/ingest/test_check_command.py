"""`python -m ingest check`: what stands in the corpus, every fault on a line, and the exit code."""

from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.register import read_register
from settings import ROOT
from tests.fakes import write_corpus


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COTEJO_LANGUAGE", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_corpus(
        tmp_path,
        {
            "ungp/en": "## Scope\n\nStates should act.",
            "iso/en": "## A {#a}\n\na",
            "iso/es": "## B {#b}\n\nb",
        },
    )


def test_the_projects_own_corpus_has_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    sources = read_register(ROOT / "corpus")
    files = [file for source in sources for file in source.files]
    assert [line.split(":")[0] for line in out.splitlines()[: len(files)]] == files
    assert out.endswith(
        f"Sources: {len(sources)}. Documents read: {len(files)}. Files that cannot be read: 0.\n"
    )


def test_each_document_is_described(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--corpus", str(folder)]) == 0
    first, *_ = capsys.readouterr().out.splitlines()
    assert first == "ungp/en.md: 1 provisions, 1 passages, 4 words"


def test_provisions_of_one_language_only_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--corpus", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "iso: only in 'en': a" in lines
    assert "iso: only in 'es': b" in lines
    assert not [line for line in lines if line.startswith("ungp: only in")]


def test_each_fault_is_a_line_and_the_exit_code_is_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "ungp" / "en.md").unlink()
    (folder / "iso" / "es.md").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert main(["check", "--corpus", str(folder)]) == 1
    out, err = capsys.readouterr()
    first, second = err.splitlines()
    assert first.startswith("ungp/en.md (source 'ungp') does not exist")
    assert second.startswith("iso/es.md: by its content it is a picture")
    assert "iso/en.md: 1 provisions" in out
    assert out.endswith("Sources: 2. Documents read: 1. Files that cannot be read: 2.\n")


def test_a_damaged_pdf_is_one_line(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    register = folder / "sources.toml"
    register.write_text(register.read_text(encoding="utf-8").replace("es.md", "es.pdf"), encoding="utf-8")
    (folder / "iso" / "es.pdf").write_bytes(b"not a PDF")
    assert main(["check", "--corpus", str(folder)]) == 1
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("iso/es.pdf: by its content it is plain text")


def test_a_folder_without_a_register_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--corpus", str(tmp_path / "nowhere")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert str(tmp_path / "nowhere" / "sources.toml") in err


def test_the_corpus_of_the_settings_is_checked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COTEJO_CORPUS", str(folder))
    assert main(["check"]) == 0
    assert "Sources: 2." in capsys.readouterr().out


def test_a_setting_that_does_not_exist_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COTEJO_COPRUS", "somewhere")
    assert main(["check"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Unknown setting 'coprus'.")


@pytest.mark.parametrize("arguments", [[], ["chekc"], ["check", "--copus", "x"]])
def test_a_command_that_does_not_exist_says_how_it_is_used(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: python -m ingest" in capsys.readouterr().err
