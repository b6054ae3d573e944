"""Likeness: which events of different documents may be one event, as candidates for an analyst.

In go stored events, out come ids of events elsewhere with the same type, mode and participants whose days fall together. An
event that its sentence does not date counts with the day of its document: news of an act comes within days of it. Candidates
are found when tables are published, from an index, so a document that comes later changes no row of an earlier one.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from jpeu_nlp.records import Event, date_bounds, digest_id
from jpeu_nlp.store.tables import document_table, event_table, passage_table
from jpeu_nlp.taxonomy import event_types

NEWS_DAYS = 7
"""Days between the dates of two documents that tell, without a date, of what may be one act (chosen: a week's releases)."""
MAX_CANDIDATES = 5
"""Candidates that a row of the table names, the nearest in time first; further ones share its `likeness`."""

Days = tuple[date, date]
Told = tuple[Any, Days]
"""A row with type and dates of a stored event and its document, and the days on which it may have been."""


def likeness(event: Event) -> str:
    """Return what all tellings of an event share: a digest of type, mode and participants."""
    actors, recipients = set(event.actors), set(event.recipients)
    if event_types()[event.event_type].is_undirected:
        actors, recipients = actors | recipients, set()
    return digest_id(event.event_type, event.mode, sorted(actors), sorted(recipients))


def find_candidates(connection: Connection, events: Sequence[Row[Any]]) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of events of other documents that may be the same, by event id, nearest in time first."""
    event, passage, document = event_table.c, passage_table.c, document_table.c
    query = (
        select(event.event_id, event.likeness, event.event_date, document.document_id, document.published_date, document.duplicate_of)
        .join_from(event_table, passage_table, event.passage_id == passage.passage_id)
        .join(document_table, passage.document_id == document.document_id)
        .where(event.likeness.in_({row.likeness for row in events}), event.same_event_as == "")
    )
    told: dict[str, Told] = {}
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        days = days_told(row.event_date, row.published_date)
        if days is not None and not row.duplicate_of:
            told[row.event_id] = (row, days)
            alike[row.likeness].append(row.event_id)
    found: dict[str, tuple[str, ...]] = {}
    for event_id in (row.event_id for row in events if row.event_id in told):
        own = told[event_id]
        found[event_id] = _nearest(own, [told[other] for other in alike[own[0].likeness]])
    return found


def _nearest(own: Told, others: Sequence[Told]) -> tuple[str, ...]:
    row, days = own
    near = []
    for other, other_days in others:
        farthest = 0 if row.event_date and other.event_date else NEWS_DAYS
        gap = days_between(days, other_days)
        if other.document_id != row.document_id and gap <= farthest:
            near.append((gap, other.event_id))
    return tuple(event_id for _, event_id in sorted(near)[:MAX_CANDIDATES])


def days_told(event_date: str | None, published_date: str | None) -> Days | None:
    """Return the days on which an event may have been, or None where nothing dates it."""
    bounds = date_bounds(event_date or published_date or "")
    if bounds is None:
        return None
    year, month, day = map(int, bounds[1].split("-"))
    return date.fromisoformat(bounds[0]), date(year, month, min(day, monthrange(year, month)[1]))


def days_between(one: Days, other: Days) -> int:
    """Return the days that lie between two periods; 0 where they meet."""
    return max((other[0] - one[1]).days, (one[0] - other[1]).days, 0)
