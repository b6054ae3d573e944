"""Names for the participants of events: the state or organisation that each acts for, settled within one document.

In go frames with the mentions of their text, in the order of the document; out come events. Descriptions ("the two
ministers", "both sides") take the pair that the document is about; an event whose actors cannot be named is dropped, and so is
cooperation of a country with itself, which is domestic business and no event of this codebook. A region or a continent
is no actor; only "European" stands for the European Union.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from jpeu_nlp.language.events.days import day_of, precision_of
from jpeu_nlp.language.events.frames import EventFrame, Participant
from jpeu_nlp.language.events.holders import Holders, Named, bare_organ, holder_beside, is_counterpart
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.pairs import Pairs
from jpeu_nlp.language.events.participants import PERSONAL
from jpeu_nlp.language.gazetteer import Gazetteer
from jpeu_nlp.records import Event, Mention, Span

PLACES_OF_A_STATE = frozenset({"city", "province", "port", "base", "building", "island_feature", "ship"})
NO_ACTORS = frozenset({"region", "continent", "sea", "strait", "ocean", "river", "celestial", "canal"})
BODIES = frozenset({"supranational", "alliance", "international_org"})
OFFICES_OF_STATE = {"head_of_state", "head_of_government", "minister"}
ORGANS = BODIES | OFFICES_OF_STATE | {"state", "ministry", "agency", "force", "eu_organ", "un_organ", "legislature"}
MUTUAL_TYPES = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID"})
BY_THE_UNKNOWN = frozenset({"ASSAULT", "COERCE", "THREATEN", "PROTEST", "MOBILIZE"})
"""Types in which an actor that no gazetteer knows is likely real: armed groups, hackers, crowds."""
OFFICE_HOLDERS = frozenset({"leaders", "ministers", "presidents", "secretaries", "officials", "chiefs", "premiers", "heads", "diplomats"})
STORM = re.compile(r"\b(?:Typhoon|Hurricane|Cyclone|Tropical Storm|Storm)\b")
PAIR_WORDS = frozenset({"two", "both"})


def place_mention(place: Participant, mentions: Mapping[Span, Mention]) -> Mention | None:
    """Return the mention of a place, also where the event names it in full ("Azraq desert" begins with Azraq)."""
    inside = (one for one in mentions.values() if place.start_char <= one.start_char and one.end_char <= place.end_char)
    return mentions.get((place.start_char, place.end_char)) or next((one for one in inside if one.entity_id), None)


def is_own_office(frame: EventFrame, actors: Named) -> bool:
    """Return whether an act is aimed at "the President" alone by Americans or by nobody known: it is domestic."""
    offices = [one for one in frame.recipients if one.text.split()[-1].casefold() in WORDS["agents.offices"]]
    known = {key for key, name in actors.items() if key != name}
    return bool(offices) and offices == list(frame.recipients) and known <= {"us"} and not any(is_counterpart(one) for one in offices)


def with_setting(event: Event, other: Event) -> Event:
    """Return an event with the day and the place that only another telling of it gives."""
    if event.date is None and other.date is not None:
        event = replace(event, date=other.date, date_precision=other.date_precision)
    if not event.location and other.location:
        event = replace(event, location=other.location, location_id=other.location_id)
    return event


def set_apart(frame: EventFrame, actors: Named, recipients: Named) -> tuple[Named, Named]:
    """Return the sides of an act in which nobody stands on both of them: "Seoul and Washington welcomed Washington's decision"."""
    is_praise = frame.event_type == "SUPPORT" and "!mutual" not in frame.rule
    if is_praise and recipients and set(recipients) < set(actors):
        return {key: name for key, name in actors.items() if key not in recipients}, recipients
    if len(actors) > 1 or frame.event_type in MUTUAL_TYPES:
        recipients = {key: name for key, name in recipients.items() if key not in actors}
    return actors, recipients


class EventNamer:
    """Names the events of one document, text by text."""

    def __init__(self, gazetteer: Gazetteer, published_date: str | None = None, publisher: str = "") -> None:
        self.gazetteer = gazetteer
        self.published_date = published_date
        self.speaker = self.find_speaker(publisher) if publisher else {}
        self.holders = Holders(gazetteer, published_date, self.speaker)
        self.pairs = Pairs(self.holders)
        self.text = ""
        self.last_person: Named = {}
        """Whom the last person that acted in this text acted for: "he" and "she", or else whom its only named persons act for."""
        self.people: Named = {}
        """Principals that a named person of this text acts for."""

    def name_all(self, frames: Iterable[EventFrame], mentions: Mapping[Span, Mention], text: str) -> Iterator[Event]:
        """Yield the events of a text whose actors have names, acts of one type by the same actors in a sentence as one."""
        self.text = text
        whole: dict[object, int] = {}
        events: list[Event] = []
        for one in sorted(self.name_each(frames, mentions), key=lambda event: not event.recipients):
            key = (one.sentence, one.event_type, one.mode, frozenset(one.actors))
            if one.recipients or key not in whole:
                whole.setdefault(key, len(events))
                events.append(one)
            else:  # "intercepted a Thai boat and arrested the crew off Phuket on 3 May"
                events[whole[key]] = with_setting(events[whole[key]], one)
        yield from sorted(events, key=lambda event: event.trigger)

    def name_each(self, frames: Iterable[EventFrame], mentions: Mapping[Span, Mention]) -> Iterator[Event]:
        """Yield the events of a text whose actors have names."""
        self.last_person, self.people, self.pairs.here = {}, {}, {}
        waiting = sorted(mentions.values(), key=lambda mention: mention.start_char)
        told: set[Span] = set()
        for frame in frames:
            if frame.within in told:
                continue
            while waiting and waiting[0].start_char < frame.sentence[0]:
                self.remember(waiting.pop(0))
            event = self.name(frame, mentions)
            if event is not None:
                told.add(frame.trigger)
                pair = dict(zip((*event.actor_ids, *event.recipient_ids), (*event.actors, *event.recipients), strict=True))
                label = mentions.get((frame.actors[0].start_char, frame.actors[0].end_char))
                if len(event.actors) == 1 and label is not None and label.label == "PERSON":
                    self.last_person = {event.actor_ids[0] or event.actors[0]: event.actors[0]}
                if len(pair) == 2 and "" not in pair and event.event_type in MUTUAL_TYPES:
                    self.pairs.act(pair)
                yield event
        for mention in waiting:
            self.remember(mention)

    def remember(self, mention: Mention) -> None:
        """Note that a principal was mentioned."""
        if mention.entity_id and mention.label in ("GPE", "PERSON", "ORG"):
            name, principal = self.principal(mention.entity_id, self.published_date)
            if principal:
                self.pairs.mention(principal, name)
            if principal and mention.label == "PERSON":
                self.people[principal] = name
            self.remember_holder(mention)

    def remember_holder(self, mention: Mention) -> None:
        """Note which offices a person holds who was named."""
        if mention.entity_id and mention.label == "PERSON":
            name, principal = self.principal(mention.entity_id, self.published_date)
            if principal:
                self.holders.remember(mention.entity_id, {principal: name})

    def name(self, frame: EventFrame, mentions: Mapping[Span, Mention]) -> Event | None:
        """Return the event of a frame, or None where nobody can be named or it is a country's domestic business."""
        day = frame.date.iso[:10] if frame.date and frame.date.iso else self.published_date
        actors, recipients = self.name_sides(frame, mentions, day)
        others = {key for key, name in recipients.items() if key != name and key not in actors}
        if frame.actors[0].text.casefold() in ("we", "i") and not others:
            return None  # "we" is the country that publishes only towards somebody else
        if not actors or self.is_domestic(frame, actors, recipients, mentions):
            return None
        is_lone = "body]" in frame.rule and len(actors) == 1 and not recipients
        if (not recipients and is_own_office(frame, actors)) or (is_lone and not self.is_body(next(iter(actors)))):
            return None
        if not recipients and "!home" in frame.rule:
            recipients = {key: name for key, name in actors.items() if key != name and self.gazetteer.entity(key).kind == "state"}
        actors, recipients = set_apart(frame, actors, recipients)
        if frame.event_type in ("AGREE", "CONSULT"):  # a town that nobody knows is no partner in talks
            towns = {one.text for one in frame.recipients if self.is_town(one, mentions)}
            recipients = {key: name for key, name in recipients.items() if name not in towns}
            if towns and not recipients and len(actors) == 1:
                return None
        if frame.event_type in ("ASSAULT", "RETREAT") and frame.location is None:
            town = next((one for one in frame.recipients if self.is_town(one, mentions)), None)
            frame = frame if town is None else replace(frame, location=town)
        if frame.location is not None:  # a town that the gazetteer does not know is where, not whom
            recipients = {key: name for key, name in recipients.items() if name != frame.location.text or key != name}
        place = place_mention(frame.location, mentions) if frame.location else None
        source = self.name_side((frame.attribution,), mentions, day) if frame.attribution else {}
        event_type = self.type_of(frame, actors, recipients)
        if event_type is None:
            return None
        return Event(
            event_type=event_type,
            actors=tuple(actors.values()),
            actor_ids=tuple(key if key != name else "" for key, name in actors.items()),
            recipients=tuple(recipients.values()),
            recipient_ids=tuple(key if key != name else "" for key, name in recipients.items()),
            trigger=frame.trigger,
            sentence=frame.sentence,
            mode=frame.mode,
            date=day_of(frame, self.published_date or ""),
            date_precision=precision_of(frame),
            location=frame.location.text if frame.location else "",
            location_id=place.entity_id if place else "",
            attribution=next(iter(source.values()), ""),
            rule=frame.rule,
            score=frame.score,
        )

    def type_of(self, frame: EventFrame, actors: Named, recipients: Named) -> str | None:
        """Return the type of an event by what its sides are; None where they do no such thing."""
        kinds = {self.gazetteer.entity(key).kind for key, name in actors.items() if key != name}
        hit = {self.gazetteer.entity(key).kind for key, name in recipients.items() if key != name}
        if kinds == {"company"} and (frame.event_type == "MOBILIZE" or "!home" in frame.rule):
            return None  # firms move no troops when they launch a satellite, and declare no curfew
        if all(key == name and STORM.search(name) for key, name in actors.items()):
            return None  # "Typhoon Rai struck"
        return "COERCE" if frame.event_type == "ASSAULT" and "hacker_group" in kinds | hit else frame.event_type

    def name_sides(self, frame: EventFrame, mentions: Mapping[Span, Mention], day: str | None) -> tuple[Named, Named]:
        """Return whom the actors and the recipients of a frame act for."""
        beside = [mention for mention in mentions.values() if frame.sentence[0] <= mention.start_char < frame.sentence[1]]
        for mention in beside:  # who holds an office may be said in the sentence itself
            if mention.start_char < frame.actors[0].start_char:
                self.remember_holder(mention)
        self.pairs.read_sentence(beside, self.text, frame.actors[0].start_char)
        recipients = self.name_side(frame.recipients, mentions, day)
        abroad = {one.text: one.text for one in (*frame.actors, *frame.recipients) if is_counterpart(one)}
        actors = self.name_side(frame.actors, mentions, day, recipients or abroad)
        if len(actors) == 1 and any(is_counterpart(one) for one in frame.actors[1:]):
            pair = self.pairs.of_governments()
            actors |= pair if set(actors) <= set(pair) else {}  # the other of the two that the document is about
        return actors, recipients

    def is_domestic(self, frame: EventFrame, actors: Named, recipients: Named, mentions: Mapping[Span, Mention]) -> bool:
        """Return whether an event stays within one country, or among actors whom the gazetteer does not know at all."""
        if len(actors) == 1 and any(is_counterpart(one) for one in frame.actors[1:]):
            return False  # "the Secretary and the Foreign Minister": one of them is of another country, whichever it is
        is_clear = frame.event_type in BY_THE_UNKNOWN and not any(bare_organ(one) for one in frame.actors)
        if not is_clear and all(key == name for key, name in (actors | recipients).items()):
            return True
        known = [self.gazetteer.entity(key) for key, name in (actors | recipients).items() if key != name]
        parties = {one.country or one.entity_id for one in known}
        if frame.event_type not in BY_THE_UNKNOWN and any(one.kind == "party" for one in known) and len(parties) == 1:
            return True  # what parties do at home
        if frame.event_type in ("SANCTION", "THREATEN") and recipients and set(recipients) <= set(actors):
            return True
        shared = frame.event_type in ("AGREE", "COOPERATE") or "!mutual" in frame.rule
        if shared and frame.rule.endswith("+]") and len(actors | recipients) == 1:
            return not self.is_body(next(iter(actors)))  # the allies of NATO may agree among themselves, two departments may not
        is_order = frame.event_type == "REQUEST" and frame.rule.split()[0] in WORDS["verbs.ordering"]
        if not (frame.event_type in MUTUAL_TYPES or is_order) or len(actors) > 1:
            return False  # a president may call on parliament; what he directs an agency to do is no request
        inside = set(recipients) <= set(actors) and not set(actors) <= {"eu", "un"}
        return inside and bool(recipients or len(frame.actors) > 1)

    def is_body(self, entity_id: str) -> bool:
        """Return whether an actor is made of states."""
        entry = self.gazetteer.entries.get(entity_id)
        return entry is not None and entry.entity.kind in BODIES

    def name_side(
        self, side: Iterable[Participant], mentions: Mapping[Span, Mention], day: str | None, others: Mapping[str, str] | None = None
    ) -> Named:
        """Return the names of one side of an event, each once; `others` are those on the other side."""
        named: Named = {}
        for participant in side:
            mention = mentions.get((participant.start_char, participant.end_char)) or self.office_at(participant, mentions)
            if mention is None:
                named.update(self.resolve(participant, others or {}) or self.name_beside(participant, mentions, day))
            elif mention.entity_id:
                name, principal = self.principal(mention.entity_id, day, mention.label)
                if principal:
                    named.setdefault(principal, name)
            else:
                holders = self.holders
                holder = holders.of_title(participant.title, {}) or holders.of_government(mention.name) or holders.of_organ(mention.name)
                if not holder and mention.label == "PERSON":
                    holder = holders.of_surname(mention.name, participant.title)
                named.update(holder or holders.of_joint(mention.name) or {mention.name: mention.name})
        return named

    def name_beside(self, office: Participant, mentions: Mapping[Span, Mention], day: str | None) -> Named:
        """Return for whom the person acts whom an office stands beside, or an organ under its bare noun."""
        person = holder_beside(office, mentions.values(), self.text)
        if person is None or not person.entity_id:
            return bare_organ(office) if person is None else {person.name: person.name}
        name, principal = self.principal(person.entity_id, day, person.label)
        return {principal: name} if principal else {}

    @staticmethod
    def is_town(participant: Participant, mentions: Mapping[Span, Mention]) -> bool:
        """Return whether a participant is a place without a link."""
        mention = mentions.get((participant.start_char, participant.end_char))
        return mention is not None and mention.label == "GPE" and not mention.entity_id

    @staticmethod
    def office_at(participant: Participant, mentions: Mapping[Span, Mention]) -> Mention | None:
        """Return the linked mention of an office that ends where a description ends ("the High Representative")."""
        ending = (one for one in mentions.values() if one.end_char == participant.end_char and one.entity_id)
        return next((one for one in ending if one.start_char <= participant.start_char + 4), None)

    def find_speaker(self, publisher: str) -> Named:
        """Return whom an official publisher acts for: "we" in its releases."""
        ids = {meaning.entity_id for meaning in self.gazetteer.names.meanings(publisher)}
        organs = {one for one in ids if self.gazetteer.entity(one).kind in ORGANS}
        named = {self.principal(one, self.published_date) for one in organs}
        return {entity_id: name for name, entity_id in named if entity_id} if len(named) == 1 else {}

    def principal(self, entity_id: str, day: str | None, label: str = "") -> tuple[str, str]:
        """Return name and id of whom an entity acts for; empty where it is nobody who can act."""
        principal = self.gazetteer.acts_for(entity_id, day)
        entity = self.gazetteer.entity(principal)
        if label == "PRODUCT" and entity.kind != "ship":
            return "", ""
        if entity.kind in PLACES_OF_A_STATE and entity.country in self.gazetteer.entries:
            entity = self.gazetteer.entity(entity.country)
        if entity.entity_id == "europe" and label == "NORP":
            entity = self.gazetteer.entity("eu")
        return ("", "") if entity.kind in NO_ACTORS else (entity.name, entity.entity_id)

    def resolve(self, participant: Participant, others: Mapping[str, str]) -> Named:
        """Return whom "the two ministers" or "both sides" means; empty where the document has not said."""
        words = {word.casefold() for word in participant.text.split()}
        if words & PERSONAL:
            if words & {"he", "she", "his", "her"}:
                return dict(self.last_person) or (dict(self.people) if len(self.people) == 1 else {})
            return dict(self.pairs.here if "they" in words else self.speaker)
        holders, text = self.holders, participant.text
        if holder := holders.of_title(text, others) or holders.of_government(text) or holders.of_name(text):
            return holder
        if not words & PAIR_WORDS:
            return self.pairs.of_governments() if words & WORDS["agents.pair"] else {}
        if words & OFFICE_HOLDERS and len(self.people) == 2:
            return dict(self.people)
        return self.pairs.of_document()
