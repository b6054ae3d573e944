"""Idle: whether a run would find anything to do, answered without a model, a reading process or an orchestrator.

A scheduled or repeated run over an unchanged corpus is the usual case; it must cost next to nothing.
"""

from collections.abc import Mapping, Sequence

from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.ingest import is_remote, plan_batches, sort_items
from jpeu_nlp.stages.publish import is_published
from jpeu_nlp.stages.store import open_store, store_exists
from jpeu_nlp.stages.versions import analysis_version
from jpeu_nlp.store.reading import pending_documents


def find_work(sources: Sequence[str], settings: Settings, *, date: str | None) -> Mapping[str, int] | None:
    """Return None where there is something to do, else the counts that the run would end with."""
    if is_remote(sources, settings):  # what the network holds, only asking tells
        return None
    batches = plan_batches(sources, date=date)
    if not store_exists(settings):
        next(batches, None)  # a source that does not exist is told before anything is created
        return None
    n_unchanged = n_failed = 0
    with open_store(settings) as store:
        for batch in batches:
            sorting = sort_items(store, batch, max_bytes=settings.max_bytes)
            if sorting.to_read or sorting.failures:
                return None
            n_unchanged += len(sorting.unchanged)
            n_failed += sorting.n_failed_before
        if next(pending_documents(store, analysis_version(settings)), None) is not None or not is_published(store, settings):
            return None
    return {"n_read": 0, "n_unchanged": n_unchanged, "n_failed": n_failed, "n_analysed_documents": 0}
