"""The `jpeu_events` component: who did what to whom, by dependency rules.

Reads `doc.ents`, `doc._.dates` and the parse, writes `doc._.events`: frames whose participants are spans of the text.
Names are settled later, when the whole document is known (`convert.py`). The algorithm is told in `docs/events.md`.
"""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from jpeu_nlp.language.event_build import build_noun_frame, build_verb_frame
from jpeu_nlp.language.event_frames import EventFrame, Participant
from jpeu_nlp.language.event_lexicon import load_lexicon
from jpeu_nlp.language.event_match import Match, match_noun, match_verb
from jpeu_nlp.language.event_participants import Scene
from jpeu_nlp.language.event_syntax import is_verbal

__all__ = ["EventFrame", "Participant", "find_events", "mark_events"]

if not Doc.has_extension("events"):
    Doc.set_extension("events", default=())


def find_events(doc: Doc) -> Iterator[EventFrame]:
    """Yield the event frames of a parsed text, in order of their triggers."""
    if not doc.ents:
        return
    scene = Scene.of(doc, load_lexicon())
    for sentence in doc.sents:
        yield from find_in_sentence(sentence, scene)


def find_in_sentence(sentence: Span, scene: Scene) -> list[EventFrame]:
    """Return the frames of one sentence."""
    matches = find_matches(sentence, scene)
    if not matches:
        return []
    claimed = {noun.i for match in matches for noun in match.nouns if match.token is not noun}
    triggers = {match.token.i for match in matches}
    frames: list[EventFrame] = []
    covered: set[int] = set()
    for match in sorted(matches, key=lambda match: -match.token.i):  # inner clauses first: they may cover what stands above
        if match.token.i in covered or (match.token.i in claimed and match.token in match.nouns):
            continue
        build = build_noun_frame if match.token in match.nouns else build_verb_frame
        built = build(match, scene, sentence, triggers)
        if built is not None:
            frame, above = built
            covered.update(above)
            frames.append(frame)
    return sorted(frames, key=lambda frame: frame.trigger)


def find_matches(sentence: Span, scene: Scene) -> list[Match]:
    """Return the patterns that fit in a sentence."""
    lexicon = scene.lexicon
    found: list[Match] = []
    for token in sentence:
        match token.pos_:
            case "VERB" | "AUX":
                hit = match_verb(token, lexicon) if is_verbal(token) else None
            case "NOUN" | "PROPN":
                hit = match_noun(token, lexicon)
                if hit is None and is_verbal(token):
                    hit = match_verb(token, lexicon)
            case _:
                continue
        if hit is not None:
            found.append(hit)
    return found


@Language.component("jpeu_events", requires=["doc.ents", "token.dep", "token.lemma"], assigns=["doc._.events"])
def mark_events(doc: Doc) -> Doc:
    """Find the events of a text."""
    doc._.events = tuple(find_events(doc))
    return doc
