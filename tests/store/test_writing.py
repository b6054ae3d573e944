from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jpeu_nlp.errors import StoreError, UnreadableError
from jpeu_nlp.records import Failure
from jpeu_nlp.store.reading import (
    content_version,
    counts,
    known_documents,
    known_failures,
    note_published,
    passages_of,
    pending_documents,
    published_version,
    signatures,
    table_rows,
)
from jpeu_nlp.store.writing import finish_run, forget_failures, set_duplicates, write_analyses, write_documents, write_failures
from tests.store.builders import ORIGINS, PILLARS, a_document, an_analysis, begin

FIRST = a_document("a.txt", "Tokyo met Brussels.", "Nothing here.")
SECOND = a_document("b.txt", "Patrols went on.")


def rows(store, table):
    return list(table_rows(store, table, pillars=PILLARS))


def analyse(store, *analyses, version="v1", run_id="run-1"):
    return write_analyses(store, analyses, version=version, run_id=run_id, origins=ORIGINS)


def snapshot(store):
    return {
        table: rows(store, table)
        for table in ("documents", "passages", "mentions", "dates", "entities", "events", "tags", "failures", "reviews")
    }


def test_documents_come_back_as_they_were(store):
    assert write_documents(store, [SECOND, FIRST], begin(store)) == 2
    read = list(passages_of(store, [SECOND.document.document_id, "0000000000000000", FIRST.document.document_id]))
    assert [(header.source_uri, passages) for header, passages in read] == [("b.txt", SECOND.passages), ("a.txt", FIRST.passages)]
    assert read[0][0].published_date == "2024-11-15"
    known = known_documents(store, ["a.txt", "c.txt"])
    assert [(key, item.raw_sha256, item.reading_version) for key, item in known.items()] == [("a.txt", FIRST.document.raw_sha256, "r1")]
    assert list(signatures(store)) == [
        ("a.txt", FIRST.document.document_id, FIRST.text_digest, b"\0\1"),
        ("b.txt", SECOND.document.document_id, SECOND.text_digest, b"\0\1"),
    ]


def test_writing_the_same_twice_changes_nothing(store):
    run_id = begin(store)
    write_documents(store, [FIRST, SECOND], run_id)
    write_failures(store, [Failure(source_uri="c.pdf", stage="ingest", reason="encrypted")], run_id)
    assert analyse(store, an_analysis(FIRST, "cyber"), an_analysis(SECOND)) == 2
    before, version = snapshot(store), content_version(store)
    later = begin(store, "run-2")
    assert write_documents(store, [FIRST, SECOND], later) == 0
    assert write_failures(store, [Failure(source_uri="c.pdf", stage="ingest", reason="encrypted")], later) == 0
    assert analyse(store, an_analysis(FIRST, "cyber"), an_analysis(SECOND), run_id=later) == 2
    assert begin(store, "run-2") == later
    finish_run(store, later, finished_at=datetime(2026, 1, 2, tzinfo=UTC), status="completed", counts={"documents": 2})
    assert snapshot(store) == before
    assert content_version(store) == version
    assert [row["status"] for row in rows(store, "runs")] == ["running", "completed"]


@pytest.mark.parametrize(
    "change",
    [
        lambda store: write_documents(store, [a_document("a.txt", "Tokyo met Brussels.", "Nothing here.", title="New")], "run-1"),
        lambda store: analyse(store, an_analysis(FIRST, "space")),
        lambda store: write_failures(store, [Failure(source_uri="d", stage="ingest", reason="x")], "run-1"),
        lambda store: set_duplicates(store, {SECOND.document.document_id: (FIRST.document.document_id, "near", 0.9)}),
    ],
)
def test_every_change_of_what_is_published_shows_in_the_content_version(store, change):
    begin(store)
    write_documents(store, [FIRST, SECOND], "run-1")
    analyse(store, an_analysis(FIRST, "cyber"))
    before = content_version(store)
    change(store)
    assert content_version(store) != before


def test_a_revised_document_loses_the_passages_it_no_longer_has_with_all_that_hung_on_them(store):
    write_documents(store, [FIRST, SECOND], begin(store))
    analyse(store, an_analysis(FIRST, "cyber"), an_analysis(SECOND, "space"))
    revised = a_document("a.txt", "Something new.", "Tokyo met Brussels.")
    assert write_documents(store, [revised], "run-1") == 1
    assert [(row["ordinal"], row["text"], row["labels"]) for row in rows(store, "passages")] == [
        (0, "Something new.", ""),
        (1, "Tokyo met Brussels.", "cyber"),
        (0, "Patrols went on.", "space"),
    ]
    assert {row["passage_id"] for row in rows(store, "mentions")} == {revised.passages[1].passage_id, SECOND.passages[0].passage_id}
    assert list(pending_documents(store, "v1")) == [(revised.document.document_id, 33)]


@pytest.mark.parametrize(
    ("revised", "is_pending"),
    [
        (a_document("a.txt", "Tokyo met Brussels.", "Nothing here.", date="2024-11"), True),
        (a_document("a.txt", "Tokyo met Brussels."), True),
        (replace(FIRST, reading_version="r2"), False),
    ],
)
def test_an_analysis_is_asked_for_again_only_when_it_would_see_something_else(store, revised, is_pending):
    write_documents(store, [FIRST], begin(store))
    analyse(store, an_analysis(FIRST))
    assert write_documents(store, [revised], "run-1") == 1
    assert bool(list(pending_documents(store, "v1"))) == is_pending


def test_pending_documents_come_in_order_of_address_and_go_with_their_marker(store):
    many = [a_document(f"{number:04}.txt", f"Text {number}.") for number in range(1_203)]
    write_documents(store, many, begin(store))
    ids = [stored.document.document_id for stored in many]
    assert [document_id for document_id, _ in pending_documents(store, "v1")] == ids
    seen = 0
    for number, (document_id, _) in enumerate(pending_documents(store, "v1")):
        assert document_id == ids[number]
        if number < 3:  # writing between two pages must not make the reader skip or repeat
            analyse(store, an_analysis(many[number]))
        seen += 1
    assert seen == 1_203
    assert len(list(pending_documents(store, "v1"))) == 1_200
    assert len(list(pending_documents(store, "v2"))) == 1_203


def test_a_document_without_passages_is_analysed_once(store):
    empty = a_document("empty.txt")
    write_documents(store, [empty], begin(store))
    assert list(pending_documents(store, "v1")) == [(empty.document.document_id, 0)]
    assert analyse(store, an_analysis(empty)) == 1
    assert list(pending_documents(store, "v1")) == []


def test_an_analysis_replaces_the_one_before(store):
    write_documents(store, [FIRST], begin(store))
    analyse(store, an_analysis(FIRST, "cyber"))
    bare = replace(an_analysis(FIRST, "space"), entities=())
    bare = replace(bare, readings=tuple(replace(reading, mentions=(), events=(), dates=()) for reading in bare.readings))
    analyse(store, bare, version="v2")
    found = counts(store)
    assert (found["mentions"], found["events"], found["dates"], found["tags"], found["entities"]) == (0, 0, 0, 8, 0)
    assert {row["labels"] for row in rows(store, "passages")} == {"space"}


def test_an_analysis_of_passages_that_changed_meanwhile_is_left_out(store):
    write_documents(store, [FIRST, SECOND], begin(store))
    write_documents(store, [a_document("a.txt", "Rewritten meanwhile.")], "run-1")
    gone = an_analysis(a_document("gone.txt", "Never stored."))
    assert analyse(store, an_analysis(FIRST, "cyber"), an_analysis(SECOND, "space"), gone) == 1
    assert [document_id for document_id, _ in pending_documents(store, "v1")] == [FIRST.document.document_id]


def test_twins_of_a_mention_or_an_event_are_one_row(store):
    write_documents(store, [SECOND], begin(store))
    analysis = an_analysis(SECOND)
    reading = analysis.readings[0]
    twins = replace(reading, mentions=reading.mentions * 2, events=reading.events * 2, dates=reading.dates * 2)
    analyse(store, replace(analysis, readings=(twins,)))
    assert (counts(store)["mentions"], counts(store)["events"], counts(store)["dates"]) == (1, 1, 1)


def test_a_repeated_paragraph_is_one_passage_where_it_first_stands(store):
    write_documents(store, [a_document("a.txt", "Same words.", "Other words.", "Same words.")], begin(store))
    assert [(row["ordinal"], row["text"]) for row in rows(store, "passages")] == [(0, "Same words."), (1, "Other words.")]


def test_rows_tell_who_made_them(store):
    write_documents(store, [SECOND], begin(store))
    analyse(store, an_analysis(SECOND))
    assert rows(store, "mentions")[0]["origin"] == "rule:gazetteer@1"
    assert rows(store, "dates")[0]["origin"] == "rule:dates@1"
    assert rows(store, "events")[0]["origin"] == "rule:events@1"
    assert rows(store, "tags")[0]["origin"] == "model:pillars@ab"


def test_a_failure_keeps_its_first_run_until_its_reason_changes_and_goes_when_the_source_is_read(store):
    begin(store)
    begin(store, "run-2")
    failure = Failure(source_uri="a.txt", stage="ingest", reason="encrypted", raw_sha256="ab", reading_version="r1")
    write_failures(store, [failure], "run-1")
    write_failures(store, [failure], "run-2")
    assert [(row["reason"], row["run_id"]) for row in rows(store, "failures")] == [("encrypted", "run-1")]
    assert known_failures(store, ["a.txt", "b.txt"]) == {"a.txt": ("ab", "r1")}
    write_failures(store, [replace(failure, reason="damaged")], "run-2")
    assert [(row["reason"], row["run_id"]) for row in rows(store, "failures")] == [("damaged", "run-2")]
    write_documents(store, [FIRST], "run-2")
    assert rows(store, "failures") == []


def test_an_analysis_clears_its_own_failure_and_leaves_that_of_an_unreadable_revision(store):
    write_documents(store, [FIRST], begin(store))
    write_failures(store, [Failure(source_uri="a.txt", stage=stage, reason="damaged") for stage in ("ingest", "analyse")], "run-1")
    analyse(store, an_analysis(FIRST))
    assert [row["stage"] for row in rows(store, "failures")] == ["ingest"]


def test_the_failure_of_a_file_that_was_damaged_and_restored_can_be_forgotten(store):
    write_documents(store, [FIRST], begin(store))
    write_failures(store, [Failure(source_uri="a.txt", stage="ingest", reason="damaged")], "run-1")
    before = content_version(store)
    assert forget_failures(store, ["a.txt", "b.txt"]) == 1
    assert content_version(store) != before
    assert forget_failures(store, ["a.txt", "b.txt"]) == 0
    assert rows(store, "failures") == []


def test_a_file_name_that_is_no_utf_8_has_its_row(store):
    begin(store)
    failure = Failure(
        source_uri=b"r\xe9sum\xe9.pdf".decode("utf-8", "surrogateescape"), stage="ingest", reason="NUL \0 found", raw_sha256="ab"
    )
    write_failures(store, [failure], "run-1")
    assert rows(store, "failures")[0]["source_uri"] == "r\\udce9sum\\udce9.pdf"
    assert known_failures(store, [failure.source_uri]) == {failure.source_uri: ("ab", "")}
    assert write_failures(store, [failure], "run-1") == 0


@pytest.mark.parametrize("text", ["half a \ud800 pair", "a \0 in it"])
def test_a_text_that_no_database_takes_is_refused_and_nothing_is_written(store, text):
    begin(store)
    with pytest.raises(UnreadableError, match=r"c\.txt: its text holds a NUL or an unpaired surrogate"):
        write_documents(store, [FIRST, a_document("c.txt", text)], "run-1")
    assert counts(store)["documents"] == 0


def test_nothing_is_written_for_a_run_that_has_not_begun(store):
    with pytest.raises(StoreError, match="refused"):
        write_documents(store, [FIRST], "never-begun")
    assert counts(store)["documents"] == 0


def test_duplicates_are_marked_and_unmarked(store):
    write_documents(store, [FIRST, SECOND], begin(store))
    mark = {SECOND.document.document_id: (FIRST.document.document_id, "exact", 1.0), FIRST.document.document_id: ("", "", None)}
    assert set_duplicates(store, mark) == 1
    assert set_duplicates(store, mark) == 0
    assert [row["duplicate_of"] for row in rows(store, "documents")] == ["", FIRST.document.document_id]
    assert set_duplicates(store, {SECOND.document.document_id: ("", "", None)}) == 1
    assert counts(store)["duplicates"] == 0


def test_what_a_folder_shows_is_remembered_per_folder(store):
    assert published_version(store, "out") == ""
    note_published(store, "out", "v1")
    note_published(store, "out", "v2")
    note_published(store, "else", "v1")
    assert published_version(store, "out") == "v2"


def test_digits_that_depend_on_the_batch_are_not_kept(store):
    write_documents(store, [SECOND], begin(store))
    analyse(store, an_analysis(SECOND, "cyber", probability=0.1 + 0.2))
    version = content_version(store)
    analyse(store, an_analysis(SECOND, "cyber", probability=0.3))
    assert rows(store, "passages")[0]["cyber"] == 0.3
    assert content_version(store) == version
