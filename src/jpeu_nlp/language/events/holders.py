"""Whom an office, a surname or a government means where no country stands beside it.

In go the words of a participant that nobody linked ("the Secretary", "Mr. Sullivan", "the Biden Administration"), out
comes the state or organisation that it acts for, or nothing. What the document has said comes first: "the Prime
Minister" is the last one named; then its official publisher; then offices that hardly any other government has.
"""

import re
from collections.abc import Iterable, Mapping

from jpeu_nlp.language.entities.persons import load_persons, near
from jpeu_nlp.language.events.frames import Participant
from jpeu_nlp.language.events.joint import find_parties
from jpeu_nlp.language.events.lexicon import SHIPS, WORDS
from jpeu_nlp.language.gazetteer import Gazetteer
from jpeu_nlp.language.lexicon import load_lexicon
from jpeu_nlp.language.names import fold_name
from jpeu_nlp.records import Mention

Named = dict[str, str]
"""Names by entity id, or by themselves where nothing is linked; the order is that of the text."""

OFFICES = {
    "secretary-general": "un",
    "secretary general": "un",
    "high representative": "eu",
    "secretary": "us",
    "vice president": "us",
    "counselor": "us",
    "national security advisor": "us",
    "homeland security advisor": "us",
}
"""Titles that, without a name or a country beside them, hardly any other government uses in English."""
TOWARDS_OTHERS = {"president": "us", "administration": "us"}
"""Titles that mean the United States where the act is aimed at another country, and the text has named no other holder."""
OTHER_SECRETARIES = frozenset({"general", "foreign", "home", "cabinet", "executive", "permanent", "defence", "parliamentary", "union"})
"""Words that make a secretary one of another government, or none at all."""
COUNTERPARTS = ("prime minister", "foreign minister", "defence minister", "defense minister", "chancellor", "premier", "state secretary")
"""Offices that the United States does not have."""
TITLED = re.compile(r",?(?: (?:for|of|and|the|Mr\.|Ms\.|H\.E\.|[A-Z][\w’'-]*),?)* ")
"""What stands between an office and the name of its holder."""
KINDS_OF_ORGANS = frozenset({"ministry", "agency"})
"""Organs whose name alone, where only one country has such an organ, tells for whom they act."""
ORDERS = tuple(WORDS["nouns.orders"])
SHARED_OFFICES = (*COUNTERPARTS, "president", "minister")
"""Offices that many states have, the longest first: they are whoever of them was named last."""


class Holders:
    """The holders of offices that a document has named, and those that need no naming."""

    def __init__(self, gazetteer: Gazetteer, published_date: str | None, speaker: Named) -> None:
        self.gazetteer = gazetteer
        self.persons = load_persons(gazetteer)
        self.published_date = published_date
        self.speaker = speaker
        self.named: dict[str, Named] = {}
        """By shared office, whom the last person of this document who holds it acts for."""

    def remember(self, entity_id: str, acts_for: Named) -> None:
        """Note that a person was named, by the offices that the person holds."""
        entry = self.gazetteer.entries[entity_id]
        terms = [term for term in entry.terms if not self.published_date or near(term, self.published_date)]
        titles = [title.casefold() for term in terms for title in self.titles(term.office_id)]
        for office in SHARED_OFFICES:
            if any(title.endswith(office) and not title.startswith("vice") for title in titles):
                self.named[office] = dict(acts_for)

    def titles(self, office_id: str) -> tuple[str, ...]:
        """Return the titles of an office; none where the gazetteer lacks it."""
        office = self.gazetteer.offices.get(office_id)
        return office.titles if office else ()

    def of_title(self, title: str, others: Mapping[str, str]) -> Named:
        """Return for whom the holder of an office acts; `others` are those at whom the act is aimed."""
        words = title.casefold()
        shared = next((office for office in SHARED_OFFICES if words.endswith(office)), "")
        if shared in COUNTERPARTS:
            return dict(self.named.get(shared, {}))
        for office, principal in OFFICES.items():
            if words.endswith(office) and (principal != "us" or not set(words.split()) & OTHER_SECRETARIES):
                return self.as_named(principal)
        if shared in self.named:
            return dict(self.named[shared])
        for office, principal in TOWARDS_OTHERS.items():
            if words.split() in ([office], ["the", office]) and set(others) - {principal}:
                return dict(self.speaker) or self.as_named(principal)
        return {}

    def of_surname(self, name: str, title: str) -> Named:
        """Return for whom everybody of a surname acts that the gazetteer knows, in office on about the day of the document.

        A common surname needs a title as well ("Mr. Sullivan"), or a document with a date.
        """
        surname = fold_name(name)
        is_common = surname.title() in load_lexicon().common_surnames
        if " " in surname or (is_common and not (title or self.published_date)):
            return {}
        entries = [entry for entry in self.persons.by_surname.get(surname, ()) if entry.terms]
        if self.published_date:
            entries = [entry for entry in entries if any(near(term, self.published_date) for term in entry.terms)]
        states = {entry.acts_for for entry in entries}
        return self.as_named(states.pop()) if len(states) == 1 and "" not in states else {}

    def of_government(self, name: str) -> Named:
        """Return whose government "the Biden Administration" is; empty where the name is none of the kind."""
        words = name.replace("-", " ").split()
        state = self.gazetteer.led.get(words[0]) if words[-1].casefold() in ("administration", "government") else None
        return self.as_named(state) if state else {}

    def of_organ(self, name: str) -> Named:
        """Return whose "the State Bank of Pakistan", "EU Mission", "HMS Trent" or "E.O. 13224" is; empty where it is nobody's."""
        first, _, rest = name.partition(" ")
        if rest and first in SHIPS:
            return self.as_named(SHIPS[first])
        if name.startswith(ORDERS):
            return self.as_named("us")
        organs = WORDS["agents.organs"]
        if first in ("EU", "EUNAVFOR") and (set(rest.casefold().split()) & (organs | WORDS["agents.units"] | {"navfor"}) or first != "EU"):
            return self.as_named("eu")
        if rest and rest.split()[-1].casefold() in organs | WORDS["agents.units"] and (owner := self.of_name(first)):
            return owner  # "UK Carrier Strike Group"
        known = {meaning.entity_id for meaning in self.gazetteer.names.meanings(name)}
        lands = {self.gazetteer.entity(one).country if self.gazetteer.entity(one).kind in KINDS_OF_ORGANS else "" for one in known}
        if len(lands) == 1 and "" not in lands:  # "the Department of Commerce": nobody else is called so
            return self.as_named(lands.pop())
        organ, _, state = name.partition(" of ")
        if not organ or organ.split()[-1].casefold() not in organs | {"bank", "treasury"}:
            return {}
        ids = {meaning.entity_id for meaning in self.gazetteer.names.meanings(state.removeprefix("the "))}
        states = [one for one in ids if self.gazetteer.entity(one).kind == "state"]
        return self.as_named(states[0]) if len(states) == 1 else {}

    def of_name(self, name: str) -> Named:
        """Return the state or body of a name inside another: "Japan" in "the U.S.-Japan Economic Committee"."""
        ids = {meaning.entity_id for meaning in self.gazetteer.names.meanings(name)}
        able = [one for one in ids if self.gazetteer.entity(one).kind in ("state", "supranational", "alliance", "international_org")]
        return self.as_named(able[0]) if len(able) == 1 else {}

    def of_joint(self, name: str) -> Named:
        """Return who meets in a body of a joint name: "the Kenya-Uganda Working Group"."""
        parties = [self.of_name(name[slice(*one)]) for one in find_parties(name)]
        return {key: value for party in parties for key, value in party.items()} if len(parties) > 1 and all(parties) else {}

    def is_state(self, entity_id: str) -> bool:
        """Return whether a principal is a state."""
        return self.gazetteer.entity(entity_id).kind == "state"

    def as_named(self, entity_id: str) -> Named:
        """Return an entity by id and name."""
        return {entity_id: self.gazetteer.entity(entity_id).name}


def holder_beside(office: Participant, mentions: Iterable[Mention], text: str) -> Mention | None:
    """Return the person whom an office without a country stands beside: "State Minister for Trade Jane Roe"."""
    for mention in mentions:
        first, last = min(mention.end_char, office.end_char), max(mention.start_char, office.start_char)
        if mention.label == "PERSON" and first < last and TITLED.fullmatch(text[first:last]):
            return mention
    return None


def bare_organ(participant: Participant) -> Named:
    """Return an organ that acts under its bare noun: "Council urges", "the Mission thanks"."""
    is_organ = participant.text.casefold() in WORDS["agents.bare_organs"] and participant.text[0].isupper()
    return {participant.text: participant.text} if is_organ else {}


def is_counterpart(participant: Participant) -> bool:
    """Return whether somebody's office is one of another government than that of the United States."""
    return participant.text.casefold().endswith(COUNTERPARTS) or participant.title.casefold().endswith(COUNTERPARTS)
