"""Evaluation: predicted tags against a gold set, with the uncertainty that its size leaves.

In go arrays of shape `(n, pillars)`, out come scores as plain numbers. Macro-F1 is the mean of the pillars' F1. The
expected calibration error is over all passage-pillar pairs, in ten bins of equal width (Guo et al. 2017).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jpeu_nlp.taxonomy import PILLARS

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

N_BINS = 10
N_BOOTSTRAP = 1000
SEED = 20241101
"""Fixed, so that the intervals of one gold set are the same wherever they are computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Precision, recall and F1 with the counts they rest on, and the 95 % interval of F1 over resampled passages."""

    precision: float
    recall: float
    f1: float
    n_gold: int
    n_predicted: int
    f1_low: float = 0.0
    f1_high: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How well tags fit a gold set."""

    n_passages: int
    macro_f1: float
    macro_f1_low: float
    macro_f1_high: float
    calibration_error: float
    by_pillar: Mapping[str, Scores]
    confusion: Mapping[str, Mapping[str, int]]
    """Row: gold label or `none`; column: predicted label or `none`; a passage with two labels counts in both rows."""
    calibration: Sequence[tuple[float, float, int]]
    """Bins as `(mean probability, share right, number)`."""
    hard_negatives_tagged: tuple[int, int]
    """`(tagged, all)` of the passages without a label that look like they had one."""


def evaluate(gold: Bools, predicted: Bools, probabilities: Floats, *, is_hard_negative: Bools) -> Evaluation:
    """Return the scores of predictions, all arrays of shape `(n, pillars)` but the last, of shape `(n,)`."""
    intervals = bootstrap_f1(gold, predicted)
    by_pillar = {}
    for column, pillar in enumerate(PILLARS):
        precision, recall, f1 = precision_recall_f1(gold[:, column], predicted[:, column])
        by_pillar[pillar] = Scores(
            precision=precision,
            recall=recall,
            f1=f1,
            n_gold=int(gold[:, column].sum()),
            n_predicted=int(predicted[:, column].sum()),
            f1_low=intervals[column][0],
            f1_high=intervals[column][1],
        )
    bins = calibration_bins(gold, probabilities)
    hard = is_hard_negative & ~gold.any(axis=1)
    return Evaluation(
        n_passages=len(gold),
        macro_f1=float(np.mean([scores.f1 for scores in by_pillar.values()])),
        macro_f1_low=intervals[-1][0],
        macro_f1_high=intervals[-1][1],
        calibration_error=calibration_error(bins),
        by_pillar=by_pillar,
        confusion=confusion(gold, predicted),
        calibration=bins,
        hard_negatives_tagged=(int(predicted[hard].any(axis=1).sum()), int(hard.sum())),
    )


def precision_recall_f1(gold: Bools, predicted: Bools) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one pillar, arrays of shape `(n,)`; 0 where nothing is predicted or nothing is there."""
    n_right = float((gold & predicted).sum())
    precision = n_right / predicted.sum() if predicted.any() else 0.0
    recall = n_right / gold.sum() if gold.any() else 0.0
    return float(precision), float(recall), float(2 * precision * recall / (precision + recall)) if n_right else 0.0


def bootstrap_f1(gold: Bools, predicted: Bools) -> list[tuple[float, float]]:
    """Return the 95 % intervals of each pillar's F1 and, last, of macro-F1, over passages drawn with replacement."""
    generator = np.random.default_rng(SEED)
    n = len(gold)
    drawn = np.empty((N_BOOTSTRAP, gold.shape[1] + 1))
    for round_number in range(N_BOOTSTRAP):
        rows = generator.integers(0, n, n)
        right = (gold[rows] & predicted[rows]).sum(axis=0)
        total = gold[rows].sum(axis=0) + predicted[rows].sum(axis=0)
        f1 = np.where(total > 0, 2 * right / np.maximum(total, 1), 0.0)
        drawn[round_number] = [*f1, f1.mean()]
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]


def calibration_bins(gold: Bools, probabilities: Floats) -> list[tuple[float, float, int]]:
    """Return the filled bins as `(mean probability, share right, number)`."""
    flat_gold, flat = gold.ravel(), probabilities.ravel()
    numbers = np.minimum((flat * N_BINS).astype(int), N_BINS - 1)
    return [
        (float(flat[numbers == number].mean()), float(flat_gold[numbers == number].mean()), int((numbers == number).sum()))
        for number in range(N_BINS)
        if (numbers == number).any()
    ]


def calibration_error(bins: Sequence[tuple[float, float, int]]) -> float:
    """Return the expected calibration error: the mean gap between probability and share, weighted by the bins' numbers."""
    total = sum(number for *_, number in bins)
    return sum(abs(mean - share) * number for mean, share, number in bins) / total if total else 0.0


def confusion(gold: Bools, predicted: Bools) -> dict[str, dict[str, int]]:
    """Return how often each gold label, or none, met each predicted label, or none."""
    names = (*PILLARS, "none")
    table = {name: dict.fromkeys(names, 0) for name in names}
    with_none_gold = np.column_stack([gold, ~gold.any(axis=1)])
    with_none_predicted = np.column_stack([predicted, ~predicted.any(axis=1)])
    for gold_row, predicted_row in zip(with_none_gold, with_none_predicted, strict=True):
        for i in np.flatnonzero(gold_row):
            for j in np.flatnonzero(predicted_row):
                table[names[i]][names[j]] += 1
    return table
