"""Tables of the store, each column with what it holds: the data dictionary is generated from these comments.

Machine rows (tags, mentions, dates, events) hang on passages and go with them; the ledger hangs on nothing, so that a
decision outlives the row it judges. `run_id` says which run wrote a row as it stands; a later run that finds the same
content leaves it alone.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SORTED_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in code point order on both databases: exports must not depend on the server's locale."""
SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")


def _id(name: str, comment: str) -> Column[str]:
    return Column(name, String(16), primary_key=True, comment=comment)


def _run() -> Column[str]:
    return Column("run_id", String(64), ForeignKey("run.run_id"), nullable=False, comment="Run that wrote the row as it stands.")


def _passage() -> Column[str]:
    return Column("passage_id", String(16), ForeignKey("passage.passage_id", ondelete="CASCADE"), nullable=False, comment="Its passage.")


def _text(name: str, comment: str) -> Column[str]:
    return Column(name, Text, nullable=False, comment=comment)


def _char(name: str, comment: str) -> Column[int]:
    return Column(name, Integer, nullable=False, comment=comment)


run_table = Table(
    "run",
    metadata,
    Column("run_id", String(64), primary_key=True, comment="Name of the run, unique."),
    _text("started_at", "UTC timestamp, ISO 8601."),
    Column("finished_at", Text, comment="UTC timestamp; empty while running, and for ever after a crash."),
    _text("status", "`running`, `completed`, `failed` or what the stage says."),
    Column("versions", JSON, nullable=False, comment="Versions of the package, its parts and its libraries."),
    Column("model_digests", JSON, nullable=False, comment="Digests of the models used."),
    Column("parameters", JSON, nullable=False, comment="What the run was asked to do; no secrets."),
    Column("counts", JSON, nullable=False, comment="What it did, in numbers."),
    comment="One row per run: who wrote what, with which versions.",
)

document_table = Table(
    "document",
    metadata,
    _id("document_id", "Digest of source_uri: a revised page stays the same document."),
    Column("source_uri", SORTED_TEXT, nullable=False, unique=True, comment="Address or path it was read from."),
    _text("source_id", "Entry of corpus/sources.toml; empty for loose files."),
    Column("raw_sha256", String(64), nullable=False, comment="SHA-256 of the raw bytes, kept in raw/."),
    _text("media_type", "Media type of the raw bytes."),
    _text("text", "Cleaned text; passages count their offsets in it."),
    Column("text_digest", String(64), nullable=False, comment="Equal for exact duplicates."),
    Column("signature", LargeBinary, nullable=False, comment="MinHash signature for near duplicates."),
    _text("title", "Title as found."),
    Column("authors", JSON, nullable=False, comment="Names, in the order of the byline."),
    _text("publisher", "Who published it."),
    Column("published_date", String(10), comment="ISO date, month or year; empty where unknown."),
    _text("date_origin", "`flag`, `source`, `metadata`, `text`, `filename` or `none`."),
    _text("kind", "`commentary`, `press_release`, `news` or `other`."),
    _text("language", "ISO 639-1 code."),
    Column("n_pages", Integer, comment="Pages; empty where the format has none."),
    Column("n_chars", Integer, nullable=False, comment="Characters of its passages, code points: the work an analysis has."),
    _text("reader", "Name and version of the reader, as `pdf@1`."),
    _text("reading_version", "Version of everything that turned bytes into passages; another one means: read again."),
    Column("duplicate_of", String(16), nullable=False, comment="document_id of the original; empty for an original."),
    _text("duplicate_relation", "`exact`, `near` or empty."),
    Column("similarity", Float, comment="Estimated Jaccard similarity to the original, in [0, 1]."),
    Column("content_digest", String(16), nullable=False, comment="Digest of all that was written: equal means nothing to do."),
    Column("analysis_digest", String(16), nullable=False, comment="Digest of what an analysis sees: another one drops its marker."),
    _run(),
    comment="One row per publication.",
)

passage_table = Table(
    "passage",
    metadata,
    _id("passage_id", "Digest of document_id and text, not of the position."),
    Column("document_id", String(16), ForeignKey("document.document_id", ondelete="CASCADE"), nullable=False, comment="Its document."),
    Column("ordinal", Integer, nullable=False, comment="Position among the document's passages, from 0."),
    _text("text", "Cleaned text, exactly as analysed."),
    _char("start_char", "Offset in the document's text, code points."),
    _char("end_char", "End of the half-open range."),
    _text("heading", "Heading it stands under."),
    Column("page", Integer, comment="Page, from 1; empty where the format has none."),
    _run(),
    Index(None, "document_id", "ordinal"),
    comment="One row per passage: the unit that is tagged, reviewed and cited.",
)

tag_table = Table(
    "tag",
    metadata,
    _passage(),
    Column("pillar", String(64), nullable=False, comment="Key of the pillar."),
    Column("probability", Float, nullable=False, comment="Calibrated probability, rounded to 4 decimals."),
    Column("is_label", Boolean, nullable=False, comment="Whether it reaches the pillar's threshold."),
    Column("evidence", JSON, nullable=False, comment="Spans [start_char, end_char] of the passage's text that support it."),
    _text("origin", "Who made the row: `model:NAME@DIGEST` or `rule:NAME@N`."),
    _run(),
    PrimaryKeyConstraint("passage_id", "pillar"),
    comment="One row per passage and pillar, as the machine has it; decisions of people stay apart.",
)

entity_table = Table(
    "entity",
    metadata,
    Column("entity_id", String(128), primary_key=True, comment="Key in the gazetteer."),
    _text("name", "Canonical name."),
    _text("kind", "State, organisation, office, place, agreement or operation."),
    _text("country", "Entity it belongs to."),
    _text("wikidata_id", "Wikidata item, as Q17."),
    Column("latitude", Float, comment="Degrees north, WGS 84."),
    Column("longitude", Float, comment="Degrees east, WGS 84."),
    _text("geo_precision", "What the point stands for."),
    _run(),
    comment="One row per somebody or something that mentions are linked to.",
)

document_entity_table = Table(
    "document_entity",
    metadata,
    Column("document_id", String(16), ForeignKey("document.document_id", ondelete="CASCADE"), nullable=False, comment="Its document."),
    Column("entity_id", String(128), ForeignKey("entity.entity_id"), nullable=False, comment="Entity that its analysis refers to."),
    PrimaryKeyConstraint("document_id", "entity_id"),
    Index(None, "entity_id"),
    comment="Which entities a document's analysis refers to; an entity that nothing refers to is not published.",
)

mention_table = Table(
    "mention",
    metadata,
    _id("mention_id", "Digest of passage, range and label."),
    _passage(),
    _char("start_char", "Offset in the passage's text, code points."),
    _char("end_char", "End of the half-open range."),
    _text("text", "The words of the range."),
    _text("label", "OntoNotes label."),
    Column("entity_id", String(128), nullable=False, comment="Entity it is linked to; empty where none fits."),
    _text("name", "Canonical name, or the mention's own words."),
    _text("rule", "What found and linked it."),
    Column("score", Float, nullable=False, comment="Score of that rule, not calibrated."),
    _text("origin", "Who made the row."),
    _run(),
    Index(None, "passage_id", "start_char"),
    Index(None, "entity_id"),
    comment="One row per span that names somebody or something.",
)

date_mention_table = Table(
    "date_mention",
    metadata,
    _id("date_id", "Digest of passage and range."),
    _passage(),
    _char("start_char", "Offset in the passage's text, code points."),
    _char("end_char", "End of the half-open range."),
    _text("text", "The words of the range."),
    Column("iso", String(32), comment="ISO date, month, year or closed range; empty where unsettled."),
    _text("precision", "`day`, `month`, `quarter`, `year`, `range` or empty."),
    _text("origin", "Who made the row."),
    _run(),
    Index(None, "passage_id", "start_char"),
    comment="One row per point or period of the calendar that a passage names.",
)

event_table = Table(
    "event",
    metadata,
    _id("event_id", "Digest of passage, type, trigger and participants."),
    _passage(),
    _text("event_type", "PLOVER type."),
    _text("mode", "`actual`, `planned`, `hypothetical` or `negated`."),
    Column("event_date", String(32), comment="ISO date or range; empty where the sentence gives none."),
    _text("date_precision", "`day`, `month`, `quarter`, `year`, `range` or empty."),
    Column("actors", JSON, nullable=False, comment="Canonical names of who acts."),
    Column("actor_ids", JSON, nullable=False, comment="Their entity ids, in the same order."),
    Column("recipients", JSON, nullable=False, comment="Canonical names of who is acted upon."),
    Column("recipient_ids", JSON, nullable=False, comment="Their entity ids, in the same order."),
    _text("location", "Where it took place, as named."),
    _text("location_id", "Entity id of that place."),
    _char("trigger_start_char", "Words that announce it: offset in the passage's text, code points."),
    _char("trigger_end_char", "End of the half-open range."),
    _char("sentence_start_char", "Its sentence: offset in the passage's text, code points."),
    _char("sentence_end_char", "End of the half-open range."),
    _text("attribution", "Who is quoted for it."),
    Column("same_event_as", String(16), nullable=False, server_default="", comment="First telling in its document; empty for a first."),
    Column("likeness", String(16), nullable=False, server_default="", comment="Digest of type, mode and participants."),
    _text("rule", "Rule that fired."),
    Column("score", Float, nullable=False, comment="Score of that rule, not calibrated."),
    _text("origin", "Who made the row."),
    _run(),
    Index(None, "passage_id", "sentence_start_char"),
    Index(None, "likeness"),
    comment="One row per reported act.",
)

analysis_table = Table(
    "analysis",
    metadata,
    Column("document_id", String(16), ForeignKey("document.document_id", ondelete="CASCADE"), primary_key=True, comment="Its document."),
    _text("version", "Version of everything that analyses; another one means: analyse again."),
    Column("content_digest", String(16), nullable=False, comment="Digest of the rows written: equal means nothing to do."),
    _text("analysed_at", "UTC timestamp, ISO 8601."),
    _run(),
    comment="Markers: a document with the current version is done. Written in one transaction with its rows.",
)

failure_table = Table(
    "failure",
    metadata,
    Column("source_uri", SORTED_TEXT, nullable=False, comment="What could not be read or done."),
    Column("stage", SORTED_TEXT, nullable=False, comment="Stage that failed."),
    _text("reason", "Why, in words."),
    Column("raw_sha256", String(64), nullable=False, comment="SHA-256 of the bytes that failed; empty where there were none."),
    _text("reading_version", "Version of the readers that failed on them."),
    _text("failed_at", "UTC timestamp of the first time with this reason."),
    Column("run_id", String(64), ForeignKey("run.run_id"), nullable=False, comment="Run that first met this reason."),
    PrimaryKeyConstraint("source_uri", "stage"),
    comment="One row per source that cannot be read or done now; cleared when it can.",
)

review_table = Table(
    "review",
    metadata,
    Column("review_id", SEQUENCE, primary_key=True, autoincrement=True, comment="Sequence of the ledger, from 1."),
    _text("recorded_at", "UTC timestamp, ISO 8601."),
    _text("item_kind", "`passage`, `mention` or `event`."),
    Column("item_id", String(64), nullable=False, comment="Id of the row judged; the row may be gone."),
    _text("quote", "The words judged."),
    _text("reviewer", "Who decided."),
    _text("action", "`accept`, `correct`, `adjudicate` or `undo`."),
    Column("labels_before", JSON, nullable=False, comment="Labels that the reviewer saw."),
    Column("labels_after", JSON, nullable=False, comment="Labels that the reviewer gave."),
    _text("model_version", "Origin of the machine's labels at that time."),
    _text("reason_shown", "`import`, `uncertain`, `audit`, `conflict`, `search` or `bulk`."),
    _text("note", "The reviewer's words."),
    Index(None, "item_kind", "item_id"),
    sqlite_autoincrement=True,
    comment="The ledger: one row per decision, append-only. Triggers refuse UPDATE and DELETE.",
)

decision_table = Table(
    "decision",
    metadata,
    Column("item_kind", String(16), nullable=False, comment="`passage`, `mention` or `event`."),
    Column("item_id", String(64), nullable=False, comment="Id of the row judged."),
    Column("review_id", SEQUENCE, ForeignKey("review.review_id"), nullable=False, comment="Row of the ledger that holds."),
    _text("reviewer", "Who decided."),
    _text("decided_at", "UTC timestamp of that row."),
    Column("labels", JSON, nullable=False, comment="Labels that hold."),
    Column("is_adjudicated", Boolean, nullable=False, comment="Whether an adjudicator decided."),
    PrimaryKeyConstraint("item_kind", "item_id"),
    comment="Derived from the ledger: the decision that holds, per item. No flow writes here.",
)

meta_table = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True, comment="`store_id`, `content_counter` or `published:FOLDER`."),
    _text("value", "Its value."),
    comment="What the store knows of itself.",
)
