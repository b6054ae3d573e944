"""Analysing: one document at fault costs only itself, and is a row with its reason."""

from pathlib import Path
from typing import Any

import pytest

from jpeu_nlp.settings import Settings
from jpeu_nlp.stages import analyse
from jpeu_nlp.stages.ingest import Ingester
from jpeu_nlp.stages.ingest import plan_batches as plan_ingest
from jpeu_nlp.stages.publish import rows_of
from jpeu_nlp.stages.runs import recorded_run
from jpeu_nlp.stages.store import open_store


class Stumbling:
    """A classifier that falls over one word."""

    version = "stumbling"

    def __init__(self, classifier: Any) -> None:
        self.classifier = classifier

    def tag(self, texts: list[str], sentences: list[Any]) -> Any:
        if any("water cannon" in text for text in texts):
            raise ValueError("stumbled")
        return self.classifier.tag(texts, sentences)


def test_a_document_that_cannot_be_analysed_costs_only_itself(corpus: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = analyse.load_tools(settings)
    broken = analyse.Tools(reader=tools.reader, classifier=Stumbling(tools.classifier))  # type: ignore[arg-type]
    with open_store(settings) as store, recorded_run(store, settings, parameters={}, counts={}) as run_id:
        with Ingester(store, settings) as ingester:
            for batch in plan_ingest([str(corpus)]):
                ingester.ingest_batch(batch, run_id=run_id)
        (ids,) = analyse.plan_batches(store, "v1", batch_words=10_000)
        monkeypatch.setattr(analyse, "load_tools", lambda settings: broken)
        counts = analyse.analyse_batch(store, ids, settings, version="v1", run_id=run_id)
        assert (counts.n_documents, counts.n_failed) == (1, 2)
        failures = [row for row in rows_of(store, "failures") if row["stage"] == "analyse"]
        assert len(failures) == 2
        assert all("stumbled" in str(row["reason"]) for row in failures)
        (again,) = analyse.plan_batches(store, "v1", batch_words=10_000)
        assert len(again) == 2
        monkeypatch.setattr(analyse, "load_tools", lambda settings: tools)
        assert analyse.analyse_batch(store, again, settings, version="v1", run_id=run_id).n_failed == 0
        assert not [row for row in rows_of(store, "failures") if row["stage"] == "analyse"]
        assert not list(analyse.plan_batches(store, "v1", batch_words=10_000))
