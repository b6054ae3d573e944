"""Reading for the stages: what is known, what is pending, and the passages to analyse; records out, memory flat.

Pages go by key, not by offset, each in a short transaction, so that the caller may write between two of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from more_itertools import batched
from sqlalchemy import Row, Select, and_, distinct, func, select

from jpeu_nlp.decisions import decide
from jpeu_nlp.records import DocumentHeader, KnownDocument, Passage
from jpeu_nlp.store.connection import CHUNK_IDS, Store
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


def pillar_counts(store: Store, pillars: Sequence[str]) -> list[dict[str, object]]:
    """Return passages per quarter, publisher and pillar as published, decisions applied; for figures and reports.

    `quarter` is `2024-Q4`, or empty where the month is unknown; `pillar` is empty for the number of all passages.
    Duplicates are left out, so that a release repeated by three offices counts once.
    """
    month = func.substr(document_table.c.published_date, 1, 7)
    joined = document_table.join(passage_table, passage_table.c.document_id == document_table.c.document_id)
    decided = and_(decision_table.c.item_kind == "passage", decision_table.c.item_id == passage_table.c.passage_id)
    keys = (month, document_table.c.publisher)
    machine = (
        select(*keys, tag_table.c.pillar, func.count())
        .select_from(joined.join(tag_table, tag_table.c.passage_id == passage_table.c.passage_id).outerjoin(decision_table, decided))
        .where(tag_table.c.is_label, decision_table.c.item_id.is_(None), document_table.c.duplicate_of == "")
        .group_by(*keys, tag_table.c.pillar)
    )
    human = (
        select(*keys, decision_table.c.labels).select_from(joined.join(decision_table, decided)).where(document_table.c.duplicate_of == "")
    )
    every = select(*keys, func.count()).select_from(joined).where(document_table.c.duplicate_of == "").group_by(*keys)
    found: Counter[tuple[str, str, str]] = Counter()
    with store.reading() as connection:
        for when, publisher, pillar, n in connection.execute(machine):
            found[_quarter(when), publisher, pillar] += n
        for when, publisher, labels in connection.execute(human):
            for pillar in decide((), tuple(labels))[0]:
                found[_quarter(when), publisher, pillar] += 1
        for when, publisher, n in connection.execute(every):
            found[_quarter(when), publisher, ""] += n
    ranks = {pillar: rank for rank, pillar in enumerate(["", *pillars])}
    order = sorted((key for key in found if key[2] in ranks), key=lambda key: (key[0], key[1], ranks[key[2]]))
    return [{"quarter": key[0], "publisher": key[1], "pillar": key[2], "n_passages": found[key]} for key in order]


def _quarter(month: str | None) -> str:
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}" if month and len(month) == 7 and month[5:7].isdigit() else ""


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
