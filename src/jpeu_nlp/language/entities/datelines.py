"""Datelines: "OSLO — Norway summoned ..." names the town where a report was written, and nobody who acts.

In go a text and the gazetteer, out come the towns. They become mentions only after the events are found: a parser that
sees a name in front of a sentence takes it for the subject.
"""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from jpeu_nlp.language.entities.candidates import Candidate, Rank
from jpeu_nlp.language.gazetteer import Gazetteer
from jpeu_nlp.records import Mention

DATELINE = re.compile(r"^(?P<town>[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{2,24}?)(?:, [A-Z][\w., ]{1,24}?)?(?: \([^()]{2,30}\))? (?:—|–|-|--) ", re.MULTILINE)
SCORE = 0.97
"""How far such a link is to be trusted: as any that the gazetteer alone settles."""
SMALL = re.compile(r"(?<= )(?:De|Da|Do|Dos|Of|Au|Es)(?= )")


def find_datelines(text: str, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yield the towns of datelines, linked where the gazetteer knows one town of the name."""
    for match in DATELINE.finditer(text):
        name = SMALL.sub(lambda small: small.group().lower(), match["town"].title())
        towns = [one for one in gazetteer.names.meanings(name) if gazetteer.entity(one.entity_id).kind == "city"]
        yield Candidate(*match.span("town"), "GPE", "gazetteer", Rank.TITLE, towns[0].entity_id if len(towns) == 1 else "")


def is_dateline(one: Candidate, datelines: Sequence[Candidate], gazetteer: Gazetteer) -> bool:
    """Return whether a candidate is the town of a dateline, or what spaCy made of one; "NATO — " is none."""
    is_town = not one.entity_id or gazetteer.entity(one.entity_id).kind == "city"
    return is_town and any(town.contains(one) for town in datelines)


def later_datelines(doc: Doc, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return the towns in front of reports, which the events have passed over."""
    text = doc.text
    taken = {one.start_char for one in mentions}
    return [
        Mention(
            start_char=one.start_char,
            end_char=one.end_char,
            text=text[one.start_char : one.end_char],
            label=one.label,
            entity_id=one.entity_id,
            name=gazetteer.entity(one.entity_id).name,
            rule=one.rule,
            score=SCORE,
        )
        for one in find_datelines(text, gazetteer)
        if one.entity_id and one.start_char not in taken
    ]
