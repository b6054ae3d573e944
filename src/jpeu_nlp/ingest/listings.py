"""Listings: the bytes of a feed or of a page of links in, the addresses that it holds out.

Apart from `sources`, and imported only when something is fetched: a run that finds nothing to do loads no parser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from io import BytesIO

import feedparser

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.addresses import Address, parse_address
from jpeu_nlp.ingest.extract import parse_page
from jpeu_nlp.ingest.sources import Source
from jpeu_nlp.records import is_iso_date

MAX_LIST_BYTES = 2_000_000
"""Feeds and listings are read in this process: at 2 MB the worst of sixteen hostile ones took 14 s (measured)."""

WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"<\0?\0", b"\0<\0?", b"<\0\0\0", b"\0\0\0<")
"""How UTF-16 and UTF-32 begin."""
NOT_PLAIN = re.compile(rb"[^\x20-\x7e\t\r\n]")


@dataclass(frozen=True, slots=True)
class Link:
    """A document that a feed or listing names."""

    uri: str
    published_date: str | None = None


def find_links(source: Source, data: bytes, *, base: str) -> list[Link]:
    """Return what a feed or listing names, once each, in its order; `base` is the address that the bytes came from.

    Raises `UnreadableError`, whatever the parsers make of hostile bytes.
    """
    try:
        found = list(read_feed(data) if source.reader == "feed" else read_listing(data))
    except UnreadableError:
        raise
    except Exception as error:
        detail = str(error)[:200].replace("\n", " ")
        raise UnreadableError(f"the reader failed ({type(error).__name__}: {detail}); please report this {source.reader}") from error
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
    found = feedparser.parse(BytesIO(with_plain_declaration(data)), sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise UnreadableError("no RSS or Atom feed; look whether the address is a web page")
    for entry in found.get("entries", []):
        uri = entry.get("link") or entry.get("id") or ""
        yield Link(str(uri), written_date(str(entry.get("published") or entry.get("created") or "")))


def with_plain_declaration(data: bytes) -> bytes:
    """Return a feed with nothing but ASCII in its XML declaration: feedparser stops at a damaged name of an encoding.

    UTF-16 and UTF-32, which hold zero bytes by nature, are left as they are.
    """
    end = data.find(b"?>")
    if end < 0 or data.startswith(WIDE):
        return data
    mark = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
    return mark + NOT_PLAIN.sub(b"", data[len(mark) : end]) + data[end:]


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
