"""The ledger: corrections in, one appended row each; what holds is derived from it, and never edited by a flow.

An `undo` takes back the latest decision on its item that still held: replaying the rows of an item in their order gives
what holds now. An edited table is checked as a whole, in the transaction that appends it: one problem, nothing written.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from more_itertools import batched
from sqlalchemy import Connection, delete, insert, select

from jpeu_nlp.errors import ConfigurationError, UnfitTableError
from jpeu_nlp.records import Correction
from jpeu_nlp.store.connection import CHUNK_IDS, Store, count_change, upsert, utc_text
from jpeu_nlp.store.edited import EditedRow, find_corrections
from jpeu_nlp.store.tables import decision_table, review_table

ACTIONS = ("accept", "correct", "adjudicate", "undo")


def append_corrections(store: Store, corrections: Sequence[Correction]) -> int:
    """Append corrections to the ledger in their order, all or none; return how many."""
    for correction in corrections:
        _check_correction(correction)
    with store.writing() as connection:
        _append(connection, corrections)
    return len(corrections)


def latest_decisions(store: Store) -> dict[str, tuple[str, ...]]:
    """Return the labels that people gave, by passage_id; an empty tuple is a decision for no pillar."""
    query = select(decision_table.c.item_id, decision_table.c.labels).where(decision_table.c.item_kind == "passage")
    with store.reading() as connection:
        return {item_id: tuple(labels) for item_id, labels in connection.execute(query.order_by(decision_table.c.item_id))}


def check_table(
    store: Store, rows: Iterable[tuple[int, Mapping[str, str]]], *, reviewer: str, pillars: Sequence[str]
) -> tuple[list[Correction], list[str]]:
    """Return what an edited passages table would add to the ledger, and every problem that keeps it out; write nothing.

    `rows` are (row number as the spreadsheet shows it, cells by column), as `export.readback.read_table` yields them.
    """
    _check_reviewer(reviewer)
    with store.reading() as connection:
        return find_corrections(connection, rows, reviewer=reviewer, pillars=pillars)


def import_table(store: Store, rows: Iterable[tuple[int, Mapping[str, str]]], *, reviewer: str, pillars: Sequence[str]) -> list[Correction]:
    """Append what an edited passages table changes, all or none, and return it; the same table again adds nothing.

    Raises UnfitTableError with one problem a line when anything does not fit; nothing is written then.
    """
    _check_reviewer(reviewer)
    edited = [EditedRow.from_cells(number, cells) for number, cells in rows]  # read before the lock is taken
    with store.writing() as connection:
        corrections, problems = find_corrections(connection, edited, reviewer=reviewer, pillars=pillars)
        if problems:
            found = f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the table"
            raise UnfitTableError(f"{found}; nothing was imported", tuple(problems))
        _append(connection, corrections)
    return corrections


def _check_reviewer(reviewer: str) -> None:
    if not reviewer.strip():
        raise ConfigurationError("reviewer '': a decision needs a name; give one with --reviewer")


def _check_correction(correction: Correction) -> None:
    _check_reviewer(correction.reviewer)
    if correction.action not in ACTIONS:
        raise ValueError(f"correction of {correction.item_id}: unknown action {correction.action!r}; actions are {', '.join(ACTIONS)}")


def _append(connection: Connection, corrections: Sequence[Correction]) -> None:
    if not corrections:
        return
    count_change(connection)  # first: its row lock puts appenders in one order, so that the latest row is the latest decision
    now = utc_text(datetime.now(UTC))
    connection.execute(insert(review_table), [_ledger_row(correction, now) for correction in corrections])
    items: defaultdict[str, list[str]] = defaultdict(list)
    for correction in corrections:
        items[correction.item_kind].append(correction.item_id)
    for kind, ids in items.items():
        for chunk in batched(dict.fromkeys(ids), CHUNK_IDS):
            _derive_decisions(connection, kind, chunk)


def _ledger_row(correction: Correction, now: str) -> dict[str, object]:
    return {
        "recorded_at": now,
        "item_kind": correction.item_kind,
        "item_id": correction.item_id,
        "quote": correction.quote,
        "reviewer": correction.reviewer.strip(),
        "action": correction.action,
        "labels_before": list(correction.labels_before),
        "labels_after": list(correction.labels_after),
        "model_version": correction.model_version,
        "reason_shown": correction.reason_shown,
        "note": correction.note,
    }


def _derive_decisions(connection: Connection, item_kind: str, item_ids: Sequence[str]) -> None:
    ours = (review_table.c.item_kind == item_kind, review_table.c.item_id.in_(item_ids))
    ledger = connection.execute(select(review_table).where(*ours).order_by(review_table.c.review_id)).mappings().all()
    rows_of: defaultdict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in ledger:
        rows_of[str(row["item_id"])].append(dict(row))
    connection.execute(delete(decision_table).where(decision_table.c.item_kind == item_kind, decision_table.c.item_id.in_(item_ids)))
    upsert(connection, decision_table, list(_holding_rows(rows_of)))


def _holding_rows(rows_of: Mapping[str, Sequence[Mapping[str, object]]]) -> Iterator[dict[str, object]]:
    for rows in rows_of.values():
        held: list[Mapping[str, object]] = []
        for row in rows:
            if row["action"] != "undo":
                held.append(row)
            elif mine := [number for number, other in enumerate(held) if other["reviewer"] == row["reviewer"]]:
                del held[mine[-1]]
        if held:
            last = held[-1]
            yield {
                "item_kind": last["item_kind"],
                "item_id": last["item_id"],
                "review_id": last["review_id"],
                "reviewer": last["reviewer"],
                "decided_at": last["recorded_at"],
                "labels": last["labels_after"],
                "is_adjudicated": last["action"] == "adjudicate",
            }
