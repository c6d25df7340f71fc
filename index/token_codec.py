"""How token vectors are kept: two bits a dimension, or as they are.

A dimension of a model's token vectors is spread about its mean much like a normal distribution. So each
value is kept as one of the four levels that are best for that distribution (Max 1960, "Quantizing for
minimum distortion", table for N = 4), counted in the dimension's own spread. Over the development sets
nDCG@10 differs by 0.001 or less from that of the full vectors (docs/retrieval.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder, Vector, unit_rows

_LEVELS = np.array([-1.510, -0.4528, 0.4528, 1.510], np.float32)
_EDGE = np.float32(0.9816)
"""Where the inner level ends and the outer one begins."""
_PER_BYTE = 4
_SMALL_PRODUCT = 1_000_000
"""Multiplications in one product: so few OpenBLAS does without copying the numbers first."""
_LEAST_COSINE = 0.925
"""Of compressed to full vectors, on average; a normal distribution has 0.94."""
SAMPLE = Path(__file__).with_name("codec_sample.txt")

Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class TokenCodec:
    """The mean and the spread of each dimension of a model's token vectors, shape (dimension,).

    A spread of zeros says that nothing is compressed: codes are then the float16 values themselves.
    """

    mean: Vector
    spread: Vector

    @property
    def compressed(self) -> bool:
        """Whether two bits a dimension are kept."""
        return bool(self.spread.any())

    @property
    def width(self) -> int:
        """How many bytes a token takes."""
        return -(-len(self.mean) // _PER_BYTE) if self.compressed else 2 * len(self.mean)

    def encode(self, tokens: NDArray[np.float16]) -> Codes:
        """Return the codes of token vectors: shape (n, dimension) becomes (n, width)."""
        if not self.compressed:
            return np.ascontiguousarray(tokens, np.float16).view(np.uint8).reshape(len(tokens), self.width)
        scaled = (tokens.astype(np.float32) - self.mean) / self.spread
        levels = (scaled > 0).astype(np.uint8) * 2 + ((np.abs(scaled) > _EDGE) == (scaled > 0))
        padded = np.zeros((len(tokens), self.width * _PER_BYTE), np.uint8)
        padded[:, : len(self.mean)] = levels
        quads = padded.reshape(len(tokens), self.width, _PER_BYTE)
        packed = quads[..., 0] | quads[..., 1] << 2 | quads[..., 2] << 4 | quads[..., 3] << 6
        return packed.astype(np.uint8)

    def decode(self, codes: Codes) -> NDArray[np.float32]:
        """Return the vectors that codes stand for, shape (n, dimension); not of unit length."""
        if not self.compressed:
            return np.ascontiguousarray(codes).view(np.float16).astype(np.float32)
        return self.levels_of(codes) * self.spread + self.mean

    def levels_of(self, codes: Codes) -> NDArray[np.float32]:
        """Return the level of each dimension that codes stand for, in its spread from its mean."""
        return _QUADS.take(codes, axis=0).reshape(len(codes), -1)[:, : len(self.mean)]


_QUADS = np.array([[_LEVELS[byte >> 2 * place & 3] for place in range(_PER_BYTE)] for byte in range(256)])


class CentredCodec:
    """A codec whose vectors are held against others once a common centre is taken from them."""

    def __init__(self, codec: TokenCodec, centre: Vector) -> None:
        """Take `centre`, shape (dimension,), from every token."""
        self.centre = centre
        self._codec = codec
        if codec.compressed:
            # The squared length of the dimensions of each value of a byte, place after place.
            padding = codec.width * _PER_BYTE - len(codec.mean)
            spread, shift = (
                np.pad(values, (0, padding)).reshape(codec.width, 1, _PER_BYTE)
                for values in (codec.spread, codec.mean - centre)
            )
            self._squares = ((_QUADS * spread + shift) ** 2).sum(axis=2).astype(np.float32).ravel()
            self._places = np.arange(codec.width, dtype=np.int32) * 256
            self._ones = np.ones(codec.width, np.float32)

    def cosines(self, codes: Codes, question: Vector) -> NDArray[np.float32]:
        """Return the cosine of each token with each row of `question`, which is centred and of unit length
        already: shape (n, rows).
        """
        if not self._codec.compressed:
            centred = self._codec.decode(codes) - self.centre
            lengths = np.linalg.norm(centred, axis=1, keepdims=True)
            return np.asarray(centred @ question.T / np.maximum(lengths, 1e-9), np.float32)
        # The tokens are never written out: what is constant for all of them is worked out once.
        scaled = np.ascontiguousarray((question * self._codec.spread).T)
        products = np.empty((len(codes), len(question)), np.float32)
        squares = np.empty(len(codes), np.float32)
        at_once = max(1, _SMALL_PRODUCT // max(1, scaled.size))
        for start in range(0, len(codes), at_once):
            part = slice(start, start + at_once)
            np.dot(self._codec.levels_of(codes[part]), scaled, out=products[part])
            np.dot(self._squares.take(codes[part] + self._places), self._ones, out=squares[part])
        products += question @ (self._codec.mean - self.centre)
        products /= np.sqrt(np.maximum(squares, 1e-18))[:, None]
        return products


def fit_codec(embedder: Embedder) -> TokenCodec:
    """Return the codec of a model, from its vectors of a fixed text in four languages.

    The same model always has the same codec, so an index that is built anew is the same index. A model
    whose dimensions are not spread normally, so that four levels do not fit them, is not compressed.
    """
    sample = SAMPLE.read_text(encoding="utf-8").splitlines()
    tokens = np.concatenate([encoded.tokens for encoded in embedder.encode_passages(sample)])
    values = tokens.astype(np.float32)
    codec = TokenCodec(values.mean(axis=0), np.maximum(values.std(axis=0), 1e-6))
    centred, kept = values - codec.mean, codec.decode(codec.encode(tokens)) - codec.mean
    cosines = (unit_rows(centred) * unit_rows(kept)).sum(axis=1)
    return codec if float(cosines.mean()) >= _LEAST_COSINE else exact_codec(embedder.dimension)


def exact_codec(dimension: int) -> TokenCodec:
    """Return the codec that keeps vectors as they are."""
    return TokenCodec(np.zeros(dimension, np.float32), np.zeros(dimension, np.float32))


def save_codec(codec: TokenCodec, path: Path) -> None:
    """Write a codec: float32 means, then float32 spreads."""
    np.stack([codec.mean, codec.spread]).tofile(path)


def load_codec(path: Path, dimension: int) -> TokenCodec:
    """Return the codec in a file.

    Raises:
        OSError: the file is missing.
        ValueError: it is of another dimension.
    """
    mean, spread = np.fromfile(path, np.float32).reshape(2, dimension)
    return TokenCodec(mean, spread)


def centre_of(codec: TokenCodec, samples: Sequence[Codes]) -> Vector:
    """Return the mean of decoded tokens, drawn to the model's own where there are few of them.

    What all texts of a corpus have in common says nothing about which of them is meant; without it
    late interaction tells passages apart better (Mu and Viswanath 2018, "All-but-the-top").
    """
    total, count = codec.mean * _PRIOR_TOKENS, _PRIOR_TOKENS
    for codes in samples:
        total = total + codec.decode(codes).sum(axis=0)
        count += len(codes)
    return np.asarray(total / count, np.float32)


_PRIOR_TOKENS = 2_000
"""How many tokens the model's own mean counts for."""
