"""Tasks: batches handed to the stages, with retries. They take references (paths, ids), never texts.

Results are not cached by Prefect: the markers in the store, written with the rows, are what a re-run looks at.
"""

from collections.abc import Sequence

from prefect import task
from prefect.cache_policies import NO_CACHE

from jpeu_nlp.records import Failure, SourceItem
from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.analyse import AnalysisCounts, analyse_batch
from jpeu_nlp.stages.ingest import IngestCounts, Ingester, mark_duplicates
from jpeu_nlp.stages.publish import Published, publish
from jpeu_nlp.stages.store import Store
from jpeu_nlp.stages.workers import WorkerPool

RETRIES = 2
RETRY_DELAY_SECONDS = 5
"""A locked database or a full disk passes or does not; three tries tell (chosen)."""


@task(name="ingest-batch", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_SECONDS, cache_policy=NO_CACHE, persist_result=False)
def ingest_items(ingester: Ingester, items: Sequence[SourceItem | Failure], run_id: str) -> IngestCounts:
    """Read and store the items that are new or changed."""
    return ingester.ingest_batch(items, run_id=run_id)


@task(name="mark-duplicates", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_SECONDS, cache_policy=NO_CACHE, persist_result=False)
def mark_repeated(store: Store) -> int:
    """Mark the documents that repeat an earlier one."""
    return mark_duplicates(store)


@task(name="analyse-batch", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_SECONDS, cache_policy=NO_CACHE, persist_result=False)
def analyse_here(store: Store, document_ids: Sequence[str], settings: Settings, version: str, run_id: str) -> AnalysisCounts:
    """Analyse a batch of documents in this process."""
    return analyse_batch(store, document_ids, settings, version=version, run_id=run_id)


@task(name="analyse-batch-in-worker", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_SECONDS, cache_policy=NO_CACHE, persist_result=False)
def analyse_in_worker(pool: WorkerPool, document_ids: Sequence[str], version: str, run_id: str) -> AnalysisCounts:
    """Analyse a batch of documents in a worker process, and wait for it."""
    return pool.analyse(document_ids, version=version, run_id=run_id)


@task(name="publish-tables", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_SECONDS, cache_policy=NO_CACHE, persist_result=False)
def publish_tables(store: Store, settings: Settings) -> Published:
    """Write tables, codebook and report where they are out of date."""
    return publish(store, settings)
