"""Token vectors: shared between generations, never mixed, and small changes do not pile up."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexFault
from index.token_codec import exact_codec
from index.token_vectors import PLACES, TokenVectors, TokenVectorWriter

DIMENSION = 3


def passage(name: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the tokens and spans that passage `name` has: as many as its last digit says."""
    count = name % 10
    tokens = np.full((count, DIMENSION), name, np.float16)
    return tokens, np.array([(name, name + n) for n in range(count)], np.int32).reshape(-1, 2)


def write(folder: Path, names: list[int], before: tuple[TokenVectors, list[int]] | None) -> TokenVectors:
    """Write the passages `names`, those of `before` kept; return them opened."""
    old, held = before or (None, [])
    rows = {name: row for row, name in enumerate(held)}
    kept = [rows[name] for name in names if name in rows]
    with TokenVectorWriter(folder, exact_codec(DIMENSION), old, kept) as writer:
        for name in names:
            if name in rows:
                writer.keep(rows[name])
            else:
                writer.add(*passage(name))
    return TokenVectors(folder, DIMENSION, len(names))


def check(vectors: TokenVectors, names: list[int]) -> None:
    for row, name in enumerate(names):
        found, expected = vectors.of(row), passage(name)
        assert np.array_equal(vectors.codec.decode(found[0]), expected[0])
        assert np.array_equal(found[1], expected[1])


@given(st.lists(st.lists(st.integers(0, 60), unique=True, max_size=20), min_size=1, max_size=25))
def test_every_passage_has_its_own_vectors_after_any_changes(
    tmp_path_factory: pytest.TempPathFactory, states: list[list[int]]
) -> None:
    folder, before = tmp_path_factory.mktemp("tokens"), None
    for number, names in enumerate(states):
        vectors = write(folder / f"generation-{number}" / "tokens", names, before)
        check(vectors, names)
        assert len(vectors.segments) <= 13
        before = (vectors, names)


def test_what_stays_is_shared_and_takes_no_place_twice(tmp_path: Path) -> None:
    names = list(range(1, 40))
    old = write(tmp_path / "one" / "tokens", names, None)
    new = write(tmp_path / "two" / "tokens", [*names, 45], (old, names))
    shared, added = new.segments
    assert (tmp_path / "one" / "tokens" / shared.files[0]).stat().st_nlink == 2
    assert added.tokens == 5


def test_what_is_mostly_gone_is_written_anew(tmp_path: Path) -> None:
    names = list(range(1, 40))
    old = write(tmp_path / "one" / "tokens", names, None)
    new = write(tmp_path / "two" / "tokens", names[:10], (old, names))
    assert [segment.tokens for segment in new.segments] == [sum(name % 10 for name in names[:10])]


def test_the_old_generation_can_go(tmp_path: Path) -> None:
    names = [11, 12, 13]
    old = write(tmp_path / "one" / "tokens", names, None)
    new = write(tmp_path / "two" / "tokens", names, (old, names))
    for path in (tmp_path / "one" / "tokens").iterdir():
        path.unlink()
    check(new, names)
    check(TokenVectors(tmp_path / "two" / "tokens", DIMENSION, 3), names)


@pytest.mark.parametrize(
    "name", ["two.codes", "two.i32", PLACES, "codec.f32", "centre.f32", "segments.json"]
)
def test_a_file_that_is_cut_off_is_noticed(name: str, tmp_path: Path) -> None:
    write(tmp_path / "two" / "tokens", [11, 12], None)
    path = tmp_path / "two" / "tokens" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexFault, match="are damaged"):
        TokenVectors(tmp_path / "two" / "tokens", DIMENSION, 2)
