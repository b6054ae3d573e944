"""Published tables: rows as they leave the store, human decisions applied, in one order for ever.

A table is read in one transaction, so it shows one moment of the store, and streamed, so memory stays flat. Order is
that of the documents' source_uri, the passages' ordinal and the offsets; nothing but `failures`, `runs` and `reviews`
holds a run or a time, so that a killed and repeated run publishes the same bytes.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from more_itertools import batched
from sqlalchemy import Connection, Row, Table, func, select

from jpeu_nlp.decisions import analyst_origin, decide
from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.likeness import find_candidates
from jpeu_nlp.store.tables import (
    date_mention_table,
    decision_table,
    document_entity_table,
    document_table,
    entity_table,
    event_table,
    failure_table,
    mention_table,
    passage_table,
    review_table,
    run_table,
    tag_table,
)

CHUNK_PASSAGES = 500
"""Passages in memory at a time, with their machine rows; chosen: an IN list of that length keeps its plan."""
JOINT = "; "

Cells = dict[str, object]
AnyRow = Row[tuple[object, ...]]
Passages = Sequence[AnyRow]


def table_rows(store: Store, table: str, *, pillars: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """Yield the rows of a published table, columns as `export.columns` describes them."""
    if table not in TABLES:
        raise ConfigurationError(f"no table {table!r}; tables are {', '.join(TABLES)}")
    return _stream(store, TABLES[table], tuple(pillars))


def _stream(store: Store, rows: Callable[[Connection, tuple[str, ...]], Iterator[Cells]], pillars: tuple[str, ...]) -> Iterator[Cells]:
    with store.reading() as connection:
        yield from rows(connection, pillars)


def _documents(connection: Connection, _pillars: tuple[str, ...]) -> Iterator[Cells]:
    document = document_table.c
    hidden = {"text", "signature"}
    n_passages = (
        select(func.count()).select_from(passage_table).where(passage_table.c.document_id == document.document_id).scalar_subquery()
    )
    query = select(*(column for column in document if column.name not in hidden), n_passages.label("n_passages")).order_by(
        document.source_uri
    )
    for row in connection.execute(query.execution_options(yield_per=CHUNK_PASSAGES)):
        yield {
            "document_id": row.document_id,
            "title": row.title,
            "authors": JOINT.join(row.authors),
            "publisher": row.publisher,
            "published_date": row.published_date,
            "date_origin": row.date_origin,
            "kind": row.kind,
            "language": row.language,
            "source_uri": row.source_uri,
            "raw_sha256": row.raw_sha256,
            "duplicate_of": row.duplicate_of,
            "duplicate_relation": row.duplicate_relation,
            "similarity": row.similarity,
            "source_id": row.source_id,
            "media_type": row.media_type,
            "n_pages": row.n_pages,
            "n_passages": row.n_passages,
            "n_chars": row.n_chars,
            "reader": row.reader,
        }


def _passages(connection: Connection, pillars: tuple[str, ...]) -> Iterator[Cells]:
    for passages in _passage_chunks(connection):
        tags = _children(connection, tag_table, passages)
        decisions = _decisions(connection, "passage", [row.passage_id for row in passages])
        for row in passages:
            of_pillar = {tag.pillar: tag for tag in tags[row.passage_id]}
            machine, labels, status = _labels(tags[row.passage_id], decisions.get(row.passage_id), pillars)
            version = JOINT.join(sorted({tag.origin for tag in of_pillar.values()}))
            held = decisions.get(row.passage_id)
            yield {
                "passage_id": row.passage_id,
                "document_id": row.document_id,
                "ordinal": row.ordinal,
                "page": row.page,
                "heading": row.heading,
                "start_char": row.start_char,
                "end_char": row.end_char,
                "text": row.text,
                "labels": JOINT.join(labels),
                **{pillar: of_pillar[pillar].probability if pillar in of_pillar else None for pillar in pillars},
                "review_status": status,
                "labels_published": JOINT.join(labels),
                "labels_model": JOINT.join(machine),
                "evidence": _evidence(of_pillar, pillars),
                "origin": analyst_origin(held.reviewer) if held else version,
                "model_version": version,
            }


def _tags(connection: Connection, pillars: tuple[str, ...]) -> Iterator[Cells]:
    for passages in _passage_chunks(connection):
        tags = _children(connection, tag_table, passages)
        decisions = _decisions(connection, "passage", [row.passage_id for row in passages])
        for row in passages:
            _, labels, status = _labels(tags[row.passage_id], decisions.get(row.passage_id), pillars)
            for tag in sorted(tags[row.passage_id], key=lambda tag: pillars.index(tag.pillar) if tag.pillar in pillars else len(pillars)):
                yield {
                    "passage_id": row.passage_id,
                    "document_id": row.document_id,
                    "pillar": tag.pillar,
                    "probability": tag.probability,
                    "is_label": tag.pillar in labels,
                    "is_label_model": tag.is_label,
                    "review_status": status,
                    "evidence": JOINT.join(f"{start}-{end}" for start, end in tag.evidence),
                    "origin": tag.origin,
                }


def _mentions(connection: Connection, _pillars: tuple[str, ...]) -> Iterator[Cells]:
    for passages in _passage_chunks(connection):
        mentions = _children(connection, mention_table, passages)
        for passage in passages:
            for row in sorted(mentions[passage.passage_id], key=lambda row: (row.start_char, row.end_char, row.label)):
                yield {
                    "mention_id": row.mention_id,
                    "passage_id": row.passage_id,
                    "start_char": row.start_char,
                    "end_char": row.end_char,
                    "text": row.text,
                    "label": row.label,
                    "entity_id": row.entity_id,
                    "name": row.name,
                    "document_id": passage.document_id,
                    "rule": row.rule,
                    "score": row.score,
                    "origin": row.origin,
                }


def _dates(connection: Connection, _pillars: tuple[str, ...]) -> Iterator[Cells]:
    for passages in _passage_chunks(connection):
        dates = _children(connection, date_mention_table, passages)
        for passage in passages:
            for row in sorted(dates[passage.passage_id], key=lambda row: (row.start_char, row.end_char)):
                yield {
                    "date_id": row.date_id,
                    "passage_id": row.passage_id,
                    "start_char": row.start_char,
                    "end_char": row.end_char,
                    "text": row.text,
                    "iso": row.iso,
                    "precision": row.precision,
                    "document_id": passage.document_id,
                    "origin": row.origin,
                }


def _entities(connection: Connection, _pillars: tuple[str, ...]) -> Iterator[Cells]:
    entity = entity_table.c
    n_mentions = select(func.count()).select_from(mention_table).where(mention_table.c.entity_id == entity.entity_id).scalar_subquery()
    links = document_entity_table.c
    n_documents = select(func.count()).select_from(document_entity_table).where(links.entity_id == entity.entity_id).scalar_subquery()
    query = select(entity_table, n_mentions.label("n_mentions"), n_documents.label("n_documents"))
    for row in sorted(connection.execute(query).all(), key=lambda row: row.entity_id):  # a gazetteer fits in memory
        if row.n_documents:
            cells = dict(row._mapping)
            del cells["run_id"]
            yield cells


def _events(connection: Connection, pillars: tuple[str, ...]) -> Iterator[Cells]:
    places = {row.entity_id: row for row in connection.execute(select(entity_table).where(entity_table.c.latitude.is_not(None)))}
    for passages in _passage_chunks(connection):
        events = _children(connection, event_table, passages)
        tags = _children(connection, tag_table, [row for row in passages if events[row.passage_id]])
        decisions = _decisions(connection, "passage", [row.passage_id for row in passages])
        own = _decisions(connection, "event", [event.event_id for rows in events.values() for event in rows])
        candidates = find_candidates(connection, [event for rows in events.values() for event in rows])
        for passage in passages:
            _, labels, _ = _labels(tags[passage.passage_id], decisions.get(passage.passage_id), pillars)
            for row in sorted(events[passage.passage_id], key=lambda row: (row.trigger_start_char, row.trigger_end_char, row.event_id)):
                held = own.get(row.event_id)
                _, status = decide((), tuple(held.labels) if held else None, is_adjudicated=bool(held and held.is_adjudicated))
                own_labels = _labels_of_sentence(row, tags[passage.passage_id], labels)
                cells = _event_cells(row, passage, places.get(row.location_id), labels=own_labels, status=status)
                yield cells | {"same_event_candidates": JOINT.join(candidates.get(row.event_id, ()))}


def _labels_of_sentence(row: AnyRow, tags: Sequence[AnyRow], labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return those labels of a passage that an event's sentence supports; a label that a person added holds for all of it."""
    evidence = {tag.pillar: tag.evidence for tag in tags}

    def supports(pillar: str) -> bool:
        spans = evidence.get(pillar) or ()
        return not spans or any(start < row.sentence_end_char and row.sentence_start_char < end for start, end in spans)

    return tuple(pillar for pillar in labels if supports(pillar))


def _event_cells(row: AnyRow, passage: AnyRow, place: AnyRow | None, *, labels: tuple[str, ...], status: str) -> Cells:
    return {
        "event_id": row.event_id,
        "document_id": passage.document_id,
        "passage_id": row.passage_id,
        "event_type": row.event_type,
        "mode": row.mode,
        "event_date": row.event_date,
        "date_precision": row.date_precision,
        "actors": JOINT.join(row.actors),
        "recipients": JOINT.join(row.recipients),
        "location": row.location,
        "trigger": passage.text[row.trigger_start_char : row.trigger_end_char],
        "sentence": passage.text[row.sentence_start_char : row.sentence_end_char],
        "labels": JOINT.join(labels),
        "origin": row.origin,
        "review_status": status,
        "trigger_start_char": row.trigger_start_char,
        "trigger_end_char": row.trigger_end_char,
        "sentence_start_char": row.sentence_start_char,
        "sentence_end_char": row.sentence_end_char,
        "actor_ids": JOINT.join(row.actor_ids),
        "recipient_ids": JOINT.join(row.recipient_ids),
        "location_id": row.location_id,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "geo_precision": place.geo_precision if place else "",
        "attribution": row.attribution,
        "rule": row.rule,
        "score": row.score,
        "published_date": passage.published_date,
        "same_event_as": row.same_event_as,
    }


def _failures(connection: Connection, _pillars: tuple[str, ...]) -> Iterator[Cells]:
    columns = failure_table.c
    query = select(columns.source_uri, columns.stage, columns.reason, columns.run_id, columns.failed_at)
    for row in connection.execute(query.order_by(columns.source_uri, columns.stage).execution_options(yield_per=CHUNK_PASSAGES)):
        yield dict(row._mapping)


def _runs(connection: Connection, _pillars: tuple[str, ...]) -> Iterator[Cells]:
    for row in connection.execute(select(run_table).order_by(run_table.c.started_at, run_table.c.run_id)):
        yield {
            "run_id": row.run_id,
            "started_at": row.started_at,
            "finished_at": row.finished_at,
            "versions": _json(row.versions),
            "model_digests": _json(row.model_digests),
            "counts": _json(row.counts),
            "status": row.status,
            "parameters": _json(row.parameters),
        }


def _reviews(connection: Connection, _pillars: tuple[str, ...]) -> Iterator[Cells]:
    query = select(review_table).order_by(review_table.c.review_id).execution_options(yield_per=CHUNK_PASSAGES)
    for row in connection.execute(query):
        cells = dict(row._mapping)
        yield cells | {"labels_before": JOINT.join(row.labels_before), "labels_after": JOINT.join(row.labels_after)}


TABLES: Mapping[str, Callable[[Connection, tuple[str, ...]], Iterator[Cells]]] = {
    "documents": _documents,
    "passages": _passages,
    "mentions": _mentions,
    "dates": _dates,
    "entities": _entities,
    "events": _events,
    "tags": _tags,
    "failures": _failures,
    "runs": _runs,
    "reviews": _reviews,
}
"""Published tables by name, in the order in which a reader meets them."""


def _passage_chunks(connection: Connection) -> Iterator[Passages]:
    document, passage = document_table.c, passage_table.c
    of_document = passage.document_id == document.document_id.concat("")  # an expression: SQLite must walk documents, not sort passages
    query = (
        select(*(column for column in passage if column.name != "run_id"), document.published_date)
        .join_from(document_table, passage_table, of_document)
        .order_by(document.source_uri, passage.ordinal, passage.passage_id)
        .execution_options(yield_per=CHUNK_PASSAGES)
    )
    return batched(connection.execute(query), CHUNK_PASSAGES)


def _children(connection: Connection, table: Table, passages: Passages) -> defaultdict[str, list[AnyRow]]:
    found: defaultdict[str, list[AnyRow]] = defaultdict(list)
    if passages:
        for row in connection.execute(select(table).where(table.c.passage_id.in_([passage.passage_id for passage in passages]))):
            found[row.passage_id].append(row)
    return found


def _decisions(connection: Connection, item_kind: str, item_ids: Sequence[str]) -> dict[str, AnyRow]:
    columns = decision_table.c
    found: dict[str, AnyRow] = {}
    for ids in batched(item_ids, CHUNK_PASSAGES):
        query = select(decision_table).where(columns.item_kind == item_kind, columns.item_id.in_(ids))
        found |= {row.item_id: row for row in connection.execute(query)}
    return found


def _labels(tags: Sequence[AnyRow], held: AnyRow | None, pillars: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the machine's labels, the published ones and the review status of a passage."""
    given = {tag.pillar for tag in tags if tag.is_label}
    machine = tuple(pillar for pillar in pillars if pillar in given)
    labels, status = decide(machine, tuple(held.labels) if held else None, is_adjudicated=bool(held and held.is_adjudicated))
    return machine, labels, status


def _evidence(of_pillar: Mapping[str, AnyRow], pillars: tuple[str, ...]) -> str:
    found = [(pillar, span) for pillar in pillars if pillar in of_pillar for span in of_pillar[pillar].evidence]
    return JOINT.join(f"{pillar} {start}-{end}" for pillar, (start, end) in found)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
