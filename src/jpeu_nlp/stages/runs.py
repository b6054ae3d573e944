"""Runs: what was started when, with which versions, and what came of it; one row each in the store.

A run that is killed keeps its row without an end: that is how one sees it.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.versions import model_digests, package_versions
from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.writing import begin_run, finish_run


@contextmanager
def recorded_run(store: Store, settings: Settings, *, parameters: Mapping[str, object], counts: Mapping[str, int]) -> Iterator[str]:
    """Record that a run starts, and on leaving how it ended and the `counts` filled meanwhile; give its id."""
    run_id = uuid.uuid4().hex[:16]
    begin_run(
        store,
        run_id=run_id,
        started_at=datetime.now(UTC),
        versions=package_versions(),
        model_digests=model_digests(settings),
        parameters=parameters,
    )
    status = "failed"
    try:
        yield run_id
        status = "completed with failures" if counts.get("n_failed") or counts.get("n_failed_analyses") else "completed"
    finally:
        finish_run(store, run_id, finished_at=datetime.now(UTC), status=status, counts=counts)
