"""Columns: the one description of everything that is published; exporters, data package and codebook are made from it.

Offsets are Unicode code points, half-open. Cells with several values join them with `; `. Text cells are never null
in the store; an empty cell means that nothing is known, or that nothing applies.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One published column."""

    name: str
    type: str = "string"
    """Frictionless type: `string`, `integer`, `number` or `boolean`."""
    description: str
    unit: str = ""
    """Unit or offset base, where it has one."""
    is_key: bool = False
    """Part of the primary key."""
    refers_to: str = ""
    """`table.column` that its values are found in."""
    values: tuple[str, ...] = ()
    """All values it can take, where they are few."""
    minimum: float | None = None
    maximum: float | None = None


TABLE_DESCRIPTIONS = {
    "documents": "One row per publication, in the order of source_uri.",
    "passages": "One row per paragraph or list item: the unit that is tagged, reviewed and cited. Correct `labels` here and read it back.",
    "mentions": "One row per span that names somebody or something.",
    "dates": "One row per point or period of the calendar that a passage names.",
    "entities": "One row per somebody or something that the mentions and events of these documents refer to.",
    "events": "One row per reported act, in PLOVER's terms (manual 0.8). Actor to recipient is directed.",
    "tags": "One row per passage and pillar: the long form of the probabilities in `passages`.",
    "failures": "One row per source that could not be read or done, with the reason.",
    "runs": "One row per run: who wrote what, with which versions.",
    "reviews": "The ledger: one row per decision of a person, in the order they were made; never edited.",
}
"""What a row of each published table is, in the order in which a reader meets them."""

PASSAGE_TEXT = "code points from the start of the passage's text"
DOCUMENT_TEXT = "code points from the start of the document's cleaned text"
MODES = ("actual", "planned", "hypothetical", "negated")
STATUSES = ("model", "reviewed", "adjudicated")


def published_columns(pillars: Sequence[str]) -> dict[str, tuple[Column, ...]]:
    """Return the columns of every published table, in their order, for these pillars."""
    return {
        "documents": _documents(),
        "passages": _passages(pillars),
        "mentions": _mentions(),
        "dates": _dates(),
        "entities": _entities(),
        "events": _events(),
        "tags": _tags(pillars),
        "failures": _failures(),
        "runs": _runs(),
        "reviews": _reviews(),
    }


def _text(name: str, description: str, *values: str) -> Column:
    return Column(name=name, description=description, values=values)


def _key(name: str, description: str) -> Column:
    return Column(name=name, description=description, is_key=True)


def _link(name: str, refers_to: str, description: str) -> Column:
    return Column(name=name, description=description, refers_to=refers_to)


def _count(name: str, description: str, unit: str = "") -> Column:
    return Column(name=name, type="integer", description=description, unit=unit, minimum=0)


def _share(name: str, description: str) -> Column:
    return Column(name=name, type="number", description=description, minimum=0, maximum=1)


def _degrees(name: str, description: str, limit: float) -> Column:
    return Column(name=name, type="number", description=description, unit="degrees, WGS 84", minimum=-limit, maximum=limit)


def _documents() -> tuple[Column, ...]:
    return (
        _key("document_id", "Digest of source_uri: a revised page stays the same document."),
        _text("title", "Title as found."),
        _text("authors", "Names in the order of the byline, joined with `; `."),
        _text("publisher", "Who published it."),
        _text("published_date", "ISO date, or month or year where only that is known; empty where unknown."),
        _text("date_origin", "Where the date comes from.", "flag", "source", "metadata", "text", "filename", "none"),
        _text("kind", "Kind of publication.", "commentary", "press_release", "news", "other"),
        _text("language", "ISO 639-1 code."),
        _text("source_uri", "Address or path it was read from."),
        _text("raw_sha256", "SHA-256 of the raw bytes, which lie in `raw/` under it."),
        _link("duplicate_of", "documents.document_id", "Document that it repeats; empty for an original."),
        _text("duplicate_relation", "How it repeats that document; empty for an original.", "", "exact", "near"),
        _share("similarity", "Estimated Jaccard similarity to that document; empty for an original."),
        _text("source_id", "Entry of `corpus/sources.toml`; empty for loose files."),
        _text("media_type", "Media type of the raw bytes."),
        _count("n_pages", "Pages; empty where the format has none."),
        _count("n_passages", "Passages."),
        _count("n_chars", "Length of all passages together.", "code points"),
        _text("reader", "Name and version of the reader, as `pdf@1`."),
    )


def _passages(pillars: Sequence[str]) -> tuple[Column, ...]:
    joined = ", ".join(f"`{pillar}`" for pillar in pillars)
    return (
        _key("passage_id", "Digest of document_id and text, not of the position: a correction outlives a reflow."),
        _link("document_id", "documents.document_id", "Its document."),
        _count("ordinal", "Position among the document's passages, from 0."),
        _count("page", "Page, from 1; empty where the format has none."),
        _text("heading", "Heading it stands under."),
        _count("start_char", "Where it starts.", DOCUMENT_TEXT),
        _count("end_char", "Where it ends, half-open.", DOCUMENT_TEXT),
        _text("text", "Cleaned text, exactly as analysed."),
        _text(
            "labels",
            f"Pillars ({joined}), joined with `; `; empty for none. A person's decision wins over the model's. Correct this column.",
        ),
        *(
            _share(pillar, f"Calibrated probability, by the model, that the passage is about {pillar}; empty: not analysed.")
            for pillar in pillars
        ),
        _text("review_status", "Who decided the labels.", *STATUSES),
        _text("labels_published", "Copy of `labels` as published: leave it alone, so that a corrected table tells what was changed."),
        _text("labels_model", "Pillars whose probability reaches the model's threshold, joined with `; `."),
        Column(
            name="evidence",
            description="Sentences that support the model's labels: `PILLAR START-END`, joined with `; `.",
            unit=PASSAGE_TEXT,
        ),
        _text("origin", "Who made the labels: `model:NAME@DIGEST` or `analyst:INITIALS`."),
        _text("model_version", "Model that made the probabilities, as `model:NAME@DIGEST`."),
    )


def _mentions() -> tuple[Column, ...]:
    return (
        _key("mention_id", "Digest of passage, range and label."),
        _link("passage_id", "passages.passage_id", "Its passage."),
        _count("start_char", "Where it starts.", PASSAGE_TEXT),
        _count("end_char", "Where it ends, half-open.", PASSAGE_TEXT),
        _text("text", "The words of the range."),
        _text("label", "OntoNotes label: PERSON, NORP, FAC, ORG, GPE, LOC, PRODUCT, EVENT, LAW and so on."),
        _link("entity_id", "entities.entity_id", "Entity it is linked to; empty where none in the gazetteer fits."),
        _text("name", "Canonical name where linked, else the mention's own words."),
        _link("document_id", "documents.document_id", "Its document."),
        _text("rule", "What found and linked it, as `gazetteer`, `spacy`, `surname`, `acronym`."),
        _share("score", "Score of that rule; not calibrated."),
        _text("origin", "Who made the row: `rule:NAME@N` or `model:NAME@DIGEST`."),
    )


def _dates() -> tuple[Column, ...]:
    return (
        _key("date_id", "Digest of passage and range."),
        _link("passage_id", "passages.passage_id", "Its passage."),
        _count("start_char", "Where it starts.", PASSAGE_TEXT),
        _count("end_char", "Where it ends, half-open.", PASSAGE_TEXT),
        _text("text", "The words of the range."),
        _text(
            "iso",
            "Date, month (`2024-10`), year, or closed range `2024-07-01/2024-09-30`; empty where text and document date do not settle it.",
        ),
        _text("precision", "How exact `iso` is; empty where that is.", "", "day", "month", "quarter", "year", "range"),
        _link("document_id", "documents.document_id", "Its document."),
        _text("origin", "Who made the row: `rule:NAME@N`."),
    )


def _entities() -> tuple[Column, ...]:
    return (
        _key("entity_id", "Key in the gazetteer."),
        _text("name", "Canonical name."),
        _text("kind", "State, organisation, office, place, agreement, operation and so on."),
        _text("country", "Entity it belongs to; empty for none."),
        _text("wikidata_id", "Wikidata item, as `Q17`; empty where unknown."),
        _degrees("latitude", "Degrees north; empty for what has no place.", 90),
        _degrees("longitude", "Degrees east; empty for what has no place.", 180),
        _text("geo_precision", "What the point stands for; empty for what has no place."),
        _count("n_mentions", "Mentions linked to it."),
        _count("n_documents", "Documents that mention it or whose events involve it."),
    )


def _events() -> tuple[Column, ...]:
    return (
        _key("event_id", "Digest of passage, type, trigger and participants."),
        _link("document_id", "documents.document_id", "Its document."),
        _link("passage_id", "passages.passage_id", "Its passage."),
        _text("event_type", "PLOVER type, one of 16."),
        _text("mode", "Whether it took place.", *MODES),
        _text(
            "event_date",
            "ISO date, month, year or closed range; `--11-01` where nothing tells the year; empty where the sentence gives none.",
        ),
        _text("date_precision", "How exact `event_date` is; empty where that is.", "", "day", "month", "quarter", "year", "range"),
        _text("actors", "Canonical names of who acts, joined with `; `."),
        _text("recipients", "Canonical names of who is acted upon, joined with `; `; empty for undirected types."),
        _text("location", "Where it took place, as named."),
        _text("trigger", "The words that announce it."),
        _text("sentence", "The sentence it stands in."),
        _text("labels", "Pillars that its sentence supports, of those of its passage, joined with `; `; a person's decision wins."),
        _text("origin", "Who made the row: `rule:NAME@N`."),
        _text("review_status", "Whether a person has looked at the event.", *STATUSES),
        _count("trigger_start_char", "Where the trigger starts.", PASSAGE_TEXT),
        _count("trigger_end_char", "Where the trigger ends, half-open.", PASSAGE_TEXT),
        _count("sentence_start_char", "Where the sentence starts.", PASSAGE_TEXT),
        _count("sentence_end_char", "Where the sentence ends, half-open.", PASSAGE_TEXT),
        _text("actor_ids", "Entity ids in the order of `actors`, joined with `; `; an unlinked actor leaves a gap."),
        _text("recipient_ids", "Entity ids in the order of `recipients`, joined with `; `; an unlinked recipient leaves a gap."),
        _link("location_id", "entities.entity_id", "Entity of the location; empty where unlinked."),
        _degrees("latitude", "Degrees north of the linked location.", 90),
        _degrees("longitude", "Degrees east of the linked location.", 180),
        _text("geo_precision", "What that point stands for."),
        _text("attribution", "Who is quoted for it; empty where the text itself reports it."),
        _text("rule", "Rule that fired, as `impose @penalty [nsubj]`: the answer to why; `learned` where a model told it or let it pass."),
        _share("score", "Score of that rule, or the trigger model's probability; not calibrated."),
        _text("published_date", "Date of its document: the latest it can have been reported."),
        _link("same_event_as", "events.event_id", "First telling of the same event in its document; empty for a first: count those."),
        _text("same_event_candidates", "Events of other documents that may be the same, nearest in time first, joined with `; `."),
    )


def _tags(pillars: Sequence[str]) -> tuple[Column, ...]:
    return (
        Column(name="passage_id", description="Its passage.", is_key=True, refers_to="passages.passage_id"),
        _link("document_id", "documents.document_id", "Its document."),
        Column(name="pillar", description="Key of the pillar.", is_key=True, values=tuple(pillars)),
        _share("probability", "Calibrated probability by the model, to 4 decimals."),
        Column(name="is_label", type="boolean", description="Whether the passage has the pillar, decisions of people applied."),
        Column(name="is_label_model", type="boolean", description="Whether the probability reaches the model's threshold."),
        _text("review_status", "Who decided `is_label`.", *STATUSES),
        Column(name="evidence", description="Sentences that support the model's label: `START-END`, joined with `; `.", unit=PASSAGE_TEXT),
        _text("origin", "Who made probability and threshold: `model:NAME@DIGEST`."),
    )


def _failures() -> tuple[Column, ...]:
    return (
        _key("source_uri", "What could not be read or done."),
        _key("stage", "Stage that failed."),
        _text("reason", "Why, in words: input, finding and remedy."),
        _link("run_id", "runs.run_id", "Run that first met this reason."),
        _text("failed_at", "UTC timestamp of that, ISO 8601."),
    )


def _runs() -> tuple[Column, ...]:
    return (
        _key("run_id", "Name of the run."),
        _text("started_at", "UTC timestamp, ISO 8601."),
        _text("finished_at", "UTC timestamp; empty while running, and for ever after a crash."),
        _text("versions", "Versions of the package and its libraries, as JSON."),
        _text("model_digests", "Digests of the models and rules used, as JSON."),
        _text("counts", "What it did, in numbers, as JSON."),
        _text("status", "`running`, or how it ended."),
        _text("parameters", "What it was asked to do, as JSON."),
    )


def _reviews() -> tuple[Column, ...]:
    return (
        Column(name="review_id", type="integer", description="Sequence of the ledger.", is_key=True, minimum=1),
        _text("recorded_at", "UTC timestamp, ISO 8601."),
        _text("item_kind", "What was judged.", "passage", "mention", "event"),
        _text("item_id", "Its id; the row may be gone since."),
        _text("quote", "The words judged."),
        _text("reviewer", "Who decided."),
        _text("action", "What was decided; `undo` takes back the reviewer's decision before.", "accept", "correct", "adjudicate", "undo"),
        _text("labels_before", "Labels that the reviewer saw, joined with `; `."),
        _text("labels_after", "Labels that the reviewer gave, joined with `; `."),
        _text("model_version", "Origin of the machine's labels at that time."),
        _text("reason_shown", "Why the item was shown.", "import", "uncertain", "audit", "conflict", "search", "bulk"),
        _text("note", "The reviewer's words."),
    )
