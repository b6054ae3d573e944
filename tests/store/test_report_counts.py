"""What the report counts: an act once a document, however often it is told."""

from dataclasses import replace

import pytest

from jpeu_nlp.stages.publish import collect_report
from jpeu_nlp.store.writing import write_analyses, write_documents
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
