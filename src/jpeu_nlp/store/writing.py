"""Signatures only (being written)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from jpeu_nlp.records import DocumentAnalysis, Failure, StoredDocument
from jpeu_nlp.store.connection import Store


def begin_run(
    store: Store, *, run_id: str, started_at: datetime, versions: Mapping[str, str], model_digests: Mapping[str, str], parameters: Mapping[str, object]
) -> None: ...
def finish_run(store: Store, run_id: str, *, finished_at: datetime, status: str, counts: Mapping[str, int]) -> None: ...
def write_documents(store: Store, documents: Sequence[StoredDocument], run_id: str) -> int:
    """Return how many were new or changed; `run_id` must have begun."""
def set_duplicates(store: Store, duplicates: Mapping[str, tuple[str, str, float | None]]) -> int:
    """document_id -> (duplicate_of, relation, similarity); ('', '', None) takes the mark away. Return how many changed."""
def write_failures(store: Store, failures: Iterable[Failure], run_id: str) -> int: ...
def write_analyses(store: Store, analyses: Sequence[DocumentAnalysis], *, version: str, run_id: str, origins: Mapping[str, str]) -> int:
    """`origins` has keys mention, date, event, tag (and, finer, `mention:RULE`). Return how many documents are now marked."""
