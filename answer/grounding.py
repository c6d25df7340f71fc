"""Support: how likely it is that the evidence supports a sentence.

A model over the signals of a sentence; its coefficients are data (`grounding.json`), fitted by
`python -m eval grounding --train`.
"""

import json
import math
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from answer.signals import Signals, read_signals

__all__ = ["COEFFICIENTS", "estimate", "least_support", "read_signals"]

COEFFICIENTS = Path(__file__).with_name("grounding.json")


def estimate(signals: Signals) -> float:
    """Return the probability, 0 to 1, that a sentence with these signals is supported."""
    model = _model()
    total = model["intercept"] + sum(
        model["weights"][name] * value for name, value in asdict(signals).items()
    )
    return 1 / (1 + math.exp(-total))


def least_support() -> float:
    """Return the support below which a sentence counts as unsupported."""
    return float(_model()["threshold"])


@cache
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    return model
