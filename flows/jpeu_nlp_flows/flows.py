"""The flows: ingest, analyse, publish, train, and the whole as one; each reads like a table of contents.

Batches, not documents, are tasks: one task a document costs eight times the work (measured). All flows run with no
server, scheduled or ad hoc, and may run twice.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from prefect import flow, get_run_logger
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.analyse import AnalysisCounts
from jpeu_nlp.stages.analyse import plan_batches as plan_analysis
from jpeu_nlp.stages.ingest import IngestCounts, Ingester
from jpeu_nlp.stages.ingest import plan_batches as plan_ingest
from jpeu_nlp.stages.progress import tell_progress
from jpeu_nlp.stages.runs import recorded_run
from jpeu_nlp.stages.store import Store, open_store
from jpeu_nlp.stages.train import train as train_classifier
from jpeu_nlp.stages.versions import analysis_version
from jpeu_nlp.stages.workers import WorkerPool
from jpeu_nlp_flows.artifacts import show_run, show_training
from jpeu_nlp_flows.job import Job
from jpeu_nlp_flows.tasks import analyse_here, analyse_in_worker, ingest_items, mark_repeated, publish_tables

Counts = dict[str, int]

RUNNER: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=64)
"""Threads that only wait for worker processes; `Settings.workers` decides how many work."""


@flow(name="jpeu-nlp ingest")
def ingest(job: Job) -> Counts:
    """Bring new and changed documents into the store."""
    with opened(job) as (store, settings), recorded(store, settings, job, "ingest") as (run_id, counts):
        counts |= ingest_documents(store, settings, job, run_id)
    return counts


@flow(name="jpeu-nlp analyse", task_runner=RUNNER)
def analyse(job: Job) -> Counts:
    """Analyse what is new, and what was analysed by other rules or models."""
    with opened(job) as (store, settings), recorded(store, settings, job, "analyse") as (run_id, counts):
        counts |= analyse_documents(store, settings, run_id)
    return counts


@flow(name="jpeu-nlp publish")
def publish(job: Job) -> Counts:
    """Write tables and report where they are out of date."""
    with opened(job) as (store, settings):
        return publish_documents(store, settings)


@flow(name="jpeu-nlp", task_runner=RUNNER)
def whole(job: Job) -> Counts:
    """Do the main job: documents in, tagged and reviewable tables out."""
    with opened(job) as (store, settings):
        with recorded(store, settings, job, "run") as (run_id, counts):
            counts |= ingest_documents(store, settings, job, run_id)
            counts |= analyse_documents(store, settings, run_id)
        return counts | publish_documents(store, settings)


@flow(name="jpeu-nlp train")
def train(job: Job) -> dict[str, Any]:
    """Rebuild the pillar classifier from the labelled passages and the reviewed corrections."""
    report = train_classifier(job.settings())
    show_training(report)
    return report


@contextmanager
def opened(job: Job) -> Iterator[tuple[Store, Settings]]:
    """Open the store of a job."""
    settings = job.settings()
    with open_store(settings) as store:
        yield store, settings


@contextmanager
def recorded(store: Store, settings: Settings, job: Job, name: str) -> Iterator[tuple[str, Counts]]:
    """Record a run in the store, and show what it did as artifacts; publishing comes after, so that `runs` shows its end."""
    counts: Counts = {}
    parameters = {"flow": name, **job.model_dump(mode="json", exclude_none=True)}
    with recorded_run(store, settings, parameters=parameters, counts=counts) as run_id:
        yield run_id, counts
    show_run(store, settings, run_id, counts)


def ingest_documents(store: Store, settings: Settings, job: Job, run_id: str) -> Counts:
    """Ingest in batches; one task each."""
    batches = list(plan_ingest(job.source_names(), settings=settings, date=job.date))
    n_items = sum(map(len, batches))
    total = IngestCounts()
    with Ingester(store, settings) as ingester:
        for batch in batches:
            total += ingest_items(ingester, batch, run_id)
            tell_progress("ingest", total.n_items, n_items)
    if total.n_read:
        mark_repeated(store)
    get_run_logger().info("ingest: %d read, %d unchanged, %d failed", total.n_read, total.n_unchanged, total.n_failed)
    return asdict(total)


def analyse_documents(store: Store, settings: Settings, run_id: str) -> Counts:
    """Analyse in batches; one task each, here or in worker processes."""
    version = analysis_version(settings)
    batches = list(plan_analysis(store, version, batch_words=settings.batch_words))
    n_documents = sum(map(len, batches))
    if settings.workers == 1 or len(batches) < 2:
        total = _sum_up((analyse_here(store, batch, settings, version, run_id) for batch in batches), n_documents)
    else:
        with WorkerPool(settings) as pool:
            futures = [analyse_in_worker.submit(pool, batch, version, run_id) for batch in batches]
            total = _sum_up((future.result() for future in futures), n_documents)
    get_run_logger().info("analyse: %d documents, %d passages, %d failed", total.n_documents, total.n_passages, total.n_failed)
    return {"n_analysed_documents": total.n_documents, "n_analysed_passages": total.n_passages, "n_failed_analyses": total.n_failed}


def _sum_up(outcomes: Iterable[AnalysisCounts], n_documents: int) -> AnalysisCounts:
    total = AnalysisCounts()
    for outcome in outcomes:
        total += outcome
        tell_progress("analyse", total.n_documents + total.n_failed, n_documents)
    return total


def publish_documents(store: Store, settings: Settings) -> Counts:
    """Publish as one task."""
    published = publish_tables(store, settings)
    tell_progress("publish", 1, 1)
    get_run_logger().info(
        "publish: %s", "already up to date" if published.is_unchanged else f"{len(published.files)} files in {settings.tables_dir}"
    )
    return {"n_files": len(published.files)}
