"""A run against a saved one: what differs, what changed sides, and files that are no saved run."""

import json
from pathlib import Path

import pytest

from eval.answer_comparison import compare, read_saved
from eval.answers import Result
from eval.errors import EvalError
from tests.eval.sets_of_answers import made_result, refusal_due

LANGUAGES = ("es", "en")
BEFORE = [made_result(f"{n}-{lang}", lang, "A" if n < 3 else "B") for n in range(8) for lang in LANGUAGES]
NOW = [made_result(f"{n}-{lang}", lang, "B" if n == 0 else "A") for n in range(8) for lang in LANGUAGES]


def save(path: Path, results: list[Result], blind: bool = False) -> Path:
    document = {"summary": {}, "results": [result.to_json(blind) for result in results]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("blind", [False, True])
def test_a_saved_run_is_read_as_it_was(blind: bool, tmp_path: Path) -> None:
    saved = read_saved(save(tmp_path / "run.json", BEFORE, blind))
    assert saved == {result.question.id: result.scores for result in BEFORE}


def test_measures_are_paired_question_by_question(tmp_path: Path) -> None:
    path = save(tmp_path / "run.json", BEFORE)
    found = compare(NOW, read_saved(path), path, seed=1)
    right = found["measures"]["right_share"]
    assert (found["questions"], found["against"]) == (16, str(path))
    assert (right["against"], right["mean"], right["difference"]) == (3 / 8, 7 / 8, 1 / 2)
    assert right["interval"][0] < 1 / 2 < right["interval"][1]
    # Six of eight groups changed: 5 one way, 1 the other. Of 2 ** 6 ways, 1 + 6 on each side are as far.
    assert right["p"] == pytest.approx(14 / 2**6, abs=0.02)
    assert found["became_wrong"] == ["0-es", "0-en"]
    assert found["became_right"] == [f"{n}-{lang}" for n in range(3, 8) for lang in ("es", "en")]
    assert found["measures"]["agreement"]["difference"] == 0.0
    assert found["measures"]["ms"]["difference"] == 0.0
    assert "key_facts" not in found["measures"]


def test_only_questions_of_both_runs_are_compared(tmp_path: Path) -> None:
    path = save(tmp_path / "run.json", [*BEFORE[:4], refusal_due("gone", "en")])
    assert compare(NOW, read_saved(path), path, seed=1)["questions"] == 4
    with pytest.raises(EvalError, match=r"run\.json has none of these questions"):
        compare([refusal_due("new", "en")], read_saved(path), path, seed=1)


SCORES = BEFORE[0].to_json()["scores"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"results": 3}',
        '{"results": [{"id": "a", "scores": {"right": true}}]}',
        json.dumps({"results": [{"id": "a", "scores": SCORES | {"right": None}}]}),
        json.dumps({"results": [{"id": "a", "scores": SCORES | {"ms": "long"}}]}),
        json.dumps({"results": [{"id": "a", "scores": SCORES | {"support": float("nan")}}]}),
        json.dumps({"results": [{"id": "a", "scores": SCORES | {"provisions": "A"}}]}),
        "[" * 100_000,
    ],
)
def test_what_is_no_saved_run_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=r"run\.json is not a saved run"):
        read_saved(path)


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"none\.json cannot be read"):
        read_saved(tmp_path / "none.json")
