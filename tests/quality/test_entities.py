"""Scores of the mentions and links on gold, against floors that are pinned to that gold set."""

import hashlib
import importlib.util
import json
from itertools import pairwise
from pathlib import Path

import pytest

from jpeu_nlp.language.pipeline import load_reader

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpus/labels/entities_gold.jsonl"
FLOORS = json.loads((Path(__file__).parent / "entity_floors.json").read_text(encoding="utf-8"))
ROWS = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def benchmark():
    """Return the benchmark as a module: the floors are about its figures."""
    spec = importlib.util.spec_from_file_location("benchmark_entities", ROOT / "benchmarks/entities.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_floors_belong_to_this_gold_set():
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest()[:16] == FLOORS["gold_digest"]


def test_gold_spans_lie_in_their_text_and_do_not_overlap():
    for row in ROWS:
        spans = sorted((start, end) for start, end, *_ in (*row["entities"], *row["dates"]))
        assert all(0 <= start < end <= len(row["text"]) for start, end in spans), row["id"]
        assert all(first[1] <= second[0] for first, second in pairwise(spans)), row["id"]
        assert all(row["text"][start:end].strip() == row["text"][start:end] for start, end in spans), row["id"]


def test_gold_is_as_large_as_promised():
    documents = {row["document"] for row in ROWS if "document" in row}
    assert len([row for row in ROWS if "document" not in row]) >= 300
    assert len(documents) >= 12


@pytest.mark.slow
def test_no_score_falls_below_its_floor():
    module = benchmark()
    mentions = module.read_rows(load_reader(module.PIPELINE), ROWS)
    found = [{(one.start_char, one.end_char, one.label) for one in ours} for ours in mentions]
    table = module.scores(found, [module.gold_spans(row) for row in ROWS], module.LABELS)
    assert {label: round(row[3], 3) for label, row in table.items() if row[3] < FLOORS["f1"][label]} == {}
    right, total = module.count_links(ROWS, mentions)
    assert right / total >= FLOORS["linking"]
