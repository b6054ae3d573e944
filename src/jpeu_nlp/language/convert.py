"""From spaCy's objects to records: the threshold of the language room.

In go the parsed texts of one document together with the gazetteer, out come readings. Names that need the whole
document (surnames, acronyms introduced earlier) are settled here, because a component sees one passage at a time.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from jpeu_nlp.language.entities.linking import DocumentLinker
from jpeu_nlp.language.entities.persons import load_persons
from jpeu_nlp.language.events.judging import TriggerModel
from jpeu_nlp.language.events.learned import complete
from jpeu_nlp.language.events.naming import EventNamer
from jpeu_nlp.language.events.retelling import Retellings
from jpeu_nlp.language.gazetteer import Gazetteer
from jpeu_nlp.records import DateMention, Mention, Reading, TextToRead


def convert_documents(
    group: Sequence[tuple[TextToRead, Doc]], gazetteer: Gazetteer, model: TriggerModel | None = None
) -> Iterator[Reading]:
    """Yield the readings of the texts of one document, in order; `model` settles doubts about events and adds what the rules miss."""
    linker = DocumentLinker(group, gazetteer, load_persons(gazetteer))
    namer: EventNamer | None = None
    retellings = Retellings()
    for text, doc in group:
        namer = namer or EventNamer(gazetteer, text.published_date, text.publisher)
        mentions = linker.link(doc)
        frames = complete(doc, doc._.events, model)
        by_span = {(mention.start_char, mention.end_char): mention for mention in mentions}
        yield Reading(
            text_id=text.text_id,
            sentences=tuple((sentence.start_char, sentence.end_char) for sentence in doc.sents),
            mentions=with_dates(mentions, doc._.dates),
            dates=doc._.dates,
            events=tuple(retellings.mark(text.text_id, doc, namer.name_all(frames, by_span, doc.text))),
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
