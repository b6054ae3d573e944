"""The `jpeu_entities` component: the gazetteer's names over spaCy's own, longest match first.

Reads `doc.ents`, writes `doc.ents` with `ent.kb_id_` (entity id) and `ent.id_` (the rule that found it).
"""

from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from jpeu_nlp.language.gazetteer import Gazetteer, load_gazetteer

KEPT_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW", "PRODUCT"})


@Language.factory("jpeu_entities", default_config={"files": []}, assigns=["doc.ents"])
def make_entity_finder(nlp: Language, name: str, files: Sequence[str]) -> "EntityFinder":
    """Build the component from the gazetteer."""
    return EntityFinder(nlp, load_gazetteer(tuple(Path(path) for path in files)))


class EntityFinder:
    """Matches aliases and reconciles them with spaCy's mentions."""

    def __init__(self, nlp: Language, gazetteer: Gazetteer) -> None:
        self.matcher = PhraseMatcher(nlp.vocab)
        self.labels = {entity_id: entry.label for entity_id, entry in gazetteer.entries.items()}
        for entity_id, entry in gazetteer.entries.items():
            names = (entry.entity.name, *entry.aliases)
            self.matcher.add(entity_id, [nlp.make_doc(alias) for alias in names])
            self.matcher.add(f"{entity_id}|NORP", [nlp.make_doc(alias) for alias in entry.demonyms])

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.ents`."""
        found = []
        for key, start, end in self.matcher(doc):
            entity_id, _, label = doc.vocab.strings[key].partition("|")
            found.append(Span(doc, start, end, label=label or self.labels[entity_id], kb_id=entity_id, span_id="gazetteer"))
        kept = filter_spans(found)
        taken = {token.i for span in kept for token in span}
        kept += [ent for ent in doc.ents if ent.label_ in KEPT_LABELS and not any(token.i in taken for token in ent)]
        doc.ents = kept
        return doc
