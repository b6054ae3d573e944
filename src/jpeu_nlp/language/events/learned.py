"""Events in words that no pattern fits: the trigger model marks them, and says who acts and who is acted upon.

In go a parsed text, the frames of its rules and the model, out come the frames that count. The lexicon knows the words of
the field, and real prose has others; the model has read coded sentences and is asked where a sentence names somebody who
could act, and holds a word that may tell an act and that no frame uses. What it marks as likely becomes a frame
with its type; actors and recipients are those of the sentence's names that it points to; mode, date, place and attribution are
read off the parse, as for every other frame.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from jpeu_nlp.language.events.build import has_subject, settle
from jpeu_nlp.language.events.days import find_date
from jpeu_nlp.language.events.frames import EventFrame
from jpeu_nlp.language.events.judging import COUNTED, TriggerModel, settle_doubts
from jpeu_nlp.language.events.lexicon import WORDS, VerbPattern, load_lexicon
from jpeu_nlp.language.events.match import Match
from jpeu_nlp.language.events.modes import Standing, find_standing, own_mode
from jpeu_nlp.language.events.participants import ACTOR_LABELS, name_all
from jpeu_nlp.language.events.scene import Scene, as_participant
from jpeu_nlp.language.events.settings import place_of
from jpeu_nlp.language.events.syntax import agents_of, expand, is_passive, is_question, objects_of
from jpeu_nlp.records import Mark
from jpeu_nlp.records import Span as Range

SURE = 0.5
"""Probability from which a marked word tells an event (chosen on real sentences; from .4 to .6 it makes little difference)."""
LIKELY, LIKELIER = 0.15, 0.3
"""How often a word must tell an act for the model to read a sentence for its sake: one without a frame, and one with a frame."""
ACTS, SUFFERS = 0.4, 0.5
"""Probabilities from which a name acts, and is acted upon (from .2 to .6, and .3 to .7, they make hardly any difference)."""
HIT = 0.6
"""Probability from which a name is acted upon in an act for which the rules found nobody (from .5 to .9 it makes hardly any difference)."""
AIMED = frozenset({"AGREE", "AID", "COERCE", "CONCEDE", "REJECT", "REQUEST", "SANCTION", "SUPPORT", "THREATEN"})
"""Types in which that is worth asking: whoever mobilises, protests or withdraws often aims at nobody; attackers are read well by rules."""
BY_FORCE = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "SANCTION", "THREATEN"})
"""Types in which the model must not name anybody but the subject: the victim's country is often the only name."""
TELLING = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ"})
VERBAL = frozenset({"VERB", "AUX"})


def complete(doc: Doc, frames: Iterable[EventFrame], model: TriggerModel | None) -> list[EventFrame]:
    """Return the frames that count, in order of their triggers: the certain ones, settled doubts, and those that the model adds."""
    settled = list(settle_doubts(frames, doc.text, model))
    if model is None:
        return settled
    added = list(learn(doc, settled, model))
    return sorted([*fill(doc, settled, model), *added], key=lambda frame: frame.trigger)


def fill(doc: Doc, frames: Iterable[EventFrame], model: TriggerModel) -> Iterator[EventFrame]:
    """Yield frames, with the names to which the model points as recipients where the rules found none and the act is directed."""
    for frame in frames:
        is_shared = "!mutual" in frame.rule or (len(frame.actors) > 1 and frame.event_type in ("AGREE", "SUPPORT"))
        is_open = frame.event_type in AIMED and not (frame.recipients or is_shared) and frame.mode in COUNTED
        sentence = doc.char_span(*frame.sentence) if is_open else None
        taken = [(one.start_char, one.end_char) for one in frame.actors]
        names = [
            name
            for name in (sentence.ents if sentence is not None else ())
            if name.label_ in ACTOR_LABELS and not any(start < name.end_char and name.start_char < end for start, end in taken)
        ]
        if sentence is not None and names:
            first = sentence.start_char
            likely = model.roles(sentence.text, (frame.trigger[0] - first, frame.trigger[1] - first), within(sentence, names))
            hit = [name for name, (acts, suffers) in zip(names, likely, strict=True) if suffers >= HIT and suffers > acts]
            frame = replace(frame, recipients=tuple(map(as_participant, hit)))
        yield frame


def within(sentence: Span, names: Iterable[Span]) -> list[Range]:
    """Return where names stand in their sentence."""
    return [(name.start_char - sentence.start_char, name.end_char - sentence.start_char) for name in names]


def learn(doc: Doc, frames: Sequence[EventFrame], model: TriggerModel) -> Iterator[EventFrame]:
    """Yield frames for words that the model marks and no frame uses; one a type and sentence."""
    told: dict[int, list[EventFrame]] = defaultdict(list)
    for frame in frames:
        told[frame.sentence[0]].append(frame)
    scene: Scene | None = None
    for sentence in doc.sents:
        here = told[sentence.start_char]
        if not any(may_tell(token, here, model.words) for token in sentence) or is_question(sentence):
            continue
        names = [ent for ent in sentence.ents if ent.label_ in ACTOR_LABELS]
        if not names:
            continue
        scene = scene or Scene.of(doc, load_lexicon())
        for mark in model.marks(sentence.text, SURE):
            words, event_type, _ = mark
            token = token_of(words, sentence)
            if token is None or any(frame.event_type == event_type or is_within(token, frame) for frame in here) or is_below(token, here):
                continue
            built = build_learned(mark, token, sentence, names, scene, model)
            if built is not None:
                here.append(built)
                yield built


def may_tell(token: Token, frames: Sequence[EventFrame], words: Mapping[str, float]) -> bool:
    """Return whether a word is likely enough to tell an act that no frame tells."""
    share = words.get(token.lower_, 0.0)
    return share >= (LIKELIER if frames else LIKELY) and token.pos_ in TELLING and not any(is_within(token, frame) for frame in frames)


def is_within(token: Token, frame: EventFrame) -> bool:
    """Return whether a word belongs to the trigger of a frame."""
    return frame.trigger[0] <= token.idx < frame.trigger[1]


def is_below(token: Token, frames: Iterable[EventFrame]) -> bool:
    """Return whether a word only says what a frame's act is, without a subject of its own: "threatened to break off ties"."""
    verb = carrier_of(token)
    return verb.dep_ == "xcomp" and not has_subject(verb) and any(is_within(verb.head, frame) for frame in frames)


def token_of(marked: Range, sentence: Span) -> Token | None:
    """Return the word that a mark is about: of several the verb, or the one that governs the others."""
    start, end = (offset + sentence.start_char for offset in marked)
    words = [token for token in sentence if token.idx < end and token.idx + len(token) > start and token.pos_ in TELLING]
    heads = [word for word in words if word.head == word or word.head not in words]
    return next((word for word in heads if word.pos_ == "VERB"), heads[0] if heads else None)


def build_learned(mark: Mark, token: Token, sentence: Span, names: list[Span], scene: Scene, model: TriggerModel) -> EventFrame | None:
    """Return the frame of a mark, or None where nobody acts or the act did not and will not take place."""
    (start, end), event_type, probability = mark
    first = sentence.start_char
    likely = model.roles(sentence.text, (start, end), within(sentence, names))
    sides = dict(zip(names, likely, strict=True))
    if event_type in BY_FORCE and is_by_unnamed(token, names):
        return None
    acting = find_acting(sides, is_mutual=event_type in scene.lexicon.undirected)
    if event_type in BY_FORCE:
        acting = [name for name in acting if not (is_inside(name) or suffers_from(token, name))]
    actors = list(dict.fromkeys(own for name in acting for own in name_all([name.root], scene) or [name]))  # "Georgia's Jane Roe"
    hit = [name for name, (_, suffers) in sides.items() if suffers >= SUFFERS]
    recipients = without_strangers([name for name in hit if name not in actors])
    carrier = carrier_of(token)
    standing = find_standing(carrier) if carrier.pos_ in VERBAL else Standing()
    standing = standing or Standing(mode=own_mode(carrier) or "hypothetical")
    event_type, mode = settle(event_type, standing, carrier)
    if not actors or mode not in COUNTED:
        return None
    source = name_all([standing.source], scene) if standing.source is not None else []
    is_trip = token.lemma_.lower() in WORDS["places.trips"]
    pattern = VerbPattern(event_type=event_type, lemma=token.lemma_, flags=frozenset({"there"} if is_trip else ()))
    objects = tuple(inner for one in objects_of(carrier) for inner in expand(one)) if token == carrier else ()
    match = Match(token, pattern, () if token == carrier else (token,), objects)
    place = place_of(match, carrier, standing.above if standing.chain else (), hit, scene)
    if place is None and event_type in scene.lexicon.undirected:
        place = next((name for name in actors if is_inside(name)), None)  # "talks with Chad that I led in Mali"
    if place in actors and is_inside(place) and len(actors) > 1:
        actors.remove(place)
    elif not is_trip and place in (*actors, *recipients):
        place = None
    return EventFrame(
        event_type=event_type,
        actors=tuple(map(as_participant, actors)),
        recipients=tuple(map(as_participant, recipients)),
        trigger=(start + first, end + first),
        sentence=(first, sentence.end_char),
        mode=mode,
        date=find_date(carrier, standing.above, set(), sentence, sentence.doc._.dates),
        location=as_participant(place) if place is not None else None,
        attribution=as_participant(source[0]) if source else None,
        rule=f"{token.lemma_} learned",
        score=round(probability, 2),
    )


def is_by_unnamed(verb: Token, names: Iterable[Span]) -> bool:
    """Return whether somebody without a name is said to do it: "militants stormed the embassy of Mali", "was stormed by militants"."""
    doers = agents_of(verb) if is_passive(verb) else [child for child in verb.lefts if child.dep_ == "nsubj"]
    doers = doers if verb.pos_ == "VERB" else []
    reach = {token.i for doer in doers for token in doer.subtree}
    return bool(doers) and all(doer.pos_ == "NOUN" for doer in doers) and not any(name.root.i in reach for name in names)


def suffers_from(verb: Token, name: Span) -> bool:
    """Return whether a name stands in what a verb in the passive is about: "a Chadian pilot was killed"."""
    return is_passive(verb) and any(child.dep_ == "nsubjpass" and name.root in child.subtree for child in verb.lefts)


def find_acting(sides: Mapping[Span, tuple[float, float]], *, is_mutual: bool) -> list[Span]:
    """Return the names that likely act; in a mutual act those that are acted upon as well."""
    if is_mutual:
        sides = {name: (max(both), 0.0) for name, both in sides.items()}
    return without_strangers([name for name, (acts, suffers) in sides.items() if acts >= ACTS and acts >= suffers])


def without_strangers(names: list[Span]) -> list[Span]:
    """Return names without the people whom nobody knows, where somebody else is named: "Mali's Jane Roe" acts for Mali."""
    return [name for name in names if name.kb_id_ or name.label_ != "PERSON"] or names


def carrier_of(token: Token) -> Token:
    """Return the verb in whose clause a word stands, or the word itself where there is none."""
    return next((one for one in (token, *token.ancestors) if one.pos_ in VERBAL), token)


def is_inside(place: Span) -> bool:
    """Return whether a name stands behind "in", "at" or "near", where it tells a place."""
    return place.root.dep_ == "pobj" and place.root.head.lower_ in WORDS["places.near"]
