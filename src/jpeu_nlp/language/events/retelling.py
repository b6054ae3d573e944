"""The same event told twice in one document: which tellings belong together.

In go the events of a document's texts, in order; out come the same events, each later telling with the id of the first.
Two tellings are one event only where nothing contradicts it (type, mode, participants, date, place) and something speaks for
it: the same dated day, the same place, a trigger that points back ("the agreement", "these talks"), or sentences that share
most of their words. A release that urges the same neighbour thrice has urged three things; that is why participants alone
never suffice. Numbers count each telling once, so a doubtful pair stays two events, which an analyst can join.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from jpeu_nlp.records import Event, Span, date_bounds, event_id
from jpeu_nlp.taxonomy import event_types

SHARED_WORDS = 0.5
"""Share of the shorter sentence's content words that the other has as well (chosen on own documents, tests/data/events)."""
FEWEST_WORDS = 3
POINTING = frozenset({"the", "this", "that", "these", "those", "their", "its", "both"})
FURTHER = frozenset({"another", "second", "third", "fourth", "further", "additional", "separate", "again", "new", "fresh", "more"})
"""Words beside a trigger that tell of one more act of the kind."""


@dataclass(slots=True)
class _Telling:
    """What is known of an event from all its tellings so far."""

    event_id: str
    event: Event
    words: frozenset[str]
    sentence: tuple[str, Span]


class Retellings:
    """Marks the retold events of one document, text by text."""

    def __init__(self) -> None:
        self._told: defaultdict[tuple[str, str], list[_Telling]] = defaultdict(list)

    def mark(self, text_id: str, doc: Doc, events: Iterable[Event]) -> Iterator[Event]:
        """Yield the events of a text, retold ones with the id of their first telling."""
        for event in events:
            words, is_pointing, is_further = _read_trigger(doc, event)
            known = self._told[event.event_type, event.mode]
            here = (text_id, event.sentence)
            first = next((one for one in known if not is_further and _is_same(one, event, words, is_pointing, here)), None)
            if first is None:
                known.append(_Telling(event_id(text_id, event), event, words, here))
                yield event
            else:
                first.event = _merged(first.event, event)
                yield replace(event, same_event_as=first.event_id)


def _is_same(told: _Telling, event: Event, words: frozenset[str], is_pointing: bool, here: tuple[str, Span]) -> bool:
    """Return whether an event is the one told before."""
    before = told.event
    if not (_same_people(before, event) and _same_time(before, event) and _same_place(before, event)):
        return False
    if is_pointing or (before.date and event.date) or (before.location and event.location):
        return told.sentence != here or is_pointing
    fewest = min(len(words), len(told.words))
    return fewest >= FEWEST_WORDS and len(words & told.words) >= SHARED_WORDS * fewest and told.sentence != here


def _same_people(before: Event, event: Event) -> bool:
    """Return whether participants are the same; a side that one telling leaves out contradicts nothing."""
    everybody, later = {*before.actors, *before.recipients}, {*event.actors, *event.recipients}
    if event_types()[event.event_type].is_undirected:
        return everybody == later
    if set(before.actors) == set(event.actors):
        return not before.recipients or not event.recipients or set(before.recipients) == set(event.recipients)
    return everybody == later and not (before.recipients and event.recipients)  # "A and B signed", "A signed with B"


def _same_time(before: Event, event: Event) -> bool:
    if not before.date or not event.date:
        return True
    bounds, later = date_bounds(before.date), date_bounds(event.date)
    if bounds is None or later is None:  # a day whose year nobody has said
        return before.date[-6:] == event.date[-6:]
    return bounds[0] <= later[1] and later[0] <= bounds[1]


def _same_place(before: Event, event: Event) -> bool:
    if not before.location or not event.location:
        return True
    return before.location == event.location or bool(before.location_id and before.location_id == event.location_id)


def _merged(before: Event, event: Event) -> Event:
    """Return what both tellings say together, so that a third is held against all that is known."""
    date = min((before.date, event.date), key=lambda one: -len(one or ""))
    place = before if before.location else event
    people = before if before.recipients or not event.recipients else event
    return replace(
        before,
        date=date,
        location=place.location,
        location_id=place.location_id,
        actors=people.actors,
        actor_ids=people.actor_ids,
        recipients=people.recipients,
        recipient_ids=people.recipient_ids,
    )


def _read_trigger(doc: Doc, event: Event) -> tuple[frozenset[str], bool, bool]:
    """Return the content words of an event's sentence, whether its trigger points back, and whether it tells of one more."""
    sentence = doc.char_span(*event.sentence, alignment_mode="expand")
    trigger = doc.char_span(*event.trigger, alignment_mode="expand")
    if sentence is None or trigger is None:  # never of this very text; a span elsewhere points at nothing
        return frozenset(), False, False
    words = frozenset(
        token.lemma_.casefold() for token in sentence if token.is_alpha and not token.is_stop and not token.ent_type_ and len(token) > 2
    )
    head = trigger.root
    beside = {token.lower_ for token in (*head.lefts, *head.rights)}
    if head.pos_ in ("NOUN", "PROPN"):
        return words, bool(beside & POINTING), bool(beside & FURTHER)
    objects = {token.lower_ for child in head.rights if child.dep_ in ("dobj", "pobj", "attr") for token in child.lefts}
    return words, False, bool((beside | objects) & FURTHER)
