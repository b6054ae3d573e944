"""The classifier: texts and their sentences in, one calibrated tag a pillar out.

By the profile `fast` the surface model settles what is clear to it, pillar by pillar, and the sentence model reads the
rest; by `accurate` it reads everything. A text's tags never depend on the texts beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jpeu_nlp.pillars.encoder import Encoder, TextReading
from jpeu_nlp.pillars.evaluation import Bools, Floats
from jpeu_nlp.pillars.weights import Weights, is_unclear, mean_scores
from jpeu_nlp.records import PillarTag, Span
from jpeu_nlp.taxonomy import PILLARS

DECIMALS = 4
"""Of a probability: more would only be noise of the arithmetic."""


SUPPORTING_SHARE = 0.5
"""Of the support of the strongest sentence: one with less is not named as evidence (chosen by reading some fifty labels)."""


@dataclass(frozen=True, slots=True)
class _Found:
    probabilities: Floats
    labels: Bools
    readings: Mapping[int, TextReading]
    """What the sentence model saw, by row, where it was asked."""


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
        found = self._read(texts)
        return [
            self._tags_of(found.probabilities[row], found.labels[row], self._find_evidence(text, spans, found, row))
            for row, (text, spans) in enumerate(zip(texts, sentences, strict=True))
        ]

    def decide(self, texts: Sequence[str]) -> tuple[Floats, Bools, Bools]:
        """Return probabilities and labels, shape `(n, pillars)`, and which texts the sentence model read, shape `(n,)`."""
        found = self._read(texts)
        return found.probabilities, found.labels, np.array([row in found.readings for row in range(len(texts))], dtype=bool)

    def _read(self, texts: Sequence[str]) -> _Found:
        surface_scores = self._weights.surface_scores(texts)
        alone, stacked = self._weights.alone, self._weights.stacked
        probabilities = alone.regressions.probabilities(surface_scores)
        labels = alone.labels(probabilities)
        readings: dict[int, TextReading] = {}
        if stacked is not None and self._encoder is not None:
            is_read = is_unclear(probabilities, self._weights.clear) | self._reads_all
            readings = {row: self._encoder.read(texts[row]) for row in np.flatnonzero(is_read).tolist()}
        if stacked is not None and readings:
            chosen = list(readings)
            scores = np.array([reading.scores for reading in readings.values()])
            probabilities[chosen] = stacked.regressions.probabilities(mean_scores(surface_scores[chosen], scores))
            labels[chosen] = stacked.labels(probabilities[chosen])
        return _Found(np.round(probabilities, DECIMALS), labels, readings)

    @staticmethod
    def _tags_of(probabilities: Floats, labels: Bools, evidence: Mapping[int, tuple[Span, ...]]) -> tuple[PillarTag, ...]:
        return tuple(
            PillarTag(
                pillar=pillar,
                probability=float(probabilities[column]),
                is_label=bool(labels[column]),
                evidence=evidence.get(column, ()),
            )
            for column, pillar in enumerate(PILLARS)
        )

    def _find_evidence(self, text: str, spans: Sequence[Span], found: _Found, row: int) -> dict[int, tuple[Span, ...]]:
        """Return the sentences that speak for each label, by its column and in order: at least one, where there are any."""
        columns = np.flatnonzero(found.labels[row]).tolist()
        if len(spans) < 2 or not columns:
            return dict.fromkeys(columns, tuple(spans))
        scores = self._weights.surface_scores([text[start:end] for start, end in spans])
        support = self._weights.alone.regressions.probabilities(scores)
        reading = found.readings.get(row)
        if reading is not None:
            votes = np.array(
                [reading.contributions[(reading.starts >= start) & (reading.starts < end)].sum(axis=0) for start, end in spans]
            )
            support = (support + np.maximum(votes, 0) / np.maximum(votes.max(axis=0), 1e-9)) / 2
        is_named = support >= SUPPORTING_SHARE * support.max(axis=0)
        return {column: tuple(span for span, named in zip(spans, is_named[:, column], strict=True) if named) for column in columns}
