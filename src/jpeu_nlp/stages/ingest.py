"""Ingest: sources in, documents and passages in the store.

Raw bytes are kept under their digest before anything parses them. A file whose bytes, reader and given date are as at
the last run is passed over without parsing; what cannot be read becomes a row of `failures` with its reason.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from more_itertools import chunked

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.ingest.addresses import is_address
from jpeu_nlp.ingest.catalogue import Web, check_sources, find_items, needs_network
from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.ingest.duplicates import DuplicateIndex, signature, text_digest
from jpeu_nlp.ingest.fetch import Fetcher, FetchLimits
from jpeu_nlp.ingest.sandbox import ReadingPool
from jpeu_nlp.ingest.split import split_passages
from jpeu_nlp.records import Failure, SourceDocument, SourceItem, StoredDocument, digest_id, is_iso_date
from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.versions import reading_version
from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.reading import known_documents, known_failures, signatures
from jpeu_nlp.store.writing import forget_failures, set_duplicates, write_documents, write_failures

log = logging.getLogger(__name__)

BATCH_ITEMS = 50
"""Items a batch: one transaction, one log line, and the most that a crash repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestCounts:
    """What became of a batch of items."""

    n_items: int = 0
    n_read: int = 0
    n_unchanged: int = 0
    n_failed: int = 0
    n_passages: int = 0

    def __add__(self, other: "IngestCounts") -> "IngestCounts":
        return IngestCounts(
            n_items=self.n_items + other.n_items,
            n_read=self.n_read + other.n_read,
            n_unchanged=self.n_unchanged + other.n_unchanged,
            n_failed=self.n_failed + other.n_failed,
            n_passages=self.n_passages + other.n_passages,
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as found now: its digest, and the version under which it would be read."""

    item: SourceItem
    raw_sha256: str
    reading_version: str


@dataclass(slots=True)
class Sorting:
    """A batch of items sorted into what must be read and what need not be."""

    to_read: list[Kept] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    """Their addresses."""
    n_failed_before: int = 0


def plan_batches(
    sources: Sequence[str], *, settings: Settings | None = None, date: str | None = None
) -> Iterator[list[SourceItem | Failure]]:
    """Yield batches of what the sources hold, in order, fetching what must be; raise `ConfigurationError` for one that does not exist.

    Without `settings` nothing is fetched, and names of sources are not known.
    """
    if settings is None:
        yield from chunked(find_items(sources, base=Path.cwd(), date=date), BATCH_ITEMS)
        return
    web = open_web(settings) if is_remote(sources, settings) else None
    yield from chunked(find_items(sources, base=Path.cwd(), date=date, table=settings.sources, web=web), BATCH_ITEMS)


def is_remote(sources: Sequence[str], settings: Settings) -> bool:
    """Return whether anything must be fetched; raise `ConfigurationError` for a source that does not exist."""
    return needs_network(sources, base=Path.cwd(), table=settings.sources)


def lasting_names(sources: Sequence[str], settings: Settings) -> list[str]:
    """Return the sources as they can be found from any folder: paths in full, addresses and names as they are."""
    named = check_sources(sources, base=Path.cwd(), table=settings.sources)
    return [text if text in named or is_address(text) else str(Path(text).resolve()) for text in sources]


def open_web(settings: Settings) -> Web:
    """Return what fetches, creating the folder where fetched bytes lie."""
    settings.fetched_dir.mkdir(parents=True, exist_ok=True)
    limits = FetchLimits(max_bytes=settings.max_bytes, max_seconds=settings.max_seconds)
    return Web(fetcher=Fetcher(limits=limits), folder=settings.fetched_dir)


def check_date(date: str | None) -> None:
    """Raise `ConfigurationError` for a date of publication that is none."""
    if date is not None and not is_iso_date(date):
        raise ConfigurationError(f"--date {date!r}: expected YYYY-MM-DD, YYYY-MM or YYYY, for example 2024-11-15")


def reading_limits(settings: Settings) -> ReadingLimits:
    """Return what one document may cost."""
    return ReadingLimits(max_bytes=settings.max_bytes, max_seconds=settings.max_seconds, max_memory=settings.max_memory)


class Ingester:
    """Reads and stores batches of items, with one pool of reading processes for all of them."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.pool = ReadingPool(reading_limits(settings), n_workers=settings.workers)

    def __enter__(self) -> "Ingester":
        self.pool.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.pool.__exit__(kind, error, trace)

    def ingest_batch(self, items: Sequence[SourceItem | Failure], *, run_id: str) -> IngestCounts:
        """Read and store the items that are new or changed, in one transaction."""
        sorting = sort_items(self.store, items, max_bytes=self.settings.max_bytes)
        forget_failures(self.store, sorting.unchanged)
        fetched = [uri for item in items if isinstance(item, SourceItem) for uri in item.via]
        forget_failures(self.store, fetched, stage="fetch")
        kept_by_uri = {kept.item.source_uri: kept for kept in sorting.to_read}
        pairs = ((kept.item, keep_raw(kept.item.path, kept.raw_sha256, self.settings.raw_dir)) for kept in sorting.to_read)
        documents: list[StoredDocument] = []
        for result in self.pool.read(pairs):
            kept = kept_by_uri[result.source_uri]
            if isinstance(result, Failure):
                sorting.failures.append(replace(result, raw_sha256=kept.raw_sha256, reading_version=kept.reading_version))
            else:
                documents.append(as_stored(result, kept.reading_version))
        write_documents(self.store, documents, run_id)
        write_failures(self.store, sorting.failures, run_id)
        counts = IngestCounts(
            n_items=len(items),
            n_read=len(documents),
            n_unchanged=len(sorting.unchanged),
            n_failed=len(sorting.failures) + sorting.n_failed_before,
            n_passages=sum(len(document.passages) for document in documents),
        )
        log.info(
            "ingest: %d read, %d unchanged, %d failed, %d passages", counts.n_read, counts.n_unchanged, counts.n_failed, counts.n_passages
        )
        return counts


def sort_items(store: Store, items: Iterable[SourceItem | Failure], *, max_bytes: int) -> Sorting:
    """Sort items into unchanged, known to be unreadable, unreadable now, and those that must be read."""
    sorting = Sorting()
    candidates: list[Kept] = []
    for item in items:
        if isinstance(item, Failure):
            sorting.failures.append(item)
            continue
        try:
            size = item.path.stat().st_size
            if size > max_bytes:
                reason = f"{item.source_uri}: {size:,} bytes, more than the {max_bytes:,} that are read; raise --max-bytes"
                sorting.failures.append(Failure(source_uri=item.source_uri, stage="ingest", reason=reason))
                continue
            candidates.append(Kept(item, file_digest(item.path), item_version(item)))
        except OSError as error:
            reason = f"{item.source_uri}: cannot be opened ({error.strerror}); check that it exists and may be read"
            sorting.failures.append(Failure(source_uri=item.source_uri, stage="ingest", reason=reason))
    uris = [kept.item.source_uri for kept in candidates]
    known, unreadable = known_documents(store, uris), known_failures(store, uris)
    for kept in candidates:
        uri = kept.item.source_uri
        if uri in known and (known[uri].raw_sha256, known[uri].reading_version) == (kept.raw_sha256, kept.reading_version):
            sorting.unchanged.append(uri)
        elif uri in unreadable and unreadable[uri] == (kept.raw_sha256, kept.reading_version):
            sorting.n_failed_before += 1
        else:
            sorting.to_read.append(kept)
    return sorting


def item_version(item: SourceItem) -> str:
    """Return what a document's text and date depend on besides its bytes."""
    given = (item.published_date or "", item.publisher, item.source_id, item.date_origin, item.kind, item.language)
    return reading_version() + (f"+given@{digest_id(*given)}" if any(given) else "")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_raw(path: Path, raw_sha256: str, raw_dir: Path) -> Path:
    """Keep a file's bytes under their digest, atomically; return where."""
    kept = raw_dir / raw_sha256[:2] / raw_sha256
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(f".{os.getpid()}.part")
        shutil.copyfile(path, partial)
        partial.replace(kept)
    return kept


def as_stored(document: SourceDocument, version: str) -> StoredDocument:
    """Return a document with its passages and what duplicates are found by: the words of the passages, not those around them."""
    passages = tuple(split_passages(document))
    words = "\n\n".join(passage.text for passage in passages)
    return StoredDocument(
        document=document,
        passages=passages,
        text_digest=text_digest(words),
        signature=signature(words),
        reading_version=version,
    )


def mark_duplicates(store: Store) -> int:
    """Mark every document that repeats an earlier one (in order of address); return how many do."""
    index = DuplicateIndex()
    relations: dict[str, tuple[str, str, float | None]] = {}
    for _, document_id, digest, minhash in signatures(store):
        found = index.find(digest, minhash)
        original, similarity, relation = found if found is not None else ("", None, "")
        relations[document_id] = (original, relation, similarity)
        index.add(document_id, digest, minhash)
    set_duplicates(store, relations)
    return sum(1 for _, relation, _ in relations.values() if relation in ("exact", "near"))
