"""Every command: an expected error is one line, an unforeseen one names a file, neither a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from command_line import message_language, run_command, unexpected
from locales import CotejoError, Message, say, system_language
from settings import ROOT

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def _no_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LOCALE_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder where this test's temporary files go."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def english() -> str:
    return "en"


@pytest.mark.parametrize("code", [0, 1, 3])
def test_a_commands_own_exit_code_is_kept(code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(lambda: code, english) == code
    assert capsys.readouterr() == ("", "")


def test_an_expected_error_is_one_line_and_exit_code_1(
    temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> int:
        raise CotejoError("{file} is missing. Add it.", file="tides.pdf")

    assert run_command(command, english) == 1
    assert capsys.readouterr() == ("", "tides.pdf is missing. Add it.\n")
    assert list(temporary.iterdir()) == []


def test_an_unforeseen_error_names_a_file_that_holds_the_details(
    temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> int:
        raise ZeroDivisionError("canción ÷ 0")

    assert run_command(command, english) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert "(ZeroDivisionError)" in err
    (log,) = temporary.iterdir()
    assert str(log) in err
    details = log.read_text(encoding="utf-8")
    assert details.startswith("Traceback")
    assert "ZeroDivisionError: canción ÷ 0" in details
    assert Path(__file__).name in details


def test_details_of_two_errors_are_in_two_files(temporary: Path) -> None:
    first, second = (unexpected(ValueError(words), "en") for words in ("one", "two"))
    assert first != second
    logs = sorted(temporary.iterdir())
    assert sorted(log.read_text(encoding="utf-8").strip() for log in logs) == [
        "ValueError: one",
        "ValueError: two",
    ]


def test_a_person_who_stops_a_command_gets_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> int:
        raise KeyboardInterrupt

    assert run_command(command, english) == 130
    assert capsys.readouterr() == ("", "")


def test_the_language_is_asked_only_when_there_is_something_to_say() -> None:
    def never() -> str:
        raise AssertionError("asked")

    assert run_command(lambda: 0, never) == 0


def test_a_reader_who_stops_reading_gets_no_error() -> None:
    script = (
        "from command_line import run_command\n"
        "def command():\n"
        "    for number in range(100_000): print(number)\n"
        "    return 0\n"
        "raise SystemExit(run_command(command))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "0\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


@pytest.mark.usefixtures("_no_locale")
@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_CL.UTF-8"}, "es"),
        ({"LANG": "es_CL.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "es_ES.UTF-8"}, "es"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "es_CL.UTF-8"}, "es"),
    ],
)
def test_the_machines_language(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


@pytest.mark.usefixtures("_no_locale")
@pytest.mark.parametrize(("setting", "language"), [("en", "en"), ("es", "es"), ("", "es"), ("xx", "es")])
def test_the_setting_goes_before_the_machines_language(
    setting: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "es_CL.UTF-8")
    monkeypatch.setenv("COTEJO_LANGUAGE", setting)
    assert message_language() == language


def test_a_message_is_said_with_its_places_filled() -> None:
    assert say("en", "{file}: {count} pages", file="a.pdf", count=12) == "a.pdf: 12 pages"


def test_a_message_within_a_message_is_said_in_the_same_language() -> None:
    inner = Message("{count} pages", {"count": 12})
    assert Message("{file}: {what}", {"file": "a.pdf", "what": inner}).say("en") == "a.pdf: 12 pages"


def test_braces_in_a_value_are_left_alone() -> None:
    error = CotejoError("{file} cannot be read.", file="{count}.pdf")
    assert str(error) == "{count}.pdf cannot be read."


def test_a_language_without_a_catalogue_is_answered_in_english() -> None:
    assert say("qq", "{file} is missing.", file="a.pdf") == "a.pdf is missing."
