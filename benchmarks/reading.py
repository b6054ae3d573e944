"""Reading: documents a second and exact paragraphs by format and layout, on documents made here with known truth.

    python benchmarks/reading.py [--documents N]

A paragraph counts as exact when a passage has its very words, hyphens and all. The prose is generated (seeds 100 and
up, none of which the tests use), the layouts are those of `tests/ingest/making.py`: the figures say how well the layers
work together, not how well they do on a publisher nobody has seen. `docs/s` counts processor seconds
of reading alone.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.ingest.making import LAYOUTS, Truth, make_docx, make_html, make_markdown, make_pdf, make_plain, make_truth

from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.ingest.readers import read_document
from jpeu_nlp.ingest.split import split_passages
from jpeu_nlp.records import SourceItem


@dataclass
class Tally:
    """What was right, over some documents of one format."""

    n_documents: int = 0
    n_pages: int = 0
    n_paragraphs: int = 0
    n_exact: int = 0
    n_invented: int = 0
    n_headings: int = 0
    n_headings_found: int = 0
    n_named: int = 0
    n_running_left: int = 0
    seconds: float = 0.0


def measure(make: Callable[[Truth], bytes], name: str, *, n_documents: int) -> Tally:
    """Make, read and score documents of one format."""
    tally = Tally()
    for seed in range(100, 100 + n_documents):
        truth = make_truth(seed)
        data = make(truth)
        start = time.process_time()
        document = read_document(SourceItem(source_uri=name, path=Path(name)), data, limits=ReadingLimits())
        tally.seconds += time.process_time() - start
        passages = {passage.text for passage in split_passages(document)}
        headings = {block.text for block in document.blocks if block.role == "heading"}
        wanted = [text for role, text in truth.body if role == "heading"]
        tally.n_documents += 1
        tally.n_pages += document.n_pages or 0
        tally.n_paragraphs += len(truth.passages)
        tally.n_exact += sum(text in passages for text in truth.passages)
        tally.n_invented += len(passages - set(truth.passages))
        tally.n_headings += len(wanted)
        tally.n_headings_found += sum(text in headings for text in wanted)
        tally.n_named += document.title.lower() == truth.title.lower() and document.authors == truth.authors
        tally.n_running_left += sum("Pacific Letters No." in text or "Harbour Street" in text for text in passages)
    return tally


def main() -> None:
    """Print one row a format or layout."""
    parser = argparse.ArgumentParser(description="Documents a second and exact paragraphs, by format and layout.")
    parser.add_argument("--documents", type=int, default=20, help="documents of each row (default 20)")
    n_documents = parser.parse_args().documents
    rows: list[tuple[str, str, Callable[[Truth], bytes]]] = [
        ("Word", "a.docx", make_docx),
        ("HTML", "a.html", make_html),
        ("Markdown", "a.md", make_markdown),
        ("text, a line a paragraph", "a.txt", make_plain),
        ("text, wrapped at 72", "a.txt", lambda truth: make_plain(truth, width=72)),
        ("text, blank lines in sentences", "a.txt", lambda truth: make_plain(truth, breaks_every=3)),
        *((f"PDF, {name}", "a.pdf", lambda truth, style=style: make_pdf(truth, style)) for name, style in LAYOUTS.items()),  # type: ignore[misc]
    ]
    measure(make_html, "a.html", n_documents=1)  # libraries load on first use
    print(f"{'format':38} {'docs/s':>7} {'pages/s':>8} {'exact':>7} {'invented':>9} {'headings':>9} {'title+authors':>14} {'run. left':>9}")
    for label, name, make in rows:
        tally = measure(make, name, n_documents=n_documents)
        print(
            f"{label:38} {tally.n_documents / tally.seconds:7.1f} {tally.n_pages / tally.seconds or float('nan'):8.1f} "
            f"{tally.n_exact / tally.n_paragraphs:7.3f} {tally.n_invented:9d} {tally.n_headings_found / tally.n_headings:9.3f} "
            f"{tally.n_named:9d}/{tally.n_documents:<4d} {tally.n_running_left:9d}"
        )


if __name__ == "__main__":
    main()
