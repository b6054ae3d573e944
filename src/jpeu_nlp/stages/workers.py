"""Workers: batches analysed in processes of our own, each with its models loaded once.

Spawned, never forked: threads and database connections do not survive a fork. The worker imports no orchestrator. A
killed worker breaks its pool; the pool is made anew and the batch given again, which is safe because writes are
idempotent.
"""

import logging
import multiprocessing
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.analyse import AnalysisCounts, analyse_batch_in_worker, load_tools

log = logging.getLogger(__name__)

TRIES = 3
"""Times that a batch is given to a worker: a batch that kills three is a defect, not an accident (chosen)."""


def _warm_up(settings: Settings) -> None:
    load_tools(settings)


class WorkerPool:
    """A pool of analysing processes that survives the death of one; used from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=self.settings.workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_warm_up,
            initargs=(self.settings,),
        )

    def analyse(self, document_ids: Sequence[str], *, version: str, run_id: str) -> AnalysisCounts:
        """Analyse a batch in a worker and wait for it."""
        for attempt in range(1, TRIES + 1):
            pool = self._pool
            try:
                return pool.submit(analyse_batch_in_worker, document_ids, self.settings, version, run_id).result()
            except BrokenProcessPool:
                if attempt == TRIES:
                    raise
                log.warning("a worker died; its batch of %d documents is given again", len(document_ids))
                self._replace(pool)
        raise AssertionError("unreachable: the loop returns or raises")

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                broken.shutdown(wait=False, cancel_futures=True)
                self._pool = self._new_pool()

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.shutdown(wait=error is None, cancel_futures=True)
