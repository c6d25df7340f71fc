"""A logistic model: the probability that signals speak for, by weights that were fitted elsewhere."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def probability(signals: "DataclassInstance", weights: Mapping[str, float], intercept: float) -> float:
    """Return the probability, 0 to 1, of signals of which each has a weight by its name."""
    total = intercept + sum(weights[name] * value for name, value in asdict(signals).items())
    return 1 / (1 + math.exp(-total))
