"""Publish: the store in, tables in every format asked for, their codebook and a report out.

Rows stream from the store to the files, each file replaces its predecessor at once, and nothing is written where
neither the content, nor the formats, nor this code has changed since the last time.
"""

import heapq
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jpeu_nlp.export.codebook import codebook_markdown
from jpeu_nlp.export.columns import published_columns
from jpeu_nlp.export.formats import check_formats, export_tables
from jpeu_nlp.records import digest_id
from jpeu_nlp.report.page import ReportData, Row, render_report
from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.versions import rooms_digest
from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.reading import content_version, note_published, published_version, table_rows
from jpeu_nlp.taxonomy import PILLARS

log = logging.getLogger(__name__)

PASSAGES_SHOWN = 5
EVENTS_SHOWN = 40
PUBLISHERS_SHOWN = 25
FAILURES_SHOWN = 200
"""What the report shows of each kind; the tables hold everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What `publish` did."""

    files: tuple[Path, ...]
    is_unchanged: bool
    """True where everything already was as it should be, and nothing was written."""


def is_published(store: Store, settings: Settings) -> bool:
    """Return whether tables and report show the store as it is now, in the formats of the settings."""
    expected = [
        settings.tables_dir / f"{table}.{name}" for table in published_columns(PILLARS) for name in settings.formats if name != "xlsx"
    ]
    return (
        published_version(store, str(settings.output)) == _version(store, settings)
        and settings.report_path.is_file()
        and all(path.is_file() for path in expected)
    )


def publish(store: Store, settings: Settings) -> Published:
    """Write the tables, the codebook and the report, unless they already show the store as it is."""
    check_formats(settings.formats)
    if is_published(store, settings):
        return Published(files=(), is_unchanged=True)
    version = _version(store, settings)
    columns = published_columns(PILLARS)
    settings.tables_dir.mkdir(parents=True, exist_ok=True)
    tables = {table: partial(table_rows, store, table, pillars=PILLARS) for table in columns}
    files = export_tables(tables, settings.tables_dir, settings.formats, columns)
    codebook = settings.tables_dir / "codebook.md"
    write_text(codebook, codebook_markdown(columns))
    write_text(settings.report_path, render_report(collect_report(store, settings.formats)))
    note_published(store, str(settings.output), version)
    log.info("publish: %d files in %s", len(files), settings.tables_dir)
    return Published(files=(*files, codebook, settings.report_path), is_unchanged=False)


def _version(store: Store, settings: Settings) -> str:
    code = rooms_digest(("export", "report", "stages/publish.py", "store"))
    return digest_id(content_version(store), code, *settings.formats)


def write_text(path: Path, text: str) -> None:
    """Write a text file so that a reader sees the old one or the new one, never a part."""
    partial_path = path.with_name(path.name + ".part")
    partial_path.write_text(text, encoding="utf-8")
    partial_path.replace(path)


def collect_report(store: Store, formats: Sequence[str]) -> ReportData:
    """Return what the report shows, in one pass over each table and in flat memory."""
    rows = partial(table_rows, store, pillars=PILLARS)
    documents = {str(row["document_id"]): row for row in map(_slim, rows("documents"))}
    passages = PassageSummary(documents)
    for row in rows("passages"):
        passages.add(row)
    event_types: Counter[str] = Counter()
    actors: Counter[str] = Counter()
    latest: list[Ranked] = []
    for row in rows("events"):
        if row["same_event_as"] or documents[str(row["document_id"])]["duplicate_of"]:
            continue  # told before, in this document or in the one that it repeats: an act counts once
        event_types[str(row["event_type"])] += 1
        actors.update(name for name in str(row["actors"] or "").split("; ") if name)
        keep(latest, (str(row["event_date"] or ""), str(row["event_id"]), row), EVENTS_SHOWN)
    failures = [row for _, row in zip(range(FAILURES_SHOWN), rows("failures"), strict=False)]
    n_failures = sum(1 for _ in rows("failures"))
    return ReportData(
        counts={
            "documents": len(documents),
            "passages": passages.n_passages,
            "with a pillar": passages.n_tagged,
            "reviewed": passages.n_reviewed,
            "events": event_types.total(),
            "not readable": n_failures,
        },
        quarters={quarter: passages.quarters.get(quarter, {}) for quarter in quarters_between(passages.quarters)},
        publishers=dict(sorted(passages.publishers.items(), key=lambda item: (-item[1][""], item[0]))[:PUBLISHERS_SHOWN]),
        passages={key: [row for *_, row in sorted(best, key=lambda kept: kept[:2], reverse=True)] for key, best in passages.best.items()},
        doubtful=[row for *_, row in sorted(passages.doubtful, key=lambda kept: kept[:2], reverse=True)],
        events=[row for *_, row in sorted(latest, key=lambda kept: kept[:2], reverse=True)],
        event_types=dict(event_types.most_common()),
        actors=dict(actors.most_common(12)),
        failures=failures,
        duplicates=[row for row in documents.values() if row["duplicate_of"]],
        titles={document_id: str(row["title"] or row["source_uri"]) for document_id, row in documents.items()},
        formats=formats,
        origins=passages.origins,
    )


def _slim(row: Row) -> Row:
    kept = ("document_id", "title", "publisher", "published_date", "source_uri", "duplicate_of", "duplicate_relation")
    return {name: row[name] for name in kept}


Ranked = tuple[float | str, str, Row]
"""A rank, an id that settles ties, and the row."""


def keep(best: list[Ranked], item: Ranked, most: int) -> None:
    """Keep the `most` greatest items in a heap; ids are unique, so rows are never compared and their order does not matter."""
    if len(best) < most:
        heapq.heappush(best, item)
    else:
        heapq.heappushpop(best, item)


class PassageSummary:
    """Counts and best rows of the passages, one row at a time."""

    def __init__(self, documents: Mapping[str, Row]) -> None:
        self.documents = documents
        self.n_passages = self.n_tagged = self.n_reviewed = 0
        self.quarters: dict[str, Counter[str]] = {}
        self.publishers: dict[str, Counter[str]] = {}
        self.best: dict[str, list[Ranked]] = {key: [] for key in PILLARS}
        self.doubtful: list[Ranked] = []
        self.origins: dict[str, str] = {}

    def add(self, row: Row) -> None:
        """Count one passage."""
        document = self.documents[str(row["document_id"])]
        labels = [label for label in str(row["labels"] or "").split("; ") if label]
        self.n_passages += 1
        self.n_tagged += bool(labels)
        self.n_reviewed += row["review_status"] != "model"
        publisher = self.publishers.setdefault(str(document["publisher"] or ""), Counter())
        publisher[""] += 1
        publisher.update(labels)
        if quarter := quarter_of(document["published_date"]):
            self.quarters.setdefault(quarter, Counter()).update(labels)
        if row.get("model_version"):
            self.origins["pillars"] = str(row["model_version"])
        probabilities = {key: float(str(row[key])) for key in PILLARS if row[key] is not None}
        if not probabilities:
            return
        passage_id = str(row["passage_id"])
        for label in labels:
            keep(self.best[label], (probabilities[label], passage_id, row), PASSAGES_SHOWN)
        if row["review_status"] == "model":
            keep(self.doubtful, (-min(abs(value - 0.5) for value in probabilities.values()), passage_id, row), PASSAGES_SHOWN)


def quarter_of(published_date: object) -> str:
    """Return `2024-Q4` for a date known to the month or better, else nothing."""
    text = str(published_date or "")
    return f"{text[:4]}-Q{(int(text[5:7]) + 2) // 3}" if len(text) >= 7 else ""


def quarters_between(quarters: Iterable[str]) -> list[str]:
    """Return every quarter from the first to the last, so that a line over them does not hide the empty ones."""
    numbers = [int(quarter[:4]) * 4 + int(quarter[-1]) - 1 for quarter in quarters]
    return [f"{number // 4}-Q{number % 4 + 1}" for number in range(min(numbers), max(numbers) + 1)] if numbers else []


def rows_of(store: Store, table: str) -> Iterator[Row]:
    """Yield the rows of one published table."""
    return table_rows(store, table, pillars=PILLARS)
