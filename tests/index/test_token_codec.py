"""Two bits a dimension keep what late interaction needs, and nothing is compressed that does not fit."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedder import unit_rows
from index.packaged_embedder import PackagedEmbedder
from index.token_codec import (
    CentredCodec,
    TokenCodec,
    centre_of,
    exact_codec,
    fit_codec,
    load_codec,
    save_codec,
)
from tests.fakes import LetterEmbedder

SHAPES = st.tuples(st.integers(1, 40), st.integers(1, 23), st.integers(0, 10_000))


def normal(count: int, dimension: int, seed: int) -> tuple[np.ndarray, TokenCodec]:
    """Return normally spread tokens and a codec of their spread."""
    chance = np.random.default_rng(seed)
    mean, spread = chance.normal(size=dimension), chance.uniform(0.1, 2, dimension)
    tokens = mean + spread * chance.normal(size=(count, dimension))
    return tokens.astype(np.float16), TokenCodec(mean.astype(np.float32), spread.astype(np.float32))


@given(SHAPES)
def test_each_value_is_kept_as_the_nearest_of_four_levels(shape: tuple[int, int, int]) -> None:
    tokens, codec = normal(*shape)
    codes = codec.encode(tokens)
    assert codes.shape == (len(tokens), codec.width)
    assert codec.width == -(-tokens.shape[1] // 4)
    kept = (codec.decode(codes) - codec.mean) / codec.spread
    given_ = (tokens.astype(np.float32) - codec.mean) / codec.spread
    levels = np.array([-1.510, -0.4528, 0.4528, 1.510])
    nearest = levels[np.abs(given_[..., None] - levels).argmin(axis=-1)]
    edge = np.abs(np.abs(given_) - 0.9816) < 1e-3  # halfway between two levels, either is right
    assert np.allclose(kept[~edge], nearest[~edge], atol=1e-4)


@given(SHAPES)
def test_cosines_are_those_of_what_was_kept(shape: tuple[int, int, int]) -> None:
    tokens, codec = normal(*shape)
    chance = np.random.default_rng(shape[2] + 1)
    centre = codec.mean + chance.normal(size=tokens.shape[1]).astype(np.float32) * 0.1
    question = unit_rows(chance.normal(size=(5, tokens.shape[1])))
    for each in (codec, exact_codec(tokens.shape[1])):
        codes = each.encode(tokens)
        expected = unit_rows(each.decode(codes) - centre) @ question.T
        assert np.allclose(CentredCodec(each, centre).cosines(codes, question), expected, atol=2e-3)


def test_cosines_of_many_tokens_are_those_of_each() -> None:
    tokens, codec = normal(5_000, 30, seed=1)
    codes, centred = codec.encode(tokens), CentredCodec(codec, codec.mean)
    question = unit_rows(np.random.default_rng(2).normal(size=(40, 30)))
    found = centred.cosines(codes, question)
    for part in (slice(0, 9), slice(820, 850), slice(4_990, 5_000)):
        assert np.allclose(found[part], centred.cosines(codes[part], question), atol=1e-5)
    assert centred.cosines(codes, question[:0]).shape == (5_000, 0)


@given(SHAPES)
def test_what_is_not_compressed_comes_back_as_it_was(shape: tuple[int, int, int]) -> None:
    tokens, _ = normal(*shape)
    codec = exact_codec(tokens.shape[1])
    assert not codec.compressed
    assert np.array_equal(codec.decode(codec.encode(tokens)), tokens.astype(np.float32))


def test_the_packaged_model_fits_four_levels_and_always_has_the_same_codec(
    embedder: PackagedEmbedder, tmp_path: Path
) -> None:
    codec = fit_codec(embedder)
    assert codec.compressed
    assert codec.width == 96
    again = fit_codec(embedder)
    assert np.allclose(codec.mean, again.mean, atol=1e-6)
    save_codec(codec, tmp_path / "codec")
    loaded = load_codec(tmp_path / "codec", embedder.dimension)
    assert np.array_equal(loaded.mean, codec.mean)
    assert np.array_equal(loaded.spread, codec.spread)


def test_compressed_tokens_point_where_the_tokens_did(embedder: PackagedEmbedder) -> None:
    (encoded,) = embedder.encode_passages(["El pliego exige un código de conducta a cada proveedor."])
    codec = fit_codec(embedder)
    kept = codec.decode(codec.encode(encoded.tokens)) - codec.mean
    cosines = (unit_rows(kept) * unit_rows(encoded.tokens.astype(np.float32) - codec.mean)).sum(axis=1)
    assert cosines.mean() > 0.92


def test_a_model_whose_vectors_do_not_fit_is_not_compressed() -> None:
    # Of a letter embedder's 26 dimensions nearly all are nought, so four levels are far off.
    assert not fit_codec(LetterEmbedder()).compressed


def test_a_file_of_another_dimension_is_refused(tmp_path: Path) -> None:
    save_codec(exact_codec(5), tmp_path / "codec")
    with pytest.raises(ValueError, match="reshape"):
        load_codec(tmp_path / "codec", 4)


def test_the_centre_is_the_mean_of_many_tokens_and_the_models_own_of_none() -> None:
    tokens, codec = normal(50_000, 4, seed=1)
    assert np.array_equal(centre_of(codec, []), codec.mean)
    codes = codec.encode(tokens + np.float16(0.5))
    expected = codec.decode(codes).mean(axis=0)
    assert np.abs(centre_of(codec, [codes]) - expected).max() < 0.05 * np.abs(expected - codec.mean).max()
