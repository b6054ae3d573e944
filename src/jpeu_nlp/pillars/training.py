"""Training: labelled passages and the sentence model's logits in, weights and their cross-validated scores out.

Passages fall into five folds by their id, so a new passage moves no other. Each fold is scored by a surface model that
has not seen it; the decisions learn from those scores, and are themselves judged on folds they have not seen.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jpeu_nlp.pillars.dataset import label_matrix
from jpeu_nlp.pillars.evaluation import Bools, Floats
from jpeu_nlp.pillars.features import SurfaceFeatures, fit_features
from jpeu_nlp.pillars.regression import Regressions, choose_thresholds, fit_calibration, fit_regressions
from jpeu_nlp.pillars.weights import Decision, Weights, is_unclear, limited, mean_scores, surface_matrix
from jpeu_nlp.records import LabelledPassage

N_FOLDS = 5
SURFACE_STRENGTH = 30.0
"""Inverse penalty of the surface model: the best of 3, 10 and 30 by cross-validation and on gold."""
UNSURE_IMPORTANCE = 0.5
"""A passage whose writer was in doubt teaches half as much."""
LOST_SHARE, FALSE_SHARE = 0.02, 0.002
"""Share of the labelled passages that the surface model alone may settle as clear of everything, and so lose; and of the
pillars which a passage does not carry that it may settle as labels."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """Weights, and what cross-validation says of passages that none of them had seen."""

    weights: Weights
    probabilities: Floats
    """Shape `(n, pillars)`, as the default profile would give them."""
    predicted: Bools
    share_read: float
    """Share of the passages that the sentence model reads by the default profile."""


def fold_numbers(passages: Sequence[LabelledPassage]) -> npt.NDArray[np.int64]:
    """Return the fold of every passage, by its id."""
    digests = [hashlib.sha256(passage.id.encode("utf-8", "surrogatepass")).hexdigest() for passage in passages]
    return np.array([int(digest[:16], 16) % N_FOLDS for digest in digests], dtype=np.int64)


def train_weights(passages: Sequence[LabelledPassage], encoder_scores: Floats | None, tell: Progress) -> Trained:
    """Return the weights that these passages teach; `encoder_scores` are logits from outside each passage's own training."""
    texts = [passage.text for passage in passages]
    labels = label_matrix(passages)
    importance = np.where([passage.sure for passage in passages], 1.0, UNSURE_IMPORTANCE)
    folds = fold_numbers(passages)
    n_steps = N_FOLDS + 2
    scores = np.zeros(labels.shape)
    for fold in range(N_FOLDS):
        tell(fold, n_steps)
        held = folds == fold
        taught = [text for text, is_held in zip(texts, held, strict=True) if not is_held]
        asked = [text for text, is_held in zip(texts, held, strict=True) if is_held]
        features, surface = _fit_surface(taught, labels[~held], importance[~held])
        scores[held] = limited(surface.scores(surface_matrix(features, asked)))
    tell(N_FOLDS, n_steps)
    features, surface = _fit_surface(texts, labels, importance)
    tell(N_FOLDS + 1, n_steps)
    means = None if encoder_scores is None else mean_scores(scores, encoder_scores)
    alone, stacked, clear = _fit_decisions(scores, means, labels, importance)
    probabilities, predicted, is_read = _cross_validate(scores, means, labels, importance, folds)
    tell(n_steps, n_steps)
    return Trained(
        weights=Weights(features=features, surface=surface, alone=alone, stacked=stacked, clear=clear),
        probabilities=probabilities,
        predicted=predicted,
        share_read=float(is_read.mean()),
    )


def _fit_surface(texts: Sequence[str], labels: Bools, importance: Floats) -> tuple[SurfaceFeatures, Regressions]:
    features = fit_features(texts)
    return features, fit_regressions(surface_matrix(features, texts), labels, importance, strength=SURFACE_STRENGTH)


def _fit_decisions(
    scores: Floats, means: Floats | None, labels: Bools, importance: Floats
) -> tuple[Decision, Decision | None, tuple[float, float]]:
    alone = _fit_decision(scores, labels, importance)
    if means is None:
        return alone, None, (0.0, 0.0)
    stacked = _fit_decision(means, labels, importance)
    probabilities = alone.regressions.probabilities(scores)
    low = np.quantile(probabilities.max(axis=1)[labels.any(axis=1)], LOST_SHARE)
    high = np.quantile(probabilities[~labels], 1 - FALSE_SHARE)
    return alone, stacked, (float(np.floor(low * 1000) / 1000), float(np.ceil(high * 1000) / 1000))


def _fit_decision(scores: Floats, labels: Bools, importance: Floats) -> Decision:
    regressions = fit_calibration(scores, labels, importance)
    return Decision(regressions, choose_thresholds(labels, regressions.probabilities(scores)))


def decide(
    scores: Floats, means: Floats | None, decisions: tuple[Decision, Decision | None, tuple[float, float]]
) -> tuple[Floats, Bools, npt.NDArray[np.bool_]]:
    """Return probabilities, labels, and which texts needed the sentence model, by the default profile."""
    alone, stacked, clear = decisions
    probabilities = alone.regressions.probabilities(scores)
    labels = alone.labels(probabilities)
    is_read = np.zeros(len(scores), dtype=bool)
    if stacked is not None and means is not None:
        is_read = is_unclear(probabilities, clear)
        probabilities[is_read] = stacked.regressions.probabilities(means[is_read])
        labels[is_read] = stacked.labels(probabilities[is_read])
    return probabilities, labels, is_read


def _cross_validate(
    scores: Floats, means: Floats | None, labels: Bools, importance: Floats, folds: npt.NDArray[np.int64]
) -> tuple[Floats, Bools, npt.NDArray[np.bool_]]:
    probabilities, predicted = np.zeros(labels.shape), np.zeros(labels.shape, dtype=bool)
    is_read = np.zeros(len(labels), dtype=bool)
    for fold in range(N_FOLDS):
        held = folds == fold
        outside = None if means is None else means[~held]
        inside = None if means is None else means[held]
        decisions = _fit_decisions(scores[~held], outside, labels[~held], importance[~held])
        probabilities[held], predicted[held], is_read[held] = decide(scores[held], inside, decisions)
    return probabilities, predicted, is_read
