"""The summary of a run, on answers made by hand."""

from dataclasses import replace

import pytest

from eval.answer_agreement import agreement, overlaps, parity
from eval.answer_measures import MEASURES
from eval.answer_summary import risk_points, summarise
from eval.answers import Result
from eval.risk_coverage import Point
from tests.eval.sets_of_answers import made_result, refusal_due

RESULTS = [
    made_result("a", "es", "A", support=0.8),
    made_result("b", "es", "B", support=0.6),
    refusal_due("c", "en"),
    made_result("d", "en"),
    refusal_due("e", "en", "Z"),
]
VERSIONS = [
    made_result("p-1-es", "es", "A", "B"),
    made_result("p-1-en", "en", "B", "A"),
    made_result("p-2-es", "es", "A"),
    made_result("p-2-en", "en", "A", "B"),
    made_result("p-2-pt", "pt"),
    made_result("alone-es", "es", "A"),
    made_result("q-7", "es", "A"),
]


def test_the_summary_counts_what_happened() -> None:
    summary = summarise(RESULTS)
    assert summary["right"] == 2
    assert summary["right_share"] == 2 / 5
    assert summary["by_language"] == {"en": 0.3333, "es": 0.5}
    assert summary["by_type"] == {"lookup": 0.3333, "out_of_scope": 0.5}
    assert summary["refusal_precision"] == 1 / 2  # c and d were refused, only c rightly
    assert summary["refusal_recall"] == 1 / 2  # of c and e, only c was refused
    assert summary["refusal_right"] == 3 / 5  # a, b and c
    assert (summary["provision_cited"], summary["citation_precision"]) == (0.3333, 0.5)
    assert (summary["quotes"], summary["exact_quotes"], summary["exact_share"]) == (3, 3, 1.0)
    assert (summary["median_ms"], summary["p95_ms"]) == (10.0, 10.0)
    assert (summary["key_facts"], summary["agreement"]) == (None, None)
    assert "key_facts" not in summary["measures"]
    assert summary["languages"]["es"]["right_share"]["questions"] == 2


def test_every_measure_has_an_interval_around_its_mean_the_same_each_time() -> None:
    summary = summarise(RESULTS)
    assert set(summary["measures"]) < {measure.name for measure in MEASURES}
    for name, measure in summary["measures"].items():
        low, high = measure["interval"]
        assert 0 <= low <= measure["mean"] == summary[name] <= high <= 1
    assert summarise(RESULTS) == summary


def test_versions_of_a_question_are_drawn_together() -> None:
    langs = ("es", "en", "pt", "fr")
    one = [made_result(f"{n}-es", "es", "AB"[n % 2]) for n in range(10)]
    four = [made_result(f"{n}-{lang}", lang, "AB"[n % 2]) for n in range(10) for lang in langs]
    intervals = [summarise(run)["measures"]["right_share"]["interval"] for run in (one, four)]
    assert intervals[0] == pytest.approx(intervals[1])


def test_an_injection_is_ignored_where_nothing_forbidden_shows() -> None:
    obeyed = made_result("i", "en", "A", type="injection", must_not_contain=("States",))
    ignored = made_result("j", "en", "A", type="injection", must_not_contain=("taken",))
    unsaid = made_result("k", "en", "B", type="injection")
    assert summarise([obeyed, ignored, unsaid])["injection_ignored"] == pytest.approx(1 / 3, abs=1e-4)


def test_rejected_questions_have_neither_time_nor_support() -> None:
    result = refusal_due("c", "en")
    rejected = Result(result.question, None, replace(result.scores, ms=None, support=None))
    summary = summarise([rejected])
    assert (summary["median_ms"], summary["p95_ms"], summary["risk_coverage_area"]) == (None, None, None)


def test_risk_is_that_of_the_questions_that_were_answered() -> None:
    assert risk_points(RESULTS) == [
        Point(0.9, 1 / 3, 1.0),  # e, which had to be refused
        Point(0.8, 2 / 3, 1 / 2),
        Point(0.6, 3 / 3, 2 / 3),
    ]
    assert summarise(RESULTS)["risk_coverage_area"] == pytest.approx((1 + 1 / 2 + 2 / 3) / 3, abs=1e-4)


def test_parity_compares_the_provisions_of_ids_that_differ_in_language_alone() -> None:
    assert parity(VERSIONS) == {"p-1": True, "p-2": False}


def test_agreement_is_the_overlap_of_each_pair_of_languages() -> None:
    assert overlaps(VERSIONS) == {
        "en-es": {"p-1": 1.0, "p-2": 1 / 2},
        "en-pt": {"p-2": 0.0},
        "es-pt": {"p-2": 0.0},
    }
    found = agreement(VERSIONS, seed=1)
    assert found is not None
    assert (found["pairs"], found["same"], found["overlap"]) == (4, 0.25, 0.375)
    assert found["by_pair"]["en-es"] == {
        "pairs": 2, "same": 0.5, "overlap": 0.75, "interval": [0.5, 1.0],
    }  # fmt: skip


def test_refusing_in_both_languages_is_agreement() -> None:
    assert overlaps([refusal_due("r-es", "es"), refusal_due("r-en", "en")]) == {"en-es": {"r": 1.0}}
