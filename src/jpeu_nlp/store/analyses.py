"""Writing analyses: mentions, dates, events, tags and entities of documents, with their markers, in one transaction.

A killed run has written a batch as a whole or not at all, and the marker says which. An analysis of passages that have
changed meanwhile is left out: its document stays pending and is read again.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from more_itertools import batched
from sqlalchemy import Connection, delete, select

from jpeu_nlp.records import DateMention, DocumentAnalysis, Entity, Event, Mention, PillarTag, digest_id, event_id
from jpeu_nlp.store.connection import CHUNK_IDS, Store, add_rows, count_change, upsert, utc_text
from jpeu_nlp.store.failures import clear_failures
from jpeu_nlp.store.likeness import likeness
from jpeu_nlp.store.tables import (
    analysis_table,
    date_mention_table,
    document_entity_table,
    document_table,
    entity_table,
    event_table,
    mention_table,
    passage_table,
    tag_table,
)

logger = logging.getLogger(__name__)

DECIMALS = 4
"""Digits of a probability or score that are kept: those beyond depend on the batch that a passage was computed in."""

MACHINE_TABLES = (tag_table, mention_table, date_mention_table, event_table)
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one document's analysis, without the run that writes them."""

    tables: tuple[list[Row], ...]
    """In the order of MACHINE_TABLES."""
    entities: list[Row]
    passage_ids: frozenset[str]
    content_digest: str


def write_analyses(store: Store, analyses: Sequence[DocumentAnalysis], *, version: str, run_id: str, origins: Mapping[str, str]) -> int:
    """Replace everything that was found in these documents and mark them; return how many are marked now.

    `origins` says who made the rows, by `mention`, `date`, `event` and `tag`, and by `mention:RULE` where a rule has
    an origin of its own: `rule:NAME@N` or `model:NAME@DIGEST`. `version` is what `pending_documents` will be asked for.
    """
    built = {analysis.document_id: _build_rows(analysis, origins) for analysis in analyses}
    now = utc_text(datetime.now(UTC))
    with store.writing() as connection:
        current = {key: built[key] for key in _unmoved(connection, built)}
        digests = _known_digests(connection, list(current))
        changed = {key: rows for key, rows in current.items() if digests.get(key, ("", ""))[0] != rows.content_digest}
        _replace_rows(connection, changed, run_id)
        markers = [
            {"document_id": key, "version": version, "content_digest": rows.content_digest, "analysed_at": now, "run_id": run_id}
            for key, rows in current.items()
            if digests.get(key) != (rows.content_digest, version)
        ]
        upsert(connection, analysis_table, markers)
        n_cleared = _clear_failures(connection, list(current))
        if changed or n_cleared:
            count_change(connection)
    logger.info(
        "analyses: %d written, %d unchanged, %d moved meanwhile", len(changed), len(current) - len(changed), len(built) - len(current)
    )
    return len(current)


def _unmoved(connection: Connection, built: Mapping[str, _Rows]) -> list[str]:
    """Return the documents that still have exactly the passages that were analysed; lock them where locks are by row."""
    columns = passage_table.c
    found: defaultdict[str, set[str]] = defaultdict(set)
    there: set[str] = set()
    for ids in batched(sorted(built), CHUNK_IDS):
        query = select(document_table.c.document_id).where(document_table.c.document_id.in_(ids)).order_by(document_table.c.document_id)
        there.update(connection.scalars(query.with_for_update()))
        for document_id, passage_id in connection.execute(
            select(columns.document_id, columns.passage_id).where(columns.document_id.in_(ids))
        ):
            found[document_id].add(passage_id)
    return [key for key in sorted(there) if found[key] == built[key].passage_ids]


def _known_digests(connection: Connection, document_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    columns = analysis_table.c
    known: dict[str, tuple[str, str]] = {}
    for ids in batched(document_ids, CHUNK_IDS):
        query = select(columns.document_id, columns.content_digest, columns.version).where(columns.document_id.in_(ids))
        known |= {key: (digest, version) for key, digest, version in connection.execute(query)}
    return known


def _replace_rows(connection: Connection, changed: Mapping[str, _Rows], run_id: str) -> None:
    for ids in batched(changed, CHUNK_IDS):
        passages = select(passage_table.c.passage_id).where(passage_table.c.document_id.in_(ids))
        for table in MACHINE_TABLES:
            connection.execute(delete(table).where(table.c.passage_id.in_(passages)))
        connection.execute(delete(document_entity_table).where(document_entity_table.c.document_id.in_(ids)))
    for number, table in enumerate(MACHINE_TABLES):
        add_rows(connection, table, [row | {"run_id": run_id} for rows in changed.values() for row in rows.tables[number]])
    entities = {str(row["entity_id"]): row | {"run_id": run_id} for rows in changed.values() for row in rows.entities}
    upsert(connection, entity_table, [entities[key] for key in sorted(entities)])  # sorted: two writers lock in one order
    links = [{"document_id": key, "entity_id": row["entity_id"]} for key, rows in changed.items() for row in rows.entities]
    add_rows(connection, document_entity_table, links)


def _clear_failures(connection: Connection, document_ids: Sequence[str]) -> int:
    n_cleared = 0
    for ids in batched(document_ids, CHUNK_IDS):
        uris = connection.scalars(select(document_table.c.source_uri).where(document_table.c.document_id.in_(ids))).all()
        n_cleared += clear_failures(connection, uris, stage="analyse")  # a revision that could not be read stays one
    return n_cleared


def _build_rows(analysis: DocumentAnalysis, origins: Mapping[str, str]) -> _Rows:
    if len(analysis.tags) != len(analysis.readings):
        found = f"{len(analysis.readings)} readings and {len(analysis.tags)} rows of tags"
        raise ValueError(f"document {analysis.document_id}: {found}; give one row of tags a reading")
    tags: list[Row] = []
    mentions: dict[str, Row] = {}
    dates: dict[str, Row] = {}
    events: dict[str, Row] = {}
    seen: set[str] = set()
    for reading, row_of_tags in zip(analysis.readings, analysis.tags, strict=True):
        key = reading.text_id
        if key in seen:
            continue
        seen.add(key)
        tags += [_tag_row(key, tag, origins["tag"]) for tag in row_of_tags]
        for mention in reading.mentions:
            row = _mention_row(key, mention, origins.get(f"mention:{mention.rule}") or origins["mention"])
            mentions.setdefault(str(row["mention_id"]), row)
        for date in reading.dates:
            row = _date_row(key, date, origins["date"])
            dates.setdefault(str(row["date_id"]), row)
        for event in reading.events:
            row = _event_row(key, event, origins["event"])
            events.setdefault(str(row["event_id"]), row)
    entities = list({entity.entity_id: _entity_row(entity) for entity in analysis.entities}.values())
    tables = (tags, list(mentions.values()), list(dates.values()), list(events.values()))
    return _Rows(tables, entities, frozenset(seen), digest_id(tables, entities))


def _tag_row(passage_id: str, tag: PillarTag, origin: str) -> Row:
    return {
        "passage_id": passage_id,
        "pillar": tag.pillar,
        "probability": round(float(tag.probability), DECIMALS),
        "is_label": bool(tag.is_label),
        "evidence": [list(span) for span in tag.evidence],
        "origin": origin,
    }


def _mention_row(passage_id: str, mention: Mention, origin: str) -> Row:
    return {
        "mention_id": digest_id(passage_id, mention.start_char, mention.end_char, mention.label),
        "passage_id": passage_id,
        "start_char": mention.start_char,
        "end_char": mention.end_char,
        "text": mention.text,
        "label": mention.label,
        "entity_id": mention.entity_id,
        "name": mention.name,
        "rule": mention.rule,
        "score": round(float(mention.score), DECIMALS),
        "origin": origin,
    }


def _date_row(passage_id: str, date: DateMention, origin: str) -> Row:
    return {
        "date_id": digest_id(passage_id, date.start_char, date.end_char),
        "passage_id": passage_id,
        "start_char": date.start_char,
        "end_char": date.end_char,
        "text": date.text,
        "iso": date.iso,
        "precision": date.precision,
        "origin": origin,
    }


def _event_row(passage_id: str, event: Event, origin: str) -> Row:
    return {
        "event_id": event_id(passage_id, event),
        "passage_id": passage_id,
        "event_type": event.event_type,
        "mode": event.mode,
        "event_date": event.date,
        "date_precision": event.date_precision,
        "actors": list(event.actors),
        "actor_ids": list(event.actor_ids),
        "recipients": list(event.recipients),
        "recipient_ids": list(event.recipient_ids),
        "location": event.location,
        "location_id": event.location_id,
        "trigger_start_char": event.trigger[0],
        "trigger_end_char": event.trigger[1],
        "sentence_start_char": event.sentence[0],
        "sentence_end_char": event.sentence[1],
        "attribution": event.attribution,
        "same_event_as": event.same_event_as,
        "likeness": likeness(event),
        "rule": event.rule,
        "score": round(float(event.score), DECIMALS),
        "origin": origin,
    }


def _entity_row(entity: Entity) -> Row:
    return {
        "entity_id": entity.entity_id,
        "name": entity.name,
        "kind": entity.kind,
        "country": entity.country,
        "wikidata_id": entity.wikidata_id,
        "latitude": entity.latitude,
        "longitude": entity.longitude,
        "geo_precision": entity.geo_precision,
    }
