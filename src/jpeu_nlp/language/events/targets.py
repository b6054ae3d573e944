"""Places that an act itself bears on: the town that is shelled, the crossing that opens, the port for which a fleet is bound.

In goes a match, out comes the place of its object or of its aim. They stand in where no phrase tells where it happened.
"""

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.clauses import clause_of
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.match import Match
from jpeu_nlp.language.events.places import is_plain_name, is_spot, place_behind, place_in, place_rank
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.syntax import phrases_with

BOUND = ("toward", "towards", "into", "to")
"""Where forces, missiles and help are bound; a country that is helped is the recipient, not the place."""


def besieged_town(match: Match, verb: Token, scene: Scene) -> Span | None:
    """Return the town that is the very object of an attack or a retreat: "overran Baga on the shores of Lake Chad"."""
    for noun in match.objects:
        ent = scene.ent_at.get(noun.i)
        if noun.dep_ == "dobj" and ent is not None and ent.label_ == "GPE" and ent.kb_id_ and is_spot(ent) and noun == ent.root:
            return ent
        if noun.dep_ == "dobj" and noun.lower_ in WORDS["places.towns"]:  # "shelled the suburb of Ain Zara, south of Tripoli"
            names = (head for child in noun.rights if child.lower_ == "of" for head in child.rights if child.i == noun.i + 1)
            town = next((place for head in names if (place := place_in(head, scene)) is not None and is_spot(place)), None)
            if town is not None:
                return town
        verbs = WORDS["places.leaving" if match.pattern.event_type == "RETREAT" else "places.besieging"]
        if verb.lemma_ in verbs and noun.dep_ == "dobj" and (town := unknown_name(noun, scene)) is not None:
            return town
    return None


def town_of_noun(noun: Token, scene: Scene, *also: str) -> Span | None:
    """Return the town that an act told by a noun bears on: "the blockade of Odesa", "a strike on Odesa", behind `also`, too."""
    towns = [place_in(head, scene) for word in ("of", "on", "against", "in", "near", "at", *also) for head in phrases_with(word, [noun])]
    return next((span for span in towns if span is not None and is_spot(span)), None)


def bound_place(match: Match, verb: Token, scene: Scene) -> Span | None:
    """Return where forces, missiles, help or a crowd are bound, or where people are brought away and missiles fired from."""
    is_force = match.pattern.event_type == "MOBILIZE"
    is_fired = is_force and verb.lemma_ in WORDS["places.launching"]
    is_rescue = match.pattern.event_type == "AID" and verb.pos_ == "VERB"
    if match.pattern.event_type in ("AID", "COOPERATE") and verb.lemma_.lower() in WORDS["places.giving"]:
        return None  # "transferred aircraft to Kyiv" tells who got them
    words = (*BOUND, "from") if is_rescue or is_fired else (*BOUND, "as", "on") if is_force else BOUND  # "as far as Yokosuka", "on Guam"
    heads = [(word, head) for word in words for head in phrases_with(word, [verb, *match.objects]) if not is_of_others(head, verb)]
    found = ((word, place_in(head, scene) or (unknown_name(head, scene) if is_force else None)) for word, head in heads)
    return next((span for word, span in found if span is not None and (is_spot(span) or (is_force and word != "from"))), None)


def is_of_others(head: Token, verb: Token) -> bool:
    """Return whether a phrase belongs to a clause about somebody else: "workers struck, and Oslo complained to Lima"."""
    clause = clause_of(head)
    return clause != verb and clause.dep_ == "conj" and any(child.dep_ == "nsubj" for child in clause.lefts)


def wished_place(match: Match, scene: Scene) -> Span | None:
    """Return where those who are turned away wanted to go: "turned back a ship that had hoped to refuel in Honiara"."""
    for noun in (*match.objects, *(child for child in match.token.rights if child.dep_ == "xcomp")):
        for wish in (noun, *noun.rights):
            is_wish = wish.dep_ in ("relcl", "acl") and wish.lemma_ in WORDS["places.wishing"]
            if is_wish or (wish.dep_ == "xcomp" and wish.lemma_ in WORDS["places.letting"]):
                places = (place_behind(token, scene) for token in wish.subtree if place_rank(token) == 0)
                return next((place for place in places if place is not None), None)
    barred = [match.token, *(noun for noun in match.objects if noun.lemma_.lower() in WORDS["places.gates"])]
    goals = (place_in(head, scene) for word in ("from", "to", "at") for head in phrases_with(word, barred))
    is_barred = len(barred) > 1 or match.token.lemma_ in WORDS["places.barring"]
    return next((place for place in goals if place is not None and is_spot(place)), None) if is_barred else None


def town_in_object(nouns: list[Token], scene: Scene) -> Span | None:
    """Return the town or crossing that is the object of the clause to which a participle belongs."""
    found = (unknown_name(noun, scene) or place_in(noun, scene) for noun in nouns if noun.dep_ == "dobj")
    return next((place for place in found if place is not None and is_spot(place)), None)


def visited_place(token: Token, clause: Token, scene: Scene) -> Span | None:
    """Return the place of a journey during which somebody acts: "On a tour of Mount Hermon, he ..."."""
    if (
        token.dep_ != "pobj"
        or token.lemma_.lower() not in WORDS["places.trips"]
        or token.head.lower_ not in ("on", "during", "in", "at", "of")
    ):
        return None
    above = token.head.head
    if above != clause and not (above.lower_ in ("course", "day", "leg", "end") and above.head.head == clause):
        return None  # "in the course of a visit to Tiraspol"
    towns = (place_in(head, scene) for word in ("to", "of", "in", "at", "through") for head in phrases_with(word, [token]))
    return next((span for span in towns if span is not None), None)


def find_target_place(nouns: tuple[Token, ...], scene: Scene, *, of_retreat: bool) -> Span | None:
    """Return the place that an act itself bears on: the port that was shelled, the streets that filled, the city that was left."""
    for noun in nouns:
        led = (head for way in noun.rights if way.dep_ == "acl" and way.lemma_ == "lead" for head in phrases_with("to", [way]))
        found = place_in(noun, scene) or next((place for head in led if (place := place_in(head, scene)) is not None), None)
        if found is None and of_retreat and noun.dep_ == "pobj" and (noun.head.lower_ == "from" or noun.head.head.lower_ == "out"):
            found = unknown_name(noun, scene)  # "pulled out of Faya"
        if found is not None:
            return found
    return None


def home_of_crowd(verb: Token, scene: Scene) -> Span | None:
    """Return the town whose people take to the streets: "residents of Stepanakert held rallies"."""
    crowds = (child for child in verb.lefts if child.dep_ == "nsubj" and child.lemma_.lower() in WORDS["places.dwellers"])
    towns = (place_in(head, scene) for crowd in crowds for head in phrases_with("of", [crowd]))
    return next((town for town in towns if town is not None and is_spot(town)), None)


def place_of_call(verb: Token, match: Match, scene: Scene) -> Span | None:
    """Return the building out of which somebody calls, or the town that is host: "rang from the Oval Office", "Riga hosted talks"."""
    if verb.lemma_ in WORDS["places.calling"]:
        rooms = (scene.ent_at.get(head.i) for head in phrases_with("from", [verb, *match.objects]))
        return next((ent for ent in rooms if ent is not None and ent.label_ == "FAC"), None)
    if verb.lemma_ != "host" and not any(noun.lemma_ == "host" for noun in match.objects):
        return None
    hosts = (scene.ent_at.get(child.i) for child in verb.lefts if child.dep_ == "nsubj")
    return next((ent for ent in hosts if ent is not None and ent.label_ == "GPE" and is_spot(ent)), None)


def patrolled_place(match: Match, scene: Scene) -> Span | None:
    """Return the sea or strait that is the very object of a deployment: "circled the Baltic Sea"."""
    return next((span for noun in match.objects if (span := place_in(noun, scene)) is not None and is_spot(span)), None)


def invaded_land(trigger: Token, objects: tuple[Token, ...], scene: Scene) -> Span | None:
    """Return the country that is the place because it is entered: "invaded Ukraine", "the invasion of Kuwait"."""
    if trigger.lemma_.lower() not in WORDS["places.invading"]:
        return None
    lands = (place_in(noun, scene) for noun in (*objects, *phrases_with("of", [trigger])))
    return next((land for land in lands if land is not None), None)


def unknown_name(noun: Token, scene: Scene) -> Span | None:
    """Return a name that nobody knows, where the verb leaves no doubt that it is a town: "shelled X", "left X", "sent a battalion to X"."""
    ent = scene.ent_at.get(noun.i)
    if noun.pos_ != "PROPN" or not noun.is_title or (ent is not None and (ent.kb_id_ or ent.label_ in ("NORP", "PRODUCT", "EVENT", "LAW"))):
        return None
    if ent is not None and ent.label_ == "ORG" and (len(ent) > 1 or noun.dep_ == "dobj"):
        return None
    name = ent if ent is not None else noun.doc[noun.left_edge.i : noun.i + 1]
    if ent is not None and any(child.pos_ == "NOUN" and child.dep_ == "compound" for child in noun.lefts):
        return None  # "captured the tug Yani Kapu"
    return name if is_plain_name(name) else None


def goal_of(verb: Token, scene: Scene) -> Span | None:
    """Return where a journey ends: "came to Entebbe", "visited Camp Bastion"."""
    if verb.lemma_ in ("visit", "tour"):
        heads = [child for child in verb.rights if child.dep_ == "dobj"]
    elif verb.lemma_ in WORDS["places.coming"]:
        heads = [head for child in verb.rights if child.lower_ in ("to", "into") for head in child.rights]
    else:
        return None
    return next((place for head in heads if (place := place_in(head, scene)) is not None), None)
