"""The fit of the support model and the bench, run on a few questions."""

import tomllib
from dataclasses import asdict, fields

import pytest

from answer.assistant import Assistant
from answer.support import COEFFICIENTS, Signals, estimate
from eval.bench import bench_answers
from eval.calibrate import calibrate
from eval.errors import EvalError
from eval.questions import Question, read_questions
from settings import ROOT

TUNING = ROOT / "eval" / "questions" / "tuning.jsonl"
DEV = ROOT / "eval" / "questions" / "dev.jsonl"


def test_the_model_in_force_has_a_coefficient_for_every_signal() -> None:
    coefficients = tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    assert set(coefficients) == {field.name for field in fields(Signals)} | {"intercept", "threshold"}
    assert 0 < coefficients["threshold"] < 1


def test_support_is_a_probability_that_grows_with_what_is_met() -> None:
    none = {field.name: 0.0 for field in fields(Signals)} | {"cosine": 0.84}
    poor = Signals(**(none | {"level": 0.3, "lead": 0.4, "meant": 0.3, "weakest": 0.2}))
    rich = Signals(
        **(none | {"level": 0.4, "lead": 2.5, "meant": 0.75, "weakest": 0.7, "named": 1.0, "cosine": 0.88})
    )
    lacking = Signals(**{**asdict(rich), "lacking": 1.0})
    assert 0 < estimate(poor) < estimate(rich) < 1
    assert estimate(lacking) < estimate(rich)


def test_too_few_questions_to_fit_on_are_refused(assistant: Assistant) -> None:
    questions = [Question(str(n), "en", "Who leads Session 3?", "agenda") for n in range(3)]
    with pytest.raises(EvalError, match="20 of each are needed"):
        calibrate(questions, assistant)


def test_fitting_again_gives_the_model_in_force(assistant: Assistant) -> None:
    fitted = calibrate([*read_questions(TUNING), *read_questions(DEV)], assistant)
    assert fitted["auroc"] > 0.85
    assert fitted["threshold"] == pytest.approx(
        tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))["threshold"], abs=0.1
    )


def test_the_bench_counts_every_answer(assistant: Assistant) -> None:
    questions = [Question("a", "en", "Who leads Session 3?", "agenda")]
    measured = bench_answers(questions, assistant, rounds=3)
    assert measured["answers"] == 3
    assert 0 < measured["total"]["p50"] <= measured["total"]["p95"] <= measured["total"]["p99"]
