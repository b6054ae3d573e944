"""The `jpeu_events` component: who did what to whom, by dependency rules.

Reads `doc.ents`, `doc._.dates` and the parse, writes `doc._.events`: frames whose participants are spans of the text.
Names are settled later, when the whole document is known (`convert.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from jpeu_nlp.records import DateMention, Span

if not Doc.has_extension("events"):
    Doc.set_extension("events", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody in an event, as a span of the text: a mention, or a description such as "the two ministers"."""

    start_char: int
    end_char: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFrame:
    """An event before its participants have names."""

    event_type: str
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    trigger: Span
    sentence: Span
    mode: str = "actual"
    date: DateMention | None = None
    location: Participant | None = None
    attribution: Participant | None = None
    rule: str = ""
    score: float = 1.0


def find_events(doc: Doc) -> Iterator[EventFrame]:
    """Yield the event frames of a parsed text, in order of their triggers."""
    return iter(())


@Language.component("jpeu_events", requires=["doc.ents", "token.dep", "token.lemma"], assigns=["doc._.events"])
def mark_events(doc: Doc) -> Doc:
    """Find the events of a text."""
    doc._.events = tuple(find_events(doc))
    return doc
