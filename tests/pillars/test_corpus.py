"""The labelled passages themselves: what issue and guideline promise of them."""

import json
from collections import Counter

import numpy as np

from jpeu_nlp.pillars.dataset import NearDuplicates, read_passages
from jpeu_nlp.taxonomy import PILLARS
from tests.pillars.builders import LABELS, MODELS

TRAINING = list(read_passages(LABELS / "passages.jsonl"))
GOLD = list(read_passages(LABELS / "gold.jsonl"))
EVERYTHING = TRAINING + GOLD
KEYS = ["id", "text", "labels", "mentioned", "hard_negative", "sure", "register", "author_type", "date", "origin", "writer"]


def test_there_are_enough_of_every_kind():
    assert len(EVERYTHING) >= 2_000
    counts = Counter(label for passage in EVERYTHING for label in passage.labels)
    assert all(counts[pillar] >= 250 for pillar in PILLARS)
    assert sum(len(passage.labels) >= 2 for passage in EVERYTHING) >= 250
    assert sum(not passage.labels for passage in EVERYTHING) >= 800
    assert sum(passage.hard_negative for passage in EVERYTHING) >= 400
    assert len(GOLD) >= 300
    assert len({passage.register for passage in EVERYTHING}) == 8


def test_every_row_says_who_wrote_what_when_and_for_whom():
    for name in ("passages.jsonl", "gold.jsonl"):
        for line in (LABELS / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert list(row) == KEYS
            assert row["origin"] == "written for this project"
            assert not set(row["labels"]) & set(row["mentioned"])
            assert not (row["labels"] and row["hard_negative"])
            assert 20 <= len(row["text"].split()) <= 220, row["id"]


def test_ids_and_texts_are_unique():
    assert len({passage.id for passage in EVERYTHING}) == len(EVERYTHING)
    assert len({" ".join(passage.text.casefold().split()) for passage in EVERYTHING}) == len(EVERYTHING)


def test_no_gold_passage_nearly_repeats_a_training_passage():
    finder = NearDuplicates(TRAINING)
    assert {passage.id: finder.similar(passage.text) for passage in GOLD if finder.similar(passage.text)} == {}


def test_the_sentence_model_has_not_learnt_from_gold():
    with np.load(MODELS / "encoder/out_of_fold.npz", allow_pickle=False) as file:
        learnt = set(file["ids"].tolist())
    assert len(learnt) > 1_500
    assert not learnt & {passage.id for passage in GOLD}
