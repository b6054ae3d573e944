"""Doubts settled: which of the frames that a rule refuses tell an event after all, by the trigger model of the stage.

In go the frames of a text, out come those that count. The rules are precise and miss what they were not written for; the
model has read coded sentences and knows better than chance which refusals were wrong (`docs/events.md` holds the
figures). It never overrules a frame that the rules are sure of, and without a model every doubt is a refusal.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from jpeu_nlp.language.events.frames import EventFrame
from jpeu_nlp.records import Span

TriggerModel = Callable[[str, Span, str], float]
"""Probability that the words of a sentence between two offsets tell an act of a type."""
ENOUGH = 0.5
"""Probability from which a doubtful frame counts (chosen on real sentences; from 0.3 to 0.6 it makes hardly a difference)."""


def settle_doubts(frames: Iterable[EventFrame], text: str, model: TriggerModel | None) -> Iterator[EventFrame]:
    """Yield the frames that count: those without a doubt, and those that the model finds likely, with its probability as score."""
    for _, group in groupby(frames, key=lambda frame: frame.trigger):
        rivals: list[tuple[float, EventFrame]] = []
        for frame in group:
            if not frame.doubts:
                yield frame
            elif model is not None:
                start, end = frame.sentence
                trigger = frame.trigger[0] - start, frame.trigger[1] - start
                rivals.append((model(text[start:end], trigger, frame.event_type), frame))
        if rivals and (best := max(rivals, key=lambda rival: rival[0]))[0] >= ENOUGH:
            probability, frame = best
            yield replace(frame, score=round(probability, 2), rule=f"{frame.rule} learned ({', '.join(frame.doubts)})")
