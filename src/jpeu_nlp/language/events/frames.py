"""Frames: events before their participants have names. Values only; spans of the text, no spaCy objects."""

from dataclasses import dataclass

from jpeu_nlp.records import DateMention, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody in an event, as a span of the text: a mention, or a description such as "the two ministers"."""

    start_char: int
    end_char: int
    text: str
    title: str = ""
    """The words in front of a person whom nobody knows ("Deputy Secretary")."""


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
    doubts: tuple[str, ...] = ()
    """Why the rules refuse it: `clause`, `habit`, `content`, `attitude`, `alone`, `solo`, `topic`, `untold`, `bare` (docs/events.md)."""
    within: Span | None = None
    """Trigger of the judgement of which this is the content ("We condemn the raid"): it counts only where nobody can be named for that."""
