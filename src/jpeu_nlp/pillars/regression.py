"""Logistic regressions, one a pillar: fitted by scikit-learn, kept as rounded numbers, applied by scikit-learn.

In go features and labels, out come weights that are plain arrays. They are fitted to tight convergence and then rounded,
so that another machine's arithmetic, which differs in the last bits, writes the same file.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jpeu_nlp.pillars.evaluation import Bools, Floats

DECIMALS = 4
INDISTINGUISHABLE = 0.005
"""Differences of F1 below it say nothing: its standard error on four hundred positives is twice as large."""
TOLERANCE = 1e-12
"""Of the gradient: two processors then differ by 2e-13 in a weight, which rounding to four decimals does not show."""


@dataclass(frozen=True, slots=True)
class Regressions:
    """Weights of shape `(pillars, features)` and intercepts of shape `(pillars,)`."""

    weights: Floats
    intercepts: Floats

    def scores(self, features: Any) -> Floats:
        """Return the logits of feature rows (dense or sparse), shape `(n, pillars)`."""
        return np.asarray(features @ self.weights.T) + self.intercepts

    def probabilities(self, features: Floats) -> Floats:
        """Return the probabilities of feature rows, shape `(n, pillars)`."""
        if not len(features):
            return np.zeros((0, len(self.weights)))
        return np.column_stack([model.predict_proba(features)[:, 1] for model in self._models()])

    def _models(self) -> list[Any]:
        from sklearn.linear_model import LogisticRegression

        models = []
        for weights, intercept in zip(self.weights, self.intercepts, strict=True):
            model = LogisticRegression()
            model.classes_ = np.array([False, True])
            model.coef_ = weights[np.newaxis]
            model.intercept_ = np.array([intercept])
            models.append(model)
        return models


def fit_regressions(features: Any, labels: Bools, importance: Floats, *, strength: float) -> Regressions:
    """Return the regressions of every pillar; `strength` is the inverse of the penalty, `importance` of shape `(n,)`."""
    from sklearn.linear_model import LogisticRegression

    # Newton's steps: for tens of thousands of columns by conjugate gradients, as a Hessian would not fit. liblinear stops 1e-7 short
    # of the minimum, so that another processor's arithmetic changes a handful of rounded weights
    solver = "newton-cholesky" if isinstance(features, np.ndarray) else "newton-cg"
    weights, intercepts = [], []
    for column in range(labels.shape[1]):
        model = LogisticRegression(C=strength, solver=solver, tol=TOLERANCE, max_iter=10_000)
        model.fit(features, labels[:, column], sample_weight=importance)
        weights.append(model.coef_[0])
        intercepts.append(model.intercept_[0])
    return Regressions(np.round(np.array(weights), DECIMALS) + 0.0, np.round(np.array(intercepts), DECIMALS) + 0.0)


def fit_calibration(scores: Floats, labels: Bools, importance: Floats) -> Regressions:
    """Return for every pillar the regression on its own score alone, as a diagonal of weights (Platt 1999)."""
    weights, intercepts = np.zeros((labels.shape[1], labels.shape[1])), np.zeros(labels.shape[1])
    for column in range(labels.shape[1]):
        one = slice(column, column + 1)
        fitted = fit_regressions(scores[:, one], labels[:, one], importance, strength=1.0)
        weights[column, column], intercepts[column] = fitted.weights[0, 0], fitted.intercepts[0]
    return Regressions(weights, intercepts)


def choose_thresholds(labels: Bools, probabilities: Floats) -> npt.NDArray[np.float64]:
    """Return the threshold of every pillar: the highest whose F1, smoothed over the grid, is as good as the best.

    F1 over some hundred positives is flat and ragged: the neighbours on the grid keep one lucky passage from deciding, and
    differences below `INDISTINGUISHABLE` do not count. Among equals the highest gives the fewest false alarms, which
    real prose, where most passages are about none of the pillars, makes more of than labelled sets do.
    """
    grid = np.round(np.arange(0.3, 0.7001, 0.02), 2)
    chosen = []
    for gold, column in zip(labels.T, probabilities.T, strict=True):
        found = column[:, np.newaxis] >= grid
        right = (found & gold[:, np.newaxis]).sum(axis=0)
        f1 = 2 * right / np.maximum(found.sum(axis=0) + gold.sum(), 1)
        smooth = np.convolve(np.pad(f1, 3, mode="edge"), np.ones(7) / 7, mode="valid")
        chosen.append(float(grid[smooth >= smooth.max() - INDISTINGUISHABLE].max()))
    return np.array(chosen)
