"""Datelines: "OSLO, May 3 (Reuters) - Norway summoned ..." names the town where a report was written, and nobody who acts.

In go a text and the gazetteer, out come spans of towns with the end of their dateline. A parser that sees a name in front of a
sentence takes it for the subject, so the sentence begins behind it; the town is a mention, and the place of what has no other.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from jpeu_nlp.language.gazetteer import Gazetteer
from jpeu_nlp.records import Mention

if not Doc.has_extension("datelines"):
    Doc.set_extension("datelines", default=())

DATELINE = re.compile(
    r"^(?P<town>[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]*){0,3})"  # BERLIN
    r"(?P<land>, (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[A-ZÀ-Þ][\w.]+(?: [A-Z]\w+)?)?"  # , Germany
    r"(?P<day>,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?)?"  # , Oct. 3
    r"(?P<agency> ?\([^()]{2,40}\))?"  # (Reuters)
    r" ?(?:--?|[–—]) (?=\S)",
    re.MULTILINE,
)
SCORE = 0.97
"""How far such a link is to be trusted: as any that the gazetteer alone settles."""
HELD = 5
"""Words at the head of a report between which no sentence ends, though the parser, misled by the dateline, may think so (chosen)."""
SMALL = re.compile(r"(?<= )(?:De|Da|Do|Dos|Of|Au|Es)(?= )")


class Dateline(NamedTuple):
    """Where the town of a dateline stands, where the report begins, and the town's id where the gazetteer knows one of the name."""

    start_char: int
    end_char: int
    report: int
    entity_id: str


def find_datelines(text: str, gazetteer: Gazetteer) -> Iterator[Dateline]:
    """Yield the datelines at the heads of a text's paragraphs; "NATO - ..." and "Ukraine – ..." are none."""
    for match in DATELINE.finditer(text):
        town = match["town"]
        is_sure = bool(match["day"] or match["agency"] or match["land"] == ", D.C." or (town.isupper() and match["land"]))
        if not (town.isupper() or is_sure):
            continue
        name = SMALL.sub(lambda small: small.group().lower(), town.title()) if town.isupper() else town
        meanings = {*gazetteer.names.meanings(name), *gazetteer.names.meanings(town)}
        towns = [one.entity_id for one in meanings if gazetteer.entity(one.entity_id).kind == "city"]
        if towns or (is_sure and not meanings):
            yield Dateline(*match.span("town"), match.end(), towns[0] if len(towns) == 1 else "")


def split_datelines(doc: Doc, gazetteer: Gazetteer) -> None:
    """Note the datelines of a text that is about to be parsed, and let the sentence of each report begin behind its own."""
    doc._.datelines = tuple(find_datelines(doc.text, gazetteer))
    for dateline in doc._.datelines:
        report = doc.char_span(dateline.report, len(doc.text), alignment_mode="contract")
        if report:
            report[0].is_sent_start = True
            for token in report[1:HELD]:
                token.is_sent_start = False


def later_datelines(doc: Doc, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return the towns in front of reports, which the events have passed over."""
    taken = {one.start_char for one in mentions}
    return [
        Mention(
            start_char=town.start_char,
            end_char=town.end_char,
            text=doc.text[town.start_char : town.end_char],
            label="GPE",
            entity_id=town.entity_id,
            name=gazetteer.entity(town.entity_id).name,
            rule="gazetteer",
            score=SCORE,
        )
        for town in doc._.datelines
        if town.entity_id and town.start_char not in taken
    ]
