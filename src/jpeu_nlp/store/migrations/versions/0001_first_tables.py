"""First tables, and the triggers that keep the ledger append-only on both databases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SORTED_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

REFUSAL = "the ledger is append-only: add a row that corrects the other"
SQLITE_TRIGGERS = [
    f"CREATE TRIGGER review_no_{verb.lower()} BEFORE {verb} ON review BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
] + [
    "CREATE TRIGGER review_no_replace BEFORE INSERT ON review WHEN NEW.review_id IN (SELECT review_id FROM review)"  # noqa: S608  (constants)
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
]
POSTGRESQL_TRIGGERS = [
    f"CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER review_append_only BEFORE UPDATE OR DELETE ON review FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()",
    "CREATE TRIGGER review_no_truncate BEFORE TRUNCATE ON review FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()",
]


def upgrade() -> None:
    _create_meta()
    _create_review()
    _create_run()
    _create_decision()
    _create_document()
    _create_entity()
    _create_failure()
    _create_analysis()
    _create_document_entity()
    _create_passage()
    _create_date_mention()
    _create_event()
    _create_mention()
    _create_tag()
    triggers = POSTGRESQL_TRIGGERS if op.get_bind().dialect.name == "postgresql" else SQLITE_TRIGGERS
    for trigger in triggers:
        op.execute(trigger)


def downgrade() -> None:
    raise NotImplementedError("the first tables hold the ledger: to go back before them, take a new database")


def _create_meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False, comment="`store_id`, `content_counter` or `published:FOLDER`."),
        sa.Column("value", sa.Text(), nullable=False, comment="Its value."),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
        comment="What the store knows of itself.",
    )


def _create_review() -> None:
    op.create_table(
        "review",
        sa.Column("review_id", SEQUENCE, autoincrement=True, nullable=False, comment="Sequence of the ledger, from 1."),
        sa.Column("recorded_at", sa.Text(), nullable=False, comment="UTC timestamp, ISO 8601."),
        sa.Column("item_kind", sa.Text(), nullable=False, comment="`passage`, `mention` or `event`."),
        sa.Column("item_id", sa.String(length=64), nullable=False, comment="Id of the row judged; the row may be gone."),
        sa.Column("quote", sa.Text(), nullable=False, comment="The words judged."),
        sa.Column("reviewer", sa.Text(), nullable=False, comment="Who decided."),
        sa.Column("action", sa.Text(), nullable=False, comment="`accept`, `correct`, `adjudicate` or `undo`."),
        sa.Column("labels_before", sa.JSON(), nullable=False, comment="Labels that the reviewer saw."),
        sa.Column("labels_after", sa.JSON(), nullable=False, comment="Labels that the reviewer gave."),
        sa.Column("model_version", sa.Text(), nullable=False, comment="Origin of the machine's labels at that time."),
        sa.Column("reason_shown", sa.Text(), nullable=False, comment="`import`, `uncertain`, `audit`, `conflict`, `search` or `bulk`."),
        sa.Column("note", sa.Text(), nullable=False, comment="The reviewer's words."),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review")),
        comment="The ledger: one row per decision, append-only. Triggers refuse UPDATE and DELETE.",
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_review_item_kind_item_id"), "review", ["item_kind", "item_id"], unique=False)


def _create_run() -> None:
    op.create_table(
        "run",
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Name of the run, unique."),
        sa.Column("started_at", sa.Text(), nullable=False, comment="UTC timestamp, ISO 8601."),
        sa.Column("finished_at", sa.Text(), nullable=True, comment="UTC timestamp; empty while running, and for ever after a crash."),
        sa.Column("status", sa.Text(), nullable=False, comment="`running`, `completed`, `failed` or what the stage says."),
        sa.Column("versions", sa.JSON(), nullable=False, comment="Versions of the package, its parts and its libraries."),
        sa.Column("model_digests", sa.JSON(), nullable=False, comment="Digests of the models used."),
        sa.Column("parameters", sa.JSON(), nullable=False, comment="What the run was asked to do; no secrets."),
        sa.Column("counts", sa.JSON(), nullable=False, comment="What it did, in numbers."),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run")),
        comment="One row per run: who wrote what, with which versions.",
    )


def _create_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("item_kind", sa.String(length=16), nullable=False, comment="`passage`, `mention` or `event`."),
        sa.Column("item_id", sa.String(length=64), nullable=False, comment="Id of the row judged."),
        sa.Column("review_id", SEQUENCE, nullable=False, comment="Row of the ledger that holds."),
        sa.Column("reviewer", sa.Text(), nullable=False, comment="Who decided."),
        sa.Column("decided_at", sa.Text(), nullable=False, comment="UTC timestamp of that row."),
        sa.Column("labels", sa.JSON(), nullable=False, comment="Labels that hold."),
        sa.Column("is_adjudicated", sa.Boolean(), nullable=False, comment="Whether an adjudicator decided."),
        sa.ForeignKeyConstraint(["review_id"], ["review.review_id"], name=op.f("fk_decision_review_id")),
        sa.PrimaryKeyConstraint("item_kind", "item_id", name=op.f("pk_decision")),
        comment="Derived from the ledger: the decision that holds, per item. No flow writes here.",
    )


def _create_document() -> None:
    op.create_table(
        "document",
        sa.Column(
            "document_id", sa.String(length=16), nullable=False, comment="Digest of source_uri: a revised page stays the same document."
        ),
        sa.Column("source_uri", SORTED_TEXT, nullable=False, comment="Address or path it was read from."),
        sa.Column("source_id", sa.Text(), nullable=False, comment="Entry of corpus/sources.toml; empty for loose files."),
        sa.Column("raw_sha256", sa.String(length=64), nullable=False, comment="SHA-256 of the raw bytes, kept in raw/."),
        sa.Column("media_type", sa.Text(), nullable=False, comment="Media type of the raw bytes."),
        sa.Column("text", sa.Text(), nullable=False, comment="Cleaned text; passages count their offsets in it."),
        sa.Column("text_digest", sa.String(length=64), nullable=False, comment="Equal for exact duplicates."),
        sa.Column("signature", sa.LargeBinary(), nullable=False, comment="MinHash signature for near duplicates."),
        sa.Column("title", sa.Text(), nullable=False, comment="Title as found."),
        sa.Column("authors", sa.JSON(), nullable=False, comment="Names, in the order of the byline."),
        sa.Column("publisher", sa.Text(), nullable=False, comment="Who published it."),
        sa.Column("published_date", sa.String(length=10), nullable=True, comment="ISO date, month or year; empty where unknown."),
        sa.Column("date_origin", sa.Text(), nullable=False, comment="`flag`, `source`, `metadata`, `text`, `filename` or `none`."),
        sa.Column("kind", sa.Text(), nullable=False, comment="`commentary`, `press_release`, `news` or `other`."),
        sa.Column("language", sa.Text(), nullable=False, comment="ISO 639-1 code."),
        sa.Column("n_pages", sa.Integer(), nullable=True, comment="Pages; empty where the format has none."),
        sa.Column("n_chars", sa.Integer(), nullable=False, comment="Characters of its passages, code points: the work an analysis has."),
        sa.Column("reader", sa.Text(), nullable=False, comment="Name and version of the reader, as `pdf@1`."),
        sa.Column(
            "reading_version",
            sa.Text(),
            nullable=False,
            comment="Version of everything that turned bytes into passages; another one means: read again.",
        ),
        sa.Column("duplicate_of", sa.String(length=16), nullable=False, comment="document_id of the original; empty for an original."),
        sa.Column("duplicate_relation", sa.Text(), nullable=False, comment="`exact`, `near` or empty."),
        sa.Column("similarity", sa.Float(), nullable=True, comment="Estimated Jaccard similarity to the original, in [0, 1]."),
        sa.Column(
            "content_digest", sa.String(length=16), nullable=False, comment="Digest of all that was written: equal means nothing to do."
        ),
        sa.Column(
            "analysis_digest",
            sa.String(length=16),
            nullable=False,
            comment="Digest of what an analysis sees: another one drops its marker.",
        ),
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Run that wrote the row as it stands."),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_document_run_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document")),
        sa.UniqueConstraint("source_uri", name=op.f("uq_document_source_uri")),
        comment="One row per publication.",
    )


def _create_entity() -> None:
    op.create_table(
        "entity",
        sa.Column("entity_id", sa.String(length=128), nullable=False, comment="Key in the gazetteer."),
        sa.Column("name", sa.Text(), nullable=False, comment="Canonical name."),
        sa.Column("kind", sa.Text(), nullable=False, comment="State, organisation, office, place, agreement or operation."),
        sa.Column("country", sa.Text(), nullable=False, comment="Entity it belongs to."),
        sa.Column("wikidata_id", sa.Text(), nullable=False, comment="Wikidata item, as Q17."),
        sa.Column("latitude", sa.Float(), nullable=True, comment="Degrees north, WGS 84."),
        sa.Column("longitude", sa.Float(), nullable=True, comment="Degrees east, WGS 84."),
        sa.Column("geo_precision", sa.Text(), nullable=False, comment="What the point stands for."),
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Run that wrote the row as it stands."),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_entity_run_id")),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_entity")),
        comment="One row per somebody or something that mentions are linked to.",
    )


def _create_failure() -> None:
    op.create_table(
        "failure",
        sa.Column("source_uri", SORTED_TEXT, nullable=False, comment="What could not be read or done."),
        sa.Column("stage", SORTED_TEXT, nullable=False, comment="Stage that failed."),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, in words."),
        sa.Column(
            "raw_sha256", sa.String(length=64), nullable=False, comment="SHA-256 of the bytes that failed; empty where there were none."
        ),
        sa.Column("reading_version", sa.Text(), nullable=False, comment="Version of the readers that failed on them."),
        sa.Column("failed_at", sa.Text(), nullable=False, comment="UTC timestamp of the first time with this reason."),
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Run that first met this reason."),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_failure_run_id")),
        sa.PrimaryKeyConstraint("source_uri", "stage", name=op.f("pk_failure")),
        comment="One row per source that cannot be read or done now; cleared when it can.",
    )


def _create_analysis() -> None:
    op.create_table(
        "analysis",
        sa.Column("document_id", sa.String(length=16), nullable=False, comment="Its document."),
        sa.Column("version", sa.Text(), nullable=False, comment="Version of everything that analyses; another one means: analyse again."),
        sa.Column("content_digest", sa.String(length=16), nullable=False, comment="Digest of the rows written: equal means nothing to do."),
        sa.Column("analysed_at", sa.Text(), nullable=False, comment="UTC timestamp, ISO 8601."),
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Run that wrote the row as it stands."),
        sa.ForeignKeyConstraint(["document_id"], ["document.document_id"], name=op.f("fk_analysis_document_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_analysis_run_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_analysis")),
        comment="Markers: a document with the current version is done. Written in one transaction with its rows.",
    )


def _create_document_entity() -> None:
    op.create_table(
        "document_entity",
        sa.Column("document_id", sa.String(length=16), nullable=False, comment="Its document."),
        sa.Column("entity_id", sa.String(length=128), nullable=False, comment="Entity that its analysis refers to."),
        sa.ForeignKeyConstraint(["document_id"], ["document.document_id"], name=op.f("fk_document_entity_document_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["entity_id"], ["entity.entity_id"], name=op.f("fk_document_entity_entity_id")),
        sa.PrimaryKeyConstraint("document_id", "entity_id", name=op.f("pk_document_entity")),
        comment="Which entities a document's analysis refers to; an entity that nothing refers to is not published.",
    )
    op.create_index(op.f("ix_document_entity_entity_id"), "document_entity", ["entity_id"], unique=False)


def _create_passage() -> None:
    op.create_table(
        "passage",
        sa.Column("passage_id", sa.String(length=16), nullable=False, comment="Digest of document_id and text, not of the position."),
        sa.Column("document_id", sa.String(length=16), nullable=False, comment="Its document."),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="Position among the document's passages, from 0."),
        sa.Column("text", sa.Text(), nullable=False, comment="Cleaned text, exactly as analysed."),
        sa.Column("start_char", sa.Integer(), nullable=False, comment="Offset in the document's text, code points."),
        sa.Column("end_char", sa.Integer(), nullable=False, comment="End of the half-open range."),
        sa.Column("heading", sa.Text(), nullable=False, comment="Heading it stands under."),
        sa.Column("page", sa.Integer(), nullable=True, comment="Page, from 1; empty where the format has none."),
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Run that wrote the row as it stands."),
        sa.ForeignKeyConstraint(["document_id"], ["document.document_id"], name=op.f("fk_passage_document_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_passage_run_id")),
        sa.PrimaryKeyConstraint("passage_id", name=op.f("pk_passage")),
        comment="One row per passage: the unit that is tagged, reviewed and cited.",
    )
    op.create_index(op.f("ix_passage_document_id_ordinal"), "passage", ["document_id", "ordinal"], unique=False)


def _create_date_mention() -> None:
    op.create_table(
        "date_mention",
        sa.Column("date_id", sa.String(length=16), nullable=False, comment="Digest of passage and range."),
        sa.Column("passage_id", sa.String(length=16), nullable=False, comment="Its passage."),
        sa.Column("start_char", sa.Integer(), nullable=False, comment="Offset in the passage's text, code points."),
        sa.Column("end_char", sa.Integer(), nullable=False, comment="End of the half-open range."),
        sa.Column("text", sa.Text(), nullable=False, comment="The words of the range."),
        sa.Column("iso", sa.String(length=32), nullable=True, comment="ISO date, month, year or closed range; empty where unsettled."),
        sa.Column("precision", sa.Text(), nullable=False, comment="`day`, `month`, `quarter`, `year`, `range` or empty."),
        sa.Column("origin", sa.Text(), nullable=False, comment="Who made the row."),
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Run that wrote the row as it stands."),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.passage_id"], name=op.f("fk_date_mention_passage_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_date_mention_run_id")),
        sa.PrimaryKeyConstraint("date_id", name=op.f("pk_date_mention")),
        comment="One row per point or period of the calendar that a passage names.",
    )
    op.create_index(op.f("ix_date_mention_passage_id_start_char"), "date_mention", ["passage_id", "start_char"], unique=False)


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("event_id", sa.String(length=16), nullable=False, comment="Digest of passage, type, trigger and participants."),
        sa.Column("passage_id", sa.String(length=16), nullable=False, comment="Its passage."),
        sa.Column("event_type", sa.Text(), nullable=False, comment="PLOVER type."),
        sa.Column("mode", sa.Text(), nullable=False, comment="`actual`, `planned`, `hypothetical` or `negated`."),
        sa.Column("event_date", sa.String(length=32), nullable=True, comment="ISO date or range; empty where the sentence gives none."),
        sa.Column("date_precision", sa.Text(), nullable=False, comment="`day`, `month`, `quarter`, `year`, `range` or empty."),
        sa.Column("actors", sa.JSON(), nullable=False, comment="Canonical names of who acts."),
        sa.Column("actor_ids", sa.JSON(), nullable=False, comment="Their entity ids, in the same order."),
        sa.Column("recipients", sa.JSON(), nullable=False, comment="Canonical names of who is acted upon."),
        sa.Column("recipient_ids", sa.JSON(), nullable=False, comment="Their entity ids, in the same order."),
        sa.Column("location", sa.Text(), nullable=False, comment="Where it took place, as named."),
        sa.Column("location_id", sa.Text(), nullable=False, comment="Entity id of that place."),
        sa.Column(
            "trigger_start_char", sa.Integer(), nullable=False, comment="Words that announce it: offset in the passage's text, code points."
        ),
        sa.Column("trigger_end_char", sa.Integer(), nullable=False, comment="End of the half-open range."),
        sa.Column("sentence_start_char", sa.Integer(), nullable=False, comment="Its sentence: offset in the passage's text, code points."),
        sa.Column("sentence_end_char", sa.Integer(), nullable=False, comment="End of the half-open range."),
        sa.Column("attribution", sa.Text(), nullable=False, comment="Who is quoted for it."),
        sa.Column("rule", sa.Text(), nullable=False, comment="Rule that fired."),
        sa.Column("score", sa.Float(), nullable=False, comment="Score of that rule, not calibrated."),
        sa.Column("origin", sa.Text(), nullable=False, comment="Who made the row."),
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Run that wrote the row as it stands."),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.passage_id"], name=op.f("fk_event_passage_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_event_run_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event")),
        comment="One row per reported act.",
    )
    op.create_index(op.f("ix_event_passage_id_sentence_start_char"), "event", ["passage_id", "sentence_start_char"], unique=False)


def _create_mention() -> None:
    op.create_table(
        "mention",
        sa.Column("mention_id", sa.String(length=16), nullable=False, comment="Digest of passage, range and label."),
        sa.Column("passage_id", sa.String(length=16), nullable=False, comment="Its passage."),
        sa.Column("start_char", sa.Integer(), nullable=False, comment="Offset in the passage's text, code points."),
        sa.Column("end_char", sa.Integer(), nullable=False, comment="End of the half-open range."),
        sa.Column("text", sa.Text(), nullable=False, comment="The words of the range."),
        sa.Column("label", sa.Text(), nullable=False, comment="OntoNotes label."),
        sa.Column("entity_id", sa.String(length=128), nullable=False, comment="Entity it is linked to; empty where none fits."),
        sa.Column("name", sa.Text(), nullable=False, comment="Canonical name, or the mention's own words."),
        sa.Column("rule", sa.Text(), nullable=False, comment="What found and linked it."),
        sa.Column("score", sa.Float(), nullable=False, comment="Score of that rule, not calibrated."),
        sa.Column("origin", sa.Text(), nullable=False, comment="Who made the row."),
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Run that wrote the row as it stands."),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.passage_id"], name=op.f("fk_mention_passage_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_mention_run_id")),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_mention")),
        comment="One row per span that names somebody or something.",
    )
    op.create_index(op.f("ix_mention_entity_id"), "mention", ["entity_id"], unique=False)
    op.create_index(op.f("ix_mention_passage_id_start_char"), "mention", ["passage_id", "start_char"], unique=False)


def _create_tag() -> None:
    op.create_table(
        "tag",
        sa.Column("passage_id", sa.String(length=16), nullable=False, comment="Its passage."),
        sa.Column("pillar", sa.String(length=64), nullable=False, comment="Key of the pillar."),
        sa.Column("probability", sa.Float(), nullable=False, comment="Calibrated probability, rounded to 4 decimals."),
        sa.Column("is_label", sa.Boolean(), nullable=False, comment="Whether it reaches the pillar's threshold."),
        sa.Column("evidence", sa.JSON(), nullable=False, comment="Spans [start_char, end_char] of the passage's text that support it."),
        sa.Column("origin", sa.Text(), nullable=False, comment="Who made the row: `model:NAME@DIGEST` or `rule:NAME@N`."),
        sa.Column("run_id", sa.String(length=64), nullable=False, comment="Run that wrote the row as it stands."),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.passage_id"], name=op.f("fk_tag_passage_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_tag_run_id")),
        sa.PrimaryKeyConstraint("passage_id", "pillar", name=op.f("pk_tag")),
        comment="One row per passage and pillar, as the machine has it; decisions of people stay apart.",
    )
