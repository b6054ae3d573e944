"""Weights: everything that `train` learns, and the two decisions made from it.

The surface model scores every text. Where it stands alone, a regression a pillar turns its score into a probability; where
the sentence model has read the text as well, another one does so with the weighted mean of both scores. They learn from
scores of passages that the scoring models had not seen, which is what calibrates them. The weights of the mean are fixed: learnt
from our writers' passages they favour the sentence model, which knows these writers, and do worse on real prose.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from jpeu_nlp.pillars.evaluation import Bools, Floats
from jpeu_nlp.pillars.features import SurfaceFeatures, cue_density
from jpeu_nlp.pillars.regression import Regressions

CUE_WEIGHT = 0.5
"""Scale of the cues' density beside TF-IDF rows of unit length (chosen; 0.25 to 1 score alike)."""
ENCODER_WEIGHT = 1.5
"""Of the sentence model's score beside the surface model's: out of fold 1.5 is best, on real passages 0.6 to 2 differ by 0.01."""
SCORE_LIMIT = 12.0
"""Scores beyond it say no more: it keeps an odd text from reaching certainty by length alone."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A regression over scores, and the probability at which each pillar becomes a label."""

    regressions: Regressions
    thresholds: Floats

    def labels(self, probabilities: Floats) -> Bools:
        """Return which probabilities are labels."""
        found: Bools = probabilities >= self.thresholds
        return found


@dataclass(frozen=True, slots=True)
class Weights:
    """What `train` learns."""

    features: SurfaceFeatures
    surface: Regressions
    alone: Decision
    stacked: Decision | None
    """None where there is no sentence model."""
    clear: tuple[float, float]
    """A passage all of whose probabilities by the surface alone lie outside is settled without the sentence model."""

    def surface_scores(self, texts: Sequence[str]) -> Floats:
        """Return the surface model's scores of texts, shape `(n, pillars)`."""
        return limited(self.surface.scores(surface_matrix(self.features, texts)))


def is_unclear(probabilities: Floats, clear: tuple[float, float]) -> Bools:
    """Return which passages the surface model cannot settle, shape `(n,)`."""
    within: Bools = (probabilities >= clear[0]) & (probabilities <= clear[1])
    return np.asarray(within.any(axis=1))


def surface_matrix(features: SurfaceFeatures, texts: Sequence[str]) -> sparse.csr_matrix:
    """Return the surface model's features, shape `(n, terms + pillars)`."""
    return sparse.hstack([features.transform(texts), sparse.csr_matrix(CUE_WEIGHT * cue_density(texts))], format="csr")


def mean_scores(surface_scores: Floats, encoder_scores: Floats) -> Floats:
    """Return the weighted mean of both models' scores, shape `(n, pillars)`."""
    return (surface_scores + ENCODER_WEIGHT * limited(encoder_scores)) / (1 + ENCODER_WEIGHT)


def limited(scores: Floats) -> Floats:
    """Return scores drawn in to what can still mean something."""
    return np.clip(scores, -SCORE_LIMIT, SCORE_LIMIT)
