"""What the report counts: an act once, however often a document or a copy of it tells it."""

from dataclasses import replace

import pytest

from jpeu_nlp.stages.publish import collect_report
from jpeu_nlp.store.writing import set_duplicates, write_analyses, write_documents
from tests.store.builders import ORIGINS, a_document, an_analysis, begin


@pytest.mark.parametrize(("same_event_as", "counted"), [("", 1), ("g000000000000000", 0)])
def test_a_retold_event_is_not_counted_again(store, same_event_as, counted):
    document = a_document("a.txt", "Tokyo met Brussels.")
    write_documents(store, [document], begin(store))
    analysis = an_analysis(document)
    readings = tuple(
        replace(reading, events=tuple(replace(event, same_event_as=same_event_as) for event in reading.events))
        for reading in analysis.readings
    )
    write_analyses(store, [replace(analysis, readings=readings)], version="v1", run_id="run-1", origins=ORIGINS)
    report = collect_report(store, ("csv",))
    assert report.counts["events"] == counted
    assert len(report.events) == counted
    assert sum(report.event_types.values()) == counted


def test_a_copy_of_a_document_adds_no_event(store):
    documents = [a_document("a.txt", "Tokyo met Brussels."), a_document("b.pdf", "Tokyo met Brussels.")]
    write_documents(store, documents, begin(store))
    write_analyses(store, [an_analysis(document) for document in documents], version="v1", run_id="run-1", origins=ORIGINS)
    first, copy = (document.document.document_id for document in documents)
    set_duplicates(store, {copy: (first, "exact", 1.0)})
    report = collect_report(store, ("csv",))
    assert len(report.duplicates) == 1
    assert report.counts["events"] == 1
