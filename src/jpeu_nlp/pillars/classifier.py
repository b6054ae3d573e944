"""The classifier: texts and their sentences in, one calibrated tag a pillar out.

By the profile `fast` the surface model settles what is clearly about none of the pillars, and the sentence model reads
the rest; by `accurate` it reads everything. A text's tags never depend on the texts beside it.
"""

from collections.abc import Sequence

import numpy as np

from jpeu_nlp.pillars.encoder import Encoder
from jpeu_nlp.pillars.evaluation import Bools, Floats
from jpeu_nlp.pillars.training import stack_rows
from jpeu_nlp.pillars.weights import Weights
from jpeu_nlp.records import PillarTag, Span
from jpeu_nlp.taxonomy import PILLARS

DECIMALS = 4
"""Of a probability: more would only be noise of the arithmetic."""


class PillarClassifier:
    """Tags passages with the weights of one training."""

    def __init__(self, weights: Weights, encoder: Encoder | None, *, version: str, profile: str = "fast") -> None:
        self._weights = weights
        self._encoder = encoder
        self._reads_all = profile == "accurate"
        self._version = version

    @property
    def version(self) -> str:
        """Digest of everything the tags depend on; it ends in the profile where that is not the default."""
        return f"{self._version}-accurate" if self._reads_all else self._version

    def tag(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[tuple[PillarTag, ...]]:
        """Return the tags of every text, one a pillar in the taxonomy's order; labels come with the sentences that support them."""
        probabilities, labels, _ = self.decide(texts)
        return [
            tuple(
                PillarTag(
                    pillar=pillar,
                    probability=float(probabilities[row, column]),
                    is_label=bool(labels[row, column]),
                    evidence=evidence.get(column, ()),
                )
                for column, pillar in enumerate(PILLARS)
            )
            for row, evidence in enumerate(self._find_evidence(texts, sentences, labels))
        ]

    def decide(self, texts: Sequence[str]) -> tuple[Floats, Bools, Bools]:
        """Return probabilities and labels, shape `(n, pillars)`, and which texts the sentence model read, shape `(n,)`."""
        rows = self._weights.surface_rows(texts)
        alone, stacked = self._weights.alone, self._weights.stacked
        probabilities = alone.regressions.probabilities(rows)
        is_read = np.zeros(len(texts), dtype=bool)
        labels = alone.labels(probabilities)
        if stacked is not None and self._encoder is not None and len(texts):
            is_read = (probabilities.max(axis=1) >= self._weights.clear_below) | self._reads_all
            if is_read.any():
                scores = self._encoder.scores(text for text, chosen in zip(texts, is_read, strict=True) if chosen)
                probabilities[is_read] = stacked.regressions.probabilities(stack_rows(rows[is_read], scores))
                labels[is_read] = stacked.labels(probabilities[is_read])
        return np.round(probabilities, DECIMALS), labels, is_read

    def _find_evidence(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]], labels: Bools) -> list[dict[int, tuple[Span, ...]]]:
        """Return the supporting sentences by column of pillar, for every text."""
        wanted = [(row, span) for row in np.flatnonzero(labels.any(axis=1)).tolist() for span in sentences[row]]
        found: list[dict[int, tuple[Span, ...]]] = [{} for _ in texts]
        if not wanted:
            return found
        rows = self._weights.surface_rows([texts[row][start:end] for row, (start, end) in wanted])
        probabilities = self._weights.alone.regressions.probabilities(rows)
        owners = np.array([row for row, _ in wanted])
        for row in np.unique(owners):
            mine = np.flatnonzero(owners == row)
            for column in np.flatnonzero(labels[row]):
                scores = probabilities[mine, column]
                supports = (scores >= self._weights.alone.thresholds[column]) | (scores == scores.max())
                found[row][int(column)] = tuple(wanted[index][1] for index in mine[supports])
        return found
