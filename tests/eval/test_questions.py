"""Question sets: a line that is not a question is named with its number."""

import json
from pathlib import Path

import pytest

from eval.errors import EvalError
from eval.questions import read_questions
from ingest.corpus import locator_of, read_corpus
from settings import ROOT, Settings

SETS = sorted((ROOT / "eval" / "questions").glob("*.jsonl"))


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), "holds no question"),
        (("{",), "set.jsonl:1: not a question"),
        (('{"id": "a", "lang": "es"}',), "KeyError: 'text'"),
        (('{"id": "a", "lang": "es", "text": "x", "type": "riddle"}',), "the type is 'riddle'"),
        (
            ('{"id": "a", "lang": "es", "text": "x"}', "", '{"id": "a", "lang": "es", "text": "y"}'),
            "set.jsonl:3",
        ),
        (("[1, 2]",), "not a question"),
        (('{"id": "a", "lang": "es", "text": "\\ud800"}',), "surrogates not allowed"),
        (('{"id": "a", "lang": "es", "text": "x", "history": "y"}',), "history is 'y', no list"),
    ],
)
def test_a_set_that_cannot_be_used_says_where_and_why(
    lines: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    with pytest.raises(EvalError) as raised:
        read_questions(write(tmp_path / "set.jsonl", *lines))
    assert told in str(raised.value)


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"none\.jsonl cannot be read"):
        read_questions(tmp_path / "none.jsonl")


def test_everything_but_id_language_and_text_may_be_missing(tmp_path: Path) -> None:
    (question,) = read_questions(write(tmp_path / "s.jsonl", '{"id": "a", "lang": "es", "text": "x"}'))
    assert (question.type, question.expected_locators, question.unanswerable) == ("lookup", (), False)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_our_own_sets_expect_provisions_that_exist(path: Path) -> None:
    corpus, _ = read_corpus(Settings().corpus)
    sources = {source.id: source for source in corpus.sources}
    known = {locator_of(sources[p.source_id], p) for p in corpus.passages()}
    for question in read_questions(path):
        assert set(question.expected_locators) <= known, question.id
        assert bool(question.expected_locators) != question.unanswerable, question.id


def test_no_question_stands_in_two_sets() -> None:
    texts = [
        json.loads(line)["text"] for path in SETS for line in path.read_text("utf-8").splitlines() if line
    ]
    assert len(texts) == len(set(texts))


def test_the_acceptance_set_is_what_the_documentation_says() -> None:
    questions = read_questions(ROOT / "eval" / "questions" / "acceptance.jsonl")
    assert [sum(q.lang == language for q in questions) for language in ("es", "en")] == [15, 15]
    assert sum(q.unanswerable for q in questions) == 5
