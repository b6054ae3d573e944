"""The text in which events are looked for: its parse, its entities by token, and what the rules doubt.

In goes a parsed text with the lexicon, out comes a `Scene` that every rule is handed; and spans become participants.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from jpeu_nlp.language.events.descriptions import title_start
from jpeu_nlp.language.events.frames import Participant
from jpeu_nlp.language.events.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Scene:
    """A parsed text with its entities by token, and what was doubted while a frame was built."""

    doc: Doc
    lexicon: Lexicon
    ent_at: Mapping[int, Span]
    doubts: list[str] = field(default_factory=list)
    named: dict[tuple[int, bool, int], tuple[Span, ...]] = field(default_factory=dict)
    """Whom the phrases name that were asked about: every pattern of a verb asks again."""

    @classmethod
    def of(cls, doc: Doc, lexicon: Lexicon) -> "Scene":
        """Build the look-up of entities."""
        return cls(doc, lexicon, {token.i: ent for ent in doc.ents for token in ent})

    def doubt(self, reason: str) -> None:
        """Note why the rules refuse a frame: the trigger model has the last word on it (`judging.py`)."""
        self.doubts.append(reason)


def as_participant(span: Span) -> Participant:
    """Return a span as a participant."""
    title = "" if span.kb_id_ or span.label_ != "PERSON" else span.doc[title_start(span[0]) : span.start].text
    return Participant(start_char=span.start_char, end_char=span.end_char, text=span.text, title=title)
