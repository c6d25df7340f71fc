"""Retrieval sets: ours, those of BEIR, and those that cannot be used."""

import json
from pathlib import Path

import pytest

from eval.errors import EvalError
from eval.retrieval_set import AskedQuestion, Entry, read_set
from tests.eval.sets import passage, question, write_set

CORPUS = [passage("p1", "en", "alpha", "A"), passage("p2", "es", "beta")]
QUERIES = [question("q1", "es", "alfa"), question("q2", "en", "beta")]


def test_a_set_is_read_in_order(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path / "both", CORPUS, QUERIES, ["q1 p1 2", "q1 p2 0", "q2 p1 -1"]))
    assert found.name == f"{tmp_path.name}/both"
    assert found.entries == (Entry("p1", "en", "A", "alpha"), Entry("p2", "es", "", "beta"))
    assert found.questions == (AskedQuestion("q1", "es", "alfa"), AskedQuestion("q2", "en", "beta"))
    assert found.grades == {"q1": {"p1": 2, "p2": 0}, "q2": {"p1": 0}}
    assert [q.id for q in found.judged()] == ["q1"]


def test_a_set_as_beir_publishes_it_is_read(tmp_path: Path) -> None:
    write_set(tmp_path, [{"_id": "p1", "text": "a", "metadata": {}}], [{"_id": "q1", "text": "b"}], [])
    (tmp_path / "qrels.tsv").unlink()
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tp1\t1\n")
    found = read_set(tmp_path, "fr")
    assert found.entries == (Entry("p1", "fr", "", "a"),)
    assert found.questions == (AskedQuestion("q1", "fr", "b"),)
    assert found.grades == {"q1": {"p1": 1}}


def test_a_line_keeps_its_own_language_whatever_is_named(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path, CORPUS, QUERIES, ["q1 p1 1"]), "pt")
    assert [entry.lang for entry in found.entries] == ["en", "es"]


def test_a_line_break_within_a_text_is_no_end_of_line(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"id": "p1", "lang": "en", "text": "a\u2028b\x85c"}\n', "utf-8")
    write_set(tmp_path / "rest", CORPUS[:1], QUERIES[:1], ["q1 p1 1"])
    for name in ("queries.jsonl", "qrels.tsv"):
        (tmp_path / "rest" / name).rename(tmp_path / name)
    assert read_set(tmp_path).entries[0].text == "a\u2028b\x85c"


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("corpus.jsonl", "", "corpus.jsonl holds nothing"),
        ("corpus.jsonl", "{", "corpus.jsonl:1: not JSON"),
        ("corpus.jsonl", "[1]", "corpus.jsonl:1: list instead of an object"),
        ("corpus.jsonl", '{"id": "p1", "lang": "en"}', "text is None"),
        ("corpus.jsonl", '{"id": 7, "lang": "en", "text": "a"}', "id is 7"),
        ("corpus.jsonl", '{"id": "p1", "text": "a"}', "'p1' does not say its language"),
        ("corpus.jsonl", '{"id": "p1", "lang": "../x", "text": "a"}', "the language is '../x'"),
        (
            "queries.jsonl",
            f"{json.dumps(QUERIES[0])}\n\n{json.dumps(QUERIES[0])}",
            "queries.jsonl:3: the id",
        ),
        ("qrels.tsv", "q1 p1 1", "'q1 p1 1'. Expected the id of a question"),
        ("qrels.tsv", "q1\tp1\t0.5", "Expected the id of a question"),
        ("qrels.tsv", "q1\tp1\t1\nquery-id\tcorpus-id\tscore", "qrels.tsv:2"),
        ("qrels.tsv", "q9\tp1\t1", "there is no 'q9' in queries.jsonl"),
        ("qrels.tsv", "q1\tp9\t1", "there is no 'p9' in corpus.jsonl"),
        ("qrels.tsv", "q1\tp1\t1\nq1\tp1\t2", "have two grades, 1 and 2"),
        ("qrels.tsv", "q1\tp1\t0", "no question has a relevant passage"),
    ],
)
def test_a_set_that_cannot_be_used_says_where_and_why(
    file: str, content: str, told: str, tmp_path: Path
) -> None:
    write_set(tmp_path, CORPUS, QUERIES, ["q1 p1 1"])
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(EvalError) as raised:
        read_set(tmp_path)
    assert told in str(raised.value)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(file: str, tmp_path: Path) -> None:
    write_set(tmp_path, CORPUS, QUERIES, ["q1 p1 1"])
    (tmp_path / file).unlink()
    with pytest.raises(EvalError, match=rf"{file} cannot be read \(No such file"):
        read_set(tmp_path)


def test_a_language_that_is_none_is_refused(tmp_path: Path) -> None:
    write_set(tmp_path, CORPUS, QUERIES, ["q1 p1 1"])
    with pytest.raises(EvalError, match="--lang: the language is 'sp'"):
        read_set(tmp_path, "sp")
