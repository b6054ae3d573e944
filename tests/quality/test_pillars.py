"""Scores of the shipped classifier on gold, against floors that are pinned to that gold set.

Lowering a floor, or changing the gold set, is a decision to be made in pillar_floors.json, with its reason in the commit.
"""

import json
from pathlib import Path

import pytest

from jpeu_nlp.pillars.dataset import read_passages
from jpeu_nlp.settings import load_settings
from jpeu_nlp.stages.train import data_digest, evaluate

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpus/labels/gold.jsonl"
FLOORS = json.loads((Path(__file__).parent / "pillar_floors.json").read_text(encoding="utf-8"))


def test_the_floors_belong_to_this_gold_set():
    assert data_digest(list(read_passages(GOLD))) == FLOORS["gold_digest"]


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["fast", "accurate"])
def test_no_score_falls_below_its_floor(profile):
    found = evaluate(GOLD, load_settings(models=ROOT / "models", profile=profile))
    assert found["macro_f1"] >= FLOORS["macro_f1"]
    assert {pillar: scores["f1"] >= FLOORS["f1"][pillar] for pillar, scores in found["by_pillar"].items()} == dict.fromkeys(
        FLOORS["f1"], True
    )
    assert found["calibration_error"] <= FLOORS["calibration_error"]
    tagged, n_hard = found["hard_negatives_tagged"]
    assert tagged <= FLOORS["hard_negative_share"] * n_hard
