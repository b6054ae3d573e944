"""Train and evaluate as stages, on a small set of labels and without a sentence model."""

import json
from pathlib import Path

import pytest

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.artifact import read_manifest
from jpeu_nlp.records import Correction
from jpeu_nlp.settings import load_settings
from jpeu_nlp.stages import train as stage
from jpeu_nlp.stages.progress import LISTENER
from jpeu_nlp.stages.store import open_store
from jpeu_nlp.store.review import append_corrections

LABELS = Path(__file__).parents[2] / "corpus/labels"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """Two hundred passages, forty gold ones, and no sentence model to be found."""
    labels = tmp_path / "labels"
    labels.mkdir()
    for name, n in (("passages.jsonl", 160), ("gold.jsonl", 40)):
        lines = (LABELS / name).read_text(encoding="utf-8").splitlines()
        (labels / name).write_text("\n".join(lines[:n]) + "\n", encoding="utf-8")
    monkeypatch.setattr(stage, "shipped_path", lambda name: tmp_path / "nowhere")
    return load_settings(labels=labels, models=tmp_path / "models", output=tmp_path / "output")


def correct(settings, text, *labels, reason_shown="uncertain"):
    decision = Correction(
        item_kind="passage",
        item_id=f"i{abs(hash(text))}",
        quote=text,
        reviewer="Ana",
        action="correct",
        labels_before=(),
        labels_after=labels,
        model_version="m",
        reason_shown=reason_shown,
    )
    with open_store(settings) as store:
        append_corrections(store, [decision])


def test_the_same_inputs_give_the_same_digest_and_the_card_tells_the_scores(settings):
    told = []
    token = LISTENER.set(lambda *step: told.append(step))
    first = stage.train(settings)
    LISTENER.reset(token)
    (settings.labels / "passages.jsonl").write_text(
        "\n".join(reversed((settings.labels / "passages.jsonl").read_text(encoding="utf-8").splitlines())), encoding="utf-8"
    )
    again = stage.train(settings)
    assert first == again
    assert first["digest"] == read_manifest(settings.models)["digest"]
    assert set(first["cross_validated"]["cyber"]) == {"precision", "recall", "f1"}
    assert {step[0] for step in told} == {"train", "evaluate"}
    card = (settings.models / "README.md").read_text(encoding="utf-8")
    assert first["digest"] in card
    assert "![Calibration curve](calibration.svg)" in card
    assert "{" not in card.replace("{digest}", "{")
    assert (settings.models / "calibration.svg").read_text(encoding="utf-8").startswith("<svg")


def test_corrections_teach_and_audits_and_gold_do_not(settings):
    untouched = stage.train(settings)
    gold = json.loads((settings.labels / "gold.jsonl").read_text(encoding="utf-8").splitlines()[0])["text"]
    correct(settings, "The harbour board of Tiraspol discussed its audit with nobody in particular.", "space", reason_shown="audit")
    correct(settings, gold, "space")
    assert stage.train(settings) == untouched
    correct(settings, "A jammer near the airport of Tartu cost forty flights their satellite fix in one week.", "space")
    taught = stage.train(settings)
    assert (taught["corrections"], taught["passages"]) == (1, untouched["passages"] + 1)
    assert taught["digest"] != untouched["digest"]


def test_too_few_passages_are_refused(settings):
    lines = (settings.labels / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    (settings.labels / "passages.jsonl").write_text("\n".join(lines[:20]), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="too few passages"):
        stage.train(settings)


def test_evaluation_scores_a_gold_file_and_writes_its_worst_errors(settings, tmp_path):
    stage.train(settings)
    found = stage.evaluate(settings.labels / "gold.jsonl", settings, tmp_path / "worst.md")
    json.dumps(found)
    assert found["n_passages"] == 40
    assert 0.0 <= found["macro_f1"] <= 1.0
    assert found["confusion"]["none"].keys() == {"cyber", "maritime", "counterterrorism", "space", "none"}
    assert len((tmp_path / "worst.md").read_text(encoding="utf-8").splitlines()) == found["n_worst"] + 2
    other = in_profile(settings, "accurate")
    assert stage.evaluate(settings.labels / "gold.jsonl", other)["digest"].endswith("-accurate")


def in_profile(settings, profile):
    return settings.model_copy(update={"profile": profile})


def test_an_empty_gold_file_is_refused(settings, tmp_path):
    stage.train(settings)
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="holds no passages"):
        stage.evaluate(tmp_path / "empty.jsonl", settings)
