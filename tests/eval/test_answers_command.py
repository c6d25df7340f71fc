"""The command `python -m eval answers`, with an assistant whose answers are made."""

import json
from pathlib import Path

import pytest

from eval.__main__ import main
from tests.fakes import CannedAssistant, make_answer, make_citation, write_corpus

QUESTIONS = [
    {"id": "s-es", "lang": "es", "text": "¿secreto uno?", "expected_locators": ["A"]},
    {"id": "s-en", "lang": "en", "text": "secret one?", "expected_locators": ["A"]},
    {"id": "r-en", "lang": "en", "text": "secret two?", "type": "out_of_scope"},
]
ANSWERS = {
    "¿secreto uno?": make_answer(make_citation("A", "#")),
    "secret one?": make_answer(make_citation("B", "#")),
    "secret two?": make_answer(reason="The sources do not say."),
}


@pytest.fixture(autouse=True)
def canned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CannedAssistant:
    assistant = CannedAssistant(ANSWERS)
    corpus = write_corpus(tmp_path / "corpus", {"made/es": "# Uno\n\nTexto.", "made/en": "# One\n\nText."})
    monkeypatch.setenv("COTEJO_CORPUS", str(corpus))
    monkeypatch.setenv("COTEJO_LANGUAGE", "en")
    monkeypatch.setattr("answer.assistant.open_assistant", lambda settings: assistant)
    return assistant


@pytest.fixture
def questions(tmp_path: Path) -> str:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    return str(path)


def test_json_is_one_document_of_the_promised_form(
    questions: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["answers", "--questions", questions, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"summary", "results"}
    assert [result["id"] for result in data["results"]] == ["s-es", "s-en", "r-en"]
    assert set(data["results"][0]) == {"id", "answer", "scores"}
    assert data["summary"]["questions"] == 3
    assert data["summary"]["agreement"]["overlap"] == 0.0


def test_lines_name_what_went_wrong_and_what_was_measured(
    questions: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["answers", "--questions", questions]) == 0
    out = capsys.readouterr().out
    assert "not right: s-en 'secret one?'\n  expected: A\n  given: B" in out
    assert "a right provision cited                 0.500 [0.500 0.500]     2" in out
    assert "en-es" in out


def test_a_blind_run_shows_neither_question_nor_answer(
    questions: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    for more in ([], ["--json"]):
        assert main(["answers", "--questions", questions, "--blind", "--html", str(page), *more]) == 0
        shown = capsys.readouterr().out + page.read_text(encoding="utf-8")
        assert "s-en" in shown
        assert "secret" not in shown
        assert "The sources do not say" not in shown


def test_a_run_is_compared_with_a_saved_one(
    questions: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["answers", "--questions", questions, "--json", "--blind"]) == 0
    saved = json.loads(capsys.readouterr().out)
    saved["results"][1]["scores"]["right"] = True
    path = tmp_path / "saved.json"
    path.write_text(json.dumps(saved), encoding="utf-8")
    assert main(["answers", "--questions", questions, "--compare", str(path)]) == 0
    assert "Became right: none.\nBecame wrong: s-en." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "more", "told"),
    [
        ('{"id": "a", "lang": "es", "text": "x", "type": "riddle"}', [], "the type is 'riddle'"),
        ('{"id": "a", "lang": "es", "text": "x", "history": "why"}', [], "no list"),
        ("[" * 100_000, [], "not a question"),
        ('{"id": "a", "lang": "es", "text": "x"}', ["--html", "/nonexistent/page.html"], "--html is"),
        ('{"id": "a", "lang": "es", "text": "x"}', ["--compare", "/nonexistent.json"], "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_asked(
    line: str,
    more: list[str],
    told: str,
    tmp_path: Path,
    canned: CannedAssistant,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "hostile.jsonl"
    path.write_text(line, encoding="utf-8")
    assert main(["answers", "--questions", str(path), *more]) == 1
    assert told in capsys.readouterr().err
    assert canned.asked == []
