"""Scores of the event coder on the half of the gold that rules are not read off, against floors that are pinned to it.

Lowering a floor, or changing the gold set, is a decision to be made in event_floors.json, with its reason in the commit.
"""

import hashlib
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpus/labels/events_gold.jsonl"
BENCHMARK = ROOT / "benchmarks/events.py"
FLOORS = json.loads((Path(__file__).parent / "event_floors.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(not BENCHMARK.exists(), reason="no benchmarks/ beside the tests")


@pytest.fixture(scope="module")
def benchmark_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_events", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_floors_belong_to_this_gold_set():
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest()[:16] == FLOORS["gold_digest"]


def test_the_gold_covers_every_type_and_mode():
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 500
    assert sum(not row["events"] for row in rows) >= 120
    events = [event for row in rows for event in row["events"]]
    assert {event["mode"] for event in events} == {"actual", "planned", "hypothetical", "negated"}
    assert len({event["type"] for event in events}) == 16


@pytest.mark.slow
@pytest.mark.parametrize("register", ["short", "long"])
def test_no_score_falls_below_its_floor(benchmark_module, register):
    rows = [row for row in benchmark_module.read_gold(GOLD, "test") if row["register"] == register]
    predicted = benchmark_module.code(rows, benchmark_module.shipped_model())
    counts, attributes, (alarms, _) = benchmark_module.score(rows, predicted, benchmark_module.Names())
    floors = FLOORS[register]
    for level in ("type", "+actors", "+recipients"):
        count = counts[level]
        assert 2 * count["tp"] / (2 * count["tp"] + count["fp"] + count["fn"]) >= floors[level], level
    for name, (right, total) in attributes.items():
        assert right / total >= floors[name], name
    assert alarms <= floors["false_alarms"]
