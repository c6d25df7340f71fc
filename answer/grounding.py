"""Support: how likely it is that the evidence supports a sentence.

A model over the signals of a sentence; its coefficients are data (`grounding.json`), fitted by
`python -m eval grounding --train`.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from answer.logistic import probability
from answer.signals import Signals

COEFFICIENTS = Path(__file__).with_name("grounding.json")


def estimate(signals: Signals) -> float:
    """Return the probability, 0 to 1, that a sentence with these signals is supported."""
    model = _model()
    return probability(signals, model["weights"], model["intercept"])


def least_support() -> float:
    """Return the support below which a sentence counts as unsupported."""
    return float(_model()["threshold"])


@cache
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    return model
