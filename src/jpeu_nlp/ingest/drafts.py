"""Drafts: what a reader of one format hands to the rules that all formats share.

A piece is a paragraph as the format shows it, before anyone has asked what it is for; readers set a role only where
the format itself names one (an HTML heading, a Word caption), and the rest is decided once, in `roles` and `front`.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLimits:
    """How much of the machine one document may take; beyond it the document is a failure, never a part of itself."""

    max_bytes: int = 50_000_000
    """Raw file."""
    max_pages: int = 1_000
    """Pages of a PDF; the longest white paper we know has 480."""
    max_characters: int = 5_000_000
    """Cleaned text; about 1,500 pages of prose."""
    max_expanded_bytes: int = 100_000_000
    """What the members of a DOCX may unpack to; a 307 kB bomb reached 627 MB (measured)."""
    max_seconds: float = 60.0
    """Wall time, and CPU time, of one document."""
    max_memory: int = 2_000_000_000
    """Address space of a reading process, bytes; a worker at rest takes about 300 MB."""
    recycle_after: int = 500
    """Documents after which a reading process is replaced, so that what a library leaks does not add up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paragraph on its way to becoming a `Block`."""

    text: str
    role: str = ""
    """A role of `Block`, or empty where the format does not say."""
    page: int | None = None
    is_bold: bool = False
    size: float = 1.0
    """Type size as a multiple of the document's body size; 1.0 where the format has no sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one reader made of one file."""

    pieces: tuple[Piece, ...]
    reader: str
    media_type: str
    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published_date: str | None = None
    """A date that metadata states as the date of publication."""
    created_date: str | None = None
    """When the file was made: a hint, used only where the text itself speaks of that year."""
    kind: str = ""
    n_pages: int | None = None
    notes: tuple[str, ...] = field(default=())
    """Words beside the text that help to tell kind and publisher, such as a site's name or a page's type."""
