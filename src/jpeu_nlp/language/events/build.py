"""From a match to a frame: standing, participants, date and place, or nothing.

In go a match and its sentence, out comes a frame together with the governing triggers that it covers ("agreed" in
"agreed to hold"), or None. A frame needs at least one actor who is named or described.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.actors import find_actors, is_no_visit, is_of_state, suits
from jpeu_nlp.language.events.days import find_date
from jpeu_nlp.language.events.frames import EventFrame
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.match import Match, names_type
from jpeu_nlp.language.events.modes import Standing, find_standing, own_mode
from jpeu_nlp.language.events.moods import is_judgement, is_refusal, is_reproach
from jpeu_nlp.language.events.participants import PERSONAL, name_all, name_parties
from jpeu_nlp.language.events.recipients import find_addressee, find_provoker, find_recipients
from jpeu_nlp.language.events.scene import Scene, as_participant
from jpeu_nlp.language.events.settings import place_of
from jpeu_nlp.language.events.subjects import subject_of
from jpeu_nlp.language.events.syntax import expand, in_date, is_instrument, phrases_with, singular

ADVERSE = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "SANCTION", "COERCE", "ASSAULT"})
UNILATERAL = frozenset({"MOBILIZE", "COERCE", "ASSAULT"})
"""Types that become cooperation where two do it together, and to nobody who is named."""
REFUSED = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
"""Types that whoever "would not" do them rejects."""
COOPERATIVE = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID"})
PLEDGES = frozenset({"commit", "commitment", "pledge", "promise", "undertake"})
Verbs = tuple[Token, ...]
Sides = tuple[list[Span], list[Span]]


@dataclass(frozen=True, slots=True)
class Built:
    """A frame without its day and place, which are looked for only where it is kept."""

    frame: EventFrame
    above: tuple[int, ...]
    """Triggers above that it covers."""
    nouns: tuple[int, ...]
    """Nouns that it uses."""
    complete: Callable[[EventFrame], EventFrame]
    """Adds day and place to a frame."""


def build_verb_frame(match: Match, scene: Scene, sentence: Span, triggers: set[int]) -> Built | None:
    """Return the frame of a verb."""
    verb = match.token
    standing = find_standing(verb) or bare_standing(verb, scene)
    if standing is None:
        return None
    if is_habit(verb, match, standing, scene, sentence):
        if any(token.lower_ in ("next", "tomorrow", "upcoming") and in_date(token) for token in verb.subtree):
            standing.mode = "planned"  # "visits India in February next year"
        else:
            scene.doubt("habit")
    if is_content(verb, scene, triggers):
        scene.doubt("content")
    flags = match.pattern.flags
    if match.pattern.event_type == "SUPPORT" and any(map(is_judgement, match.nouns)):
        return None
    if is_attitude(verb, match, standing):
        scene.doubt("attitude")
    if "negated" in flags:  # "would not hear of"
        if standing.mode != "negated":
            return None
        standing.mode = "actual"
    if "planned" in flags and standing.mode == "actual":
        standing.mode = "planned"
    heads, how = subject_of(verb)
    if not suits(heads, flags, scene) or is_no_visit(match, heads):
        return None
    actors, how = find_actors(match, standing, heads, how, scene)
    recipients = find_recipients(match, verb, actors, scene)
    if how.endswith("by") and len(actors) > 1:  # "chaired by Commissioner Roe of Chad and Mali's Joint Secretary Doe"
        recipients = [span for span in recipients if not any(head.is_ancestor(span.root) or head == span.root for head in heads)]
    if not recipients and match.pattern.event_type in ADVERSE:
        recipients = find_provoker(verb, actors, scene) if how == "acl" else find_addressee(verb, actors, scene)
    if not recipients:  # "an attack by Chad on a town killed two"
        nouns = [head for head in heads if names_type(head, match.pattern.event_type, scene.lexicon)]
        recipients = name_all(phrases_with("on", nouns) + phrases_with("against", nouns), scene, loose=True)
    if "inverse" in flags:
        actors, recipients = recipients, actors
    if len(heads) == 1 and len(fellows := list(expand(heads[0]))) > 1:
        how += "&" if any(fellow.lower_ in ("i", "we") for fellow in fellows) else "+"
    elif len(heads) == 1 and heads[0].tag_ in ("NNS", "NNPS") and heads[0].i not in scene.ent_at:
        one_state = match.pattern.event_type == "COOPERATE" and len(actors) == 1 and is_of_state(actors[0])
        how += "" if one_state else "+"  # "Peruvian troops held a drill" by themselves
    built = finish(match, verb, standing, actors, recipients, how, scene, sentence, triggers)
    told = [head.i for head in heads if names_type(head, match.pattern.event_type, scene.lexicon)]
    return replace(built, nouns=(*built.nouns, *told)) if built is not None else None


def is_attitude(verb: Token, match: Match, standing: Standing) -> bool:
    """Return whether an act counts only as something to come and does not lie ahead, or was tried in vain ("tried to reach a deal")."""
    is_ahead = standing.mode in ("planned", "would") or standing.chain in ("commit", "vow", "intend")
    is_ahead &= verb.head.lemma_ != "work" or own_mode(verb.head) == "planned" or verb.head.dep_ != "ROOT"  # "are working to tackle"
    is_vain = verb.dep_ == "xcomp" and verb.head.lemma_ in WORDS["chain.trying"]
    return ("future" in match.pattern.flags and not is_ahead) or (is_vain and match.pattern.event_type in COOPERATIVE)


def bare_standing(verb: Token, scene: Scene) -> Standing | None:
    """Return how a verb stands by its own auxiliaries alone, as a doubt, where the words above tell no act."""
    mode = own_mode(verb)
    if mode not in ("actual", "planned") or is_reproach(verb):
        return None
    scene.doubt("clause")
    return Standing(mode=mode)


def is_content(verb: Token, scene: Scene, triggers: set[int]) -> bool:
    """Return whether a participle only tells what another act is about: "condemns the atrocities committed by Hamas"."""
    if verb.dep_ != "acl" or verb.tag_ != "VBN":
        return False
    cur = verb.head
    while cur.dep_ in ("pobj", "prep", "conj", "appos", "attr") and cur.head != cur:
        cur = cur.head
    above = cur.head
    return (
        cur.dep_ in ("dobj", "prep")
        and above.i in triggers
        and above.lemma_ in WORDS["verbs.judging"]
        and any(span.label_ for span in name_all(subject_of(above)[0], scene))
    )


def is_habit(verb: Token, match: Match, standing: Standing, scene: Scene, sentence: Span) -> bool:
    """Return whether a simple present tells a habit or background; headlines use it for acts."""
    if verb.tag_ not in ("VBZ", "VBP") or standing.mode != "actual" or verb.lower_ in WORDS["verbs.invariable"]:
        return False  # "Turkish forces quit the post" is past, whatever the tagger says
    if "present" in match.pattern.flags or (match.pattern.event_type in scene.lexicon.present and "past" not in match.pattern.flags):
        return False
    days = (date for date in sentence.doc._.dates if date.precision == "day")
    if verb.dep_ == "ROOT" and any(sentence.start_char <= date.start_char < sentence.end_char for date in days):
        return False  # captions: "Delegations hold talks in Muscat, Nov. 13, 2016"
    if any(child.dep_ in ("aux", "auxpass") for child in verb.children) or (verb.dep_ == "relcl" and is_instrument(verb.head)):
        return False
    return sentence.text.rstrip()[-1:] in ".!?" or len(sentence) > 25


def finish(
    match: Match, verb: Token, standing: Standing, actors: list[Span], recipients: list[Span], how: str, scene: Scene, sentence: Span,
    triggers: set[int],
) -> Built | None:
    """Return the frame where its participants suffice."""
    pattern = match.pattern
    event_type = pattern.event_type
    mutual = "mutual" in pattern.flags or event_type in scene.lexicon.undirected
    if mutual:
        actors, recipients = as_parties(match, verb, actors, recipients, scene)
    recipients = admitted(recipients, pattern.flags)
    if not actors:
        return None
    how += ".body" * (not recipients and len(actors) == 1 and how != "beside" and is_session(match, verb, actors[0]))
    doubt_missing(match, verb, standing, actors, recipients, how, scene)
    together = not recipients and (len(actors) > 1 or how.endswith("+")) and is_joint(verb, match)
    event_type, mode = settle("COOPERATE" if together else event_type, standing, verb)
    if scene.doubts and (standing.mode not in ("actual", "planned") or are_pronouns(actors)):
        return None  # not worth a doubt
    above = {token.i for token in standing.above}
    others = triggers - above - {verb.i}
    higher = standing.above if standing.chain else ()
    setting = partial(add_setting, match, verb, (standing.above, higher), (actors, recipients), others, how, scene)
    source = name_all([standing.source], scene) if standing.source is not None else []
    if is_threat(event_type, mode, standing, source, actors):  # "it would sink any ship, he said"
        event_type, mode = "THREATEN", "actual"
        recipients = name_told(standing, scene) or recipients
        above |= {standing.speech.i} if standing.speech is not None else set()
        standing.chain = "vow"
    promise = standing.promise if event_type != pattern.event_type else None
    trigger = trigger_of(match.token, verb) if promise is None else scene.doc[promise.i : promise.i + 1]
    frame = EventFrame(
        event_type=event_type,
        actors=tuple(as_participant(span) for span in actors),
        recipients=tuple(as_participant(span) for span in recipients),
        trigger=(trigger.start_char, trigger.end_char),
        sentence=(sentence.start_char, sentence.end_char),
        mode=mode,
        attribution=as_participant(source[0]) if source else None,
        rule=f"{pattern.source} [{how}]",
        score=0.9 if how in ("nsubj", "by", "light.nsubj") else 0.7,
    )
    if standing.joined is not None:
        above.add(standing.joined.i)
    covered = tuple((above & triggers) - standing.beside) if standing.chain or standing.joined else ()
    return Built(frame, covered, tuple(noun.i for noun in match.nouns if noun != match.token), setting)


def add_setting(
    match: Match, verb: Token, above: tuple[Verbs, Verbs], sides: Sides, others: set[int], how: str, scene: Scene, frame: EventFrame
) -> EventFrame:
    """Return a frame with the day and place of its act; `above` are the verbs above it, and those of them that promise or plan it."""
    actors, recipients = sides
    date = find_date(verb, above[0], others, verb.sent, scene.doc._.dates)
    place = place_of(match, verb, above[1], recipients, scene)
    place = None if how == "before" and place in actors else place  # "On 3 May Manila protested": who, not where
    told = as_participant(place) if place is not None else None
    is_mutual = "mutual" in match.pattern.flags or match.pattern.event_type in scene.lexicon.undirected
    if is_mutual and len(actors) > 1 and "there" not in match.pattern.flags:  # "Oslo and Riga restored relations in Vienna"
        frame = replace(frame, recipients=tuple(one for one in frame.recipients if one != told))
    return replace(frame, date=date, location=told)


def are_pronouns(actors: list[Span]) -> bool:
    """Return whether nobody acts but "we", "he" and the like."""
    return all(span.text.casefold() in PERSONAL for span in actors)


def as_parties(match: Match, verb: Token, actors: list[Span], recipients: list[Span], scene: Scene) -> tuple[list[Span], list[Span]]:
    """Return the sides of a mutual act, where only its parties are named: "we agreed to deepen ties between Chad and Mali"."""
    if any(span.label_ for span in actors):
        return actors, recipients
    parties = name_parties([verb, *match.objects, *match.nouns], scene) if actors else []  # "we", "the two ministers"
    if len(parties) > 1:
        return parties, []
    is_free = "clause" in match.pattern.slots or not (has_subject(verb) or verb.dep_ == "conj")
    is_open = is_free and not (actors and are_pronouns(actors))
    return (recipients, []) if is_open and len(recipients) > 1 else (actors, recipients)


def doubt_missing(
    match: Match, verb: Token, standing: Standing, actors: list[Span], recipients: list[Span], how: str, scene: Scene
) -> None:
    """Doubt an act without the recipient that it needs, and a mutual act without a second party."""
    flags, event_type = match.pattern.flags, match.pattern.event_type
    mutual = "mutual" in flags or event_type in scene.lexicon.undirected
    is_background = verb.dep_ == "acl" and how.startswith("by") and not mutual  # "sanctions imposed by Chad": not without whom they hit
    is_met = "there" in flags and mutual and len(actors) > 1  # "the ceremony was attended by Chad and Mali"
    if not recipients and not is_met and ("need" in flags or is_background):
        scene.doubt("alone")
    alone = not recipients and len(actors) == 1 and not is_plural(actors[0]) and not how.endswith(("+", "&"))
    took_place = event_type in ("CONSULT", "SUPPORT") and standing.mode == "actual"
    if mutual and alone and not how.endswith(".body") and not (took_place and has_partner([verb, *match.objects, *match.nouns])):
        scene.doubt("solo")


def is_session(match: Match, verb: Token, body: Span) -> bool:
    """Return whether a body of several states meets by itself: "ECOWAS convened its summit", "a session of the Council was held"."""
    is_met = verb.lemma_ in ("meet", "convene", "gather", "assemble")
    nouns = {noun.lemma_.lower() for noun in match.nouns}
    is_body = body.label_ == "ORG" and bool(body.kb_id_)
    return match.pattern.event_type == "CONSULT" and is_body and (is_met or not nouns.isdisjoint(WORDS["nouns.sessions"]))


def is_official(speaker: Token) -> bool:
    """Return whether somebody speaks for a government without its name beside: "the minister said"."""
    return speaker.pos_ == "NOUN" and (singular(speaker) in WORDS["agents.official"] or singular(speaker) in WORDS["agents.both"])


def admitted(recipients: list[Span], flags: frozenset[str]) -> list[Span]:
    """Return the recipients that are of the kind for which a pattern asks."""
    if "org" in flags:
        return [span for span in recipients if span.label_ == "ORG"]
    if "agent" in flags:
        return [span for span in recipients if span.kb_id_ or span.label_ == "PERSON" or not span.label_]
    return recipients


def is_joint(verb: Token, match: Match) -> bool:
    """Return whether what several do is said to be done together: "mounted a joint operation", "test-fired it together"."""
    if match.pattern.event_type not in UNILATERAL or "mutual" in match.pattern.flags:
        return False  # "they exchanged fire"
    words = [verb, *(child for child in verb.children), *(child for noun in match.nouns for child in noun.lefts)]
    if any(word.lower_ in WORDS["verbs.together"] for word in words):
        return True
    peoples = (child for one in verb.lefts if one.dep_ == "nsubj" for child in one.lefts if child.ent_type_ == "NORP")
    paired = any(child.dep_ == "conj" for people in peoples for child in people.rights)
    return paired and match.pattern.event_type != "ASSAULT"  # "Kenyan and Ugandan police raided a warehouse"


def trigger_of(token: Token, carrier: Token) -> Span:
    """Return the words that tell the act: the verb, or the noun with the verb that carries it."""
    first, last = min(token.i, carrier.i), max(token.i, carrier.i)
    return token.doc[carrier.i : carrier.i + 1] if last - first > 6 else token.doc[first : last + 1]


def is_threat(event_type: str, mode: str, standing: Standing, source: list[Span], actors: list[Span]) -> bool:
    """Return whether an adverse act lies ahead by the word of the very one who will do it, or of an official without a country."""
    if standing.speech is None or event_type not in ("SANCTION", "COERCE", "ASSAULT", "REJECT") or mode not in ("planned", "hypothetical"):
        return False
    if not source:
        return standing.source is not None and is_official(standing.source)
    state = source[0].kb_id_.partition("-")[0]
    return len(source) == 1 and (source[0] in actors or any(state and actor.kb_id_.partition("-")[0] == state for actor in actors))


def name_told(standing: Standing, scene: Scene) -> list[Span]:
    """Return whom the speaker told it: "Ecuador told Mexico that it would"."""
    verb = standing.speech
    return name_all((child for child in verb.rights if child.dep_ in ("dobj", "dative")), scene) if verb is not None else []


def has_partner(anchors: list[Token]) -> bool:
    """Return whether somebody without a name is the other side ("talks with trade partners")."""
    heads = phrases_with("with", anchors)
    return any(head.lemma_.lower() in WORDS["agents.nouns"] for head in heads)


def has_subject(verb: Token) -> bool:
    """Return whether a verb has an active subject, named or not."""
    subjects = [child for child in verb.children if child.dep_ == "nsubj" and singular(child) not in WORDS["classes.talks"]]
    return bool(subjects) and verb.lemma_.lower() not in WORDS["light.happen"]  # "a summit brought together Athens and Cairo"


def is_plural(span: Span) -> bool:
    """Return whether a description means several: "the two ministers"."""
    return span.label_ == "" and span[0].lower_ in ("the", "both", "two", "three")


def settle(event_type: str, standing: Standing, verb: Token) -> tuple[str, str]:
    """Return type and mode with the verbs above in mind: cooperation to come is AGREE, a withdrawal to come is CONCEDE."""
    mode = "hypothetical" if standing.mode == "would" else standing.mode
    if standing.chain == "denied":
        return event_type, mode
    if mode == "negated" and event_type in REFUSED and (is_refusal(verb) or standing.chain == "unwilling"):
        return "REJECT", "actual"
    is_pledged = standing.chain == "commit" and standing.promise is not None and standing.promise.lemma_.lower() in PLEDGES
    if event_type == "REJECT" and is_pledged and mode == "actual":
        return "AGREE", mode  # "a commitment to renounce tests"
    if event_type in COOPERATIVE and (standing.chain or mode == "planned"):
        return "AGREE", "actual" if standing.chain in ("commit", "vow") and mode == "actual" else mode
    if is_meant(standing) and event_type in ("ASSAULT", "COERCE", "SANCTION") and mode in ("actual", "planned"):
        return "THREATEN", "actual"
    if event_type == "THREATEN" and mode == "planned":
        return event_type, "actual"  # the act lies ahead, the threat does not
    if event_type == "RETREAT" and (standing.chain or mode == "planned"):
        return "CONCEDE", mode
    if standing.chain == "vow" and event_type not in COOPERATIVE:
        return "THREATEN", mode
    return event_type, mode


def is_meant(standing: Standing) -> bool:
    """Return whether an act is only what somebody says to intend: "expressed its intent to attack"."""
    said = standing.promise
    return said is not None and any(child.dep_ == "dobj" and child.lemma_.lower() in WORDS["chain.noun_ready"] for child in said.rights)
