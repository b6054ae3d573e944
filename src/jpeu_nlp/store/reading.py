"""Signatures only (being written)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jpeu_nlp.records import DocumentHeader, KnownDocument, Passage
from jpeu_nlp.store.connection import Store


def known_documents(store: Store, source_uris: Iterable[str]) -> dict[str, KnownDocument]: ...
def signatures(store: Store) -> Iterator[tuple[str, str, str, bytes]]:
    """(source_uri, document_id, text_digest, signature), by source_uri."""
def pending_documents(store: Store, version: str) -> Iterator[tuple[str, int]]:
    """(document_id, characters to analyse), by source_uri."""
def passages_of(store: Store, document_ids: Sequence[str]) -> Iterator[tuple[DocumentHeader, tuple[Passage, ...]]]: ...
def content_version(store: Store) -> str: ...
def counts(store: Store) -> dict[str, int]: ...
def pillar_counts(store: Store, pillars: Sequence[str]) -> list[dict[str, object]]:
    """quarter, publisher, pillar, n_passages."""
def table_rows(store: Store, table: str, *, pillars: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """In published.py. Tables: documents passages mentions dates entities events tags failures runs reviews."""
