"""Writing runs, documents and failures: records in, rows out, each call one transaction.

Writing the same twice changes nothing, not even the content counter: a digest of what was written tells. A revised
document loses the passages it no longer has, with their machine rows; the ledger keeps every decision on them, and a
passage that comes back finds its own again, since its id depends on its words.
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from more_itertools import batched
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.records import Passage, StoredDocument, digest_id
from jpeu_nlp.store.analyses import write_analyses
from jpeu_nlp.store.connection import CHUNK_IDS, Store, count_change, upsert, utc_text
from jpeu_nlp.store.failures import clear_failures, forget_failures, storable, write_failures
from jpeu_nlp.store.tables import analysis_table, document_table, passage_table, run_table

logger = logging.getLogger(__name__)

__all__ = ["begin_run", "finish_run", "forget_failures", "set_duplicates", "write_analyses", "write_documents", "write_failures"]


def begin_run(
    store: Store,
    *,
    run_id: str,
    started_at: datetime,
    versions: Mapping[str, str],
    model_digests: Mapping[str, str],
    parameters: Mapping[str, object],
) -> None:
    """Enter a run, before it writes anything; a run that is entered already is left as it is."""
    row = {
        "run_id": run_id,
        "started_at": utc_text(started_at),
        "finished_at": None,
        "status": "running",
        "versions": dict(versions),
        "model_digests": dict(model_digests),
        "parameters": json.loads(json.dumps(dict(parameters), default=str)),
        "counts": {},
    }
    with store.writing() as connection:
        make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(make(run_table).values(row).on_conflict_do_nothing())


def finish_run(store: Store, run_id: str, *, finished_at: datetime, status: str, counts: Mapping[str, int]) -> None:
    """Enter how a run ended; runs do not count as published content, or no run could ever change nothing."""
    values = {"finished_at": utc_text(finished_at), "status": status, "counts": dict(counts)}
    with store.writing() as connection:
        connection.execute(update(run_table).where(run_table.c.run_id == run_id).values(values))


def write_documents(store: Store, documents: Sequence[StoredDocument], run_id: str) -> int:
    """Write documents with their passages and clear their failures; return how many were new or changed.

    The analysis marker of a document is dropped when its passages, date, publisher, title or language changed.
    Raises UnreadableError for a text that no database takes (NUL or unpaired surrogates); nothing is written then.
    """
    if not documents:
        return 0
    entries = {stored.document.document_id: (_document_row(stored, run_id), stored) for stored in documents}
    entries = dict(sorted(entries.items()))  # two writers lock in one order
    with store.writing() as connection:
        known = _known_digests(connection, list(entries))
        changed = {key: entry for key, entry in entries.items() if known.get(key, ("", ""))[0] != entry[0]["content_digest"]}
        unsettled = [key for key, (row, _) in changed.items() if key in known and known[key][1] != row["analysis_digest"]]
        passages = {p.passage_id: p for _, stored in changed.values() for p in reversed(stored.passages)}
        upsert(connection, document_table, [row for row, _ in changed.values()])
        _remove_passages(connection, list(changed), passages)
        upsert(connection, passage_table, [_passage_row(passage, run_id) for passage in passages.values()])
        for ids in batched(unsettled, CHUNK_IDS):
            connection.execute(delete(analysis_table).where(analysis_table.c.document_id.in_(ids)))
        n_cleared = clear_failures(connection, [stored.document.source_uri for stored in documents])
        if changed or n_cleared:
            count_change(connection)
    logger.info("documents: %d written, %d unchanged, %d to analyse again", len(changed), len(entries) - len(changed), len(unsettled))
    return len(changed)


def set_duplicates(store: Store, duplicates: Mapping[str, tuple[str, str, float | None]]) -> int:
    """Mark documents as duplicates: document_id -> (original's id, `exact` or `near`, similarity); return how many changed.

    ("", "", None) takes a mark away.
    """
    columns = document_table.c
    query = select(columns.document_id, columns.duplicate_of, columns.duplicate_relation, columns.similarity)
    changed: list[str] = []
    with store.reading() as connection:
        for ids in batched(sorted(duplicates), CHUNK_IDS):
            rows = connection.execute(query.where(columns.document_id.in_(ids)))
            changed += [key for key, *current in rows if tuple(current) != duplicates[key]]
    if not changed:
        return 0
    with store.writing() as connection:
        for key in sorted(changed):
            original, relation, similarity = duplicates[key]
            values = {"duplicate_of": original, "duplicate_relation": relation, "similarity": similarity}
            connection.execute(update(document_table).where(columns.document_id == key).values(values))
        count_change(connection)
    return len(changed)


def _known_digests(connection: Connection, document_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    columns = document_table.c
    known: dict[str, tuple[str, str]] = {}
    for ids in batched(document_ids, CHUNK_IDS):
        query = select(columns.document_id, columns.content_digest, columns.analysis_digest).where(columns.document_id.in_(ids))
        known |= {key: (content, analysis) for key, content, analysis in connection.execute(query)}
    return known


def _remove_passages(connection: Connection, document_ids: Sequence[str], kept: Mapping[str, Passage]) -> None:
    gone: list[str] = []
    for ids in batched(document_ids, CHUNK_IDS):
        query = select(passage_table.c.passage_id).where(passage_table.c.document_id.in_(ids))
        gone += [key for key in connection.scalars(query) if key not in kept]
    for keys in batched(gone, CHUNK_IDS):
        connection.execute(delete(passage_table).where(passage_table.c.passage_id.in_(keys)))


def _passage_row(passage: Passage, run_id: str) -> dict[str, object]:
    return {
        "passage_id": passage.passage_id,
        "document_id": passage.document_id,
        "ordinal": passage.ordinal,
        "text": passage.text,
        "start_char": passage.start_char,
        "end_char": passage.end_char,
        "heading": passage.heading,
        "page": passage.page,
        "run_id": run_id,
    }


def _document_row(stored: StoredDocument, run_id: str) -> dict[str, object]:
    document = stored.document
    passages = [(p.passage_id, p.ordinal, p.start_char, p.end_char, p.heading, p.page) for p in stored.passages]
    seen = [document.published_date, document.publisher, document.title, document.language, [p[0] for p in passages]]
    row: dict[str, object] = {
        "document_id": document.document_id,
        "source_uri": document.source_uri,
        "source_id": document.source_id,
        "raw_sha256": document.raw_sha256,
        "media_type": document.media_type,
        "text": document.text,
        "text_digest": stored.text_digest,
        "signature": stored.signature,
        "title": document.title,
        "authors": list(document.authors),
        "publisher": document.publisher,
        "published_date": document.published_date,
        "date_origin": document.date_origin,
        "kind": document.kind,
        "language": document.language,
        "n_pages": document.n_pages,
        "n_chars": sum(len(p.text) for p in stored.passages),
        "reader": document.reader,
        "reading_version": stored.reading_version,
        "duplicate_of": stored.duplicate_of,
        "duplicate_relation": stored.duplicate_relation,
        "similarity": stored.similarity,
        "analysis_digest": digest_id(seen),
    }
    shown = repr([*row.values(), passages])
    if "\\x00" in shown or "\\ud" in shown:  # cheap, and rarely so: look closer
        texts = [value for value in row.values() if isinstance(value, str)]
        _refuse_unstorable(document.source_uri, [*texts, *document.authors, *(p.text + p.heading for p in stored.passages)])
    return row | {"content_digest": digest_id(shown), "run_id": run_id}


def _refuse_unstorable(source_uri: str, texts: Iterable[str]) -> None:
    if any(text != storable(text) for text in texts):
        raise UnreadableError(f"{storable(source_uri)}: its text holds a NUL or an unpaired surrogate; clean it before it is split")
