"""Catalogue: paths, addresses and names of sources in, the documents they hold out, in an order that never changes.

A folder's files with a suffix we do not read are passed over by name in the log; a file that the user named himself
is not: he asked for it, so it comes back as a failure with its reason. What is fetched lies in a file before anything
parses it. A name wins over a path of the same name, which can always be written `./name`.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jpeu_nlp.errors import ConfigurationError, UnreadableError
from jpeu_nlp.ingest.addresses import is_address, parse_address
from jpeu_nlp.ingest.fetch import Fetcher
from jpeu_nlp.ingest.pages import fetch_page
from jpeu_nlp.ingest.sources import NAME, Source, load_sources
from jpeu_nlp.records import Failure, SourceItem

logger = logging.getLogger(__name__)

SUFFIXES = (".pdf", ".html", ".htm", ".docx", ".md", ".markdown", ".txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """What it takes to fetch: the one who does it, and the existing folder where the bytes go."""

    fetcher: Fetcher
    folder: Path


def find_items(
    sources: Sequence[str], *, base: Path, date: str | None = None, table: Path | None = None, web: Web | None = None
) -> Iterator[SourceItem | Failure]:
    """Yield every document of `sources` once: files sorted within each source by path, pages as their publisher lists them.

    `date` goes to all of them as given by the user; `table` is the table of sources. Raises `ConfigurationError` for a
    path or name that does not exist, before anything is yielded or fetched.
    """
    named = check_sources(sources, base=base, table=table)
    seen: set[str] = set()
    for text in sources:
        source = Source(source_id="", reader="page", address=text, publisher="") if is_address(text) else named.get(text)
        if source is None:
            found = find_local(text, base=base, date=date)
        elif web is None:
            raise ConfigurationError(f"{text}: nothing is fetched here; give files and folders")
        else:
            found = fetch_source(source, web=web, date=date)
        for item in found:
            key = item.path.resolve().as_posix() if isinstance(item, SourceItem) and source is None else item.source_uri
            if key not in seen:
                seen.add(key)
                yield item


def check_sources(sources: Sequence[str], *, base: Path, table: Path | None = None) -> Mapping[str, Source]:
    """Return those of the sources that are names, by name; raise `ConfigurationError` for one that is nothing at all.

    The table is read only where something looks like a name, so that a fault in it stops nobody who reads files.
    """
    named: dict[str, Source] = {}
    for text in sources:
        if is_address(text):
            continue
        exists = (base / text).exists()
        if exists and not (base / text).is_file() and not (base / text).is_dir():
            raise ConfigurationError(f"{text}: neither a file nor a folder; pipes and devices are not read")
        entries = load_sources(table) if table is not None and NAME.fullmatch(text) and table.is_file() else {}
        if text in entries:
            named[text] = entries[text]
            if exists:
                logger.warning("%s: the source of that name in %s is fetched; write ./%s for the path", text, table, text)
        elif not exists:
            known = (
                f" ({', '.join(entries)})"
                if entries
                else f" (no table at {table}; set JPEU_SOURCES)"
                if table and not table.is_file()
                else ""
            )
            raise ConfigurationError(
                f"{text}: no such file or folder; sources are files, folders, addresses, or names in the table of sources{known}"
            )
    return named


def needs_network(sources: Sequence[str], *, base: Path, table: Path | None = None) -> bool:
    """Return whether any of the sources is an address or a name; raises as `check_sources` does."""
    return bool(check_sources(sources, base=base, table=table)) or any(map(is_address, sources))


def find_local(text: str, *, base: Path, date: str | None) -> Iterator[SourceItem | Failure]:
    """Yield the documents of one file or folder."""
    for path in find_files(base / text):
        uri = name_source(path, base=base)
        if path.suffix.lower() in SUFFIXES:
            yield SourceItem(source_uri=uri, path=path, published_date=date, date_origin="flag" if date else "")
        else:
            found = path.suffix or "no suffix"
            yield Failure(source_uri=uri, stage="ingest", reason=f"{uri}: {found} is not read; formats are {', '.join(SUFFIXES)}")


def fetch_source(source: Source, *, web: Web, date: str | None) -> Iterator[SourceItem | Failure]:
    """Fetch the documents of one source; what cannot be had is a failure, and the next one is asked for."""
    if source.reader == "page":
        yield fetch_item(source, source.address, web=web, date=date, via=())
        return
    from jpeu_nlp.ingest.listings import MAX_LIST_BYTES, find_links

    try:
        reply = web.fetcher.fetch(source.address, max_bytes=MAX_LIST_BYTES)
        links = find_links(source, reply.data, base=reply.address.uri)
    except UnreadableError as error:
        reason = str(error) if source.address in str(error) else f"{source.address}: {error}"
        yield Failure(source_uri=name_address(source.address), stage="fetch", reason=f"source {source.source_id}: {reason}")
        return
    via: tuple[str, ...] = (name_address(source.address),)
    if len(links) < source.min_items:
        found = f"{len(links)} items where at least {source.min_items} were expected; look whether the publisher has changed its pages"
        yield Failure(source_uri=via[0], stage="fetch", reason=f"source {source.source_id}: {source.address}: {found}")
        via = ()
    if len(links) > source.max_items:
        logger.info("source %s: the first %d of %d items are fetched; raise max_items", source.source_id, source.max_items, len(links))
    for link in links[: source.max_items]:
        yield fetch_item(source, link.uri, web=web, date=date, published_date=link.published_date, via=via)


def fetch_item(
    source: Source, uri: str, *, web: Web, date: str | None, published_date: str | None = None, via: tuple[str, ...]
) -> SourceItem | Failure:
    """Fetch one document; `date` is the user's, `published_date` the source's."""
    asked = name_address(uri)
    try:
        page = fetch_page(web.fetcher, uri, folder=web.folder)
    except UnreadableError as error:
        logger.info("fetch: %s", error)
        reason = str(error) if asked in str(error) else f"{asked}: {error}"
        return Failure(source_uri=asked, stage="fetch", reason=reason)
    given = date or published_date
    return SourceItem(
        source_uri=page.uri,
        path=page.path,
        source_id=source.source_id,
        publisher=source.publisher,
        published_date=given,
        date_origin="flag" if date else "source" if given else "",
        kind=source.kind,
        language=source.language,
        via=tuple(dict.fromkeys((*via, asked, page.uri))),
    )


def name_address(text: str) -> str:
    """Return an address as tables name it; one that is none as it was given, without what may be a password."""
    try:
        return parse_address(text).uri
    except UnreadableError:
        head, mark, tail = text.partition("://")
        return (head + mark + tail.rpartition("@")[2])[:500]


def find_files(start: Path) -> Iterator[Path]:
    """Yield `start` itself if it is a file, else the readable files below it, sorted; hidden names are skipped."""
    if start.is_file():
        yield start
        return
    for path in sorted(start.rglob("*"), key=lambda found: found.relative_to(start).as_posix()):
        if any(part.startswith(".") for part in path.relative_to(start).parts) or not path.is_file():
            continue
        if path.suffix.lower() in SUFFIXES:
            yield path
        else:
            logger.debug("passed over %s: suffix not among %s", path, ", ".join(SUFFIXES))


def name_source(path: Path, *, base: Path) -> str:
    """Return the path as tables name it: relative to `base` when below it, else absolute, with forward slashes."""
    absolute = path.resolve() if ".." in path.parts else path.absolute()
    root = base.absolute()
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else absolute.as_posix()
