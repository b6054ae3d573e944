"""Pages: an address in, a file with its bytes out, in a folder that the stage gives.

A page is asked for again only if it has changed since (`ETag`, `Last-Modified`); what was learned of it lies beside it
in a file of JSON. One thing is changed in the bytes: where only the header names the encoding, which no file keeps,
the text is kept as UTF-8 with its mark.
"""

import codecs
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.addresses import parse_address
from jpeu_nlp.ingest.fetch import Fetcher, Reply
from jpeu_nlp.records import digest_id

SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_NAMED = {".htm": ".html", ".markdown": ".md"}
_NO_FILE = ("image/", "audio/", "video/", "font/")
_ENCODINGS = re.compile(r"utf-(?:16|32)|iso8859|iso2022|cp\d|shift_jis|euc_|gb|big5|koi8|mac|johab|tis")
"""Encodings of texts; others that Python knows (punycode, utf-7) take quadratic time or hide what they say."""
_DECLARED = re.compile(rb"<meta[^>]{1,200}charset|<\?xml[^>]{1,200}encoding", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched page."""

    uri: str
    """Where the redirects ended."""
    path: Path


def fetch_page(fetcher: Fetcher, uri: str, *, folder: Path) -> Page:
    """Fetch an address into an existing folder; raises `UnreadableError` where it cannot be had."""
    asked = parse_address(uri).uri
    notes_path = folder / f"{digest_id(asked)}.json"
    notes = read_notes(notes_path)
    kept = folder / notes.get("name", "")
    reply = fetcher.fetch(asked, known=notes if "name" in notes and kept.is_file() else None)
    if reply.status == 304:
        return Page(uri=reply.address.uri, path=kept)
    name = name_file(reply)
    write_whole(folder / name, mark_encoding(reply))
    fresh = {"asked": asked, "address": reply.address.uri, "name": name}
    for header, answer in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
        if re.fullmatch(r"[\x20-\x7e]{1,1000}", found := reply.headers.get(answer, "")):
            fresh[header] = found
    write_whole(notes_path, json.dumps(fresh, indent=1).encode())
    return Page(uri=reply.address.uri, path=folder / name)


def read_notes(path: Path) -> Mapping[str, str]:
    """Return what is known of a page; nothing where the file is missing or damaged."""
    try:
        notes = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    is_sound = isinstance(notes, dict) and all(isinstance(value, str) for value in notes.values())
    return notes if is_sound and notes.get("name") == PurePosixPath(notes.get("name", "")).name else {}


def name_file(reply: Reply) -> str:
    """Return a file name: the page's own, by which its date may be found, a digest of its address, a suffix for its type.

    An unknown type gets `.txt`: the readers look at the content first.
    """
    media_type = content_type(reply).get_content_type()
    if media_type.startswith(_NO_FILE):
        raise UnreadableError(f"{reply.address.uri}: {media_type} is not read; give the address of the page that shows it")
    last = PurePosixPath(unquote(urlsplit(reply.address.uri).path)).name
    stem, dot, end = last.rpartition(".")
    named = _NAMED.get(f".{end.lower()}", f".{end.lower()}") if dot else ""
    suffix = named if named in SUFFIXES.values() and media_type not in SUFFIXES else SUFFIXES.get(media_type, ".txt")
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", stem if named in SUFFIXES.values() else last).strip("-")[:80]
    return f"{stem or 'page'}.{digest_id(reply.address.uri)}{suffix}"


def mark_encoding(reply: Reply) -> bytes:
    """Return the bytes; those of a text whose encoding only the header names as UTF-8 with its mark."""
    declared = content_type(reply)
    charset = str(declared.get_param("charset") or "")
    is_marked = reply.data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not charset or is_marked or declared.get_content_maintype() != "text" or _DECLARED.search(reply.data[:2048]):
        return reply.data
    try:
        codec = codecs.lookup(charset).name
        if codec in {"utf-8", "ascii"} or not _ENCODINGS.match(codec):
            return reply.data
        return codecs.BOM_UTF8 + reply.data.decode(charset).encode("utf-8", "replace")
    except (LookupError, ValueError):  # the header is wrong: the readers guess
        return reply.data


def content_type(reply: Reply) -> Message:
    """Return the header `Content-Type`, parsed."""
    message = Message()
    message["Content-Type"] = re.sub(r"[\r\n]", " ", reply.headers.get("content-type", "text/html"))
    return message


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    partial.write_bytes(data)
    partial.replace(path)
