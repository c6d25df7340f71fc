"""Which share of the machine's matrix-product rate the packaged embedder reaches, and where time goes.

The rate is that of one product of 2048 x 2048 matrices in the embedder's precision, measured before and
after each round of passages: the clock of a shared machine changes from one minute to the next.
"""

import time
from collections import Counter
from typing import Any

import numpy as np
import torch
from torch.profiler import ProfilerActivity, profile

from eval.speed_text import PASSAGE_TOKENS, passage_text
from index.packaged_embedder import PackagedEmbedder
from index.torch_encoder import torch_type
from settings import Settings

_SIDE = 2048
_PRODUCTS = 15
_TEXTS = 256
_LAYERS, _WIDTH, _INNER = 12, 384, 1536
"""The shape of multilingual-e5-small: layers, hidden size, size between the two feed-forward products."""


def measure_rate(settings: Settings, rounds: int) -> dict[str, Any]:
    """Return passages a second, the rate reached and the machine's (in Gflop/s), and the profile."""
    embedder = PackagedEmbedder(settings)
    texts = [passage_text(embedder.count_tokens)] * _TEXTS
    list(embedder.encode_passages(texts[:32]))  # torch is loaded and the weights are read
    speeds, shares, peaks = [], [], []
    for _ in range(rounds):
        before = _product_rate(settings)
        begun = time.perf_counter()
        list(embedder.encode_passages(texts))
        seconds = time.perf_counter() - begun
        peak = (before + _product_rate(settings)) / 2
        speeds.append(_TEXTS / seconds)
        peaks.append(peak)
        shares.append(_TEXTS * operations(PASSAGE_TOKENS) / seconds / peak)
    return {
        "embedder": {
            "precision": str(torch_type(settings.precision)).removeprefix("torch."),
            "tokens a passage": PASSAGE_TOKENS,
            "passages a second": round(float(np.median(speeds)), 1),
            "product Gflop/s": round(float(np.median(peaks)) / 1e9),
            "median share": round(float(np.median(shares)), 2),
            "best share": round(max(shares), 2),
        },
        "time by operation": _profile(embedder, texts),
    }


def operations(tokens: int) -> int:
    """Return the multiplications and additions of one text's forward pass, products alone.

    A layer has four products of width by width, two of width by inner size, and two of attention.
    """
    weights = 4 * _WIDTH * _WIDTH + 2 * _WIDTH * _INNER
    return _LAYERS * (2 * tokens * weights + 4 * tokens * tokens * _WIDTH)


def _product_rate(settings: Settings) -> float:
    """Return multiplications and additions a second of large products; the median of several."""
    precision = torch_type(settings.precision)
    one, other = (torch.randn(_SIDE, _SIDE).to(precision) for _ in range(2))
    seconds = []
    with torch.inference_mode():
        for _ in range(_PRODUCTS):
            begun = time.perf_counter()
            one @ other
            seconds.append(time.perf_counter() - begun)
    return 2 * _SIDE**3 / float(np.median(seconds))


def _profile(embedder: PackagedEmbedder, texts: list[str]) -> dict[str, float]:
    """Return the share of time of each of the costliest operations."""
    with profile(activities=[ProfilerActivity.CPU]) as profiled:
        list(embedder.encode_passages(texts))
    spent: Counter[str] = Counter()
    for event in profiled.key_averages():
        spent[event.key.removeprefix("aten::")] += event.self_cpu_time_total
    whole = sum(spent.values())
    return {name: round(time / whole, 2) for name, time in spent.most_common(6)}
