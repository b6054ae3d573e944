"""Words of welcome: "It is my pleasure to welcome the Prime Minister of Japan to the White House" tells a visit.

In go a verb of welcoming that stands as an infinitive under what somebody feels about it, out comes a CONSULT frame: the visitor
acts, the house receives. "I look forward to welcoming him" tells one that lies ahead. Nobody who speaks needs a name, for the speaker
is the host. So do remarks and joint press conferences begin.
"""

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.frames import EventFrame
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.moods import is_awaited
from jpeu_nlp.language.events.participants import name_all
from jpeu_nlp.language.events.scene import Scene, as_participant
from jpeu_nlp.language.events.syntax import objects_of, phrases_with

EXPLETIVES = frozenset({"it", "i", "we"})


def build_greeting(verb: Token, scene: Scene, sentence: Span) -> EventFrame | None:
    """Return the frame of a welcome in words, or None where a verb is none."""
    if verb.lemma_ not in WORDS["verbs.welcoming"] or verb.tag_ not in ("VB", "VBG"):
        return None
    is_ahead = verb.tag_ == "VBG" and verb.dep_ == "pcomp" and is_awaited(verb.head) and is_spoken(verb.head.head)
    if not is_ahead and (verb.tag_ == "VBG" or not is_felt(verb)):
        return None
    guests = objects_of(verb)
    visitors = [span for span in name_all(guests, scene) if span.kb_id_ or span.label_ == "PERSON"]
    visitors = visitors or [span for guest in guests for span in name_all((one for one in guest.rights if one.dep_ == "appos"), scene)]
    if not visitors:
        return None
    beside = [child for child in verb.rights if child.lower_ == "here"]
    houses = [head for word in ("to", "at", "in") for head in phrases_with(word, [verb, *beside, *guests])]
    hosts = [span for span in name_all(houses, scene, loose=True) if span not in visitors and span.kb_id_]
    return EventFrame(
        event_type="AGREE" if is_ahead else "CONSULT",
        mode="planned" if is_ahead else "actual",
        actors=tuple(map(as_participant, visitors)),
        recipients=tuple(map(as_participant, hosts)),
        trigger=(verb.idx, verb.idx + len(verb)),
        sentence=(sentence.start_char, sentence.end_char),
        rule=f"{verb.lemma_} [{'awaited' if is_ahead else 'pleasure'}]",
        score=0.7,
    )


def is_spoken(verb: Token) -> bool:
    """Return whether the subject of a verb is who speaks, or nothing: "I look forward", "it is a pleasure"."""
    return any(child.dep_ in ("nsubj", "expl") and child.lower_ in EXPLETIVES for child in verb.lefts)


def is_felt(verb: Token) -> bool:
    """Return whether an infinitive says what is a pleasure, an honour or good to somebody who speaks."""
    cur = verb
    for _ in range(4):
        above = cur.head
        if above == cur or cur.dep_ not in ("xcomp", "ccomp", "acl", "advcl", "acomp", "attr", "relcl"):
            return False
        felt = ("acomp", "attr", "dobj") if above.lemma_ == "have" else ("acomp", "attr")  # "I had the honour to welcome"
        words = (above, *(child for child in above.rights if child.dep_ in felt and child.i < verb.i))
        is_now = (above.tag_ in ("VBZ", "VBP") or above.lemma_ == "have") and not any(child.dep_ in ("neg", "aux") for child in above.lefts)
        if is_spoken(above) and is_now and any(word.lemma_.lower() in WORDS["chain.pleasure"] for word in words):
            return True
        cur = above
    return False
