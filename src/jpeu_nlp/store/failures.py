"""Failures: what could not be read or done, a row with its reason until it can.

A failure remembers the bytes and the version of the readers that failed on them, so that a re-run need not try again.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from more_itertools import batched
from sqlalchemy import Connection, delete, select

from jpeu_nlp.records import Failure
from jpeu_nlp.store.connection import CHUNK_IDS, Store, count_change, upsert, utc_text
from jpeu_nlp.store.tables import failure_table


def write_failures(store: Store, failures: Iterable[Failure], run_id: str) -> int:
    """Write failures; one known with the same reason, bytes and version keeps its first run and time. Return how many changed."""
    rows = {(storable(failure.source_uri), failure.stage): failure for failure in failures}
    if not rows:
        return 0
    now = utc_text(datetime.now(UTC))
    columns = failure_table.c
    with store.writing() as connection:
        known: dict[tuple[str, str], tuple[str, str, str]] = {}
        for uris in batched(sorted({uri for uri, _ in rows}), CHUNK_IDS):
            for row in connection.execute(select(failure_table).where(columns.source_uri.in_(uris))):
                known[row.source_uri, row.stage] = (row.reason, row.raw_sha256, row.reading_version)
        changed: list[dict[str, object]] = []
        for (uri, stage), failure in sorted(rows.items()):
            reason = storable(failure.reason)
            if known.get((uri, stage)) != (reason, failure.raw_sha256, failure.reading_version):
                changed.append(
                    {
                        "source_uri": uri,
                        "stage": stage,
                        "reason": reason,
                        "raw_sha256": failure.raw_sha256,
                        "reading_version": failure.reading_version,
                        "failed_at": now,
                        "run_id": run_id,
                    }
                )
        upsert(connection, failure_table, changed)
        if changed:
            count_change(connection)
    return len(changed)


def known_failures(store: Store, source_uris: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return (raw_sha256, reading_version) of those of the sources that could not be read, by source_uri."""
    columns = failure_table.c
    query = select(columns.source_uri, columns.raw_sha256, columns.reading_version).where(columns.raw_sha256 != "")
    known: dict[str, tuple[str, str]] = {}
    with store.reading() as connection:
        for uris in batched(source_uris, CHUNK_IDS):
            asked = {storable(uri): uri for uri in uris}
            for uri, raw_sha256, version in connection.execute(query.where(columns.source_uri.in_(asked))):
                known[asked[uri]] = (raw_sha256, version)
    return known


def forget_failures(store: Store, source_uris: Iterable[str], *, stage: str = "") -> int:
    """Take away the failures of sources that turned out to be stored and unchanged, of one stage or of all; return how many there were.

    A file that was damaged and then restored is not read again, so nothing else would clear its failure.
    """
    columns = failure_table.c
    query = select(columns.source_uri).where(columns.stage == stage) if stage else select(columns.source_uri)
    failed: list[str] = []
    with store.reading() as connection:
        for uris in batched(sorted({storable(uri) for uri in source_uris}), CHUNK_IDS):
            failed += connection.scalars(query.where(columns.source_uri.in_(uris)))
    if not failed:
        return 0
    with store.writing() as connection:
        n_cleared = clear_failures(connection, failed, stage)
        count_change(connection)
    return n_cleared


def clear_failures(connection: Connection, source_uris: Iterable[str], stage: str = "") -> int:
    """Take away the failures of sources that succeeded now, of one stage or of all; return how many there were."""
    n_cleared = 0
    for uris in batched(sorted({storable(uri) for uri in source_uris}), CHUNK_IDS):
        these = delete(failure_table).where(failure_table.c.source_uri.in_(uris))
        n_cleared += connection.execute(these.where(failure_table.c.stage == stage) if stage else these).rowcount
    return n_cleared


def storable(text: str) -> str:
    """Return a text that every database takes: file names may hold bytes that are no UTF-8, written out then, as U+DCFF is."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")
