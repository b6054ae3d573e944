"""Recipients: who is acted upon, by the slots that a pattern names.

In go a match, the verb or noun that anchors it and its actors, out come spans. The first slot that names somebody else than
the actors wins; nothing is guessed from the rest of the sentence, which was measured and brought nothing (docs/events.md).
"""

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.lexicon import WORDS, VerbPattern
from jpeu_nlp.language.events.match import Match, match_verb
from jpeu_nlp.language.events.participants import name_all, name_modifiers, name_origin, name_parties
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.settings import find_place, place_around
from jpeu_nlp.language.events.subjects import subject_of
from jpeu_nlp.language.events.syntax import agents_of, did_harm, is_passive, objects_of, phrases_with

NAMED_SLOTS = frozenset({"obj", "dative", "clause"})
WITHOUT_HEADS = frozenset({"xobj", "poss", "origin", "place", "between"})
NO_PREPOSITIONS = NAMED_SLOTS | WITHOUT_HEADS


def find_recipients(match: Match, anchor: Token, actors: list[Span], scene: Scene) -> list[Span]:
    """Return who is acted upon: the first of the pattern's slots that names somebody else than the actors."""
    anchors = [anchor, *match.objects, *match.nouns]
    described: list[Span] = []
    for slot in (*by_reach(match.pattern.slots, anchors), *implied_slots(match)):
        if slot in WITHOUT_HEADS:
            named = name_slot(slot, match, anchor, actors, scene)
            heads: list[Token] = []
        else:
            heads = heads_of(slot, match, anchor, anchors, scene)
            named = name_heads(slot, heads, match, actors, scene)
        found = [span for span in named if span not in actors]
        if any(span.kb_id_ if described else is_settled(span, slot, match) for span in found):
            return found
        described = described or found  # "thanked the Minister for Romania's help": a name tells more
        if match.pattern.event_type == "CONSULT" and any(head.lemma_.lower() in WORDS["agents.hosts"] for head in heads):
            place = place_around(match, anchor, (), actors, scene)  # "In Oslo, he met with senior officials"
            return [place] if place is not None and place.label_ == "GPE" else described
    if match.pattern.event_type in ("SANCTION", "REJECT", "ACCUSE") and not described:  # "suspended the pact after Mali sent troops"
        causes = [child for child in anchor.rights if child.dep_ == "advcl" and any(mark.lower_ == "after" for mark in child.lefts)]
        described = [span for cause in causes for span in name_all(subject_of(cause)[0], scene) if span not in actors]
    is_means = anchor.dep_ == "pcomp" and anchor.head.lower_ == "by"
    if match.pattern.event_type == "SANCTION" and is_means and not described:  # "targeted the firms of Mali by designating five persons"
        described = [span for span in name_all(objects_of(anchor.head.head), scene, loose=True) if span not in actors]
    if match.pattern.event_type == "SANCTION" and not described:
        return [span for span in name_helped(match, scene) if span not in actors]
    if match.pattern.event_type == "MOBILIZE" and not described:  # "massed troops on its border with Chad"
        borders = [noun for noun in anchor.subtree if noun.lemma_.lower() in ("border", "frontier", "boundary")]
        described = [span for span in name_all(phrases_with("with", borders), scene) if span not in actors]
    if match.pattern.event_type == "AID" and anchor.dep_ in ("acl", "relcl") and not described:  # "Chad received trucks donated by Mali"
        taking = [above for above in anchor.ancestors if above.lemma_ in ("receive", "get", "use", "operate")][:1]
        described = [span for verb in taking for span in name_all(subject_of(verb)[0], scene) if span not in actors]
    if match.pattern.event_type == "AID":  # "In Peru, USAID provided $2 million"
        fronted = [child for child in anchor.lefts if child.dep_ == "prep" and child.lower_ in ("in", "for", "across")]
        places = name_all((noun for child in fronted for noun in child.rights if noun.ent_type_ == "GPE"), scene)
        return [span for span in places if span not in actors] or described
    return described


def name_helped(match: Match, scene: Scene) -> list[Span]:
    """Return whom those help who are sanctioned: "sanctioned 150 entities supporting Russia's war machine"."""
    clauses = (child for noun in match.objects for child in noun.rights if child.dep_ in ("acl", "relcl"))
    helping = [clause for clause in clauses if clause.lemma_ in WORDS["verbs.helping"]]
    deeds = phrases_with("for", [match.token, *match.objects])  # "for their support to Iran's drone programme"
    if deeds and (helped := name_all(phrases_with("to", deeds) + phrases_with("for", deeds), scene, loose=True)):
        return helped
    return name_all((child for clause in helping for child in clause.rights if child.dep_ == "dobj"), scene, loose=True)


def is_settled(span: Span, slot: str, match: Match) -> bool:
    """Return whether a recipient needs no other slot: it has a name, and is nobody unknown who is thanked for what a state did."""
    is_stranger = match.pattern.event_type == "SUPPORT" and slot == "obj" and span.label_ == "PERSON" and not span.kb_id_
    return bool(span.label_) and not is_stranger


def implied_slots(match: Match) -> list[str]:
    """Return the slots that say the same as those named: "the offer of Japan" is "Japan's offer", "to Japan" may be the dative."""
    slots = match.pattern.slots
    same = {"of": "poss", "to": "dative"} if isinstance(match.pattern, VerbPattern) else {"to": "dative"}
    implied = [other for slot, other in same.items() if slot in slots and other not in slots]
    is_aimed = match.pattern.event_type == "SANCTION" and "need" not in match.pattern.flags
    return [*implied, "xobj"] if is_aimed else implied  # "imposed sanctions to weaken Russia's banks"


def name_slot(slot: str, match: Match, anchor: Token, actors: list[Span], scene: Scene) -> list[Span]:
    """Return whom a slot names that is no phrase of its own: the owner of the object, its origin, a place, the parties."""
    match slot:
        case "xobj":
            return find_below(anchor, actors, scene)
        case "poss":
            owned = dict.fromkeys((*match.objects, *match.nouns))
            is_accused = match.pattern.event_type == "ACCUSE"
            by_noun = (name_raiders(noun, scene) if is_accused and is_raid(noun) else name_modifiers(noun, scene, 0) for noun in owned)
            return [span for spans in by_noun for span in spans]
        case "origin":
            return [span for noun in match.objects for span in name_origin(noun, scene, 0, loose=False)]
        case "place":
            place = find_place(anchor, match.nouns, scene)
            return [place] if place is not None and place.label_ == "GPE" else []
    return name_parties([anchor, *match.objects, *match.nouns], scene)


def heads_of(slot: str, match: Match, anchor: Token, anchors: list[Token], scene: Scene) -> list[Token]:
    """Return the heads of the phrases in a slot."""
    match slot:
        case "obj":
            return list(match.objects)
        case "dative":
            found = [child for child in anchor.children if child.dep_ == "dative" and child.pos_ != "ADP"]
            return found or misread_datives(match, anchor)
        case "clause":
            heads = below(anchor) or [head for noun in match.objects for head in below(noun)]  # "voiced concern that Chad had fired"
            is_named = any(head.i in scene.ent_at for head in heads)
            return heads if is_named else heads + phrases_with("in", heads)  # "welcomes that elections in Lebanon were held"
    heads = phrases_with(slot, anchors)
    if slot == "to" and match.pattern.event_type == "SUPPORT":  # "thanks to Chad for its response to Mali's raid"
        heads = [head for head in heads if head.head.head in anchors] or heads
    if slot == "from" and match.pattern.event_type != "CONCEDE":
        heads = [head for head in heads if head.head.head.lower_ != "pressure"]  # "under pressure from Chad"
    if slot == "with":
        heads = [head for head in heads if head.lemma_.lower() not in WORDS["nouns.backing"]]  # "with the support of Chad"
    is_laid = match.token.lemma_ in WORDS["verbs.attributing"]
    if match.pattern.event_type != "ACCUSE" or slot not in WORDS["nouns.suffering"] or is_laid:
        return heads
    if match.objects and all(map(is_raid, match.objects)):
        return []  # "condemned the attack on a convoy in Mali": the place and the victims are not accused
    return [head for head in heads if not any(is_raid(noun) for noun in head.ancestors)]


def is_raid(noun: Token) -> bool:
    """Return whether a noun tells of violence at a place, of which the state of that place is the victim."""
    words = WORDS["nouns.raids"]
    victims = {head.lemma_.lower() for head in phrases_with("of", [noun])}
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in words and not victims & WORDS["agents.oppressed"]


def name_raiders(raid: Token, scene: Scene) -> list[Span]:
    """Return whose an attack is: behind "by", or in front of it, where neither its place nor its victim stands."""
    if found := name_all(phrases_with("by", [raid]), scene, loose=True):
        return found
    is_murder = raid.lemma_.lower() in WORDS["nouns.murders"]
    before = [span for span in name_modifiers(raid, scene, 0) if not (is_murder and span.label_ == "PERSON")]
    named = [span for span in before if span.label_ == "NORP" or (span.label_ == "ORG" and span.kb_id_)]
    return [span for span in before if span.root.dep_ == "poss" or span in named]  # "the Hamas attack", but not "the Kabul attack"


def name_heads(slot: str, heads: list[Token], match: Match, actors: list[Span], scene: Scene) -> list[Span]:
    """Return whom the phrases of a slot name."""
    loose = "agent" not in match.pattern.flags or (match.pattern.event_type == "SUPPORT" and slot in ("for", "on"))
    if match.pattern.event_type == "ACCUSE":
        raids = [head for head in heads if is_raid(head)]
        if raids:
            return [span for head in raids for span in name_raiders(head, scene) if span not in actors]
    found = [span for span in name_all(heads, scene, loose=loose) if span not in actors]
    if match.pattern.event_type in ("AID", "AGREE"):
        found = [span for span in found if not did_harm(span)]
    if match.pattern.event_type == "ACCUSE" and not found:  # "voiced concern over the coup in Myanmar"
        told = [head for head in heads if head.pos_ == "NOUN"]
        found = name_all((noun for noun in phrases_with("in", told) if noun.ent_type_ == "GPE"), scene)
    if found or slot in NAMED_SLOTS:
        return found
    return name_all(phrases_with(slot, heads), scene, loose=loose)  # "gave the go-ahead to the transfer of tanks to Kyiv"


def misread_datives(match: Match, verb: Token) -> list[Token]:
    """Return the name just behind a verb that the parser glued to the object: "gave Laos assurances"."""
    return [
        child
        for noun in match.objects
        for child in noun.lefts
        if child.i == verb.i + 1 == noun.left_edge.i and child.dep_ in ("compound", "nmod") and child.ent_type_ in ("GPE", "ORG")
    ]


def by_reach(slots: tuple[str, ...], anchors: list[Token]) -> list[str]:
    """Return the slots in their order, a preposition that hangs deep inside a phrase after those that hang on the act itself.

    "Gratitude for Italy's contributions to NATO" is owed to Italy, although `to` comes first.
    """
    participles = [child for anchor in anchors for child in anchor.rights if child.dep_ == "acl"]  # "the role played by Oman"
    hanging = (child for anchor in (*anchors, *participles) for child in anchor.rights)
    near = {child.lower_ for child in hanging if child.dep_ in ("prep", "dative", "agent")}
    if not near.intersection(slots):
        return list(slots)
    return sorted(slots, key=lambda slot: slot not in near and slot not in NO_PREPOSITIONS)


def below(verb: Token) -> list[Token]:
    """Return the subjects of the clause below a verb, or a noun ("concern that ...")."""
    clauses = [child for child in verb.children if child.dep_ in ("ccomp", "xcomp", "advcl", "parataxis", "acl") or is_noun_clause(child)]
    clauses = [child for child in clauses if child.i > verb.i or child.dep_ in ("ccomp", "parataxis")]  # "Oslo must pay, Riga insisted"
    subjects = [inner for clause in clauses for inner in clause.children if inner.dep_ in ("nsubj", "nsubjpass")]
    return subjects or [  # "demanded that Nepal apologise", read as one name
        inner for clause in clauses if clause.pos_ == "NOUN" for inner in clause.lefts if inner.dep_ == "compound" and inner.ent_type_
    ]


def is_noun_clause(verb: Token) -> bool:
    """Return whether a clause behind a noun says what the noun is about, though it is read as a relative one: "regret that Chad left"."""
    return verb.dep_ == "relcl" and any(child.dep_ == "mark" for child in verb.lefts)


def find_below(verb: Token, actors: list[Span], scene: Scene) -> list[Span]:
    """Return who is acted upon in the infinitive below a verb ("threatened to cut supplies to Sweden")."""
    gerunds = [inner for child in verb.rights if child.dep_ == "prep" for inner in child.rights if inner.dep_ == "pcomp"]
    purposes = [child for noun in verb.subtree if noun.pos_ == "NOUN" for child in noun.rights if child.dep_ in ("acl", "relcl")]
    for clause in (*verb.rights, *gerunds, *(child for child in purposes if child.tag_ == "VB")):
        if clause.dep_ not in ("xcomp", "ccomp", "advcl", "pcomp", "acl", "relcl"):
            continue
        if clause.dep_ == "advcl" and clause.tag_ == "VBG":
            continue  # "announced aid to Chad, bringing its total to ..."
        for match in match_verb(clause, scene.lexicon):
            found = find_recipients(match, clause, actors, scene)
            if found:
                return found
        heads = [child for child in clause.children if child.dep_ == "dobj"]
        for preposition in ("against", "on", "to", "with", "at", "in"):
            heads += phrases_with(preposition, [clause, *heads])
        found = name_all(heads, scene, loose=True)
        if found:
            return found
    return []


def find_addressee(verb: Token, actors: list[Span], scene: Scene) -> list[Span]:
    """Return to whom the statement goes that does the act: "sent a note to Finland requesting talks"."""
    noun = verb.head
    if verb.dep_ != "acl" or noun.lemma_.lower() not in WORDS["nouns.statements"]:
        return []
    return [span for span in name_all(phrases_with("to", [noun.head, noun]), scene, loose=True) if span not in actors]


def find_provoker(verb: Token, actors: list[Span], scene: Scene) -> list[Span]:
    """Return whose act the answer is: "jets flew past the island, prompting Tokyo to file a protest"."""
    cause = verb.head
    if cause.lemma_ not in WORDS["chain.cause"]:
        return []
    above = cause.head if cause.dep_ == "advcl" else cause
    heads = agents_of(above) if is_passive(above) else subject_of(cause)[0]
    return [span for span in name_all(heads, scene, loose=True) if span not in actors]
