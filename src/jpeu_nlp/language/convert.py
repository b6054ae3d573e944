"""From spaCy's objects to records: the threshold of the language room.

In go the parsed texts of one document together with the gazetteer, out come readings. Names that need the whole
document (surnames, acronyms introduced earlier) are settled here, because a component sees one passage at a time.
"""

from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc

from jpeu_nlp.language.events import EventFrame, Participant
from jpeu_nlp.language.gazetteer import Gazetteer
from jpeu_nlp.records import Event, Mention, Reading, Span, TextToRead


def convert_documents(group: Sequence[tuple[TextToRead, Doc]], gazetteer: Gazetteer) -> Iterator[Reading]:
    """Yield the readings of the texts of one document, in order."""
    for text, doc in group:
        mentions = find_mentions(doc, gazetteer)
        by_span = {(mention.start_char, mention.end_char): mention for mention in mentions}
        yield Reading(
            text_id=text.text_id,
            sentences=tuple((sentence.start_char, sentence.end_char) for sentence in doc.sents),
            mentions=mentions,
            dates=doc._.dates,
            events=tuple(name_event(frame, by_span, gazetteer) for frame in doc._.events),
        )


def find_mentions(doc: Doc, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Return the mentions of a text with their links."""
    return tuple(
        Mention(
            start_char=ent.start_char,
            end_char=ent.end_char,
            text=ent.text,
            label=ent.label_,
            entity_id=ent.kb_id_,
            name=gazetteer.entity(ent.kb_id_).name if ent.kb_id_ else ent.text,
            rule=ent.id_ or "spacy",
        )
        for ent in doc.ents
    )


def name_event(frame: EventFrame, mentions: Mapping[Span, Mention], gazetteer: Gazetteer) -> Event:
    """Return the event of a frame, its participants named by the state or organisation that they act for."""
    actors = [name_participant(one, mentions, gazetteer) for one in frame.actors]
    recipients = [name_participant(one, mentions, gazetteer) for one in frame.recipients]
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


def name_participant(participant: Participant, mentions: Mapping[Span, Mention], gazetteer: Gazetteer) -> tuple[str, str]:
    """Return `(name, entity_id)` of a participant; the id is empty where nothing fits, and the words stand for the name."""
    mention = mentions.get((participant.start_char, participant.end_char))
    if mention is None or not mention.entity_id:
        return participant.text, ""
    principal = gazetteer.acts_for(mention.entity_id)
    return gazetteer.entity(principal).name, principal
