"""Clauses that share their day and their place: openings, closings, decisions, verbs that go on with what their subject did.

In go tokens of a parse, out come the verbs whose phrases of time and place count for an event as well.
"""

from spacy.tokens import Token

from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.match import Match
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.syntax import misread_root

BODILY = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "AID", "PROTEST", "RETREAT", "COOPERATE", "CONCEDE"})
"""Types in which "on", "against" and "for" lead to whom or what the act hits: "strikes on a port near Odesa"; elsewhere to its topic."""


def clause_of(token: Token) -> Token:
    """Return the verb that governs a token."""
    cur = token
    while cur.head != cur and (cur.pos_ not in ("VERB", "AUX") or cur.dep_ in ("aux", "auxpass", "amod")):
        cur = cur.head
    return cur


def is_opening(verb: Token, main: Token) -> bool:
    """Return whether a participle opens the clause of another verb and shares its day and place ("Visiting Oslo on Monday, he ...")."""
    is_placed = verb.tag_ == "VBN" and verb.lemma_ not in WORDS["places.origins"]  # "Closeted in Accra, the ministers ..."
    has_come = verb.tag_ == "VBN" and verb.lemma_ in WORDS["places.arriving"] and any(child.lower_ == "having" for child in verb.lefts)
    is_telling = verb.dep_ == "relcl" and verb.lemma_ in WORDS["places.speaking"]  # "the envoy, who was speaking in Oslo, praised"
    if not (verb.tag_ == "VBG" or is_placed or has_come or is_telling) or verb.i > main.i:
        return False
    if verb.dep_ in ("acl", "relcl"):  # "the premier, visiting Oslo, thanked"
        is_beside = verb.head.dep_ == "nsubj" and verb.head.head == main
        return is_beside and verb.lemma_ in WORDS["places.staying"] | WORDS["places.speaking"]
    is_cut_off = any(token.text == "," for token in main.doc[verb.i : main.i])  # where the parser takes it for a subject
    return verb.head == main and (verb.dep_ == "advcl" or (verb.dep_ == "csubj" and is_cut_off))


def stated_above(own: Token) -> Token | None:
    """Return the verb that gives out the statement in which somebody acts: "issued a statement in Oslo in which they pledged"."""
    noun = own.head
    is_stated = own.dep_ == "relcl" and noun.dep_ in ("dobj", "nsubjpass") and noun.lemma_.lower() in WORDS["nouns.statements"]
    return clause_of(noun.head) if is_stated else None


def is_when(verb: Token, main: Token) -> bool:
    """Return whether a clause of time opens another ("When the premier visited Oslo on Monday, he ...")."""
    is_before = verb.dep_ == "advcl" and verb.head.i == main.i and verb.i < main.i
    return is_before and any(child.lower_ in ("when", "while") for child in verb.lefts)


def is_closing(verb: Token, main: Token) -> bool:
    """Return whether a participle closes the clause of another verb with its place and day ("... , landing in Port Vila on 3 May")."""
    is_after = verb.dep_ in ("advcl", "acl") and verb.tag_ == "VBG" and verb.i > main.i and clause_of(verb.head).i == main.i
    return is_after and verb.lemma_ in WORDS["places.arriving"]


def is_issued(verb: Token, main: Token) -> bool:
    """Return whether a participle dates the letter or the statement by which somebody acts ("In a letter delivered on 4 May, ...")."""
    if verb.dep_ != "acl" or verb.lemma_ not in WORDS["places.issuing"] or verb.i > main.i:
        return False
    noun = verb.head
    is_fronted = noun.dep_ == "pobj" and noun.head.head == main
    is_paper = noun.lemma_.lower() in WORDS["nouns.statements"] | WORDS["places.papers"]
    return is_paper and (is_fronted or (noun.dep_ == "nsubj" and noun.head == main))


def sharing(own: Token, above: tuple[Token, ...], *, of_speech: bool, is_vow: bool) -> list[Token]:
    """Return the verbs whose place an event shares, its own first: decisions, conjoined verbs, the clause that a participle adorns."""
    shared = [token for token in above if token.pos_ in ("VERB", "AUX") and token.lemma_ not in WORDS["speech.verbs"]]
    if not is_vow:
        shared.insert(0, own)
    elif own.dep_ == "ccomp":
        shared.append(own.head)
    if own.dep_ == "conj":
        shared.append(own.head)
    if own.dep_ == "advcl" and own.tag_ == "VBG" and (not of_speech or own.head.lemma_ in WORDS["places.crowding"]):
        shared.append(own.head)  # "..., killing two medics", "farmers blocked the road at Klais, demanding"
    if own.dep_ in ("acl", "appos") and own.tag_ in ("VBG", "VBN") and own.head.dep_ in ("nsubj", "nsubjpass") and not of_speech:
        shared.append(own.head.head)  # "the president, mediating between the two, brought them to Luanda", "grain given by Kyiv was landed"
    is_cleft = own.dep_ == "ccomp" and own.head.lemma_ == "be" and any(child.lower_ == "it" for child in own.head.lefts)
    if is_cleft and any(child.dep_ == "mark" for child in own.lefts):  # "It was in Oslo that they signed"
        shared.append(own.head)
    if own.dep_ in ("advcl", "xcomp") and own.head.lemma_ == "use":  # "used the gathering in Rio to go through"
        shared.append(own.head)
    if own.dep_ == "ccomp" and of_speech and own.head.lemma_ in WORDS["speech.verbs"]:  # "In Sanaa he said that Oman must ..."
        shared.append(own.head)
    shared += [stated for token in (own, *above) if (stated := stated_above(token)) is not None]
    if (root := misread_root(own)) is not None:
        shared.append(root)
    if own.lemma_ == "let":
        shared += [child for child in own.rights if child.dep_ in ("ccomp", "xcomp")]
    return list(dict.fromkeys(shared)) or [own]


def is_joined(own: Token, match: Match, scene: Scene) -> bool:
    """Return whether a verb goes on with what its subject did in one place: "raided a warehouse in Lampang and arrested four men"."""
    if own.dep_ != "conj":
        return True
    has_subject = any(child.dep_ in ("nsubj", "nsubjpass", "mark") for child in own.lefts)
    first = {pattern.event_type for pattern in scene.lexicon.verbs.get(own.head.lemma_.lower(), ())}
    is_bodily = match.pattern.event_type in BODILY and bool(first & BODILY)
    is_kept = is_bodily or own.head.lemma_ in WORDS["places.receiving"]  # "was received in Seoul and thanked"
    return is_kept and not has_subject and any(child.lower_ == "and" for child in own.head.rights)


def relative_word(own: Token) -> tuple[Token, Token] | None:
    """Return "where" or "at which" in front of the clause of an act, and the noun it tells of: "in Adıyaman, where they pulled ..."."""
    cur = own
    while cur.dep_ in ("xcomp", "conj", "aux") and cur.head.pos_ in ("VERB", "AUX"):
        cur = cur.head
    if cur.dep_ not in ("relcl", "advcl"):
        return None
    for child in cur.lefts:
        is_at = child.dep_ == "prep" and child.lower_ in ("in", "at", "on", "off", "near") and child.nbor().lower_ == "which"
        if (child.lower_ == "where" or is_at) and child.i > cur.head.i:
            return child, cur.head
    return None
