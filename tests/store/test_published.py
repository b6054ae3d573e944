import tracemalloc
from dataclasses import replace

import pytest

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.export.columns import published_columns
from jpeu_nlp.records import Event
from jpeu_nlp.store import TABLE_NAMES, Store
from jpeu_nlp.store.reading import table_rows
from jpeu_nlp.store.review import append_corrections
from jpeu_nlp.store.writing import write_analyses, write_documents
from tests.store.builders import ORIGINS, PILLARS, a_correction, a_document, an_analysis, begin

FIRST = a_document("a.txt", "Tokyo met Brussels.", "Nothing here.")
SECOND = a_document("b.txt", "Patrols went on.")


@pytest.fixture
def filled(store):
    write_documents(store, [SECOND, FIRST], begin(store))
    write_analyses(store, [an_analysis(FIRST, "cyber", "space"), an_analysis(SECOND)], version="v1", run_id="run-1", origins=ORIGINS)
    return store


def rows(store, table):
    return list(table_rows(store, table, pillars=PILLARS))


def test_every_table_has_the_columns_that_the_codebook_describes(filled):
    from jpeu_nlp.records import Failure
    from jpeu_nlp.store.writing import write_failures

    write_failures(filled, [Failure(source_uri="c.pdf", stage="ingest", reason="encrypted")], "run-1")
    append_corrections(filled, [a_correction(FIRST, "maritime")])
    columns = published_columns(PILLARS)
    assert tuple(columns) == TABLE_NAMES
    for table, described in columns.items():
        row = rows(filled, table)[0]
        assert list(row) == [column.name for column in described], table
        kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
        for column in described:
            assert row[column.name] is None or isinstance(row[column.name], kinds[column.type]), f"{table}.{column.name}"


def test_rows_come_in_the_order_of_documents_passages_and_offsets(filled):
    assert [(row["document_id"], row["ordinal"]) for row in rows(filled, "passages")] == [
        (FIRST.document.document_id, 0),
        (FIRST.document.document_id, 1),
        (SECOND.document.document_id, 0),
    ]
    assert [row["source_uri"] for row in rows(filled, "documents")] == ["a.txt", "b.txt"]
    assert [row["text"] for row in rows(filled, "mentions")] == ["Tokyo", "Nothing", "Patrols"]


def test_several_values_share_a_cell(filled):
    passage = rows(filled, "passages")[0]
    assert passage["labels"] == passage["labels_published"] == passage["labels_model"] == "cyber; space"
    assert passage["evidence"] == "cyber 0-19; space 0-19"
    assert rows(filled, "documents")[0]["authors"] == "A. Writer; B. Écrivain"
    event = rows(filled, "events")[0]
    assert (event["actors"], event["actor_ids"], event["trigger"], event["sentence"]) == (
        "Japan; European Union",
        "jp; ",
        "Tokyo",
        "Tokyo met Brussels.",
    )


def test_a_human_decision_wins_in_every_table_and_survives_another_analysis(filled):
    append_corrections(filled, [a_correction(FIRST, "maritime")])
    write_analyses(filled, [an_analysis(FIRST, "counterterrorism")], version="v2", run_id="run-1", origins=ORIGINS)
    passage = rows(filled, "passages")[0]
    assert (passage["labels"], passage["labels_model"], passage["review_status"], passage["origin"]) == (
        "maritime",
        "counterterrorism",
        "reviewed",
        "analyst:MS",
    )
    assert rows(filled, "events")[0]["labels"] == "maritime"
    assert [row["pillar"] for row in rows(filled, "tags")[:4] if row["is_label"]] == ["maritime"]
    assert [row["pillar"] for row in rows(filled, "tags")[:4] if row["is_label_model"]] == ["counterterrorism"]
    assert rows(filled, "passages")[1]["review_status"] == "model"


def test_a_decision_for_no_pillar_wins_too_and_an_adjudicated_one_says_so(filled):
    append_corrections(filled, [a_correction(FIRST, action="adjudicate")])
    passage = rows(filled, "passages")[0]
    assert (passage["labels"], passage["review_status"]) == ("", "adjudicated")


def test_a_decision_finds_its_passage_again_after_it_was_gone(filled):
    append_corrections(filled, [a_correction(FIRST, "maritime")])
    write_documents(filled, [a_document("a.txt", "Something else.")], "run-1")
    assert rows(filled, "passages")[0]["review_status"] == "model"
    assert len(rows(filled, "reviews")) == 1
    write_documents(filled, [a_document("a.txt", "Something else.", "Tokyo met Brussels.")], "run-1")
    assert rows(filled, "passages")[1]["labels"] == "maritime"


def test_passages_not_yet_analysed_have_no_probability(store):
    write_documents(store, [FIRST], begin(store))
    passage = rows(store, "passages")[0]
    assert (passage["labels"], passage["cyber"], passage["review_status"], passage["model_version"]) == ("", None, "model", "")


def test_entities_that_nothing_refers_to_any_more_are_not_published(filled):
    entity = rows(filled, "entities")[0]
    assert (entity["entity_id"], entity["n_mentions"], entity["n_documents"]) == ("jp", 3, 2)
    for stored in (FIRST, SECOND):
        bare = replace(
            an_analysis(stored), entities=(), readings=tuple(replace(r, mentions=(), events=()) for r in an_analysis(stored).readings)
        )
        write_analyses(filled, [bare], version="v2", run_id="run-1", origins=ORIGINS)
    assert rows(filled, "entities") == []


def test_an_event_knows_where_it_took_place(filled):
    event = Event(
        event_type="CONSULT", actors=("Japan",), recipients=(), trigger=(0, 3), sentence=(0, 3), location="Japan", location_id="jp"
    )
    analysis = an_analysis(SECOND)
    located = replace(analysis, readings=(replace(analysis.readings[0], events=(event,)),))
    write_analyses(filled, [located], version="v2", run_id="run-1", origins=ORIGINS)
    row = rows(filled, "events")[-1]
    assert (row["location"], row["latitude"], row["longitude"], row["geo_precision"]) == ("Japan", 36.0, 138.0, "country")


def test_a_table_that_is_not_published_is_refused_at_once(store):
    with pytest.raises(ConfigurationError, match="no table 'people'; tables are documents, passages"):
        table_rows(store, "people", pillars=PILLARS)


def test_an_event_has_the_pillars_that_its_own_sentence_supports(store):
    write_documents(store, [FIRST], begin(store))
    analysis = an_analysis(FIRST, "cyber", "space")
    elsewhere = tuple(tuple(replace(tag, evidence=((90, 99),)) if tag.pillar == "space" else tag for tag in row) for row in analysis.tags)
    write_analyses(store, [replace(analysis, tags=elsewhere)], version="v1", run_id="run-1", origins=ORIGINS)
    assert {row["labels"] for row in rows(store, "events")} == {"cyber"}
    append_corrections(store, [a_correction(FIRST, "cyber", "maritime")])
    assert rows(store, "events")[0]["labels"] == "cyber; maritime"  # a person's label has no evidence: it holds for all of the passage


@pytest.mark.slow
def test_memory_is_flat_over_fifty_thousand_passages(tmp_path):
    def peak_of(n_documents: int) -> int:
        with Store.open(f"sqlite:///{tmp_path / str(n_documents)}") as store:
            run_id = begin(store)
            for number in range(n_documents):
                big = a_document(f"{number:03}.txt", *(f"Passage {n} of {number}: " + "words and words " * 20 for n in range(1_000)))
                write_documents(store, [big], run_id)
            tracemalloc.start()
            n_rows = sum(1 for _ in table_rows(store, "passages", pillars=PILLARS))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert n_rows == n_documents * 1_000
        return peak

    small, large = peak_of(5), peak_of(50)
    assert large <= 1.2 * small
