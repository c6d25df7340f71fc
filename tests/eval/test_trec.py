"""TREC runs: what is written is read again, and what is no run is refused with its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.errors import EvalError
from eval.trec import Run, in_order, read_run, write_run

IDS = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1).filter(
    lambda id: id.split() == [id]
)
FOUND = st.dictionaries(IDS, st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6)


@given(run=st.dictionaries(IDS, FOUND, min_size=1, max_size=4))
def test_what_is_written_is_read_again(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("runs") / "a.run"
    write_run(path, run, "cotejo")
    assert read_run(path) == run


def test_ranks_follow_scores_and_equal_scores_go_by_id_backwards(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    write_run(path, {"q1": {"a": 0.5, "b": 0.5, "c": 2.0}}, "tag")
    assert path.read_text() == "q1 Q0 c 1 2.0 tag\nq1 Q0 b 2 0.5 tag\nq1 Q0 a 3 0.5 tag\n"
    assert in_order({"a": 0.5, "b": 0.5, "c": 2.0}) == ["c", "b", "a"]


def test_scores_give_the_order_and_not_ranks(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    path.write_text("q1 Q0 a 1 0.1 x\n\nq1\tQ0\tb\t2\t7e-1\tx\n")
    assert in_order(read_run(path)["q1"]) == ["b", "a"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "holds no result"),
        ("q1 Q0 a 1 0.5", "bad.run:1: 'q1 Q0 a 1 0.5' is no line"),
        ("q1 Q0 a 1 high x", "is no line of a TREC run"),
        ("q1 Q0 a 1 nan x", "the score is nan"),
        ("q1 Q0 a 1 1 x\nq1 Q0 a 2 0 x", "bad.run:2: 'a' stands twice among the results of 'q1'"),
    ],
)
def test_what_is_no_run_says_where_and_why(content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.run"
    path.write_text(content)
    with pytest.raises(EvalError) as raised:
        read_run(path)
    assert told in str(raised.value)


@pytest.mark.parametrize("id", ["", "a b", "a\n", "\u2028"])
def test_an_id_that_would_break_the_line_is_not_written(id: str, tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="without white space"):
        write_run(tmp_path / "a.run", {"q1": {id: 1.0}}, "tag")
    assert not (tmp_path / "a.run").exists()


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"none\.run cannot be read as a TREC run \(No such file"):
        read_run(tmp_path / "none.run")
    with pytest.raises(EvalError, match="cannot be written"):
        write_run(tmp_path / "none" / "a.run", {"q": {"p": 1.0}}, "tag")
