"""Records: the frozen values that travel from room to room; standard library only.

Offsets are half-open positions in Unicode code points, `text[start_char:end_char]`. A passage's offsets count from
the start of its document's cleaned text; those of mentions, dates, events and evidence from the start of their passage.
Every id is a digest of what the row stands for, so a re-run finds its own rows.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

Span = tuple[int, int]
"""Half-open character range `(start_char, end_char)`."""
Mark = tuple[Span, str, float]
"""Words that a learned model takes for the trigger of an act, its type, and how likely they are one."""


FIRST_LETTERS = "ghijklmnopqrstuv"
"""Stand for the first hex digit of an id: a spreadsheet takes `12e45678...` for a number and destroys it."""


def digest_id(*parts: object) -> str:
    """Return the first 64 bits of the SHA-256 of the parts, one a line: a letter from g to v, then 15 hex digits."""
    digest = hashlib.sha256("\n".join(str(part) for part in parts).encode("utf-8", "surrogatepass")).hexdigest()
    return FIRST_LETTERS[int(digest[0], 16)] + digest[1:16]


def is_iso_date(value: object) -> bool:
    """Return whether a value is a day, month or year of the calendar: `2024-11-01`, `2024-11`, `2024`."""
    if not isinstance(value, str) or len(value) not in (4, 7, 10):
        return False
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
    except ValueError:
        return False
    return True


def date_bounds(iso: str) -> tuple[str, str] | None:
    """Return first and last day of a date, month, year or range, for comparing (months end on a 31st); None without a year."""
    first, _, last = iso.partition("/")
    last = last or first
    if not is_iso_date(first) or not is_iso_date(last):
        return None
    return first + "-01-01"[len(first) - 4 :], last + "-12-31"[len(last) - 4 :]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """One thing to ingest, not yet read: a file on disk, given or fetched, named as the tables will name it."""

    source_uri: str
    path: Path
    source_id: str = ""
    publisher: str = ""
    published_date: str | None = None
    """A date that the source or the user gives; it wins over what the document says."""
    date_origin: str = ""
    """`flag` or `source`: who gives that date; empty: the source, where the item has one, else the user."""
    kind: str = ""
    """Kind of document that the source gives; empty where it does not."""
    language: str = ""
    """ISO 639-1 code that the source gives, for a document too short to tell."""
    via: tuple[str, ...] = ()
    """Addresses asked on the way to `source_uri`: failures recorded for them are over."""

    @property
    def document_id(self) -> str:
        """Depends on the address, not the bytes: a revised page stays the same document."""
        return digest_id(self.source_uri)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, heading or marginal text of a document, as a reader found it."""

    text: str
    role: str
    """`heading`, `paragraph`, `item`, or one of the roles kept out of the passages: `title`, `byline`, `note`,
    `running`, `disclaimer`, `caption`."""
    page: int | None = None
    """Page, counted from 1; None where the format has no pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """One publication as cleaned text, with what is known of where it came from."""

    document_id: str
    source_uri: str
    source_id: str = ""
    raw_sha256: str
    media_type: str
    text: str
    """Cleaned text: the blocks joined by blank lines. All offsets of passages count in it."""
    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published_date: str | None = None
    """ISO date, `2024-11` or `2024` where only that is known."""
    date_origin: str = "none"
    """`flag`, `source`, `metadata`, `text`, `filename` or `none`."""
    kind: str = "other"
    """`commentary`, `press_release`, `news` or `other`."""
    language: str = "en"
    """ISO 639-1 code."""
    n_pages: int | None = None
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    reader: str = ""
    """Name and version of the reader, as `pdf@1`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph or list item of a document: the unit we tag, review and cite."""

    document_id: str
    ordinal: int
    """Position among the document's passages, from 0."""
    text: str
    start_char: int
    end_char: int
    heading: str = ""
    page: int | None = None

    @property
    def passage_id(self) -> str:
        """Depends on the words, not the position, so a correction outlives a reflow."""
        return digest_id(self.document_id, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextToRead:
    """A passage on its way through the language room: texts of one document come one after another."""

    text_id: str
    text: str
    group_id: str
    """Texts that share it are one document: surnames and acronyms are resolved within it."""
    published_date: str | None = None
    publisher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that names somebody or something, with the entity it is linked to."""

    start_char: int
    end_char: int
    text: str
    label: str
    """OntoNotes label (`docs/codebook.md`)."""
    entity_id: str = ""
    """Empty where nothing in the gazetteer fits."""
    name: str = ""
    """Canonical name where linked, else the mention's own words."""
    rule: str = ""
    """What found and linked it, as `gazetteer`, `spacy`, `surname`, `acronym`."""
    score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A point or period of the calendar that a passage names."""

    start_char: int
    end_char: int
    text: str
    iso: str | None
    """Date, month, year, or closed range `2024-07-01/2024-09-30`; None where text and document date do not settle it."""
    precision: str
    """`day`, `month`, `quarter`, `year` or `range`; empty where `iso` is None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One reported act, in PLOVER's terms (manual 0.8): who did what to whom, when, where, in which mode."""

    event_type: str
    actors: tuple[str, ...]
    """Canonical names; the state or organisation that an organ or office-holder acts for."""
    recipients: tuple[str, ...]
    trigger: Span
    sentence: Span
    mode: str = "actual"
    """`actual`, `planned`, `hypothetical` or `negated`."""
    date: str | None = None
    date_precision: str = ""
    location: str = ""
    location_id: str = ""
    actor_ids: tuple[str, ...] = ()
    """Entity ids in the order of `actors`; empty string for an unlinked one."""
    recipient_ids: tuple[str, ...] = ()
    attribution: str = ""
    """Who is quoted for it, where the sentence reports speech."""
    rule: str = ""
    """The rule that fired, as `impose @penalty [nsubj]`: the answer to "why?"; `learned (...)` where a model let it pass."""
    score: float = 1.0
    same_event_as: str = ""
    """Id of the first telling of the same event in its document; empty for a first telling."""


def event_id(text_id: str, event: Event) -> str:
    """Return the id of an event: it depends on its passage, type, trigger and participants."""
    return digest_id(text_id, event.event_type, *event.trigger, event.actors, event.recipients)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the language room found in one text."""

    text_id: str
    sentences: tuple[Span, ...]
    mentions: tuple[Mention, ...]
    dates: tuple[DateMention, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PillarTag:
    """One pillar's probability on one passage, and the sentences that support it."""

    pillar: str
    probability: float
    """Calibrated, in [0, 1]."""
    is_label: bool
    """Whether the probability reaches the pillar's threshold."""
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPassage:
    """A passage with the pillars that readers gave it: what the classifier learns from or is measured on."""

    id: str
    text: str
    labels: tuple[str, ...]
    mentioned: tuple[str, ...] = ()
    sure: bool = True
    hard_negative: bool = False
    register: str = ""
    author_type: str = ""
    date: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Somebody or something that mentions are linked to: one row of the gazetteer."""

    entity_id: str
    name: str
    kind: str
    country: str = ""
    wikidata_id: str = ""
    latitude: float | None = None
    """Degrees north, WGS 84."""
    longitude: float | None = None
    """Degrees east, WGS 84."""
    geo_precision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that could not be read or done: a row with its reason, never a silence."""

    source_uri: str
    stage: str
    reason: str
    raw_sha256: str = ""
    reading_version: str = ""
    """With `raw_sha256`: what was tried; the same bytes are not tried again by the same version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An analyst's dated decision on one item; appended to the ledger, never edited."""

    item_kind: str
    """`passage` (its labels); mentions and events follow."""
    item_id: str
    quote: str
    """The words judged, kept beside the id so that the decision outlives the row."""
    reviewer: str
    action: str
    """`accept`, `correct` or `undo`."""
    labels_before: tuple[str, ...]
    labels_after: tuple[str, ...]
    model_version: str
    reason_shown: str = "import"
    """Why the item was shown: `import`, `uncertain`, `audit`, `conflict`, `search` or `bulk`."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A document as it enters the store: read, split, and compared with those already there."""

    document: SourceDocument
    passages: tuple[Passage, ...]
    text_digest: str
    """Equal for exact duplicates."""
    signature: bytes = b""
    """MinHash signature for near duplicates; opaque to the store."""
    reading_version: str
    """Version of everything that turned the bytes into passages; another one means: read again."""
    duplicate_of: str = ""
    """`document_id` of the first document with this text; empty for an original."""
    duplicate_relation: str = ""
    """`exact`, `near` or empty."""
    similarity: float | None = None
    """Estimated Jaccard similarity to that document, in [0, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDocument:
    """What tells whether a source must be read again."""

    source_uri: str
    document_id: str
    raw_sha256: str
    reading_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHeader:
    """A stored document without its text: what the analysis of its passages may look at."""

    document_id: str
    source_uri: str
    title: str
    publisher: str
    published_date: str | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAnalysis:
    """Everything that was found in one document, ready to be stored."""

    document_id: str
    readings: tuple[Reading, ...]
    """One a passage; `text_id` is its `passage_id`."""
    tags: tuple[tuple[PillarTag, ...], ...]
    """In the order of `readings`."""
    entities: tuple[Entity, ...] = ()
    """Whatever the mentions and events refer to by id."""
