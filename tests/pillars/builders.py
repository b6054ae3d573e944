"""Small sets of labelled passages, and classifiers made from them without a sentence model."""

from functools import lru_cache
from pathlib import Path

from jpeu_nlp.pillars.dataset import read_passages
from jpeu_nlp.pillars.training import Trained, train_weights
from jpeu_nlp.records import LabelledPassage

ROOT = Path(__file__).parents[2]
LABELS = ROOT / "corpus/labels"
MODELS = ROOT / "models"


@lru_cache
def some_passages(n: int = 200) -> list[LabelledPassage]:
    return sorted(read_passages(LABELS / "passages.jsonl"), key=lambda passage: passage.id)[:n]


@lru_cache
def a_training(n: int = 200) -> Trained:
    return train_weights(some_passages(n), None, lambda n_done, n_total: None)


def a_passage(text: str, *labels: str, **rest: object) -> LabelledPassage:
    return LabelledPassage(id=f"p-{text[:8]}", text=text, labels=labels, **rest)
