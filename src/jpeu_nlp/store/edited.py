"""Edited tables: rows of a passages table that somebody corrected in a spreadsheet in, corrections and problems out.

A label counts as changed when it differs from `labels_published`, the copy that the export put beside it: a table that
was exported before the model was trained again changes only what its reader changed. Spreadsheets spoil things on
their way: spaces, control characters, and cells cut at 32,767 characters are forgiven.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from more_itertools import batched
from sqlalchemy import Connection, select

from jpeu_nlp.decisions import decide
from jpeu_nlp.records import Correction
from jpeu_nlp.store.connection import CHUNK_IDS
from jpeu_nlp.store.tables import decision_table, passage_table, tag_table

NEEDED_COLUMNS = ("passage_id", "labels")
LONGEST_CELL = 32_767
"""Characters that a spreadsheet cell holds (Excel's published limit); longer texts come back cut."""


@dataclass(frozen=True, slots=True)
class EditedRow:
    """One row of an edited table; None stands for a column that is not there."""

    number: int
    passage_id: str | None
    text: str | None
    labels: str | None
    labels_published: str | None
    columns: tuple[str, ...]

    @classmethod
    def from_cells(cls, number: int, cells: Mapping[str, str]) -> "EditedRow":
        """Keep the cells that count."""
        passage_id = cells.get("passage_id")
        return cls(
            number,
            passage_id.strip() if passage_id is not None else None,
            cells.get("text"),
            cells.get("labels"),
            cells.get("labels_published"),
            tuple(cells),
        )


@dataclass(frozen=True, slots=True)
class _StoredPassage:
    passage_id: str
    text: str
    labels: tuple[str, ...]
    """As published now."""
    model_version: str
    reviewer: str | None
    decided_at: str | None


def find_corrections(
    connection: Connection, rows: Iterable[EditedRow | tuple[int, Mapping[str, str]]], *, reviewer: str, pillars: Sequence[str]
) -> tuple[list[Correction], list[str]]:
    """Return what the rows change and every problem, in the order of the rows."""
    corrections: list[Correction] = []
    problems: list[str] = []
    seen: dict[str, tuple[int, tuple[str, ...]]] = {}
    edited = (row if isinstance(row, EditedRow) else EditedRow.from_cells(*row) for row in rows)
    for chunk in batched(edited, CHUNK_IDS):
        if missing := [name for name in NEEDED_COLUMNS if name not in chunk[0].columns]:
            found = ", ".join(chunk[0].columns[:12]) or "none"
            return [], [f"row 1: no column {' and no column '.join(missing)} (found: {found}); edit the passages table as it was published"]
        stored = _read_stored(connection, [row.passage_id or "" for row in chunk], pillars)
        for row in chunk:
            try:
                correction = _judge(row, stored.get(row.passage_id or ""), seen, reviewer=reviewer, pillars=pillars)
            except _RowError as problem:
                problems.append(f"row {row.number}: {problem}")
            else:
                corrections += [correction] if correction else []
    return ([] if problems else corrections), problems


class _RowError(Exception):
    """A row does not fit; the message holds finding and remedy."""


def _judge(
    row: EditedRow, stored: _StoredPassage | None, seen: dict[str, tuple[int, tuple[str, ...]]], *, reviewer: str, pillars: Sequence[str]
) -> Correction | None:
    if not row.passage_id:
        raise _RowError("no passage_id; restore the id of the published table, or remove the row")
    if stored is None:
        raise _RowError(f"passage {row.passage_id!r} is not in this store; publish again and edit that table, or name the right store")
    if row.text is not None and not _is_same_text(row.text, stored.text):
        raise _RowError(f"the text of passage {stored.passage_id} differs from the store's; restore it (only labels can be corrected)")
    labels = parse_labels(row.labels or "", pillars)
    published = stored.labels if row.labels_published is None else parse_labels(row.labels_published, pillars)
    number, others = seen.setdefault(stored.passage_id, (row.number, labels))
    if others != labels:
        raise _RowError(f"passage {stored.passage_id} is in row {number} too, with other labels; keep one of the two")
    if number != row.number or labels == published or labels == stored.labels:
        return None
    if stored.reviewer is not None and stored.reviewer != reviewer.strip() and stored.labels != published:
        shown = f"{_show(stored.labels)} for passage {stored.passage_id} at {stored.decided_at}, after this table was published"
        raise _RowError(f"{stored.reviewer} decided {shown} with {_show(published)}; publish again and decide on that table")
    return Correction(
        item_kind="passage",
        item_id=stored.passage_id,
        quote=stored.text,
        reviewer=reviewer.strip(),
        action="correct",
        labels_before=stored.labels,
        labels_after=labels,
        model_version=stored.model_version,
        reason_shown="import",
    )


def parse_labels(cell: str, pillars: Sequence[str]) -> tuple[str, ...]:
    """Return the pillars that a cell names, in the order of the taxonomy; an empty cell is none."""
    names = {name.strip().casefold() for name in re.split(r"[;,|\n]", cell)} - {""}
    if unknown := sorted(names - set(pillars)):
        known = f"labels are {', '.join(pillars)}, joined by '; ', or an empty cell for none"
        raise _RowError(f"unknown label {', '.join(map(repr, unknown))}; {known}")
    return tuple(pillar for pillar in pillars if pillar in names)


def _show(labels: tuple[str, ...]) -> str:
    return repr("; ".join(labels)) if labels else "no pillar"


def _plain(text: str) -> str:
    """Return what no spreadsheet changes of a text: control characters gone, white space single."""
    return " ".join(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ufffd]", "", text).split())


def _is_same_text(cell: str, text: str) -> bool:
    if cell == text or _plain(cell) == _plain(text):
        return True
    return len(text) > LONGEST_CELL - 100 and len(cell) > LONGEST_CELL // 2 and _plain(text).startswith(_plain(cell).removesuffix(" …"))


def _read_stored(connection: Connection, passage_ids: Sequence[str], pillars: Sequence[str]) -> dict[str, _StoredPassage]:
    passage, tag, decision = passage_table.c, tag_table.c, decision_table.c
    machine: dict[str, set[str]] = {}
    origins: dict[str, str] = {}
    for key, pillar, is_label, origin in connection.execute(
        select(tag.passage_id, tag.pillar, tag.is_label, tag.origin).where(tag.passage_id.in_(passage_ids))
    ):
        machine.setdefault(key, set()).update({pillar} if is_label else ())
        origins[key] = origin
    decided = {
        row.item_id: row
        for row in connection.execute(select(decision_table).where(decision.item_kind == "passage", decision.item_id.in_(passage_ids)))
    }
    stored: dict[str, _StoredPassage] = {}
    for key, text in connection.execute(select(passage.passage_id, passage.text).where(passage.passage_id.in_(passage_ids))):
        held = decided.get(key)
        labels = tuple(pillar for pillar in pillars if pillar in machine.get(key, ()))
        labels, _ = decide(labels, tuple(held.labels) if held else None)
        who, when = (held.reviewer, held.decided_at) if held else (None, None)
        stored[key] = _StoredPassage(key, text, labels, origins.get(key, ""), who, when)
    return stored
