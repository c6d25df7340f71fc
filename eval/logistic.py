"""Logistic regressions of standardised values, as coefficients in the values' own units (adapter of
scikit-learn)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted regression: `slopes` of shape (columns,), and the intercept."""

    slopes: NDArray[np.float64]
    intercept: float

    def apply(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of each row of values, shape (rows,)."""
        return np.asarray(1 / (1 + np.exp(-(values @ self.slopes + self.intercept))))


def fit_logistic(
    values: NDArray[np.float64],
    labels: NDArray[np.bool_],
    weights: NDArray[np.float64],
    penalty: float = 1.0,
) -> Logistic:
    """Return the regression of labels on values, shape (rows, columns), each row of its weight.

    `penalty` is scikit-learn's C: the smaller, the more the coefficients are held back.
    """
    regression = LogisticRegression(C=penalty, max_iter=5_000)
    model = make_pipeline(StandardScaler(), regression)
    model.fit(values, labels, logisticregression__sample_weight=weights)
    slopes = regression.coef_[0] / model[0].scale_
    return Logistic(slopes, float(regression.intercept_[0] - slopes @ model[0].mean_))
