"""Readers: the bytes of one document in, a `SourceDocument` out, or `UnreadableError` with the reason.

What a file is, its content says first and its suffix second: a web page saved as `report.pdf` is a web page. Nothing
here touches the disk or the network. Untrusted bytes go through `sandbox`, which calls this in a killable process.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath

import py3langid
from charset_normalizer import from_bytes

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest import front, kinds, roles
from jpeu_nlp.ingest.clean import clean_text, join_broken
from jpeu_nlp.ingest.drafts import Draft, ReadingLimits
from jpeu_nlp.ingest.extract import read_html
from jpeu_nlp.ingest.markup import read_markdown
from jpeu_nlp.ingest.names import parse_byline
from jpeu_nlp.ingest.office import DOCX_TYPE, read_docx
from jpeu_nlp.ingest.pdf import read_pdf
from jpeu_nlp.ingest.plain import read_plain
from jpeu_nlp.records import Block, SourceDocument, SourceItem

_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p|h1|table)\b", re.IGNORECASE)
_SIGNATURES = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old or encrypted Office file; save it as .docx without a password, or as PDF",
    b"{\\rtf": "a rich-text file; save it as .docx or PDF",
    b"\x89PNG": "a picture; run text recognition on it first",
    b"\xff\xd8\xff": "a picture; run text recognition on it first",
    b"GIF8": "a picture; run text recognition on it first",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"Rar!": "a compressed file; unpack it first",
    b"7z\xbc\xaf": "a compressed file; unpack it first",
    b"%!PS": "a PostScript file; convert it to PDF",
    b"\x7fELF": "a program, not a document",
    b"MZ\x90": "a program, not a document",
    b"SQLite format 3": "a database, not a document",
}
_SUFFIX_TYPES = {
    ".pdf": "application/pdf",
    ".docx": DOCX_TYPE,
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
}


def read_document(item: SourceItem, data: bytes, *, limits: ReadingLimits) -> SourceDocument:
    """Read one document. Raises `UnreadableError`, naming the input, what was found and what would help."""
    if not data:
        raise UnreadableError(f"{item.source_uri}: the file is empty; fetch or export it again")
    if len(data) > limits.max_bytes:
        raise UnreadableError(f"{item.source_uri}: {len(data)} bytes, the limit is {limits.max_bytes}; raise max_bytes or split the file")
    try:
        draft = read_draft(data, name=item.path.name, limits=limits)
    except UnreadableError as error:
        raise UnreadableError(f"{item.source_uri}: {error}") from error
    document = assemble(item, draft, raw_sha256=hashlib.sha256(data).hexdigest())
    if not document.text:
        raise UnreadableError(
            f"{item.source_uri}: {draft.reader} found no text in it; look whether it opens, and whether its text can be selected"
        )
    if len(document.text) > limits.max_characters:
        found, limit = len(document.text), limits.max_characters
        raise UnreadableError(
            f"{item.source_uri}: {found} characters of text, the limit is {limit}; raise max_characters or split the file"
        )
    return document


def read_draft(data: bytes, *, name: str, limits: ReadingLimits) -> Draft:
    """Hand the bytes to the reader of their format."""
    media_type = find_media_type(data, name=name)
    if media_type == "application/pdf":
        return read_pdf(data, limits=limits)
    if media_type == DOCX_TYPE:
        return read_docx(data, limits=limits)
    if media_type == "text/html":
        return read_html(data)
    text = decode(data)
    reader: Callable[[str], Draft] = read_markdown if media_type == "text/markdown" else read_plain
    return reader(text[: limits.max_characters + 1])


def find_media_type(data: bytes, *, name: str) -> str:
    """Return the media type by content, then by suffix; raises `UnreadableError` for what is none of ours."""
    suffix = PurePath(name).suffix.lower()
    head = data[:1024]
    if b"%PDF-" in head:
        return "application/pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return DOCX_TYPE
    for signature, advice in _SIGNATURES.items():
        if head.startswith(signature):
            raise UnreadableError(f"this is {advice}")
    if suffix in {".pdf", ".docx"} and not looks_like_html(data):
        raise UnreadableError(f"named {suffix}, but holds none (it starts with {head[:8]!r}); fetch or export it again")
    if suffix not in {".md", ".markdown"} and looks_like_html(data):
        return "text/html"
    return _SUFFIX_TYPES.get(suffix, "text/plain")


def looks_like_html(data: bytes) -> bool:
    """Tell whether the bytes open as a web page does, after blanks, marks and comments."""
    head = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    head = re.sub(rb"^(?:<\?xml[^>]*\?>|<!--.*?-->|\s)+", b"", head, flags=re.DOTALL)
    return _TAG.match(head) is not None


def decode(data: bytes) -> str:
    """Return the text of the bytes: UTF-8 or a marked UTF-16 as they say, else the likeliest of the old encodings."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode(guess_encoding(data[:100_000]), errors="replace")
    sample = text[:10_000]
    odd = sum(1 for char in sample if char == "\ufffd" or (ord(char) < 32 and char not in "\t\n\r\f\v\x1b"))
    if odd > 0.02 * len(sample):
        raise UnreadableError(f"not text: {odd} of the first {len(sample)} characters are none; look whether the suffix is right")
    return text


def guess_encoding(sample: bytes) -> str:
    """Return the likeliest old encoding of a text that is no UTF-8.

    Few bytes above 127 are the quotes and accents of a Western text, which guessers mistake for Baltic or Turkish letters;
    Polish and Czech have one in eight, Japanese nearly all.
    """
    n_high = sum(byte > 127 for byte in sample)
    if n_high < 0.08 * len(sample):
        return "cp1252"
    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"


def assemble(item: SourceItem, draft: Draft, *, raw_sha256: str) -> SourceDocument:
    """Turn a reader's draft into the document: roles, joined paragraphs, and what is known of where it came from."""
    draft = clean_draft(draft)
    opening = front.read_front(draft, name=item.path.name)
    is_whole = draft.media_type == "text/html"  # nothing cuts the paragraphs of a page
    pieces = list(opening.pieces) if is_whole else join_broken(opening.pieces)
    pieces = roles.mark_headings(roles.mark_margins(pieces, authors=opening.authors))
    pieces = pieces if is_whole else join_broken(pieces)
    date, origin = opening.published_date, opening.date_origin
    if item.published_date:
        date, origin = item.published_date, item.date_origin or ("source" if item.source_id else "flag")
    prose = "\n".join(piece.text for piece in pieces if piece.role in {"paragraph", "item", "heading"})
    return SourceDocument(
        document_id=item.document_id,
        source_uri=item.source_uri,
        source_id=item.source_id,
        raw_sha256=raw_sha256,
        media_type=draft.media_type,
        text="\n\n".join(piece.text for piece in pieces),
        title=opening.title,
        authors=opening.authors,
        publisher=item.publisher or kinds.find_publisher(pieces, given=draft.publisher),
        published_date=date,
        date_origin=origin,
        kind=kinds.choose_kind(pieces, title=opening.title, authors=opening.authors, given=item.kind or draft.kind, notes=draft.notes),
        language=find_language(prose or opening.title, otherwise=item.language or "en"),
        n_pages=draft.n_pages,
        blocks=tuple(Block(text=piece.text, role=piece.role, page=piece.page) for piece in pieces),
        reader=draft.reader,
    )


def clean_draft(draft: Draft) -> Draft:
    """Clean every text of a draft, once; pieces without words are dropped."""
    pieces = [replace(piece, text=text) for piece in draft.pieces if has_words(text := clean_text(piece.text))]
    return replace(
        draft,
        pieces=tuple(pieces),
        title=clean_text(draft.title)[:500],
        authors=clean_names(draft.authors),
        publisher=clean_text(draft.publisher)[:200],
    )


def has_words(text: str) -> bool:
    """Tell whether a text has a letter or figure in it; raised figures, which point to notes, do not count."""
    return any(char.isalpha() or char.isdecimal() for char in text)


def clean_names(authors: Sequence[str]) -> tuple[str, ...]:
    """Return the persons among the authors that metadata gives; an office that signs is the publisher's, not an author."""
    return tuple(dict.fromkeys(name for author in authors for name in parse_byline(clean_text(author))))


def find_language(text: str, *, otherwise: str = "en") -> str:
    """Return the ISO 639-1 code of the text's language; `otherwise` for a text too short to tell."""
    sample = text[:4000]
    if sum(map(str.isalpha, sample)) < 20:
        return otherwise
    return str(py3langid.classify(sample)[0])
