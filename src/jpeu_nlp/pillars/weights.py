"""Weights: everything that `train` learns, and the two decisions made from it.

The surface model scores every text. Where it stands alone, a small regression turns its scores and the cues into
probabilities; where the sentence model has read the text as well, another one weighs all three. Both regressions learn
from scores of passages that the scoring models had not seen, which is what calibrates them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from jpeu_nlp.pillars.evaluation import Bools, Floats
from jpeu_nlp.pillars.features import SurfaceFeatures, count_cues
from jpeu_nlp.pillars.regression import Regressions

CUE_WEIGHT = 0.5
"""Scale of the cue counts beside TF-IDF rows of unit length (chosen; 0.25 to 1 score alike)."""
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
    clear_below: float
    """A passage whose highest probability by the surface alone is lower is settled without the sentence model."""

    def surface_rows(self, texts: Sequence[str]) -> Floats:
        """Return what the surface model sees in texts: scores, then cue counts, shape `(n, 2 * pillars)`."""
        cues = count_cues(texts)
        return score_rows(self.surface, surface_matrix(self.features, texts, cues), cues)


def surface_matrix(features: SurfaceFeatures, texts: Sequence[str], cues: Floats) -> sparse.csr_matrix:
    """Return the surface model's features, shape `(n, terms + pillars)`."""
    return sparse.hstack([features.transform(texts), sparse.csr_matrix(CUE_WEIGHT * cues)], format="csr")


def score_rows(surface: Regressions, matrix: sparse.csr_matrix, cues: Floats) -> Floats:
    """Return the surface model's scores beside the cue counts, shape `(n, 2 * pillars)`."""
    return np.hstack([np.clip(surface.scores(matrix), -SCORE_LIMIT, SCORE_LIMIT), cues])
