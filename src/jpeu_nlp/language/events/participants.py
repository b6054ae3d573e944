"""Who takes part: from the head of a phrase to the named actors in it.

In go a head token and the text's entities, out come participants as spans. A phrase counts for the country or
organisation that modifies it ("28 Chilean officials", "the navy of France"); an actor must be somebody who can act, a
recipient may also be something of somebody's ("Japan's ports").
"""

from collections.abc import Iterable

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.descriptions import describe
from jpeu_nlp.language.events.joint import name_parties_of
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.lists import group_before, reach_of_list, torn_fellows
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.subjects import subject_of
from jpeu_nlp.language.events.syntax import (
    called,
    did_harm,
    follows_and,
    holds_office,
    is_behind,
    is_called,
    is_harmed,
    is_sent,
    is_verbal,
    is_wronged,
    object_before,
    objects_of,
    phrases_with,
    singular,
)

ACTOR_LABELS = frozenset({"GPE", "ORG", "NORP", "PERSON"})
SPEAKERS = frozenset({"we", "i", "our", "my", "us"})
PERSONAL = frozenset({"he", "she", "they", "we", "i", "his", "her"})
"""Pronouns that are left for the document to name."""
PRONOUNS = frozenset({"it", "they", "he", "she", "its", "their", "his", "her", "him", "them"})
COURTS = "nl-the-hague"
"""Whose courts are the world's, and act for no state."""


def name_all(heads: Iterable[Token], scene: Scene, *, loose: bool = False, depth: int = 0) -> list[Span]:
    """Return the named actors of several phrases, each once, in order."""
    found: dict[int, Span] = {}
    for head in heads:
        for span in name_head(head, scene, loose=loose, depth=depth):
            found.setdefault(span.start, span)
    return list(found.values())


def name_parties(anchors: list[Token], scene: Scene) -> list[Span]:
    """Return the parties behind "between" or "among", all names in the phrase where the parser lost a list of persons."""
    heads = [head for word in ("between", "among") for head in phrases_with(word, anchors)]
    found = name_all(heads, scene)
    if not heads or (len(found) > 1 and heads[0].right_edge.i + 1 >= reach_of_list(heads[0], scene.ent_at).stop):
        return found
    inside = [scene.ent_at.get(token.i) for head in heads for token in head.subtree]
    inside += [scene.ent_at.get(i) for i in reach_of_list(heads[0], scene.ent_at)]  # "between the European Union (EU) and Chad"
    return list(dict.fromkeys(ent for ent in inside if ent is not None and ent.label_ in ACTOR_LABELS)) or found


def name_head(head: Token, scene: Scene, *, loose: bool = False, depth: int = 0) -> list[Span]:
    """Return the named actors of one phrase and of those coordinated with it; `loose` also takes what they own."""
    asked = head.i, loose, depth
    if asked not in scene.named:
        scene.named[asked] = tuple(name_coordinated(head, scene, loose=loose, depth=depth))
    return list(scene.named[asked])


def name_coordinated(head: Token, scene: Scene, *, loose: bool, depth: int) -> list[Span]:
    """Return the same, looked up in the parse."""
    found = name_swallowed(head, scene) + name_own(head, scene, loose=loose, depth=depth)
    if depth < 4:
        for child in head.rights:
            joined = child.dep_ == "conj" or (child.dep_ == "appos" and is_peer(head, child, scene))
            is_holder = child.ent_type_ == "PERSON" and (child.dep_ == "appos" or holds_office(head, child))
            if joined and not (is_holder and child.dep_ == "conj") and scene.ent_at.get(child.i) is not scene.ent_at.get(head.i, scene):
                found += name_head(child, scene, loose=loose, depth=depth + (child.pos_ == "PRON"))  # a list may be long
            elif is_holder:  # "the envoy of Chad, Jane Roe, and the minister of Mali, John Doe"
                found += [span for one in child.rights if one.dep_ == "conj" for span in name_head(one, scene, loose=loose, depth=depth)]
        for torn in torn_fellows(head):
            found += [span for span in name_head(torn, scene, loose=loose, depth=depth + 1) if span not in found]
    return found


def name_swallowed(head: Token, scene: Scene) -> list[Span]:
    """Return the persons whom the parser took for titles of the next: "Secretary Roe and State Secretary Doe discussed"."""
    ent = scene.ent_at.get(head.i)
    if ent is None or ent.label_ != "PERSON" or head.dep_ not in ("nsubj", "pobj", "dobj"):
        return []
    before = [token for token in head.subtree if token.i < ent.start]
    if not any(token.dep_ == "cc" for token in before):
        return []
    inside = (scene.ent_at.get(token.i) for token in before)
    return list(dict.fromkeys(one for one in inside if one is not None and one.label_ == "PERSON"))


def is_peer(head: Token, child: Token, scene: Scene) -> bool:
    """Return whether an apposition is a list in headline style ("Japan, EU sign"), or a name torn from "and Minister Roe"."""
    one, two = scene.ent_at.get(head.i), scene.ent_at.get(child.i)
    if one is None or two is None or one == two:
        return False
    if head.dep_ == "pobj":  # "requested by Chad, Mali and Niger"
        are_states = len(one.kb_id_) == len(two.kb_id_) == 2
        return are_states and any(inner.dep_ == "conj" for inner in child.rights)
    if head.dep_ != "nsubj":
        return False
    return is_torn(child, scene) or {one.label_, two.label_} <= {"GPE", "ORG"}


def is_torn(person: Token, scene: Scene) -> bool:
    """Return whether a name in apposition belongs to the office just before it, which is coordinated ("and Minister Roe")."""
    ent = scene.ent_at.get(person.i)
    return ent is not None and ent.label_ == "PERSON" and ent.start > 0 and scene.doc[ent.start - 1].dep_ == "conj"


def name_own(head: Token, scene: Scene, *, loose: bool, depth: int) -> list[Span]:
    """Return whom one head stands for, without its coordinated fellows."""
    ent = scene.ent_at.get(head.i)
    if ent is not None and (pair := name_pair(ent)):
        return pair
    if ent is not None and ent.label_ in ACTOR_LABELS:
        return name_entity(ent, scene, depth)
    if ent is not None and ent.label_ == "FAC" and ent.kb_id_ and loose and head.dep_ in ("dobj", "pobj", "poss"):  # "the port of Odesa"
        return [ent]
    if ent is not None and is_sent(ent):
        return name_modifiers(head, scene, depth, inside=ent) or name_behind(head, ("of",), scene, depth) or [ent]
    is_those = loose and head.lower_ == "those" and head.head.lower_ in ("to", "for")
    if (head.pos_ == "PRON" or head.lower_ in PRONOUNS) and not is_those:
        return name_spoken(head, scene, loose=loose, depth=depth)
    lemma = singular(head)
    is_agent = lemma in WORDS["agents.nouns"] or head.lower_ in WORDS["agents.nouns"] or is_called(head, WORDS["agents.nouns"])
    if not (is_agent or loose or lemma in WORDS["nouns.partitives"] or lemma in WORDS["nouns.statements"]):
        inside = (scene.ent_at[token.i] for token in head.subtree if token.i in scene.ent_at and head.pos_ == "PROPN")
        return [ent for ent in inside if ent.label_ == "PERSON" and ent.kb_id_][:1]  # "Coordinator for Africa Jane Roe"
    found = name_apposed(head, scene, depth) if lemma in WORDS["agents.others"] and depth < 4 else []  # "our EU partner Lithuania"
    found = found or name_modifiers(head, scene, depth)
    if not found and depth < 4 and lemma in WORDS["nouns.statements"]:
        issued = [child for child in head.rights if child.dep_ == "acl" and child.tag_ == "VBN"]
        return name_all(phrases_with("by", [head, *issued]), scene, depth=depth + 1) or name_behind(head, ("from", "of"), scene, depth)
    if not found and depth < 4 and (is_agent or lemma in WORDS["nouns.partitives"]):
        found = name_principal(head, scene, depth)
        if not found and head.pos_ == "PROPN":  # "Official for the Bureau of African Affairs", but not "Envoy for Yemen"
            found = [span for span in name_behind(head, ("for",), scene, depth) if span.label_ == "ORG"]
        if not found and is_agent and lemma in WORDS["classes.attack"]:
            found = name_behind(head, ("by",), scene, depth)  # "a raid by Chad"
        if not found and is_agent:
            beside = name_behind(head, ("in", "at"), scene, depth) if loose or lemma in WORDS["agents.local"] else []
            found = [span for span in beside if span.kb_id_ != COURTS]
    if not found and (loose or is_agent) and depth < 4:
        found = name_behind(head, ("including", "by") if loose else ("including",), scene, depth)
    if not found and loose and depth < 4 and lemma in WORDS["agents.targets"]:
        found = name_behind(head, ("in", "across", "inside", "at", "near"), scene, depth)  # "sanctions on entities in Belarus"
    if not found and (loose or is_agent) and depth < 4:
        found = name_origin(head, scene, depth, loose=loose)
    if not found and loose and (is_those or lemma in WORDS["agents.sufferers"] or is_harmed(head)):
        inside = (scene.ent_at[token.i] for token in head.subtree if token.i in scene.ent_at)
        found = next(([ent] for ent in inside if ent.label_ in ("GPE", "NORP") and not (did_harm(ent) or is_wronged(ent))), [])
    if not found and is_agent and not depth:
        found = name_before(head, scene)
    if is_agent and (not loose or depth < 2) and all(span.label_ == "PERSON" and not span.kb_id_ for span in found):
        found = describe(head, scene.ent_at) or found  # "Counselor of the Department Derek Chollet"
    return found


def name_spoken(head: Token, scene: Scene, *, loose: bool, depth: int) -> list[Span]:
    """Return whom a pronoun means, or the pronoun itself, for the document to name."""
    named = name_pronoun(head, scene, depth)
    if head.lower_ in SPEAKERS and depth < 2:  # "We, the leaders of India and Brazil, met"
        apposed = [child for child in head.rights if child.dep_ == "appos"]
        named = [span for child in apposed for span in name_head(child, scene, loose=True, depth=depth + 1)] or named
    is_open = not (named or loose or depth) and head.lower_ in PERSONAL and head.tag_ != "PRP$"
    return [scene.doc[head.i : head.i + 1]] if is_open else named


def name_before(head: Token, scene: Scene) -> list[Span]:
    """Return whose an organ is that the sentence has named in full before: "The Latvian navy said: the navy ..."."""
    if not any(child.lower_ == "the" for child in head.lefts) or any(child.dep_ != "det" for child in head.lefts):
        return []
    for token in head.sent:
        if token.i >= head.i or token.lower_ != head.lower_:
            continue
        ent = scene.ent_at.get(token.i)
        found = [ent] if ent is not None and ent.kb_id_ else name_modifiers(token, scene, 1) if ent is None else []
        if found:
            return found
    return []


def name_principal(head: Token, scene: Scene, depth: int) -> list[Span]:
    """Return for whom an official or a body acts: behind "of", behind the "of" of a field ("Minister for Trade of Chad"), behind "from"."""
    fields = (noun for child in head.rights if child.lower_ == "for" for noun in child.rights if noun.i not in scene.ent_at)
    behind = (name_behind(one, ("of",), scene, depth) for one in (head, *fields))
    found = next(filter(None, behind), []) or name_behind(head, ("from",), scene, depth) or name_apposed(head, scene, depth)
    if found or singular(head) not in ("head", "minister", "leader"):
        return found
    return [span for span in name_behind(head, ("in",), scene, depth) if span.label_ == "ORG"]  # "Heads of State in the African Union"


def name_pair(body: Span) -> list[Span]:
    """Return who meets in a body or round of talks that nobody knows by its name: "the Kenya-Uganda Border Commission"."""
    is_body = bool(WORDS["agents.bodies"] & {body.root.lemma_.lower(), body[-1].lemma_.lower()})
    if not is_body or (body.kb_id_ and body.label_ not in ("EVENT", "LAW")):
        return []
    return name_parties_of(body)


def name_entity(ent: Span, scene: Scene, depth: int) -> list[Span]:
    """Return an entity, or the country beside it where the entity only speaks for that country."""
    if ent.kb_id_ and ent.label_ == "ORG" and any(token.lower_ in WORDS["agents.organs"] for token in ent):
        owners = [child for child in ent.root.lefts if child.dep_ == "poss" and child.ent_type_ == "GPE"]
        return name_all(owners, scene, depth=depth + 1) or [ent]  # "Kenya's National Assembly" is not the one of Paris
    if not ent.kb_id_ and called(ent.root) & WORDS["classes.goods"]:  # "the Greek fishing vessel Agios Nikolaos"
        return name_modifiers(ent.root, scene, depth, inside=ent) or [ent]
    if ent.kb_id_ or ent.label_ not in ("PERSON", "ORG"):
        return [ent if ent.kb_id_ else state_behind(ent, scene) or ent]
    if ent.label_ == "ORG" and not any(token.lower_ in WORDS["agents.organs"] for token in ent):
        return [ent]
    root = ent.root
    principal = name_modifiers(root, scene, depth, inside=ent)
    if not principal and depth < 4:
        principal = name_behind(root, ("of", "from"), scene, depth) or name_apposed(root, scene, depth)
    if ent.label_ == "PERSON" and not principal and depth < 4:  # "Jane Doe, Minister of Chad, will pay"
        after = scene.doc[ent.end + 1] if ent.end + 1 < len(scene.doc) and scene.doc[ent.end].text == "," else None
        is_office = after is not None and after.lower_ in WORDS["agents.offices"] and after.dep_ == "conj"
        principal = name_own(after, scene, loose=False, depth=depth + 1) if after is not None and is_office else []
    if ent.label_ == "PERSON":
        principal = [span for span in principal if span.label_ != "PERSON"]  # nobody speaks for another person
    return principal or [ent]


def state_behind(town: Span, scene: Scene) -> Span | None:
    """Return the land that says where an unknown town lies: "Tarboro, North Carolina"."""
    beside = scene.ent_at.get(town.end + 1) if town.label_ == "GPE" else None
    is_told = beside is not None and beside.start == town.end + 1 and beside.label_ == "GPE" and beside.kb_id_
    return beside if is_told and scene.doc[town.end].text == "," else None


def name_modifiers(head: Token, scene: Scene, depth: int, inside: Span | None = None) -> list[Span]:
    """Return the actors in front of a noun: possessors first, then adjectives and compounds."""
    if (body := scene.ent_at.get(head.i)) is not None and (pair := name_pair(body)):
        return pair
    possessors: list[Span] = []
    others: list[Span] = []
    pronouns: list[Token] = []
    for child in head.lefts:
        if child.lower_ == "whose" and depth < 4:  # "Mozambique, whose attorney-general sued the bank"
            clause = next((token for token in head.ancestors if token.dep_ == "relcl"), None)
            possessors += name_head(clause.head, scene, loose=True, depth=depth + 1) if clause is not None else []
        elif child.dep_ == "poss" and child.pos_ == "PRON":
            if singular(head) not in WORDS["agents.others"] | WORDS["agents.peers"]:  # "their counterparts" are somebody else
                pronouns.append(child)
        elif child.dep_ == "poss":
            if depth < 4 and head.lemma_.lower() not in WORDS["agents.others"]:
                possessors += name_head(child, scene, loose=True, depth=depth + 1)
        elif child.dep_ in ("amod", "compound", "nmod", "nummod", "npadvmod", "conj", "appos", "det", "quantmod"):
            for token in child.subtree:
                ent = scene.ent_at.get(token.i)
                if ent is not None and ent is not inside and ent not in others:
                    others += [ent] if ent.label_ in ACTOR_LABELS else name_pair(ent)
    others = [ent for ent in others if not is_behind(ent)] or others
    if any(ent.kb_id_ in ("africa", "asia") for ent in others):  # "African and European partners" are not those of the EU
        others = [ent for ent in others if ent.kb_id_ != "europe"]
    return possessors or others or [span for pronoun in pronouns for span in name_pronoun(pronoun, scene, depth)]


def name_behind(head: Token, prepositions: tuple[str, ...], scene: Scene, depth: int) -> list[Span]:
    """Return the actors behind a preposition of a noun ("ministers of Japan and Poland")."""
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in prepositions:
            joined = [other for other in child.rights if other.dep_ == "conj" and other.pos_ == "ADP"]  # "in Chad and in Mali"
            joined += [other for other in head.rights if other.i > child.i and other.lower_ == child.lower_ and follows_and(other)]
            nouns = [inner for one in (child, *joined) for inner in one.rights if inner.dep_ == "pobj"]
            found = [span for noun in nouns for span in name_head(noun, scene, loose=True, depth=depth + 1)]
            if found:
                return found
    return []


def name_apposed(head: Token, scene: Scene, depth: int) -> list[Span]:
    """Return the actors in an apposition ("Kenzo Oshima, the United Nations coordinator")."""
    for child in head.rights:
        if child.dep_ == "appos" and not is_torn(child, scene):
            found = name_own(child, scene, loose=True, depth=depth + 1)
            if found:
                return found
    return []


def is_misread_origin(verb: Token) -> bool:
    """Return whether a participle of origin was read as the verb of its sentence: "hackers linked to Chad stole", "linked ... stole"."""
    told = (child for child in verb.rights if child.dep_ == "advcl" and child.tag_ == "VBD")
    is_torn = verb.tag_ == "VBD" and any(not any(word.dep_ in ("mark", "nsubj", "advmod") for word in child.lefts) for child in told)
    return is_torn or (verb.tag_ == "VBN" and not any(child.dep_ == "aux" for child in verb.lefts))


def name_origin(head: Token, scene: Scene, depth: int, *, loose: bool) -> list[Span]:
    """Return where goods or people come from ("vehicles made in China", "hackers linked to Pyongyang")."""
    misread = [head.head] if head.dep_ == "nsubj" and is_misread_origin(head.head) else []
    for child in (*head.rights, *misread):  # "gunmen linked to Chad attacked", read as if they linked
        if (child.dep_ in ("acl", "relcl") or child in misread) and child.lemma_.lower() in WORDS["nouns.making"]:
            for inner in child.rights:
                if inner.dep_ in ("prep", "agent"):
                    found = [span for noun in inner.rights for span in name_head(noun, scene, loose=True, depth=depth + 1)]
                    if found:
                        return found
    makers = [inner for child in head.rights if child.dep_ == "relcl" for inner in child.lefts if inner.dep_ == "nsubj" and inner.ent_type_]
    if loose and makers and depth < 4:  # "the missiles that North Korea launched"
        return name_all(makers, scene, depth=depth + 1)
    return name_behind(head, ("from", "of"), scene, depth) if loose else []


def name_pronoun(head: Token, scene: Scene, depth: int) -> list[Span]:
    """Return whom "it" or "they" takes up: the subject of a verb above, in the same sentence."""
    speaking = head.lower_ in SPEAKERS
    if depth > 2 or not (speaking or head.lower_ in PRONOUNS):
        return []
    if head.dep_ == "poss" and (done := object_before(head)) is not None:
        return name_head(done, scene, loose=True, depth=depth + 1)
    verb = head.head
    for _ in range(8):
        above = verb.head
        if above == verb:
            break
        is_purpose = verb.dep_ == "advcl" and verb.tag_ == "VB"
        is_second = verb.dep_ == "conj"  # "The EU condemns the war, and we stand by Ukraine"
        verb = above
        if not is_verbal(verb) or (speaking and not is_second and verb.lemma_ not in WORDS["speech.verbs"]):
            continue
        if (is_second or is_purpose) and head.lower_ in ("him", "her", "them", "it") and head.dep_ in ("dobj", "pobj", "dative"):
            others = (*objects_of(verb), *phrases_with("with", [verb]))
            met = name_all(others, scene, loose=True, depth=depth + 1)
            if met:
                return met  # "called the minister of Chad and invited him"
        for subject in subject_of(verb)[0]:
            if (subject.i < head.i or speaking) and subject != head and subject.lower_ not in PRONOUNS | SPEAKERS:
                found = name_head(subject, scene, depth=depth + 1)
                if head.lower_ in ("they", "them", "their") and len(found) == 1 and found[0].label_ == "PERSON":
                    found = [ent for ent in group_before(head, scene.ent_at) if ent not in found]  # "he spoke to Iran, but they refused"
                if found:
                    return found
    if head.lower_ == "it" and head.dep_ == "nsubj" and head.head.dep_ == "ROOT":  # "To show that Riyadh would win, it bombed a port"
        before = [token for token in head.sent if token.i < head.i and token.dep_ == "nsubj" and token.ent_type_ in ("GPE", "ORG")]
        return [scene.ent_at[token.i] for token in before] if len(before) == 1 else []
    return []
