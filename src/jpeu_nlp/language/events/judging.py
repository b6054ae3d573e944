"""Doubts settled: which of the frames that a rule refuses tell an event after all, by the trigger model of the stage.

In go the frames of a text, out come those that count. The rules are precise and miss what they were not written for; the
model has read coded sentences and knows better than chance which refusals were wrong (`docs/events.md` holds the
figures). Of the frames that the rules are sure of it overrules only those of three types whose verbs mean much else, where it is all
but certain; without a model every doubt is a refusal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Protocol

from jpeu_nlp.language.events.frames import EventFrame
from jpeu_nlp.records import Mark, Span


class TriggerModel(Protocol):
    """What a learned model knows of a sentence; all offsets are code points of that sentence, half-open."""

    @property
    def words(self) -> Mapping[str, float]:
        """Words, in lower case, in whose occurrences an act was told, with the share; about others the model need not be asked."""

    def probability(self, sentence: str, trigger: Span, event_type: str) -> float:
        """Return how likely the words between two offsets tell an act of a type."""

    def marks(self, sentence: str, enough: float) -> list[Mark]:
        """Return the words that tell an act with this probability at least, in their order."""

    def roles(self, sentence: str, trigger: Span, names: Sequence[Span]) -> list[tuple[float, float]]:
        """Return for every name how likely it acts in the act of a trigger, and how likely it is acted upon."""


ENOUGH = 0.5
"""Probability from which a doubtful frame counts (chosen on real sentences; from 0.3 to 0.6 it makes hardly a difference)."""


RASH = frozenset({"MOBILIZE", "REJECT", "RETREAT"})
"""Types whose verbs mean much else (to launch, to turn away, to pull out): on real sentences their rules err most."""
UNHEARD = 0.02
"""Probability below which such a frame does not count, though no rule doubts it."""
COUNTED = frozenset({"actual", "planned"})
"""Modes in which the model has learnt to tell acts; what is negated or hypothetical stays with the rules."""


def settle_doubts(frames: Iterable[EventFrame], text: str, model: TriggerModel | None) -> Iterator[EventFrame]:
    """Yield the frames that count: those without a doubt, and those that the model finds likely, with its probability as score."""
    for _, group in groupby(frames, key=lambda frame: frame.trigger):
        rivals: list[tuple[float, EventFrame]] = []
        for frame in group:
            if not frame.doubts:
                is_rash = frame.event_type in RASH and frame.mode in COUNTED
                if not (is_rash and model is not None and knows(frame, text, model) and likelihood(frame, text, model) < UNHEARD):
                    yield frame
            elif model is not None and knows(frame, text, model):
                rivals.append((likelihood(frame, text, model), frame))
        if rivals and (best := max(rivals, key=lambda rival: rival[0]))[0] >= ENOUGH:
            probability, frame = best
            yield replace(frame, score=round(probability, 2), rule=f"{frame.rule} learned ({', '.join(frame.doubts)})")


def knows(frame: EventFrame, text: str, model: TriggerModel) -> bool:
    """Return whether the model has seen the trigger of a frame tell an act."""
    return any(word in model.words for word in text[slice(*frame.trigger)].lower().split())


def likelihood(frame: EventFrame, text: str, model: TriggerModel) -> float:
    """Return how likely the trigger of a frame tells an act of its type."""
    start, end = frame.sentence
    return model.probability(text[start:end], (frame.trigger[0] - start, frame.trigger[1] - start), frame.event_type)
