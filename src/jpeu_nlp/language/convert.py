"""From spaCy's objects to records: the threshold of the language room.

In go the parsed texts of one document together with the gazetteer, out come readings. Names that need the whole
document (surnames, acronyms introduced earlier) are settled here, because a component sees one passage at a time.
"""

from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc

from jpeu_nlp.language.events import EventFrame, Participant
from jpeu_nlp.language.gazetteer import Gazetteer
from jpeu_nlp.language.linking import DocumentLinker
from jpeu_nlp.language.persons import load_persons
from jpeu_nlp.records import DateMention, Event, Mention, Reading, Span, TextToRead


def convert_documents(group: Sequence[tuple[TextToRead, Doc]], gazetteer: Gazetteer) -> Iterator[Reading]:
    """Yield the readings of the texts of one document, in order."""
    linker = DocumentLinker(group, gazetteer, load_persons(gazetteer))
    for text, doc in group:
        mentions = linker.link(doc)
        by_span = {(mention.start_char, mention.end_char): mention for mention in mentions}
        yield Reading(
            text_id=text.text_id,
            sentences=tuple((sentence.start_char, sentence.end_char) for sentence in doc.sents),
            mentions=with_dates(mentions, doc._.dates),
            dates=doc._.dates,
            events=tuple(name_event(frame, by_span, gazetteer, text.published_date) for frame in doc._.events),
        )


def with_dates(mentions: Sequence[Mention], dates: Sequence[DateMention]) -> tuple[Mention, ...]:
    """Return mentions together with the dates among them; a date inside a name ("Act of 2022") is none."""
    taken = {index for one in mentions for index in range(one.start_char, one.end_char)}
    found = [
        Mention(start_char=one.start_char, end_char=one.end_char, text=one.text, label="DATE", name=one.text, rule="dates")
        for one in dates
        if taken.isdisjoint(range(one.start_char, one.end_char))
    ]
    return tuple(sorted([*mentions, *found], key=lambda one: one.start_char))


def name_event(frame: EventFrame, mentions: Mapping[Span, Mention], gazetteer: Gazetteer, published_date: str | None = None) -> Event:
    """Return the event of a frame, its participants named by the state or organisation that they act for at the time."""
    day = frame.date.iso[:10] if frame.date and frame.date.iso else published_date
    actors = [name_participant(one, mentions, gazetteer, day) for one in frame.actors]
    recipients = [name_participant(one, mentions, gazetteer, day) for one in frame.recipients]
    place = mentions.get((frame.location.start_char, frame.location.end_char)) if frame.location else None
    return Event(
        event_type=frame.event_type,
        actors=tuple(name for name, _ in actors),
        actor_ids=tuple(entity_id for _, entity_id in actors),
        recipients=tuple(name for name, _ in recipients),
        recipient_ids=tuple(entity_id for _, entity_id in recipients),
        trigger=frame.trigger,
        sentence=frame.sentence,
        mode=frame.mode,
        date=frame.date.iso if frame.date else None,
        date_precision=frame.date.precision if frame.date else "",
        location=frame.location.text if frame.location else "",
        location_id=place.entity_id if place else "",
        attribution=frame.attribution.text if frame.attribution else "",
        rule=frame.rule,
        score=frame.score,
    )


def name_participant(
    participant: Participant, mentions: Mapping[Span, Mention], gazetteer: Gazetteer, day: str | None = None
) -> tuple[str, str]:
    """Return `(name, entity_id)` of a participant; the id is empty where nothing fits, and the words stand for the name."""
    mention = mentions.get((participant.start_char, participant.end_char))
    if mention is None or not mention.entity_id:
        return (mention.name if mention else participant.text), ""
    principal = gazetteer.acts_for(mention.entity_id, day)
    return gazetteer.entity(principal).name, principal
