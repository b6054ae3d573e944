"""Subjects: who does what a verb tells, wherever the parser left it.

In go spaCy tokens, out come spaCy tokens and the way on which they were found (`xcomp.nsubj`), which becomes part of the
rule of an event. Where the parser lost a subject (dates, lists, inserted participles) the likely one is taken.
"""

from spacy.tokens import Token

from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.syntax import (
    REFLEXIVES,
    RELATIVES,
    agents_of,
    in_date,
    is_instrument,
    is_misread,
    is_passive,
    misread_root,
)


def subject_of(verb: Token) -> tuple[list[Token], str]:
    """Return the heads of who does it and how they were found; empty where nobody is said to."""
    seen: set[int] = set()
    if (root := misread_root(verb)) is not None:
        return [root], "root"
    if is_misread(verb) and verb.head.dep_ == "dobj":
        return [verb.head.head], "root"  # "ECOWAS lifted sanctions", read as a name with an object
    if is_passive(verb):
        return agents_of(verb), "by"
    cur: Token = verb
    how = ""
    while cur.i not in seen:
        seen.add(cur.i)
        own = [child for child in cur.children if child.dep_ in ("nsubj", "nsubjpass") and child.lower_ not in REFLEXIVES]
        own = own or cut_subject(cur)
        if own:
            is_bare = verb.dep_ == "conj" and verb.tag_ == "VBD" and not {child.dep_ for child in verb.rights} & {"dobj", "prt", "ccomp"}
            if cur != verb and own[0].dep_ == "nsubjpass" and (verb.tag_ == "VBN" or is_bare):
                return agents_of(cur), how + "by"  # "who are held or detained": the passive is shared
            if own[0].lower_ in RELATIVES and cur.dep_ == "relcl":
                if is_instrument(cur.head):  # "issued a rule that bans"
                    authors, way = subject_of(cur.head.head)
                    return authors, f"{how}relcl.{way}"
                return subject_of_attribute(raid_at(cur.head) if own[0].lower_ in ("which", "that") else cur.head), how + "relcl"
            if own[0].lower_ in RELATIVES and cur.dep_ == "ccomp" and cur.head.lemma_ == "be":  # "it was Riga that expelled ..."
                return [child for child in cur.head.rights if child.dep_ == "attr"], how + "cleft"
            own = [behind_opening(child) for child in own]
            named = [child for child in own if child.lower_ not in RELATIVES and not is_label(child)] or own
            return listed_before(named[0]) + named, how + "nsubj"
        above, step = step_up(cur)
        if above is None:
            return subject_behind_date(cur) or subject_behind_visit(cur) or subject_before(verb), how + "before"
        cur = above
        if step == "noun":
            return subject_of_attribute(cur), how + "acl"
        how += f"{step}."
        if is_passive(cur) and step in ("conj", "advcl") and not any(child.dep_ == "nsubjpass" for child in cur.children):
            return agents_of(cur), how + "by"
    return [], ""


def behind_opening(subject: Token) -> Token:
    """Return the subject behind an opening phrase of which the parser took the last name: "In response to Boko Haram, the army of Chad"."""
    first = subject.sent[0]
    is_glued = first.dep_ == "prep" and first.i < subject.i and first.right_edge.i + 1 == subject.left_edge.i and subject.ent_type_
    behind = (child for child in subject.rights if child.dep_ == "appos" and child.doc[child.left_edge.i - 1].text == ",")
    return next(behind, subject) if is_glued else subject


def is_label(token: Token) -> bool:
    """Return whether a phrase is a speaker's name in front of a colon ("Rep. Roe: The President has ...")."""
    end = token.right_edge.i
    return ":" in (token.right_edge.text, token.doc[end + 1].text if end + 1 < len(token.doc) else "")


def raid_at(place: Token) -> Token:
    """Return the attack behind whose place "which" stands ("the attack near Garissa in Somalia, which injured a dozen")."""
    cur = place
    if cur.dep_ == "pobj" and cur.head.lower_ in ("on", "against") and cur.head.head.lemma_.lower() in WORDS["nouns.raids"]:
        return cur.head.head  # "attacks against the mission that have killed seven"
    while cur.dep_ == "pobj" and cur.ent_type_ in ("GPE", "LOC", "FAC") and cur.head.dep_ == "prep":
        cur = cur.head.head
        if cur.lemma_.lower() in WORDS["nouns.raids"]:
            return cur
    return place


def subject_of_attribute(noun: Token) -> list[Token]:
    """Return a noun, or who is said to be it ("Spain became the first country to recognise ...")."""
    if noun.dep_ == "attr" and noun.head.lemma_ in ("be", "become", "remain"):
        return [child for child in noun.head.lefts if child.dep_ == "nsubj" and child.pos_ != "PRON"] or [noun]
    return [noun]


def subject_before(verb: Token) -> list[Token]:
    """Return the phrase that ends just before a finite verb which the parser left without a subject."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP", "MD") and not any(child.dep_ == "aux" and child.lower_ != "to" for child in verb.lefts):
        return []
    start = verb.i - 1
    while start > verb.sent.start and verb.doc[start].pos_ in ("ADV", "AUX") and not verb.doc[start].ent_type_:
        start -= 1
    cur = verb.doc[start]
    while cur.dep_ in ("pobj", "prep", "compound") and cur.head.i < cur.i and cur.head.right_edge.i == start:
        cur = cur.head
    while cur.dep_ == "conj" and cur.head.i < cur.i and not any(token.text == "," for token in cur.doc[cur.head.i : cur.i]):
        cur = cur.head  # "Having met in Geneva, Laos and Nepal agreed"
    is_name = cur.pos_ in ("NOUN", "PROPN") or cur.ent_type_ in ("GPE", "ORG")  # "USAID" may pass for an adverb
    if cur.ent_type_ == "GPE" and len(states := states_before(cur)) > 1:
        return states
    return [cur] if is_name and cur.dep_ not in ("dobj", "compound") and start >= verb.sent.start else []


def states_before(last: Token) -> list[Token]:
    """Return the states that a list ends with, the last given: "To counter piracy, Chad, Togo and Benin launched patrols"."""
    found, i = [last], last.i - 1
    while i > last.sent.start and (last.doc[i].ent_type_ == "GPE" or last.doc[i].lower_ in (",", "and", "the")):
        token = last.doc[i]
        if token.ent_type_ == "GPE" and token.ent_iob_ == "B":
            found.insert(0, token)
        i -= 1
    return found if last.doc[i + 1].text == "," else [last]


def subject_behind_date(verb: Token) -> list[Token]:
    """Return the subject that the parser took for a part of the date in front: "On 3 September Manila pressed Beijing"."""
    for child in verb.lefts:
        if child.dep_ != "prep" or child.lower_ not in ("on", "in", "by", "since", "from", "until"):
            continue
        for name in child.rights:
            is_dated = any(in_date(part) for part in name.lefts)
            if name.dep_ == "pobj" and name.ent_type_ in ("GPE", "ORG", "PERSON", "NORP") and is_dated:
                return [name]
    return []


def subject_behind_visit(verb: Token) -> list[Token]:
    """Return the guest whom the parser lists with his host: "At the invitation of Premier Roe, Jane Doe, Minister of Chad, will visit"."""
    for child in verb.lefts:
        if child.lower_ == "under" and child.nbor().lower_ in ("secretary", "secretary-general"):  # read as a preposition
            return [inner for inner in child.rights if inner.dep_ == "pobj"]
        hosts = [inner for inner in child.subtree if inner.ent_type_ in ("PERSON", "GPE") and inner.dep_ == "pobj"]
        if child.dep_ != "prep" or child.i > verb.sent.start + 1 or not hosts:
            continue
        for guest in hosts[0].rights:
            is_named = guest.dep_ in ("conj", "appos") and guest.ent_type_ in ("PERSON", "GPE", "ORG", "EVENT")
            if is_named and guest.doc[guest.left_edge.i - 1].text == ",":
                return [guest]
    return []


def cut_subject(verb: Token) -> list[Token]:
    """Return the subject that an inserted participle cut off: "Chad, citing the raid, condemned Niger"."""
    if not any(child.dep_ == "csubj" and child.tag_ == "VBG" for child in verb.lefts):
        return []
    return [child for child in verb.lefts if child.dep_ == "npadvmod" and child.ent_type_ in ("GPE", "ORG", "PERSON")]


def listed_before(subject: Token) -> list[Token]:
    """Return what the parser cut off the front of a list of subjects ("China, Russia start drills", "The Secretary and Minister Roe")."""
    verb = subject.head
    cut = [
        child
        for child in verb.lefts
        if child.dep_ in ("npadvmod", "nmod", "dep") and child.i < subject.i and child.doc[child.right_edge.i + 1].text == ","
    ]
    return cut + [
        child
        for child in subject.lefts
        if child.dep_ in ("nmod", "compound")
        and child.lower_ in WORDS["agents.offices"]
        and any(det.lower_ == "the" for det in child.lefts)
        and any(joined.lower_ == "and" for joined in child.rights)
    ]


def step_up(cur: Token) -> tuple[Token | None, str]:
    """Return the token above from which a verb without a subject takes its own, and the step's name."""
    head = cur.head
    match cur.dep_:
        case "xcomp" | "ccomp" if head.lemma_ in WORDS["chain.cause"]:
            caused = [child for child in head.rights if child.dep_ == "dobj"]
            return (caused[0], "noun") if caused else (None, "")
        case "conj" | "xcomp" | "advcl" | "ccomp" | "dep" | "parataxis" if head.pos_ in ("VERB", "AUX", "ADJ") and head != cur:
            return head, cur.dep_
        case "xcomp" | "advcl" | "conj" if head != cur and head.pos_ == "NOUN":
            return (head, "noun") if cur.tag_ == "VBG" else above_noun(head)
        case "acl" if head.lower_ == "behalf":  # "a statement on behalf of the EU condemning"
            behind = [noun for child in head.rights if child.lower_ == "of" for noun in child.rights]
            return (behind[0], "noun") if behind else (None, "")
        case "acl" if cur.tag_ == "VBG" and head.lemma_.lower() not in WORDS["nouns.statements"] and not is_instrument(head):
            return head, "noun"
        case "acomp" if head != cur:
            return head, "acomp"
        case "acl":
            return above_noun(head)
        case "pcomp" if head.head.pos_ in ("VERB", "AUX"):
            return head.head, "pcomp"
        case "pcomp" if head.head.lower_ == "short":
            return head.head.head, "pcomp"
        case "pcomp" if head.head.pos_ in ("NOUN", "PROPN"):
            return above_noun(head.head)
        case "relcl" if head != cur:
            return head, "noun"
    return None, ""


def above_noun(noun: Token) -> tuple[Token | None, str]:
    """Return whose decision, plan or agreement a noun is: its possessor, or the verb that has it as object."""
    for child in noun.lefts:
        is_owner = child.ent_type_ == "GPE" and child.dep_ in ("compound", "nmod") and noun.lemma_.lower() in WORDS["chain.noun_intend"]
        if child.dep_ == "poss" or is_owner:  # "U.S. plans to establish"
            return child, "noun"
    behind = [inner for child in noun.rights if child.lower_ in ("by", "of") for inner in child.rights if inner.dep_ == "pobj"]
    if behind and (behind[0].head.lower_ == "by" or behind[0].ent_type_ in ("GPE", "ORG")):
        return behind[0], "noun"  # "the decision by Germany to send tanks"
    if noun.dep_ in ("dobj", "attr", "conj", "pobj", "oprd"):
        verb = noun.head.head if noun.dep_ == "pobj" else noun.head
        if verb.pos_ in ("VERB", "AUX") and verb != noun:
            return verb, "object"
    return None, ""
