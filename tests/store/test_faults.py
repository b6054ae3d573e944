"""A killed run, repeated: the tables are those of an undisturbed run, byte for byte."""

import hashlib
import multiprocessing
import os
import signal
import time
from functools import partial

import pytest

from jpeu_nlp.export.columns import published_columns
from jpeu_nlp.export.formats import export_tables
from jpeu_nlp.store import Store
from jpeu_nlp.store.reading import counts, passages_of, pending_documents, table_rows
from jpeu_nlp.store.review import append_corrections, latest_decisions
from jpeu_nlp.store.writing import write_analyses, write_documents
from tests.store.builders import ORIGINS, PILLARS, a_correction, a_document, an_analysis, begin

N_DOCUMENTS = 40
CORPUS = [a_document(f"{n:02}.txt", *(f"Passage {m} of {n}. " + "Words went on. " * 20 for m in range(30))) for n in range(N_DOCUMENTS)]
CONTENT = ("documents", "passages", "mentions", "dates", "entities", "events", "tags")


def run(url: str, run_id: str, batch_size: int) -> None:
    """Ingest and analyse what is missing, as a stage does."""
    by_id = {stored.document.document_id: stored for stored in CORPUS}
    with Store.open(url) as store:
        begin(store, run_id)
        for start in range(0, N_DOCUMENTS, batch_size):
            write_documents(store, CORPUS[start : start + batch_size], run_id)
        pending = [document_id for document_id, _ in pending_documents(store, "v1")]
        for start in range(0, len(pending), batch_size):
            ids = pending[start : start + batch_size]
            found = [an_analysis(by_id[header.document_id], "cyber") for header, _ in passages_of(store, ids)]
            write_analyses(store, found, version="v1", run_id=run_id, origins=ORIGINS)


def digests(url: str, folder) -> dict[str, str]:
    folder.mkdir()
    columns = published_columns(PILLARS)
    with Store.open(url) as store:
        tables = {table: partial(table_rows, store, table, pillars=PILLARS) for table in CONTENT}
        files = export_tables(tables, folder, ["csv", "parquet", "jsonl"], {table: columns[table] for table in CONTENT})
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_a_run_killed_at_any_moment_and_repeated_publishes_the_same_bytes(store_url, tmp_path):
    context = multiprocessing.get_context("spawn")
    undisturbed = f"sqlite:///{tmp_path / 'undisturbed.sqlite'}"
    run(undisturbed, "calm", batch_size=40)
    expected = digests(undisturbed, tmp_path / "expected")
    with Store.open(store_url) as store:  # a decision made before must outlive all of it
        append_corrections(store, [a_correction(CORPUS[0], "space")])
    with Store.open(undisturbed) as store:
        append_corrections(store, [a_correction(CORPUS[0], "space")])
    decided = digests(undisturbed, tmp_path / "decided")
    assert decided != expected
    killed = 0
    for attempt in range(5):
        child = context.Process(target=run, args=(store_url, f"killed-{attempt}", 2))
        child.start()
        with Store.open(store_url) as store:
            before = counts(store)
            deadline = time.monotonic() + 30
            while counts(store)["mentions"] + counts(store)["passages"] == before["mentions"] + before["passages"]:
                if not child.is_alive() or time.monotonic() > deadline:
                    break
                time.sleep(0.02)
        time.sleep(0.025 * attempt)  # another moment of its work each time
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
            killed += 1
        child.join()
        with Store.open(store_url) as store:  # whatever is marked is whole
            found = counts(store)
            assert found["mentions"] == found["analysed_documents"] * 30
            assert found["tags"] == found["analysed_documents"] * 30 * 4
    assert killed >= 3
    run(store_url, "repeated", batch_size=7)
    assert digests(store_url, tmp_path / "repeated") == decided
    with Store.open(store_url) as store:
        assert latest_decisions(store) == {CORPUS[0].passages[0].passage_id: ("space",)}
        assert counts(store)["reviews"] == 1


def open_and_close(url: str) -> None:
    Store.open(url).close()


@pytest.mark.slow
def test_processes_that_open_an_empty_store_at_once_all_find_it_migrated(store_url):
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=open_and_close, args=(store_url,)) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0, 0]
    with Store.open(store_url) as store:
        assert counts(store)["documents"] == 0
