"""Sources: the table of named publishers in, checked values out.

A key that is misspelt or missing stops the run with its table and key: a source that silently gives nothing costs more
than it saves. For the same reason a source says how many items it holds at least; fewer is a failure in the tables.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jpeu_nlp.errors import ConfigurationError, UnreadableError
from jpeu_nlp.ingest.addresses import parse_address
from jpeu_nlp.ingest.kinds import KINDS
from jpeu_nlp.records import is_iso_date

READERS = ("page", "feed", "listing")
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
