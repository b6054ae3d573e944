"""Builders: the smallest documents and analyses that a store test needs, each in one line."""

import hashlib
from datetime import UTC, datetime

from jpeu_nlp.records import (
    Correction,
    DateMention,
    DocumentAnalysis,
    Entity,
    Event,
    Mention,
    Passage,
    PillarTag,
    Reading,
    SourceDocument,
    StoredDocument,
    digest_id,
)
from jpeu_nlp.store import Store
from jpeu_nlp.store.writing import begin_run

PILLARS = ("cyber", "maritime", "counterterrorism", "space")
ORIGINS = {
    "mention": "model:tiny@00",
    "mention:gazetteer": "rule:gazetteer@1",
    "date": "rule:dates@1",
    "event": "rule:events@1",
    "tag": "model:pillars@ab",
}
JAPAN = Entity(
    entity_id="jp", name="Japan", kind="state", country="jp", wikidata_id="Q17", latitude=36.0, longitude=138.0, geo_precision="country"
)


def a_document(uri: str, *texts: str, title: str = "Title", date: str | None = "2024-11-15") -> StoredDocument:
    document_id = digest_id(uri)
    body = "\n\n".join(texts)
    passages = []
    start = 0
    for ordinal, text in enumerate(texts):
        passages.append(Passage(document_id=document_id, ordinal=ordinal, text=text, start_char=start, end_char=start + len(text), page=1))
        start += len(text) + 2
    document = SourceDocument(
        document_id=document_id,
        source_uri=uri,
        raw_sha256=hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest(),
        media_type="text/plain",
        text=body,
        title=title,
        authors=("A. Writer", "B. Écrivain"),
        publisher="Sample Office",
        published_date=date,
        date_origin="metadata" if date else "none",
        kind="press_release",
        reader="text@1",
    )
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    return StoredDocument(document=document, passages=tuple(passages), text_digest=digest, signature=b"\0\1", reading_version="r1")


def an_analysis(stored: StoredDocument, *labels: str, probability: float = 0.9) -> DocumentAnalysis:
    """Every passage gets these labels, a mention and a date of its first word, and an event over the whole."""
    readings, tags = [], []
    for passage in stored.passages:
        word = passage.text.split()[0]
        mention = Mention(start_char=0, end_char=len(word), text=word, label="GPE", entity_id="jp", name="Japan", rule="gazetteer")
        date = DateMention(start_char=0, end_char=len(word), text=word, iso="2024-11", precision="month")
        span = (0, len(passage.text))
        event = Event(
            event_type="CONSULT",
            actors=("Japan", "European Union"),
            recipients=(),
            trigger=(0, len(word)),
            sentence=span,
            actor_ids=("jp", ""),
        )
        readings.append(Reading(text_id=passage.passage_id, sentences=(span,), mentions=(mention,), dates=(date,), events=(event,)))
        tags.append(
            tuple(
                PillarTag(
                    pillar=pillar,
                    probability=probability if pillar in labels else 0.1,
                    is_label=pillar in labels,
                    evidence=(span,) if pillar in labels else (),
                )
                for pillar in PILLARS
            )
        )
    return DocumentAnalysis(document_id=stored.document.document_id, readings=tuple(readings), tags=tuple(tags), entities=(JAPAN,))


def a_correction(
    stored: StoredDocument, *labels: str, reviewer: str = "Mika Sato", action: str = "correct", ordinal: int = 0
) -> Correction:
    passage = stored.passages[ordinal]
    return Correction(
        item_kind="passage",
        item_id=passage.passage_id,
        quote=passage.text,
        reviewer=reviewer,
        action=action,
        labels_before=(),
        labels_after=labels,
        model_version="model:pillars@ab",
    )


def begin(store: Store, run_id: str = "run-1") -> str:
    started_at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    begin_run(
        store, run_id=run_id, started_at=started_at, versions={"jpeu-nlp": "0"}, model_digests={"pillars": "ab"}, parameters={"workers": 1}
    )
    return run_id
