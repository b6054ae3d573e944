"""Reading for the stages: what is known, what is pending, and the passages to analyse; records out, memory flat.

Pages go by key, not by offset, each in a short transaction, so that the caller may write between two of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from more_itertools import batched
from sqlalchemy import Row, Select, and_, distinct, func, select

from jpeu_nlp.records import DocumentHeader, KnownDocument, Passage
from jpeu_nlp.store.connection import CHUNK_IDS, Store, upsert
from jpeu_nlp.store.failures import known_failures
from jpeu_nlp.store.published import table_rows
from jpeu_nlp.store.tables import (
    analysis_table,
    date_mention_table,
    decision_table,
    document_entity_table,
    document_table,
    event_table,
    failure_table,
    mention_table,
    meta_table,
    passage_table,
    review_table,
    run_table,
    tag_table,
)

__all__ = [
    "content_version",
    "counts",
    "known_documents",
    "known_failures",
    "note_published",
    "passages_of",
    "pending_documents",
    "published_version",
    "signatures",
    "table_rows",
]

PAGE_DOCUMENTS = 1_000
"""Documents a page of keys, chosen: a signature is about a kilobyte."""


def known_documents(store: Store, source_uris: Iterable[str]) -> dict[str, KnownDocument]:
    """Return those of the sources that are stored, by source_uri; ask for a batch of sources at a time."""
    columns = document_table.c
    known: dict[str, KnownDocument] = {}
    with store.reading() as connection:
        for uris in batched(source_uris, CHUNK_IDS):
            query = select(columns.source_uri, columns.document_id, columns.raw_sha256, columns.reading_version)
            for uri, document_id, raw_sha256, version in connection.execute(query.where(columns.source_uri.in_(uris))):
                known[uri] = KnownDocument(source_uri=uri, document_id=document_id, raw_sha256=raw_sha256, reading_version=version)
    return known


def signatures(store: Store) -> Iterator[tuple[str, str, str, bytes]]:
    """Return an iterator of (source_uri, document_id, text_digest, signature) of every document, by source_uri."""
    columns = document_table.c
    query = select(columns.source_uri, columns.document_id, columns.text_digest, columns.signature)
    return ((str(uri), str(document_id), str(digest), bytes(signature)) for uri, document_id, digest, signature in _pages(store, query))


def pending_documents(store: Store, version: str) -> Iterator[tuple[str, int]]:
    """Yield (document_id, characters of its passages) of what has no analysis of this version, by source_uri."""
    columns = document_table.c
    done = and_(analysis_table.c.document_id == columns.document_id, analysis_table.c.version == version)
    query = select(columns.source_uri, columns.document_id, columns.n_chars).where(~select(analysis_table).where(done).exists())
    for _, document_id, n_chars in _pages(store, query):
        yield document_id, n_chars


def passages_of(store: Store, document_ids: Sequence[str]) -> Iterator[tuple[DocumentHeader, tuple[Passage, ...]]]:
    """Yield these documents with their passages, in the order asked for; ids that are gone are passed over."""
    for ids in batched(document_ids, CHUNK_IDS // 10):
        headers, passages = _read_documents(store, ids)
        for document_id in ids:
            if document_id in headers:
                yield headers[document_id], tuple(passages[document_id])


def content_version(store: Store) -> str:
    """Return a text that is another one after any change of what is published; runs alone do not count."""
    query = select(meta_table.c.value).where(meta_table.c.key.in_(("store_id", "content_counter"))).order_by(meta_table.c.key.desc())
    with store.reading() as connection:
        return ":".join(connection.scalars(query))


def counts(store: Store) -> dict[str, int]:
    """Return how many rows there are of what is published, and how many documents are analysed."""
    tables = {
        "documents": document_table,
        "passages": passage_table,
        "mentions": mention_table,
        "dates": date_mention_table,
        "events": event_table,
        "tags": tag_table,
        "failures": failure_table,
        "runs": run_table,
        "reviews": review_table,
        "decisions": decision_table,
        "analysed_documents": analysis_table,
    }
    with store.reading() as connection:
        found = {name: connection.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables.items()}
        found["entities"] = connection.execute(select(func.count(distinct(document_entity_table.c.entity_id)))).scalar_one()
        found["duplicates"] = connection.execute(
            select(func.count()).select_from(document_table).where(document_table.c.duplicate_of != "")
        ).scalar_one()
    return found


def note_published(store: Store, folder: str, version: str) -> None:
    """Remember which version of the content a folder of tables shows; call it once they are all in place."""
    with store.writing() as connection:
        upsert(connection, meta_table, [{"key": f"published:{folder}", "value": version}])


def published_version(store: Store, folder: str) -> str:
    """Return what `note_published` was told last about this folder, or an empty text."""
    query = select(meta_table.c.value).where(meta_table.c.key == f"published:{folder}")
    with store.reading() as connection:
        return connection.execute(query).scalar() or ""


def _pages(store: Store, query: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
    """Yield the rows of a query on documents whose first column is source_uri, a page at a time."""
    after = ""
    ordered = query.order_by(document_table.c.source_uri).limit(PAGE_DOCUMENTS)
    while True:
        with store.reading() as connection:
            rows = connection.execute(ordered.where(document_table.c.source_uri > after)).all()
        yield from rows
        if len(rows) < PAGE_DOCUMENTS:
            return
        after = rows[-1][0]


def _read_documents(store: Store, document_ids: Sequence[str]) -> tuple[dict[str, DocumentHeader], dict[str, list[Passage]]]:
    document, passage = document_table.c, passage_table.c
    header_columns = (
        document.document_id,
        document.source_uri,
        document.title,
        document.publisher,
        document.published_date,
        document.language,
    )
    passage_columns = (
        passage.document_id,
        passage.ordinal,
        passage.text,
        passage.start_char,
        passage.end_char,
        passage.heading,
        passage.page,
    )
    of_documents = select(*passage_columns).where(passage.document_id.in_(document_ids)).order_by(passage.document_id, passage.ordinal)
    passages: defaultdict[str, list[Passage]] = defaultdict(list)
    with store.reading() as connection:
        rows = connection.execute(select(*header_columns).where(document.document_id.in_(document_ids)))
        headers = {row.document_id: DocumentHeader(**row._asdict()) for row in rows}
        for row in connection.execute(of_documents):
            passages[row.document_id].append(Passage(**row._asdict()))
    return headers, passages
