"""The same question in two languages: found by its id, compared by what it finds."""

from collections.abc import Mapping

import pytest

from eval.retrieval import questions_of
from eval.retrieval_parity import Parity, compare_languages, stem
from eval.retrieval_set import AskedQuestion, Entry, RetrievalSet


def make(name: str, kept: str, asked: str, numbers: str = "12") -> RetrievalSet:
    """Make a set of passages p-LANG-N, and of questions q-LANG-N that each is the answer to."""
    entries = [Entry(f"p-{lang}-{n}", lang, "", "text") for lang in kept.split("+") for n in numbers]
    questions = [AskedQuestion(f"q-{lang}-{n}", lang, "text") for lang in asked.split("+") for n in numbers]
    grades = {q.id: {e.id: 1 for e in entries if e.id[-1] == q.id[-1]} for q in questions}
    return RetrievalSet(name, tuple(entries), tuple(questions), grades)


def compare(
    *sets: RetrievalSet, run: Mapping[str, str], ndcg: Mapping[str, float] | None = None
) -> list[Parity]:
    """Compare runs given as ids in order, "a b c"."""
    asked = questions_of(sets)
    scored = {key: {id: -float(rank) for rank, id in enumerate(ids.split())} for key, ids in run.items()}
    return compare_languages(asked, scored, {one.key: (ndcg or {}).get(one.key, 0.0) for one in asked}, 1)


@pytest.mark.parametrize(
    ("id", "lang", "expected"),
    [
        ("xquad-en-57a", "en", "xquad-*-57a"),
        ("xquad-en-57a", "es", ""),
        ("q.es", "es", "q.*"),
        ("es_es_1", "es", "*_es_1"),
        ("enough", "en", ""),
        ("57a", "en", ""),
    ],
)
def test_a_marker_is_a_whole_part_of_an_id(id: str, lang: str, expected: str) -> None:
    assert stem(id, lang) == expected


def test_translations_of_a_passage_are_one_provision() -> None:
    (found,) = compare(
        make("mixed", "en+es", "en+es", "1"),
        run={"q-en-1": "p-en-1", "q-es-1": "p-es-1"},
    )
    assert (found.questions, found.passages, found.provisions) == (1, 0.0, 1.0)


def test_overlap_is_of_the_first_five_and_a_mean_over_questions() -> None:
    (found,) = compare(
        make("mixed", "en", "en+es"),
        run={
            "q-en-1": "a b c d e f", "q-es-1": "b a f e z c",
            "q-en-2": "a",
        },
        ndcg={"q-en-1": 1.0, "q-es-1": 0.4, "q-en-2": 0.8, "q-es-2": 0.8},
    )  # fmt: skip
    assert found.passages == pytest.approx((3 / 5 + 0 / 1) / 2)  # a, b, e; f and c are sixth
    assert (found.first.ndcg, found.second.ndcg) == pytest.approx((0.9, 0.6))
    assert found.gap == pytest.approx(0.9 - 0.6)
    assert found.p == pytest.approx(1.0)  # one difference alone is as large either way


def test_sets_in_one_language_each_are_compared_with_each_other() -> None:
    (found,) = compare(
        make("en-en", "en", "en"),
        make("es-en", "en", "es"),
        run={"en-en/q-en-1": "p-en-1", "es-en/q-es-1": "p-en-1"},
    )
    assert [(side.set, side.lang) for side in (found.first, found.second)] == [
        ("en-en", "en"),
        ("es-en", "es"),
    ]
    assert found.provisions == 0.5  # of two questions the second found nothing


def test_a_set_with_twins_is_not_compared_with_another() -> None:
    found = compare(make("mixed", "en+es", "en+es"), make("en-en", "en", "en"), run={})
    assert [(p.first.set, p.second.set) for p in found] == [("mixed", "mixed")]


def test_equal_numbers_of_unlike_things_are_no_twins() -> None:
    first, second = make("a", "en", "en"), make("b", "es", "es")
    other = RetrievalSet(
        "b",
        tuple(Entry(f"other-{e.id}", e.lang, "", "t") for e in second.entries),
        second.questions,
        {id: {f"other-{p}": 1 for p in grades} for id, grades in second.grades.items()},
    )
    assert compare(first, second, run={}) != []
    assert compare(first, other, run={}) == []
