import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.ingest.sandbox import ReadingPool
from jpeu_nlp.records import Failure, SourceDocument, SourceItem
from tests.ingest.builders import make_item

SLOW = b"<html><body>" + b"<p>word word word.</p>" * 100_000  # trafilatura takes more than four seconds (measured)


def write(folder: Path, **contents: bytes) -> list[tuple[SourceItem, Path]]:
    pairs = []
    for name, data in contents.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(data)
        pairs.append((make_item(path.name, path=path), path))
    return pairs


def test_results_come_in_order_and_failures_do_not_stop_the_rest(tmp_path: Path) -> None:
    pairs = write(tmp_path, a_txt=b"The first text stands here.", b_txt=b"", c_pdf=b"%PDF-1.7 broken", d_txt=b"The last text stands here.")
    with ReadingPool(ReadingLimits(), n_workers=2) as pool:
        results = list(pool.read(pairs))
        again = list(pool.read(pairs[:1]))
    assert [result.source_uri for result in results] == ["a.txt", "b.txt", "c.pdf", "d.txt"]
    assert [type(result) for result in results] == [SourceDocument, Failure, Failure, SourceDocument]
    assert all(result.reason.startswith(result.source_uri) for result in results if isinstance(result, Failure))
    assert again == results[:1]


def test_a_document_survives_the_pipe_unchanged(tmp_path: Path) -> None:
    from tests.ingest.builders import read
    from tests.ingest.making import make_html, make_truth

    data = make_html(make_truth(1))
    ((item, path),) = write(tmp_path, a_html=data)
    with ReadingPool(ReadingLimits()) as pool:
        (result,) = pool.read([(item, path)])
    assert result == read(data, "a.html")


@pytest.mark.slow
def test_a_document_that_takes_too_long_is_a_failure_and_the_run_goes_on(tmp_path: Path) -> None:
    pairs = write(tmp_path, a_html=SLOW, b_txt=b"The last text stands here.")
    with ReadingPool(ReadingLimits(max_seconds=1)) as pool:
        first, second = pool.read(pairs)
    assert isinstance(first, Failure)
    assert "took longer than 1 s" in first.reason
    assert isinstance(second, SourceDocument)


@pytest.mark.slow
def test_a_reader_that_dies_costs_one_document(tmp_path: Path) -> None:
    pairs = write(tmp_path, a_txt=b"Warm up the reader.", b_html=SLOW, c_txt=b"The last text stands here.")
    with ReadingPool(ReadingLimits()) as pool:
        watcher = threading.Thread(target=kill_reader_of, args=(pool, "b.html"))
        watcher.start()
        results = list(pool.read(pairs))
        watcher.join()
    assert [type(result) for result in results] == [SourceDocument, Failure, SourceDocument]
    assert isinstance(results[1], Failure)
    assert "SIGSEGV" in results[1].reason


def kill_reader_of(pool: ReadingPool, source_uri: str) -> None:
    """Send a fatal signal to the reader of this document as soon as it has it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for worker in list(pool._workers):
            if worker.item is not None and worker.item.source_uri == source_uri:
                time.sleep(0.3)
                os.kill(worker.process.pid, signal.SIGSEGV)
                return
        time.sleep(0.02)


def test_a_reader_that_died_while_waiting_is_replaced(tmp_path: Path) -> None:
    pairs = write(tmp_path, a_txt=b"The first text stands here.")
    with ReadingPool(ReadingLimits()) as pool:
        assert isinstance(next(iter(pool.read(pairs))), SourceDocument)
        os.kill(pool._workers[0].process.pid, signal.SIGKILL)
        pool._workers[0].process.wait()
        assert isinstance(next(iter(pool.read(pairs))), SourceDocument)


def test_readers_are_replaced_after_some_documents(tmp_path: Path) -> None:
    pairs = write(tmp_path, a_txt=b"The first text stands here.")
    with ReadingPool(ReadingLimits(recycle_after=1)) as pool:
        list(pool.read(pairs))
        first = pool._workers[0].process.pid
        list(pool.read(pairs))
        assert pool._workers[0].process.pid != first


def test_items_are_asked_for_only_a_little_ahead(tmp_path: Path) -> None:
    ((item, path),) = write(tmp_path, a_txt=b"The first text stands here.")
    taken = 0

    def endless() -> Iterator[tuple[SourceItem, Path]]:
        nonlocal taken
        while True:
            taken += 1
            yield item, path

    with ReadingPool(ReadingLimits()) as pool:
        results = pool.read(endless())
        for _ in range(10):
            next(results)
        assert taken <= 15


@pytest.mark.slow
def test_no_reader_outlives_a_killed_parent(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(SLOW)
    code = (
        "import sys; from pathlib import Path\n"
        "from jpeu_nlp.ingest.sandbox import ReadingPool\nfrom jpeu_nlp.ingest.drafts import ReadingLimits\n"
        "from jpeu_nlp.records import SourceItem\n"
        "pool = ReadingPool(ReadingLimits()); path = Path(sys.argv[1])\n"
        "first = pool.read([(SourceItem(source_uri='a', path=path), path)])\n"
        "pool._ask(0, SourceItem(source_uri='a', path=path), path); print(pool._workers[0].process.pid, flush=True); next(first)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and Path(f"/proc/{child}").exists() and "Z" not in Path(f"/proc/{child}/stat").read_text().split()[2]:
        time.sleep(0.1)
    assert not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]
