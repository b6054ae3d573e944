"""Participles that open a sentence and tell a meeting or a visit: "Meeting in Sydney, the two ministers agreed ...".

In goes a sentence, out comes a CONSULT frame of those who act in it, whatever else they did. The tagger takes such a participle for
a noun, so it is known by its place and its comma.
"""

from spacy.tokens import Span

from jpeu_nlp.language.events.frames import EventFrame
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.lists import listed_offices
from jpeu_nlp.language.events.participants import name_all
from jpeu_nlp.language.events.scene import Scene, as_participant
from jpeu_nlp.language.events.subjects import subject_of

PLACES = frozenset({"GPE", "LOC", "FAC"})
LONG = 14
"""Words within which the comma stands (chosen)."""


def build_opening(sentence: Span, scene: Scene) -> EventFrame | None:
    """Return the frame of a meeting or visit that opens a sentence, or None."""
    first, doc = sentence[0], sentence.doc
    is_met, is_visit = first.lower_ in WORDS["verbs.opening_met"], first.lower_ in WORDS["verbs.opening_visit"]
    comma = next((token.i for token in sentence[1:LONG] if token.text == ","), None)
    if comma is None or not (is_met or is_visit) or len(sentence) < 3:
        return None
    verb = sentence.root
    if verb.pos_ not in ("VERB", "AUX") or verb.i < comma:
        return None
    heads = [head for head in subject_of(verb)[0] if head.i > comma]
    named = listed_offices(verb, heads, scene.ent_at) or name_all(heads, scene)
    actors = [span for span in named if span.start > comma]
    place = next((scene.ent_at[i] for i in range(first.i + 1, comma) if i in scene.ent_at and scene.ent_at[i].label_ in PLACES), None)
    is_told = doc[first.i + 1].lower_ in ("in", "at", "on") if is_met else place is not None and place.start <= first.i + 2
    if not actors or not is_told:
        return None
    if is_met and len(actors) == 1 and actors[0].label_:
        return None  # "Meeting in Oslo, NATO ministers": the alliance alone is told by its verb
    dates = [date for date in doc._.dates if first.idx <= date.start_char < doc[comma].idx]
    return EventFrame(
        event_type="CONSULT",
        actors=tuple(map(as_participant, actors)),
        recipients=(as_participant(place),) if is_visit and place is not None else (),
        trigger=(first.idx, first.idx + len(first)),
        sentence=(sentence.start_char, sentence.end_char),
        date=dates[0] if dates else None,
        location=as_participant(place) if place is not None else None,
        rule=f"{first.lower_} [opening]",
        score=0.7,
    )
