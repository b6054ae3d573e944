"""Nouns that tell acts: carried by a light verb ("held talks"), or with their actor beside them ("Chad's raid on a town").

In go a match on a noun and its sentence, out comes a frame as for verbs, or None where nobody is named, where the noun
stands below an act that is coded already, or where it names a topic and no act.
"""

from dataclasses import replace

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.actors import is_crowd, name_crowd, name_holders, name_meeting
from jpeu_nlp.language.events.build import Built, bare_standing, finish, is_habit
from jpeu_nlp.language.events.lexicon import WORDS, VerbPattern
from jpeu_nlp.language.events.makings import build_making
from jpeu_nlp.language.events.match import Match
from jpeu_nlp.language.events.modes import Standing, find_standing, own_mode
from jpeu_nlp.language.events.participants import PERSONAL, name_all, name_modifiers, name_parties
from jpeu_nlp.language.events.recipients import find_recipients
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.subjects import subject_of
from jpeu_nlp.language.events.syntax import agents_of, is_passive, phrases_with, singular


def build_noun_frame(match: Match, scene: Scene, sentence: Span, triggers: set[int]) -> Built | None:
    """Return the frame of a noun: carried by a light verb, or with its actor beside it."""
    noun = match.token
    if "pact" in match.pattern.flags:
        return build_making(match, scene, sentence, triggers)
    if match.pattern.event_type == "RETREAT" and leaves_pact(noun):
        match = replace(match, pattern=replace(match.pattern, event_type="SANCTION"))
    carrier, role = find_carrier(noun, scene)
    owners = name_modifiers(noun, scene, 0)
    agents = name_all(phrases_with("by", [noun]), scene)
    if not agents and (match.pattern.event_type == "AID" or noun.lemma_.lower() in WORDS["nouns.ousting"]):
        agents = name_all(phrases_with("from", [noun]), scene)  # "support from Chinese firms", "its expulsion from the Council"
    if not owners and noun.dep_ == "pobj" and noun.head.lower_ == "of" and singular(noun.head.head) in WORDS["nouns.partitives"]:
        owners = name_modifiers(noun.head.head, scene, 0)  # "Iran's latest salvo of missile tests"
        agents = agents or name_all(phrases_with("by", [noun.head.head]), scene)
    if match.pattern.event_type == "CONSULT" and len(owners) == 1 and is_seat(owners[0], noun):
        owners = []  # "the Copenhagen Meeting"
    if not owners and match.pattern.event_type == "CONSULT" and (visitor := visitor_before(noun)) is not None:
        owners = [visitor]
    first = noun
    beside = agents or owners  # "Hezbollah's decapitation by Israel": whoever stands behind "by" acts, the owner suffers
    if not beside and noun.dep_ == "conj" and noun.head.i < noun.i:
        beside = name_modifiers(first := first_of_list(noun, scene), scene, 0)
    beside = beside or name_holders(match, scene)
    if "people" in match.pattern.flags and not is_crowd([*phrases_with("by", [noun]), *noun.lefts]):
        return None  # "a strike by dockers", not by jets
    if carrier is None:
        return build_bare_noun(match, first, beside, agents, owners, scene, sentence, triggers)
    is_seen = carrier.lemma_ in ("see", "witness") and not any(span.label_ for span in name_all(subject_of(carrier)[0], scene))
    if is_seen and (agents or any(child.dep_ == "poss" and child.pos_ != "PRON" for child in noun.lefts)):
        role = "happen"  # "we have seen China's sanctions"
    is_state = carrier.lemma_ == "have" and match.pattern.event_type in ("AGREE", "SUPPORT")  # "France has agreements with Chad"
    carried = find_standing(carrier) or bare_standing(carrier, scene)
    if carried is None or is_state:
        return None
    if is_habit(carrier, match, carried, scene, sentence):
        scene.doubt("habit")
    actors, how = (beside, "happens") if role == "happen" else (name_all(subject_of(carrier)[0], scene), "light." + subject_of(carrier)[1])
    if role == "act" and all(span.text.casefold() in PERSONAL or not span.label_ for span in actors):
        actors = name_meeting(noun, scene) or actors  # "I held the Japan-Latvia Defence Ministers' Meeting"
    if role == "happen" and not actors and match.pattern.event_type == "PROTEST":  # "riots broke out in Karachi"
        actors = name_crowd(match, carrier, scene)
    if role == "happen":  # "drills by Chad, Niger and Mali began": the parser cuts the list off
        cut = [child for child in carrier.lefts if child.dep_ == "nsubj" and child.i > noun.i and child.ent_type_]
        actors = actors + [span for span in name_all(cut, scene) if span not in actors]
    recipients = find_recipients(match, carrier, actors, scene) or [span for span in (*beside, *owners) if span not in actors]
    if carrier.lemma_ == "receive" and match.pattern.event_type not in scene.lexicon.undirected:
        actors, recipients = name_all(phrases_with("from", [carrier, noun]), scene) or agents, actors
    return finish(match, carrier, carried, actors, recipients, how, scene, sentence, triggers)


def visitor_before(noun: Token) -> Span | None:
    """Return the pronoun that opens a sentence about a visit: "His recent visit to Japan underscores ...", for the text to name."""
    is_trip = noun.dep_ in ("nsubj", "nsubjpass") and noun.lemma_.lower() in WORDS["places.trips"]
    first = noun.left_edge
    return noun.doc[first.i : first.i + 1] if is_trip and first.i == noun.sent.start and first.lower_ in ("his", "her") else None


def is_seat(town: Span, noun: Token) -> bool:
    """Return whether talks only bear the name of the town where they are held."""
    return town.label_ == "GPE" and len(town.kb_id_) > 2 and town.root.dep_ in ("compound", "nmod", "amod") and town.end <= noun.i


def leaves_pact(noun: Token) -> bool:
    """Return whether a withdrawal is from a treaty or a body: "the withdrawal from the Open Skies Treaty"."""
    pacts = WORDS["classes.pact"] | WORDS["classes.body"]
    left = phrases_with("from", [noun])
    return any(head.lemma_.lower() in pacts or head.ent_type_ in ("LAW", "ORG") for head in left)


def build_bare_noun(
    match: Match, first: Token, beside: list[Span], agents: list[Span], owners: list[Span], scene: Scene, sentence: Span, triggers: set[int]
) -> Built | None:
    """Return the frame of a noun that no verb carries: between its parties, or with its actor beside it."""
    noun = match.token
    parties = name_parties([noun, *clauses_of(noun)], scene) if "own" not in match.pattern.flags else []
    is_shared = match.pattern.event_type == "COOPERATE" and any(word.lower_ in WORDS["verbs.together"] for word in noun.lefts)
    if is_shared and len(parties) < 2:  # "mixed patrols of Kenyan and Ugandan police worked the border"
        parties = name_all(phrases_with("of", [noun]) + phrases_with("by", [noun]), scene)
    is_met = is_shared or noun.lemma_.lower() in WORDS["nouns.met"]
    if len(parties) > 1 and is_met:
        standing = nominal_standing(noun, triggers, scene)
        return finish(match, noun, standing, parties, [], "between", scene, sentence, triggers) if standing else None
    if (attended := find_attended(match, beside, scene, triggers)) is not None:
        recipients = find_recipients(match, noun, attended, scene)
        return finish(match, noun, Standing(), attended, recipients, "during", scene, sentence, triggers) if recipients else None
    is_told = isinstance(match.pattern, VerbPattern) or "own" in match.pattern.flags or noun.lemma_.lower() in WORDS["nouns.met"]
    meeting = name_meeting(noun, scene) if match.pattern.event_type == "CONSULT" else []
    if not beside or noun.dep_ in ("compound", "amod", "poss") or (noun.i in scene.ent_at and not meeting):
        return None
    if meeting and noun.dep_ == "ROOT" and all(token.pos_ not in ("VERB", "AUX") for token in noun.children):
        return finish(match, noun, Standing(), meeting, [], "heading", scene, sentence, triggers)  # "12th Japan-EU Summit, Tokyo"
    if not is_told:
        scene.doubt("untold")
    standing = nominal_standing(first, triggers, scene)
    if standing is None:
        return None
    recipients = find_recipients(match, noun, beside, scene) or [span for span in owners if span not in beside]
    owned = any(child.dep_ == "poss" and child.pos_ != "PRON" for child in noun.lefts)
    is_theme = (owned or noun.dep_ in ("nsubj", "nsubjpass")) and match.pattern.event_type != "THREATEN"
    is_done = bool(agents) and match.pattern.event_type in ("PROTEST", "CONSULT")  # "a strike by dockers"
    is_done |= match.pattern.event_type in ("MOBILIZE", "COERCE") and is_ground(noun)  # "following Iran's missile launch"
    if not (recipients or match.objects or is_theme or is_done):
        scene.doubt("bare")
    return finish(match, noun, standing, beside, recipients, "beside", scene, sentence, triggers)


def clauses_of(noun: Token) -> list[Token]:
    """Return the verbs that say that an event noun took place: "a call that took place between"."""
    return [child for child in noun.rights if child.dep_ == "relcl" and child.lemma_ in WORDS["light.happen"]]


def find_attended(match: Match, owners: list[Span], scene: Scene, triggers: set[int]) -> list[Span] | None:
    """Return who held the talks or paid the visit during which he did something: "In her talks with Chad, the minister urged ..."."""
    noun, preposition = match.token, match.token.head
    verb = preposition.head
    if match.pattern.event_type != "CONSULT" or noun.dep_ != "pobj" or preposition.lower_ not in WORDS["clauses.during"]:
        return None
    is_met = any(pattern.event_type == "CONSULT" for pattern in scene.lexicon.verbs.get(verb.lemma_.lower(), ()))
    if noun.i in scene.ent_at or (verb.i in triggers and is_met):
        return None  # "during his trip to Kyiv, he met"
    if verb.tag_ not in ("VBD", "VBN", "VBG") or is_passive(verb) or any(span.label_ for span in owners):
        return None
    heads, how = subject_of(verb)
    standing = find_standing(verb)
    if standing is None or standing.mode != "actual" or not how.endswith("nsubj"):
        return None
    actors = [span for span in name_all(heads, scene) if span.label_ in ("GPE", "ORG", "PERSON", "")]
    return actors or None


def first_of_list(noun: Token, scene: Scene) -> Token:
    """Return the first act of a list: "Kosovo's provision of aid to Kyiv and imposition of sanctions", wherever the second hangs."""
    cur = noun.head
    for _ in range(6):
        if singular(cur) in scene.lexicon.nouns and name_modifiers(cur, scene, 0):
            return cur
        if cur.dep_ not in ("pobj", "prep", "conj", "dative") or cur.head == cur:
            break
        cur = cur.head
    return noun.head


def find_carrier(noun: Token, scene: Scene) -> tuple[Token | None, str]:
    """Return the light verb that carries an event noun, and whether it is done (`act`) or takes place (`happen`)."""
    cur = noun
    while cur.dep_ == "conj" and cur.head != cur:
        cur = cur.head
    head = cur.head
    if cur.dep_ == "pobj" and head.lower_ in ("of", "in", "on", "out") and head.head != head:
        above = head.head
        is_measure = head.lower_ == "of" or above.lemma_.lower() == "part"  # "a campaign of strikes", not "a statement on cooperation"
        is_measure = is_measure and (singular(above) not in scene.lexicon.nouns or above.lemma_.lower() in WORDS["nouns.partitives"])
        if is_measure and above.pos_ in ("NOUN", "PROPN") and above.dep_ in ("dobj", "nsubjpass", "nsubj", "pobj"):
            cur, head = above, above.head
        elif above.lemma_.lower() in WORDS["light.through"]:
            return above, "act"
    lemma = head.lemma_.lower()
    if cur.dep_ in ("dobj", "nsubjpass") and lemma in WORDS["light.act"]:
        return head, "happen" if is_passive(head) and not agents_of(head) else "act"
    if (
        cur.dep_ == "nsubj"
        and lemma in WORDS["light.happen"]
        and not any(c.dep_ == "dobj" and c.lower_ not in ("place", "effect", "hold", "shape") for c in head.children)
    ):
        return head, "happen"
    return None, ""


def nominal_standing(noun: Token, triggers: set[int], scene: Scene) -> Standing | None:
    """Return the standing of a bare noun, with a doubt where it is a topic; none where it is what a coded act judges."""
    standing = standing_above(noun, triggers)
    if standing is None:
        if is_judged(noun, triggers, scene):
            return None
        if is_ground(noun) and singular(noun) in WORDS["nouns.launches"]:
            return Standing()
        scene.doubt("topic")
        return Standing()
    words = {word.lower_ for word in noun.lefts}
    if standing.mode == "actual" and words & (WORDS["modal.ahead"] | WORDS["modal.unsure"]):
        standing.mode = "planned" if words & WORDS["modal.ahead"] else "hypothetical"  # "his upcoming visit", "any possible attack"
    return standing


def is_judged(noun: Token, triggers: set[int], scene: Scene) -> bool:
    """Return whether somebody who is named praises or condemns an act, which then is no second event: "welcomed the convening of talks"."""
    cur = noun
    while cur.dep_ in ("pobj", "prep", "conj", "appos") and cur.head.pos_ not in ("VERB", "AUX"):
        cur = cur.head
    verb = cur.head
    is_below = cur.dep_ in ("dobj", "nsubjpass") or (cur.dep_ == "prep" and cur.lower_ in ("for", "over"))
    is_judging = verb.lemma_ in WORDS["verbs.judging"] or (cur.dep_ == "prep" and cur.lower_ == "over")  # "filed a protest over the raid"
    is_object = is_below and verb.i in triggers and is_judging
    return is_object and any(span.label_ for span in name_all(subject_of(verb)[0], scene))


def is_ground(noun: Token) -> bool:
    """Return whether a noun tells upon what, or by what, something else came: "following the missile launch", "through its tests"."""
    cur = noun
    while cur.dep_ == "pobj" and cur.head.lower_ == "of" and cur.head.head.dep_ in ("pobj", "dobj"):
        cur = cur.head.head
    is_answered = cur.head.lower_ == "to" and cur.head.head.lower_ in ("response", "reply", "answer", "reaction", "respond")
    return cur.dep_ == "pobj" and (is_answered or cur.head.lower_ in WORDS["nouns.grounds"])


def standing_above(noun: Token, triggers: set[int]) -> Standing | None:
    """Return the standing that the words above a bare noun give it."""
    cur = noun
    for _ in range(6):
        head = cur.head
        if head == cur:
            break
        if head.i in triggers and cur.dep_ != "nsubj":
            return None
        if head.pos_ in ("VERB", "AUX"):
            if head.tag_ == "VB" and singular(noun) not in WORDS["nouns.met"] and find_standing(head) is None:
                return None  # "efforts to deter Russian aggression"
            mode = own_mode(head)
            ahead = {child.lower_ for child in head.rights if child.dep_ in ("acomp", "oprd", "xcomp")}
            leads = any(child.dep_ == "xcomp" and child.lemma_ not in WORDS["light.happen"] | {"be", "hold"} for child in head.subtree)
            ahead = set() if leads and ahead else ahead  # "the withdrawal is likely to lead to"
            ahead |= {head.lower_} if head.lower_ != "set" or is_passive(head) else set()  # "talks are set to", "a strike set ablaze"
            if mode == "actual" and cur.dep_ in ("nsubj", "nsubjpass") and ahead & WORDS["chain.ahead"]:
                return Standing(mode="planned")  # "talks are due to open in May"
            if mode is None or head.lemma_.lower() in WORDS["clauses.talk"]:
                return None
            is_ahead = mode == "planned" and singular(noun) in WORDS["nouns.met"]  # "will meet for the Japan-Latvia Dialogue"
            return Standing(mode=mode) if is_ahead or cur.dep_ in ("nsubj", "nsubjpass") else Standing()
        cur = head
    return Standing()
