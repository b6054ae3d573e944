"""Analyse: passages in; mentions, dates, events and pillar tags out, into the store.

Work is cut into batches of documents sized in words. A batch is parsed, tagged and written with its markers in one
transaction, so a crash loses at most one batch and a re-run starts where it stopped. Processes load the model once.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jpeu_nlp.language.pipeline import Reader, load_reader
from jpeu_nlp.pillars.artifact import load_classifier
from jpeu_nlp.pillars.classifier import PillarClassifier
from jpeu_nlp.records import DocumentAnalysis, PillarTag, Reading, TextToRead
from jpeu_nlp.settings import Settings
from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.reading import passages_of, pending_documents
from jpeu_nlp.store.writing import write_analyses

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The models of one process."""

    reader: Reader
    classifier: PillarClassifier


@lru_cache(maxsize=1)
def load_tools(settings: Settings) -> Tools:
    """Return the models of this process, loading them on the first call."""
    return Tools(
        reader=load_reader(settings.pipeline, settings.gazetteer),
        classifier=load_classifier(settings.models, profile=settings.profile),
    )


def read_texts(tools: Tools, texts: Sequence[TextToRead]) -> Iterator[tuple[TextToRead, Reading, tuple[PillarTag, ...]]]:
    """Yield every text with its reading and its tags, in order."""
    readings = list(tools.reader.read(texts))
    tags = tools.classifier.tag([text.text for text in texts], [reading.sentences for reading in readings])
    yield from zip(texts, readings, tags, strict=True)


def plan_batches(store: Store, version: str, *, batch_words: int) -> Iterator[list[str]]:
    """Yield batches of ids of documents whose analysis is missing or of another version."""
    batch: list[str] = []
    n_words = 0
    for document_id, n_chars in pending_documents(store, version):
        batch.append(document_id)
        n_words += n_chars // 6  # English runs at about six characters a word, the space included
        if n_words >= batch_words:
            yield batch
            batch, n_words = [], 0
    if batch:
        yield batch


def analyse_batch(store: Store, document_ids: Sequence[str], settings: Settings, *, version: str, run_id: str) -> int:
    """Analyse documents and store the result in one transaction; return the number of passages."""
    tools = load_tools(settings)
    texts: list[TextToRead] = []
    for header, passages in passages_of(store, document_ids):
        texts += (
            TextToRead(
                text_id=passage.passage_id,
                text=passage.text,
                group_id=header.document_id,
                published_date=header.published_date,
                publisher=header.publisher,
            )
            for passage in passages
        )
    results: dict[str, list[tuple[Reading, tuple[PillarTag, ...]]]] = {document_id: [] for document_id in document_ids}
    for text, reading, tags in read_texts(tools, texts):
        results[text.group_id].append((reading, tags))
    analyses = [as_analysis(document_id, found, tools.reader) for document_id, found in results.items()]
    write_analyses(
        store,
        analyses,
        version=version,
        run_id=run_id,
        origins=origins(tools),
    )
    log.info("analyse: %d documents, %d passages", len(document_ids), len(texts))
    return len(texts)


def as_analysis(document_id: str, found: Sequence[tuple[Reading, tuple[PillarTag, ...]]], reader: Reader) -> DocumentAnalysis:
    """Return the analysis of one document, with the entities that its mentions and events name."""
    ids = {mention.entity_id for reading, _ in found for mention in reading.mentions}
    ids |= {entity_id for reading, _ in found for event in reading.events for entity_id in (*event.actor_ids, *event.recipient_ids)}
    return DocumentAnalysis(
        document_id=document_id,
        readings=tuple(reading for reading, _ in found),
        tags=tuple(tags for _, tags in found),
        entities=tuple(reader.entity(entity_id) for entity_id in sorted(ids - {""})),
    )


@lru_cache(maxsize=1)
def _store_of_process(url: str) -> Store:
    return Store.open(url)


def analyse_batch_in_worker(document_ids: Sequence[str], settings: Settings, version: str, run_id: str) -> int:
    """Do `analyse_batch` in a process of a pool, with that process's own store connection and models."""
    return analyse_batch(_store_of_process(settings.database_url), document_ids, settings, version=version, run_id=run_id)


def origins(tools: Tools) -> Mapping[str, str]:
    """Return who makes the records of an analysis, as `rule:NAME@N` or `model:NAME@DIGEST`."""
    language = f"rule:language@{tools.reader.version}"
    return {"mention": language, "date": language, "event": language, "tag": f"model:pillars@{tools.classifier.version}"}
