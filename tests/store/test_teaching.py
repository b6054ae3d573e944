from dataclasses import replace

from jpeu_nlp.store.review import append_corrections
from jpeu_nlp.store.teaching import corrected_passages
from tests.store.builders import a_correction, a_document

DOCUMENT = a_document("a.txt", "Tokyo met Brussels.", "Patrols went on.", "Nothing here.")


def test_decisions_that_hold_teach_with_their_words(store):
    append_corrections(store, [a_correction(DOCUMENT, "cyber"), a_correction(DOCUMENT, "space"), a_correction(DOCUMENT, ordinal=1)])
    found = [(passage.text, passage.labels, passage.origin) for passage in corrected_passages(store)]
    assert found == [("Tokyo met Brussels.", ("space",), "correction"), ("Patrols went on.", (), "correction")]


def test_what_was_taken_back_teaches_nothing(store):
    append_corrections(store, [a_correction(DOCUMENT, "cyber"), a_correction(DOCUMENT, action="undo")])
    assert corrected_passages(store) == []


def test_what_was_ever_shown_as_an_audit_never_teaches(store):
    audit = replace(a_correction(DOCUMENT, "cyber", ordinal=2), reason_shown="audit")
    append_corrections(store, [audit, a_correction(DOCUMENT, "maritime", ordinal=2), a_correction(DOCUMENT, "maritime", ordinal=1)])
    assert [passage.text for passage in corrected_passages(store)] == ["Patrols went on."]
