"""Events of different documents that may be one: candidates by participants and days."""

from dataclasses import replace
from datetime import date

import pytest

from jpeu_nlp.records import Event
from jpeu_nlp.store.likeness import MAX_CANDIDATES, days_between, days_told, likeness
from jpeu_nlp.store.reading import table_rows
from jpeu_nlp.store.writing import write_analyses, write_documents
from tests.store.builders import ORIGINS, PILLARS, a_document, an_analysis, begin


def candidates(store, *documents, event_dates=None, **changes):
    """Write one event a document, give back the candidates' document by document."""
    write_documents(store, documents, begin(store))
    analyses = []
    for document in documents:
        analysis = an_analysis(document)
        event_date = (event_dates or {}).get(document.document.source_uri)
        readings = tuple(
            replace(reading, events=tuple(replace(event, date=event_date, **changes) for event in reading.events))
            for reading in analysis.readings
        )
        analyses.append(replace(analysis, readings=readings))
    write_analyses(store, analyses, version="v1", run_id="run-1", origins=ORIGINS)
    rows = list(table_rows(store, "events", pillars=PILLARS))
    uris = {document.document.document_id: document.document.source_uri for document in documents}
    owner = {row["event_id"]: uris[row["document_id"]] for row in rows}
    return {owner[row["event_id"]]: [owner[key] for key in row["same_event_candidates"].split("; ") if key] for row in rows}


def test_what_is_told_within_a_week_is_a_candidate_nearest_first(store):
    found = candidates(
        store,
        a_document("a.txt", "Tokyo met Brussels.", date="2024-11-15"),
        a_document("b.txt", "Japan and the EU met.", date="2024-11-20"),
        a_document("c.txt", "They met there.", date="2024-11-16"),
        a_document("d.txt", "A later meeting.", date="2024-12-30"),
        a_document("e.txt", "When was this?", date=None),
    )
    assert found == {"a.txt": ["c.txt", "b.txt"], "b.txt": ["c.txt", "a.txt"], "c.txt": ["a.txt", "b.txt"], "d.txt": [], "e.txt": []}


def test_two_dated_events_must_share_a_day(store):
    found = candidates(
        store,
        a_document("a.txt", "Tokyo met Brussels."),
        a_document("b.txt", "Japan and the EU met."),
        a_document("c.txt", "They met there."),
        event_dates={"a.txt": "2024-11-01", "b.txt": "2024-11", "c.txt": "2024-11-02"},
    )
    assert found == {"a.txt": ["b.txt"], "b.txt": ["a.txt", "c.txt"], "c.txt": ["b.txt"]}


def test_a_retold_event_is_no_candidate(store):
    documents = (a_document("a.txt", "Tokyo met Brussels."), a_document("b.txt", "They met."))
    found = candidates(store, *documents, same_event_as="g000000000000000")
    assert found == {"a.txt": [], "b.txt": []}


def test_a_much_told_event_names_the_nearest_only(store):
    documents = [a_document(f"{number}.txt", f"Meeting number {number}.") for number in range(MAX_CANDIDATES + 3)]
    assert {len(found) for found in candidates(store, *documents).values()} == {MAX_CANDIDATES}


@pytest.mark.parametrize(
    ("told", "published", "days"),
    [
        ("2024-02", "2024-03-01", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2024-07-01/2024-09-30", None, (date(2024, 7, 1), date(2024, 9, 30))),
        ("2023", None, (date(2023, 1, 1), date(2023, 12, 31))),
        (None, "2024-03-01", (date(2024, 3, 1), date(2024, 3, 1))),
        ("--11-01", "2024-03-01", None),
        (None, None, None),
    ],
)
def test_days_come_from_the_event_else_from_its_document(told, published, days):
    assert days_told(told, published) == days


def test_days_between_periods_are_the_same_from_both_sides():
    early, late = (date(2024, 1, 1), date(2024, 1, 31)), (date(2024, 2, 3), date(2024, 2, 4))
    assert days_between(early, late) == days_between(late, early) == 3
    assert days_between(early, early) == 0


def test_likeness_follows_direction_only_where_the_type_has_one():
    meeting = Event(event_type="CONSULT", actors=("Japan",), recipients=("France",), trigger=(0, 1), sentence=(0, 1))
    assert likeness(meeting) == likeness(replace(meeting, actors=("France",), recipients=("Japan",)))
    assert likeness(meeting) == likeness(replace(meeting, actors=("France", "Japan"), recipients=()))
    blame = replace(meeting, event_type="ACCUSE")
    assert likeness(blame) != likeness(replace(blame, actors=("France",), recipients=("Japan",)))
    assert likeness(blame) != likeness(replace(blame, mode="negated"))
