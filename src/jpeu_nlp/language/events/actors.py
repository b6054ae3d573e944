"""Who acts: from the subject of a verb, or the phrases of a noun, to the named actors, where they suit the pattern.

In go a match with its heads, out come spans and how they were found. Crowds and troops are told apart by their nouns alone: a
government that protests does not demonstrate, and dockers who block a port do not deploy.
"""

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.joint import HYPHENS
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.lists import listed_offices
from jpeu_nlp.language.events.match import Match
from jpeu_nlp.language.events.modes import Standing
from jpeu_nlp.language.events.participants import PERSONAL, name_all, name_modifiers
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.settings import place_of
from jpeu_nlp.language.events.syntax import agents_of, companions_of, is_called, is_passive, phrases_with, principals_of, singular

OFFICIAL = WORDS["classes.force"].union(*(WORDS[f"agents.{name}"] for name in ("others", "official", "hosts", "organs", "sent")))
ORDERS = tuple(WORDS["nouns.orders"])
NO_CROWD = OFFICIAL - WORDS["agents.crowd"]
"""Nouns of those who do not demonstrate, whatever they block or storm."""


def find_actors(match: Match, standing: Standing, heads: list[Token], how: str, scene: Scene) -> tuple[list[Span], str]:
    """Return who acts, and how they were found where it is not as the subject."""
    verb = match.token
    if verb.lemma_ == "ask" and any(map(is_question, verb.rights)):
        return [], how
    actors = name_all(heads, scene, loose="inverse" in match.pattern.flags)
    if not actors or actors[0].text.casefold() in PERSONAL:
        actors = name_all(principals_of(verb), scene) or actors
    if how.endswith(("nsubj", "by")) and len(offices := listed_offices(verb, heads, scene.ent_at)) > len(actors):
        actors = offices
    if not actors and is_passive(verb) and standing.source is not None and verb.lemma_ in WORDS["verbs.judicial"]:
        actors, how = name_all([standing.source], scene), "said"  # "three men were sentenced, the ministry said"
    if not actors and is_passive(verb) and match.pattern.event_type == "SANCTION" and (order := find_order(verb, scene)) is not None:
        actors, how = [order], "order"  # "was designated pursuant to E.O. 13224"
    unknown = bool(actors) and actors[0].label_ == "PERSON" and not actors[0].kb_id_ and "owner" in match.pattern.flags
    if not actors or not actors[0].label_ or unknown:  # "the President voiced Latvia's support", "President Roe voiced ..."
        owners, role = find_owner(match, verb, scene)
        actors, how = (owners, role) if owners else (actors, how)
    if not actors and how.endswith("by") and match.pattern.event_type in ("AGREE", "SUPPORT"):  # "was reached at the Japan-Latvia talks"
        held = (noun for word in ("at", "during", "in") for noun in phrases_with(word, [verb]))
        actors, how = next(((met, "at") for noun in held if (met := name_meeting(noun, scene))), (actors, how))
    if match.pattern.event_type == "CONSULT" and (not actors or not actors[0].label_ or actors[0].text.casefold() in PERSONAL):
        parties = name_all(phrases_with("of", list(match.nouns)), scene)  # "We concluded the meeting of the Laos-Nepal Committee"
        met = [span for noun in match.nouns for span in name_meeting(noun, scene)]  # "I held the Japan-Latvia Ministers' Meeting"
        is_session = any(noun.lemma_.lower() in WORDS["nouns.sessions"] for noun in match.nouns)
        is_held = len(parties) == 2 or (is_session and len(parties) == 1 and parties[0].label_ == "ORG" and bool(parties[0].kb_id_))
        actors, how = (parties, "of") if is_held else (met, "joint") if met else (actors, how)
    if not actors and match.pattern.event_type == "PROTEST" and any(head.lemma_.lower() in WORDS["agents.crowd"] for head in heads):
        actors, how = name_crowd(match, verb, scene), "place"
    if len(heads) == 1 and heads[0].tag_ == "NNP" and singular(heads[0]) != heads[0].lower_ and heads[0].i not in scene.ent_at:
        how += "+"  # "G7 Ministers", which the tagger takes for one
    fellows = name_all(companions_of(verb, heads), scene)
    is_after = verb.dep_ == "pcomp" and verb.head.lower_ in ("after", "before") and verb.head.head.pos_ == "VERB"
    if is_after and "mutual" in match.pattern.flags and not fellows:  # "met the minister of Chad before signing a pact"
        above = verb.head.head
        fellows = name_all([*phrases_with("with", [above]), *(child for child in above.rights if child.dep_ == "dobj")], scene)
    if not actors and verb.dep_ == "pcomp" and heads and heads[0].lower_ == "you":
        return fellows, how  # "You have joined Japan in imposing sanctions"
    return actors + [span for span in fellows if span not in actors and actors], how


def find_order(verb: Token, scene: Scene) -> Span | None:
    """Return the executive order under which something is done: no other government gives its orders numbers under that name."""
    inside = (scene.ent_at.get(token.i) for token in verb.subtree if token.i > verb.i)
    return next((ent for ent in inside if ent is not None and ent.label_ == "LAW" and ent.text.startswith(ORDERS)), None)


def is_question(clause: Token) -> bool:
    """Return whether a clause is only what somebody wants to know: "asked what would come of it"."""
    return clause.dep_ == "ccomp" and clause.left_edge.lower_ in WORDS["clauses.questions"]


def name_crowd(match: Match, verb: Token, scene: Scene) -> list[Span]:
    """Return whose a crowd without a country is: of the place where it gathers."""
    place = place_of(match, verb, (), [], scene)
    return [place] if place is not None and place.label_ == "GPE" else []


def suits(heads: list[Token], flags: frozenset[str], scene: Scene) -> bool:
    """Return whether a pattern's subject is of the kind that it asks for."""
    if "people" in flags:  # a government that protests does not demonstrate
        if any(head.lemma_.lower() in NO_CROWD or head.pos_ == "PRON" for head in heads):
            return False
        return not any(scene.ent_at[head.i].label_ != "NORP" for head in heads if head.i in scene.ent_at)
    if "force" in flags:
        units = WORDS["classes.force"]
        ships = any(head.i in scene.ent_at and scene.ent_at[head.i].label_ == "PRODUCT" for head in heads)
        return ships or any(head.lemma_.lower() in units or is_called(head, units) for head in heads)
    return True


def is_no_visit(match: Match, heads: list[Token]) -> bool:
    """Return whether troops only get somewhere ("soldiers had arrived in Chad"); ships that do call at a port."""
    moves = match.pattern.event_type == "CONSULT" and match.token.lemma_ in ("arrive", "travel", "fly", "land") and not match.nouns
    return moves and any(head.lemma_.lower() in WORDS["agents.troops"] for head in heads)


def find_owner(match: Match, verb: Token, scene: Scene) -> tuple[list[Span], str]:
    """Return whose troops were deployed, whose support was voiced, where the verb itself names nobody."""
    if match.pattern.event_type in ("MOBILIZE", "RETREAT") and match.objects and is_passive(verb):
        own = match.pattern.event_type == "MOBILIZE" or (is_force(match.objects[-1]) and verb.lemma_ in WORDS["verbs.removing"])
        return name_all(match.objects, scene) if own else [], "owner"
    if match.pattern.event_type == "ASSAULT" and is_passive(verb):  # "two were killed in Chadian shelling"
        acts = [noun for noun in phrases_with("in", [verb]) if noun.lemma_.lower() in WORDS["classes.attack"]]
        return [span for noun in acts for span in name_modifiers(noun, scene, 0)], "in"
    if match.pattern.event_type == "SUPPORT" and match.nouns and not is_passive(verb):  # "I conveyed the condolences of the people of Chad"
        voiced = name_all(phrases_with("of", list(match.nouns)), scene, loose=True) if "owner" in match.pattern.flags else []
        owners = [span for noun in match.nouns for span in name_modifiers(noun, scene, 0)]
        return (owners, "owner") if owners or not voiced else (voiced, "owner")
    are_people = any(noun.lemma_.lower() in WORDS["classes.people"] for noun in match.objects)
    given = match.pattern.event_type in ("AID", "COOPERATE") and is_passive(verb) and not are_people and phrases_with("to", [verb])
    if given and match.objects and not agents_of(verb):  # "German tanks were handed to Kyiv"
        return [span for noun in match.objects for span in name_modifiers(noun, scene, 0)], "owner"
    is_listed = match.pattern.event_type == "SANCTION" and is_passive(verb)  # "will be added to Japan's list"
    if match.nouns and ("owner" in match.pattern.flags or is_listed) and not agents_of(verb):
        return [span for noun in match.nouns for span in name_modifiers(noun, scene, 0)], "owner"
    return [], ""


def name_holders(match: Match, scene: Scene) -> list[Span]:
    """Return whose troops leave, who visits, whose gift it is: "the withdrawal of Chadian troops", "a gift from Chad"."""
    noun, event_type = match.token, match.pattern.event_type
    if event_type in ("RETREAT", "MOBILIZE"):
        return name_all((head for head in phrases_with("of", [noun]) if is_force(head)), scene)
    if event_type == "CONSULT" and noun.lemma_.lower() in WORDS["places.trips"] | {"call"} and phrases_with("to", [noun]):
        return name_all(phrases_with("of", [noun]), scene)  # "the visit of the minister of Chad to Mali"
    return name_all(phrases_with("from", [noun]), scene) if event_type == "AID" else []


def is_of_state(actor: Span) -> bool:
    """Return whether an actor is a country or one of its organs: by their ids, "jp" or "jp-msdf"."""
    return actor.label_ in ("GPE", "NORP") or (actor.kb_id_[2:3] == "-" and actor.kb_id_[:2] not in ("eu", "un"))


def is_force(noun: Token) -> bool:
    """Return whether a noun means troops, ships or arms."""
    return noun.lemma_.lower() in WORDS["classes.force"]


def name_meeting(noun: Token, scene: Scene) -> list[Span]:
    """Return the parties of talks that hyphens name: "the Japan-Latvia Defence Ministers' Meeting"."""
    parties = name_modifiers(noun, scene, 0)
    between = (noun.doc[one.end].text for one in parties[:-1])
    return parties if len(parties) > 1 and all(text in HYPHENS for text in between) else []


def is_crowd(tokens: list[Token]) -> bool:
    """Return whether those who are named are people who protest ("miners")."""
    return any(token.lemma_.lower() in WORDS["agents.crowd"] for token in tokens)
