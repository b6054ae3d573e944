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
from jpeu_nlp.pillars.triggers import load_triggers
from jpeu_nlp.records import DocumentAnalysis, DocumentHeader, Failure, Passage, PillarTag, Reading, TextToRead
from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.versions import triggers_folder
from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.reading import passages_of, pending_documents
from jpeu_nlp.store.writing import write_analyses, write_failures

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
        reader=load_reader(settings.pipeline, settings.gazetteer, load_triggers(triggers_folder(settings))),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisCounts:
    """What became of a batch of documents."""

    n_documents: int = 0
    n_passages: int = 0
    n_failed: int = 0

    def __add__(self, other: "AnalysisCounts") -> "AnalysisCounts":
        return AnalysisCounts(
            n_documents=self.n_documents + other.n_documents,
            n_passages=self.n_passages + other.n_passages,
            n_failed=self.n_failed + other.n_failed,
        )


def analyse_batch(store: Store, document_ids: Sequence[str], settings: Settings, *, version: str, run_id: str) -> AnalysisCounts:
    """Analyse documents and store the result in one transaction.

    A document that cannot be analysed costs only itself: it becomes a row of `failures`, and is tried again next time.
    """
    tools = load_tools(settings)
    found = list(passages_of(store, document_ids))
    analyses: list[DocumentAnalysis] = []
    failures: list[Failure] = []
    for headers_and_passages, outcome in _analyse_or_halve(tools, found):
        if isinstance(outcome, Exception):
            header = headers_and_passages[0][0]
            reason = f"{header.source_uri}: cannot be analysed ({type(outcome).__name__}: {outcome}); please report it with the document"
            failures.append(Failure(source_uri=header.source_uri, stage="analyse", reason=reason))
        else:
            analyses += outcome
    write_analyses(store, analyses, version=version, run_id=run_id, origins=origins(tools))
    write_failures(store, failures, run_id)
    n_passages = sum(len(analysis.readings) for analysis in analyses)
    log.info("analyse: %d documents, %d passages, %d failed", len(analyses), n_passages, len(failures))
    return AnalysisCounts(n_documents=len(analyses), n_passages=n_passages, n_failed=len(failures))


Found = Sequence[tuple[DocumentHeader, tuple[Passage, ...]]]


def _analyse_or_halve(tools: Tools, found: Found) -> Iterator[tuple[Found, list[DocumentAnalysis] | Exception]]:
    """Yield the analyses of documents; where they fail together, of each half, down to the one that is at fault."""
    try:
        yield found, analyse_documents(tools, found)
    except Exception as error:  # a defect of ours or of a library must not cost the other documents their tables
        if len(found) <= 1:
            log.exception("analyse: %s", found[0][0].source_uri if found else "nothing")
            yield found, error
        else:
            yield from _analyse_or_halve(tools, found[: len(found) // 2])
            yield from _analyse_or_halve(tools, found[len(found) // 2 :])


def analyse_documents(tools: Tools, found: Found) -> list[DocumentAnalysis]:
    """Return the analyses of documents with their passages, in order."""
    texts = [
        TextToRead(
            text_id=passage.passage_id,
            text=passage.text,
            group_id=header.document_id,
            published_date=header.published_date,
            publisher=header.publisher,
        )
        for header, passages in found
        for passage in passages
    ]
    results: dict[str, list[tuple[Reading, tuple[PillarTag, ...]]]] = {header.document_id: [] for header, _ in found}
    for text, reading, tags in read_texts(tools, texts):
        results[text.group_id].append((reading, tags))
    return [as_analysis(document_id, readings, tools.reader) for document_id, readings in results.items()]


def as_analysis(document_id: str, found: Sequence[tuple[Reading, tuple[PillarTag, ...]]], reader: Reader) -> DocumentAnalysis:
    """Return the analysis of one document, with the entities that its mentions and events name."""
    ids = {mention.entity_id for reading, _ in found for mention in reading.mentions}
    ids |= {
        entity_id
        for reading, _ in found
        for event in reading.events
        for entity_id in (*event.actor_ids, *event.recipient_ids, event.location_id)
    }
    return DocumentAnalysis(
        document_id=document_id,
        readings=tuple(reading for reading, _ in found),
        tags=tuple(tags for _, tags in found),
        entities=tuple(reader.entity(entity_id) for entity_id in sorted(ids - {""})),
    )


@lru_cache(maxsize=1)
def _store_of_process(url: str) -> Store:
    return Store.open(url)


def analyse_batch_in_worker(document_ids: Sequence[str], settings: Settings, version: str, run_id: str) -> AnalysisCounts:
    """Do `analyse_batch` in a process of a pool, with that process's own store connection and models."""
    return analyse_batch(_store_of_process(settings.database_url), document_ids, settings, version=version, run_id=run_id)


def origins(tools: Tools) -> Mapping[str, str]:
    """Return who makes the records of an analysis, as `rule:NAME@N` or `model:NAME@DIGEST`."""
    language = f"rule:language@{tools.reader.version}"
    return {"mention": language, "date": language, "event": language, "tag": f"model:pillars@{tools.classifier.version}"}
