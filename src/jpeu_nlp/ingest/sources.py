"""Sources: the table of named publishers in, checked; the addresses that a feed or listing holds out.

A key that is misspelt or missing stops the run with its table and key: a source that silently gives nothing costs more
than it saves. For the same reason a source says how many items it holds at least; fewer is a failure in the tables.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser

from jpeu_nlp.errors import ConfigurationError, UnreadableError
from jpeu_nlp.ingest.addresses import Address, parse_address
from jpeu_nlp.ingest.extract import parse_page
from jpeu_nlp.ingest.kinds import KINDS
from jpeu_nlp.records import is_iso_date

READERS = ("page", "feed", "listing")
MAX_LIST_BYTES = 2_000_000
"""Feeds and listings are read in this process: at 2 MB the worst of twelve hostile feeds took feedparser 7 s (measured)."""
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""What the name of a source looks like."""

_TEXT_KEYS = ("reader", "address", "publisher", "kind", "language", "link_pattern", "checked_date", "note")
_NUMBER_KEYS = ("min_items", "max_items")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One publisher's page, feed or listing."""

    source_id: str
    reader: str
    """`page`: the address is the document; `feed`: RSS or Atom; `listing`: a web page whose links are the documents."""
    address: str
    publisher: str
    kind: str = ""
    """Kind of all its documents; empty where they differ."""
    language: str = ""
    """ISO 639-1 code, used for documents too short to tell."""
    link_pattern: str = ""
    """Regular expression, searched in the full addresses of links; a listing needs one."""
    min_items: int = 1
    """Fewer items than this are a failure: the publisher has changed its pages."""
    max_items: int = 50
    """The first so many are fetched at a run."""
    checked_date: str = ""
    """When somebody last saw that it works; empty: nobody yet."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A document that a feed or listing names."""

    uri: str
    published_date: str | None = None


def load_sources(path: Path) -> Mapping[str, Source]:
    """Return the sources by name; raise `ConfigurationError` naming the table and key that do not fit."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path}: no such table of sources; work where it lies, or set JPEU_SOURCES") from error
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({error}); mend the line") from error
    return {name: check_source(name, table, where=str(path)) for name, table in tables.items()}


def check_source(name: str, table: Any, *, where: str) -> Source:
    """Return a source; raise `ConfigurationError` with table, key, finding and remedy."""

    def refuse(key: str, why: str) -> ConfigurationError:
        return ConfigurationError(f"{where}: [{name}] {key}: {why}")

    if not NAME.fullmatch(name):
        raise refuse("name", "expected small letters, digits and hyphens, as in 'nato-news'")
    if not isinstance(table, dict):
        raise refuse("name", f"stands outside a table; write [{name}] above its keys")
    for key, value in table.items():
        expected = str if key in _TEXT_KEYS else int if key in _NUMBER_KEYS else None
        if expected is None:
            raise refuse(key, f"no such key; there are {', '.join((*_TEXT_KEYS, *_NUMBER_KEYS))}")
        if type(value) is not expected:
            raise refuse(key, f"expected {'a text' if expected is str else 'a whole number'}, found {value!r}")
    for key in ("reader", "address", "publisher"):
        if not table.get(key):
            raise refuse(key, "missing; every source needs reader, address and publisher")
    source = Source(source_id=name, **table)
    if (key_and_reason := find_fault(source)) is not None:
        raise refuse(*key_and_reason)
    return source


def find_fault(source: Source) -> tuple[str, str] | None:
    """Return the first key whose value does not fit, and why."""
    if source.reader not in READERS:
        return "reader", f"expected one of {', '.join(READERS)}, found {source.reader!r}"
    try:
        parse_address(source.address)
    except UnreadableError as error:
        return "address", str(error)
    try:
        re.compile(source.link_pattern)
    except re.error as error:
        return "link_pattern", f"not a regular expression ({error})"
    if source.reader == "listing" and not source.link_pattern:
        return "link_pattern", "missing; a listing needs one to tell documents from menus"
    if source.kind and source.kind not in KINDS:
        return "kind", f"expected one of {', '.join(KINDS)}, found {source.kind!r}"
    if source.language and not re.fullmatch(r"[a-z]{2}", source.language):
        return "language", f"expected an ISO 639-1 code such as 'en', found {source.language!r}"
    if source.checked_date and not is_iso_date(source.checked_date):
        return "checked_date", f"expected YYYY-MM-DD, found {source.checked_date!r}"
    if not 1 <= source.min_items <= source.max_items <= 1000:
        return "min_items", f"expected 1 <= min_items <= max_items <= 1000, found {source.min_items} and {source.max_items}"
    return None


def find_links(source: Source, data: bytes, *, base: str) -> list[Link]:
    """Return what a feed or listing names, once each, in its order; `base` is the address that the bytes came from."""
    found = read_feed(data) if source.reader == "feed" else read_listing(data)
    pattern = re.compile(source.link_pattern)
    links: dict[str, Link] = {}
    for link in found:
        address = absolute(link.uri, base=base)
        if address is not None and pattern.search(address.uri):
            links.setdefault(address.uri, Link(address.uri, link.published_date))
    return list(links.values())


def absolute(uri: str, *, base: str) -> Address | None:
    """Return a link's full address; None for one that leads to no page, as `mailto:` does."""
    try:
        return parse_address(uri, base=base)
    except UnreadableError:
        return None


def read_feed(data: bytes) -> Iterator[Link]:
    """Yield the entries of an RSS or Atom feed; raises `UnreadableError` where there is none.

    feedparser gets an open file: a text, or bytes, it would take for a path or an address to open.
    """
    found = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise UnreadableError("no RSS or Atom feed; look whether the address is a web page")
    for entry in found.get("entries", []):
        uri = entry.get("link") or entry.get("id") or ""
        yield Link(str(uri), written_date(str(entry.get("published") or entry.get("created") or "")))


def written_date(text: str) -> str | None:
    """Return the day as the publisher writes it; in UTC, a morning in Tokyo would be the day before."""
    day = text.strip()[:10]
    if not is_iso_date(day) or len(day) != 10:
        try:
            day = parsedate_to_datetime(text[:100]).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return day if "1990" <= day < "2100" else None


def read_listing(data: bytes) -> Iterator[Link]:
    """Yield the links of a web page."""
    tree = parse_page(data)
    root = tree.find(".//base")
    prefix = (root.get("href") or "") if root is not None else ""
    for node in tree.iter("a"):
        href = (node.get("href") or "").strip()
        if href and not href.startswith("#"):
            yield Link(prefix_link(prefix, href))


def prefix_link(prefix: str, href: str) -> str:
    """Return a link as the page's `<base>` completes it."""
    link = absolute(href, base=prefix) if prefix.startswith(("http://", "https://")) else None
    return link.uri if link is not None else href
