"""Rows of vectors: any part of them is searched as exactly as the whole."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dense_rows import DenseRows, Rows, write_dense_rows
from index.embedder import unit_rows
from index.errors import IndexFault

DIMENSION = 16


def written(folder: Path, count: int, seed: int = 1) -> tuple[DenseRows, np.ndarray]:
    vectors = unit_rows(np.random.default_rng(seed).normal(size=(count, DIMENSION)))
    write_dense_rows(folder / "rows", vectors, DIMENSION)
    return DenseRows(folder / "rows", DIMENSION, count), vectors


def a_vector(seed: int) -> np.ndarray:
    return unit_rows(np.random.default_rng(seed).normal(size=(1, DIMENSION)))[0]


@given(
    st.lists(st.integers(0, 3_000), max_size=12, unique=True).map(sorted),
    st.integers(1, 40),
    st.integers(0, 99),
)
def test_the_best_of_any_runs_are_found(
    tmp_path_factory: pytest.TempPathFactory, ends: list[int], limit: int, seed: int
) -> None:
    rows, vectors = written(tmp_path_factory.mktemp("rows"), 3_000)
    runs: list[Rows] = list(zip(ends[::2], ends[1::2], strict=False))
    inside = np.concatenate([np.arange(*run) for run in runs]) if runs else np.zeros(0, int)
    question = a_vector(seed)
    found = rows.nearest(question, runs, limit)
    assert len(found) == min(limit, len(inside))
    scores = dict(found)
    assert set(scores) <= set(inside.tolist())
    assert list(scores.values()) == sorted(scores.values(), reverse=True)
    for row, score in found:
        assert score == pytest.approx(float(vectors[row] @ question), abs=0.02)
    left_out = [float(vectors[row] @ question) for row in inside if row not in scores]
    if found and left_out:
        assert max(left_out) <= found[-1][1] + 0.04


def test_a_vector_comes_back_nearly_as_it_was(tmp_path: Path) -> None:
    rows, vectors = written(tmp_path, 50)
    for row in (0, 7, 49):
        assert float(rows.vector(row) @ vectors[row]) > 0.9999


def test_equal_scores_come_in_the_order_of_the_rows(tmp_path: Path) -> None:
    same = np.repeat(a_vector(1)[None, :], 9, axis=0)
    write_dense_rows(tmp_path / "rows", same, DIMENSION)
    rows = DenseRows(tmp_path / "rows", DIMENSION, 9)
    assert [row for row, _ in rows.nearest(a_vector(2), [(0, 9)], 4)] == [0, 1, 2, 3]


def test_no_passages_and_no_runs_give_nothing(tmp_path: Path) -> None:
    write_dense_rows(tmp_path / "none", [], DIMENSION)
    assert DenseRows(tmp_path / "none", DIMENSION, 0).nearest(a_vector(1), [], 5) == []
    assert written(tmp_path, 4)[0].nearest(a_vector(1), [], 5) == []


@pytest.mark.parametrize("cut", [1, 20])
def test_a_file_that_is_cut_off_is_noticed(cut: int, tmp_path: Path) -> None:
    written(tmp_path, 6)
    path = tmp_path / "rows"
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(IndexFault, match=r"The vectors in .* are damaged"):
        DenseRows(path, DIMENSION, 6)


def test_a_vector_of_another_dimension_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not of dimension"):
        write_dense_rows(tmp_path / "rows", [a_vector(1)[:-1]], DIMENSION)
