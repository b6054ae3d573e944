"""Rows a second through the store: writing documents and analyses, writing them again, and publishing.

`python benchmarks/store.py [DATABASE_URL]`; SQLite in a temporary folder by default. Figures are printed as a table;
read them as ratios, and on one machine only.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.store.builders import ORIGINS, PILLARS, a_correction, a_document, an_analysis, begin

from jpeu_nlp.export.columns import published_columns
from jpeu_nlp.export.formats import EXPORTERS, export_tables
from jpeu_nlp.store import Store
from jpeu_nlp.store.reading import counts, passages_of, pending_documents, table_rows
from jpeu_nlp.store.review import append_corrections
from jpeu_nlp.store.writing import write_analyses, write_documents

N_DOCUMENTS, N_PASSAGES, BATCH = 500, 30, 50


def measure(name: str, work: Callable[[], int]) -> None:
    """Run once; print rows, seconds and rows a second."""
    started = time.perf_counter()
    n_rows = work()
    seconds = time.perf_counter() - started
    print(f"| {name:<34} | {n_rows:>8,} | {seconds:>7.2f} | {n_rows / seconds:>9,.0f} |")


def main(url: str, folder: Path) -> None:
    """Measure every direction once."""
    corpus = [a_document(f"{n:05}.txt", *(f"Tokyo {n}.{m} " + "words go on " * 40 for m in range(N_PASSAGES))) for n in range(N_DOCUMENTS)]
    analyses = [an_analysis(stored, "cyber") for stored in corpus]
    batches = range(0, N_DOCUMENTS, BATCH)
    with Store.open(url) as store:
        run_id = begin(store)

        def ingest() -> int:
            return sum(write_documents(store, corpus[n : n + BATCH], run_id) for n in batches) * (1 + N_PASSAGES)

        def again() -> int:
            return ingest() or N_DOCUMENTS * (1 + N_PASSAGES)

        def read() -> int:
            ids = [document_id for document_id, _ in pending_documents(store, "v1")]
            return sum(len(passages) for _, passages in passages_of(store, ids))

        def analyse() -> int:
            for n in batches:
                write_analyses(store, analyses[n : n + BATCH], version="v1", run_id=run_id, origins=ORIGINS)
            found = counts(store)
            return sum(found[table] for table in ("mentions", "dates", "events", "tags"))

        def review() -> int:
            return sum(append_corrections(store, [a_correction(stored, "space")]) for stored in corpus)

        print(f"{store.url}\n\n| {'work':<34} | {'rows':>8} | seconds | rows/s    |\n|{'-' * 36}|---------:|--------:|----------:|")
        measure("write documents and passages", ingest)
        measure("write them again, unchanged", again)
        measure("read pending passages", read)
        measure("write tags, mentions, dates, events", analyse)
        measure("write them again, unchanged", analyse)
        measure("append decisions, one a transaction", review)
        columns = published_columns(PILLARS)
        for table in ("passages", "mentions", "events", "tags"):
            measure(f"publish {table}, rows only", lambda table=table: sum(1 for _ in table_rows(store, table, pillars=PILLARS)))
        tables = {table: partial(table_rows, store, table, pillars=PILLARS) for table in ("passages", "mentions", "events", "tags")}
        n_rows = sum(counts(store)[table] for table in tables)
        for suffix in EXPORTERS:

            def export(suffix: str = suffix) -> int:
                export_tables(tables, folder, [suffix], columns)
                return n_rows

            measure(f"publish these four as {suffix}", export)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{temporary}/jpeu.sqlite", Path(temporary))
