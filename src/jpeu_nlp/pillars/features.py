"""Surface features: what a text looks like without understanding it, as sparse TF-IDF rows and the density of cues.

In go texts, out come matrices. Word pairs alone miss inflections and names that no training passage held, so pieces of
words stand beside them. The vocabulary is a pair of plain lists with their weights: no fitted object is ever pickled.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from jpeu_nlp.taxonomy import pillars

Floats = npt.NDArray[np.float64]

FORMS: Mapping[str, Mapping[str, Any]] = {
    "words": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w[\w'’-]*\b", "min_df": 2},
    "pieces": {"analyzer": "char_wb", "ngram_range": (3, 5), "min_df": 4},
}
"""Word pairs and pieces of words; what occurs in fewer passages than `min_df` is left out."""

IDF_DECIMALS = 4
TYPICAL_WORDS, FEWEST_WORDS = 60, 20
"""Median length of a passage; and what a shorter text than any passage counts as."""
MAX_CHARS = 20_000
"""More of a text is not looked at: a passage has at most 2,000 characters, a longer text costs as much as this (chosen)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of one form with their inverse document frequencies, in the same order."""

    terms: tuple[str, ...]
    idf: Floats


class SurfaceFeatures:
    """Turns texts into sparse rows: words first, then pieces, each block of unit length."""

    def __init__(self, vocabularies: Mapping[str, Vocabulary]) -> None:
        self.vocabularies = vocabularies
        self._vectorizers = [_vectorizer(name, vocabularies[name]) for name in FORMS]

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return the features of texts, shape `(n, terms)`."""
        if not texts:
            return sparse.csr_matrix((0, sum(len(vocabulary.terms) for vocabulary in self.vocabularies.values())))
        shortened = [text[:MAX_CHARS] for text in texts]
        return sparse.hstack([vectorizer.transform(shortened) for vectorizer in self._vectorizers], format="csr")


def fit_features(texts: Sequence[str]) -> SurfaceFeatures:
    """Return the features whose vocabulary and frequencies these texts give."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vocabularies = {}
    for name, options in FORMS.items():
        vectorizer = TfidfVectorizer(sublinear_tf=True, lowercase=True, **options).fit([text[:MAX_CHARS] for text in texts])
        vocabularies[name] = Vocabulary(tuple(vectorizer.get_feature_names_out()), np.round(vectorizer.idf_, IDF_DECIMALS))
    return SurfaceFeatures(vocabularies)


def _vectorizer(name: str, vocabulary: Vocabulary) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    options = {key: value for key, value in FORMS[name].items() if key != "min_df"}
    vectorizer = TfidfVectorizer(sublinear_tf=True, lowercase=True, vocabulary=list(vocabulary.terms), **options)
    vectorizer.idf_ = vocabulary.idf
    return vectorizer


def cue_density(texts: Iterable[str]) -> Floats:
    """Return how thick every pillar's cues stand in every text, shape `(n, pillars)`: `log(1 + cues in 60 words)`.

    Named once in a hundred and fifty words a pillar is mentioned; named twice in thirty it is the subject. Bare counts gave
    twice as many false alarms on long real passages (measured, `docs/pillars.md`).
    """
    patterns = _cue_patterns()
    rows = []
    for text in texts:
        shortened = text[:MAX_CHARS]
        per_words = TYPICAL_WORDS / max(len(shortened.split()), FEWEST_WORDS)
        rows.append([per_words * sum(1 for _ in pattern.finditer(shortened)) for pattern in patterns])
    return np.log1p(np.array(rows, dtype=np.float64).reshape(-1, len(patterns)))


@lru_cache
def _cue_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile("|".join(pillar.cues), re.IGNORECASE) for pillar in pillars().values())
