"""How fast the analysis is, as ratios within one run, because machines are shared and noisy.

    python benchmarks/speed.py [--documents 60] [--workers 2]

Documents are made from the labelled passages of corpus/labels, ten a document, in a temporary folder. Measured, in turn
and repeatedly: bare `nlp.pipe` with our components over the same passages; the whole analysis (parse, link, tag, write);
the analysis in worker processes; a run over the unchanged corpus. Times are CPU seconds of this process where one
process works, and wall seconds where several do.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from jpeu_nlp.language.pipeline import BATCH_TEXTS
from jpeu_nlp.records import TextToRead
from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.analyse import Tools, analyse_batch, load_tools, plan_batches
from jpeu_nlp.stages.idle import find_work
from jpeu_nlp.stages.ingest import Ingester
from jpeu_nlp.stages.ingest import plan_batches as plan_ingest
from jpeu_nlp.stages.publish import publish
from jpeu_nlp.stages.runs import recorded_run
from jpeu_nlp.stages.store import Store, open_store
from jpeu_nlp.stages.versions import analysis_version
from jpeu_nlp.stages.workers import WorkerPool
from jpeu_nlp.store.reading import passages_of

ROOT = Path(__file__).parents[1]
REPEATS = 3


def make_documents(folder: Path, n_documents: int) -> None:
    """Write Markdown documents of ten labelled passages each."""
    with (ROOT / "corpus/labels/passages.jsonl").open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    for number in range(n_documents):
        chosen = [texts[(number * 10 + i) % len(texts)] for i in range(10)]
        body = "\n\n".join(chosen)
        (folder / f"d{number:04}.md").write_text(f"---\ntitle: Document {number}\ndate: 2024-11-15\n---\n\n{body}\n", encoding="utf-8")


def timed(clock: Callable[[], float], work: Callable[[], object]) -> float:
    """Return how long a piece of work takes by a clock, seconds."""
    start = clock()
    work()
    return clock() - start


def ingest_all(folder: Path, settings: Settings, run_id: str) -> float:
    """Ingest the folder; return wall seconds."""
    with open_store(settings) as store, Ingester(store, settings) as ingester:
        return timed(time.perf_counter, lambda: [ingester.ingest_batch(batch, run_id=run_id) for batch in plan_ingest([str(folder)])])


def texts_of(settings: Settings) -> list[TextToRead]:
    """Return every passage as the language room gets it."""
    with open_store(settings) as store:
        ids = [document_id for batch in plan_batches(store, "none", batch_words=10**9) for document_id in batch]
        return [
            TextToRead(text_id=passage.passage_id, text=passage.text, group_id=header.document_id, published_date=header.published_date)
            for header, passages in passages_of(store, ids)
            for passage in passages
        ]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "documents"
        folder.mkdir()
        make_documents(folder, chosen.documents)
        settings = Settings(output=Path(name) / "out", documents=folder, batch_words=5_000)
        with open_store(settings) as store, recorded_run(store, settings, parameters={}, counts={}) as run_id:
            measure(store, settings, folder, run_id, chosen.documents, chosen.workers)


def measure(store: Store, settings: Settings, folder: Path, run_id: str, n_documents: int, n_workers: int) -> None:
    """Measure everything on one corpus, and print it."""
    ingest_seconds = ingest_all(folder, settings, run_id)
    texts = texts_of(settings)
    n_words = sum(len(text.text.split()) for text in texts)
    tools = load_tools(settings)
    batches = list(plan_batches(store, "none", batch_words=settings.batch_words))

    def analyse(version: str) -> None:
        for batch in batches:
            analyse_batch(store, batch, settings, version=version, run_id=run_id)

    def parse() -> None:
        for _ in tools.reader.nlp.pipe((text.text for text in texts), batch_size=BATCH_TEXTS):
            pass

    bare, whole = [], []
    for repeat in range(REPEATS):
        bare.append(timed(time.process_time, parse))
        whole.append(timed(time.process_time, partial(analyse, f"benchmark {repeat}")))
    one = timed(time.perf_counter, partial(analyse, "wall"))
    several = work_in_pool(settings.model_copy(update={"workers": n_workers}), batches, run_id)
    analyse(analysis_version(settings))
    publish_seconds = timed(time.perf_counter, lambda: publish(store, settings))
    idle = timed(time.perf_counter, lambda: find_work([str(folder)], settings, date=None))
    first = ingest_seconds + one + publish_seconds
    ratio = statistics.median(b / w for b, w in zip(bare, whole, strict=True))
    parts = f"ingest {ingest_seconds:.1f} s, analyse {one:.1f} s, publish {publish_seconds:.1f} s wall"
    print(f"{n_documents} documents, {len(texts)} passages, {n_words:,} words; {REPEATS} repeats, medians")
    print(f"bare nlp.pipe, our components   {n_words / statistics.median(bare):7.0f} words a CPU-second")
    print(f"whole analysis                  {n_words / statistics.median(whole):7.0f} words a CPU-second")
    print(f"ratio, whole to bare            {ratio:7.2f}  (target >= 0.70)")
    print(f"documents a second, one process {n_documents / first:7.2f}  ({parts})")
    print(f"{n_workers} workers to one                {one / several:7.2f}  (target >= 1.60; wall, models loaded in both)")
    print(f"unchanged re-run to first run   {idle / first:7.3%}  (target < 2 %)")
    print_shares(tools, texts, statistics.median(whole) / len(texts))


def print_shares(tools: Tools, texts: list[TextToRead], seconds_a_passage: float) -> None:
    """Print where the time goes: each component and the tags, as shares of the analysis of a sample."""
    sample = texts[:300]
    total = seconds_a_passage * len(sample)
    docs = [tools.reader.nlp.make_doc(text.text) for text in sample]
    for name, component in tools.reader.nlp.pipeline:
        start = time.process_time()
        docs = list(component.pipe(docs, batch_size=BATCH_TEXTS)) if hasattr(component, "pipe") else [component(doc) for doc in docs]
        print(f"  {name:<16}{(time.process_time() - start) / total:7.1%}")
    readings = list(tools.reader.read(sample))
    tag = partial(tools.classifier.tag, [text.text for text in sample], [reading.sentences for reading in readings])
    print(f"  {'pillar tags':<16}{timed(time.process_time, tag) / total:7.1%}   (the rest: linking, writing)")


def work_in_pool(settings: Settings, batches: list[list[str]], run_id: str) -> float:
    """Analyse in worker processes that have their models; return wall seconds."""
    with WorkerPool(settings) as pool, ThreadPoolExecutor(settings.workers) as threads:
        list(threads.map(lambda batch: pool.analyse(batch, version="warm", run_id=run_id), batches[: settings.workers]))
        return timed(
            time.perf_counter,
            lambda: list(threads.map(lambda batch: pool.analyse(batch, version="pool", run_id=run_id), batches)),
        )


if __name__ == "__main__":
    main()
