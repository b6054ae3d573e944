"""Syntax for events: objects, agents, companions and phrases of a trigger in a dependency parse (its subject: `subjects`).

In go spaCy tokens, out come spaCy tokens; nothing here knows names or event types. The small parser errs often in
headlines and long sentences, so every function takes the likely reading and leaves doubt to the caller's score.
"""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.lexicon import SHIPS, WORDS

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
CARRYING = frozenset(
    {"prep", "agent", "pobj", "dobj", "conj", "compound", "attr", "prt", "dative", "appos", "oprd", "pcomp", "advmod", "acomp"}
)
"""Links that a search for a preposition follows: the parser hangs "on China" anywhere inside "duties on cars on China"."""
NEAR = frozenset({"of", "by", "in"})
"""Prepositions that belong to the noun they follow: "at the request of Latvia" says nothing of the ship seized."""
TOGETHER = frozenset({"together", "along", "jointly"})
REFLEXIVES = frozenset({"itself", "himself", "herself", "themselves"})
"""No subjects, though the parser makes them so: "declared itself ready to help"."""
RELATIVES = frozenset({"who", "which", "that", "whom"})


def is_verbal(token: Token) -> bool:
    """Return whether a token works as a verb, whatever its tag: headlines turn "sanctions" into nouns."""
    if token.pos_ in ("VERB", "AUX"):
        return token.dep_ not in ("amod", "compound", "nmod") or is_misread(token)
    if token.dep_ == "ROOT":
        return any(child.dep_ in SUBJECTS for child in token.lefts)
    return token.dep_ in ("xcomp", "conj", "ccomp", "advcl") and any(child.dep_ == "aux" for child in token.lefts)


def is_misread(participle: Token) -> bool:
    """Return whether a finite verb was read as a participle in front of its object ("NATO scrambled fighter jets over Estonia")."""
    if participle.dep_ != "amod" or participle.tag_ not in ("VBN", "VBD"):
        return False
    noun = participle.head
    is_torn = noun.dep_ == "dobj" and noun.head.dep_ == "ROOT" and noun.head.pos_ == "PROPN" and noun.head.i < participle.i
    return is_torn or (noun.dep_ == "ROOT" and any(child.dep_ == "nsubj" for child in participle.lefts))


def is_passive(verb: Token) -> bool:
    """Return whether a verb is passive: a passive auxiliary or subject, or a bare participle behind its noun."""
    if verb.lower_ == "engaged" and any(child.lower_ == "in" for child in verb.rights):
        return False  # "have been engaged in talks"
    if any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children):
        return True
    if verb.tag_ not in ("VBN", "VBD") or any(child.dep_ in ("dobj", "nsubj") or child.dep_ == "aux" for child in verb.children):
        return False
    return verb.dep_ == "acl" or any(child.dep_ == "agent" for child in verb.children)


def expand(head: Token) -> Iterator[Token]:
    """Yield a noun, what it measures ("a series of strikes" gives "strikes"), and what is coordinated with it."""
    yield head
    for child in head.rights:
        if child.dep_ == "conj":
            yield from expand(child)
        elif child.dep_ == "prep" and child.lower_ == "of" and is_measure(head):
            for inner in child.rights:
                if inner.dep_ == "pobj":
                    yield from expand(inner)
                elif inner.dep_ == "pcomp":  # "a batch of demining vehicles"
                    yield from (obj for obj in inner.rights if obj.dep_ == "dobj")


def is_measure(noun: Token) -> bool:
    """Return whether a noun or number only measures what stands behind "of": "a series of strikes", "the last 3,000 of its mines"."""
    return noun.pos_ == "NUM" or noun.lower_ == "both" or noun.lemma_.lower() in WORDS["nouns.partitives"] | WORDS["nouns.changes"]


def objects_of(verb: Token) -> list[Token]:
    """Return the heads of what a verb acts upon: direct objects, passive subjects, the noun of a relative clause."""
    found = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass", "oprd")]
    named = [child for child in found if child.left_edge.pos_ == "PROPN" and any(other.i == child.left_edge.i - 1 for other in found)]
    found = [child for child in found if child not in named]  # "the tanker Alma was seized", but "handed Kyiv its last tanks"
    if misread_root(verb) is not None:
        return found
    if is_misread(verb):
        return [verb.head]
    if not found:  # "holds Russia accountable", "designated two firms pursuant to an order"
        small = small_clauses(verb)
        found = [inner for clause in small for inner in clause.lefts if inner.dep_ == "nsubj" and inner.i > verb.i]
        found = found or [clause for clause in small if clause.pos_ == "NOUN"]  # "let inspectors back in"
    if not found:  # "signed and ratified the treaty"; "arrested, tried and deported"
        found = [obj for child in verb.rights if child.dep_ == "conj" for obj in child.children if obj.dep_ == "dobj"]
    if not found and verb.dep_ in ("conj", "xcomp") and is_passive(verb):
        found = [child for child in verb.head.children if child.dep_ in ("nsubjpass", "nsubj")]
    if verb.dep_ == "relcl":
        relative = any(obj.lower_ in RELATIVES for obj in found)
        if relative or (not found and not has_relative_subject(verb)):
            found = [verb.head]
    elif verb.dep_ == "acl" and not found and is_passive(verb):
        found = [verb.head]
    elif verb.dep_ == "advcl" and verb.tag_ == "VBN" and not found and is_passive(verb):  # "Plucked from the sea by a cutter, they ..."
        found = [child for child in verb.head.children if child.dep_ in ("nsubj", "nsubjpass")]
        before = verb.doc[verb.left_edge.i - 1]
        if before.pos_ in ("NOUN", "PROPN") and before.i > verb.head.i:  # "helped villagers displaced by Chad"
            found = [before]
    if not found:
        found = [child for child in verb.rights if child.dep_ in ("attr", "appos") and child.pos_ in ("NOUN", "PROPN")]
    return found


def small_clauses(verb: Token) -> list[Token]:
    """Return the heads of clauses without a verb below a verb: "let inspectors back in", "held Russia accountable"."""
    return [child for child in verb.rights if child.dep_ == "ccomp" and child.pos_ in ("ADJ", "NOUN", "PROPN", "ADV", "ADP")]


def adverbs_of(verb: Token) -> list[Token]:
    """Return particles and adverbs on which the parser may hang the verb's own phrases: "fell back from"."""
    bare = [child for child in verb.rights if child.dep_ == "prep" and not any(inner.dep_ == "pobj" for inner in child.rights)]
    return [child for child in verb.rights if child.dep_ in ("advmod", "prt", "acomp")] + bare + small_clauses(verb)


def has_relative_subject(verb: Token) -> bool:
    """Return whether the relative pronoun is the clause's subject ("who signed")."""
    return any(child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in RELATIVES for child in verb.children)


def misread_root(verb: Token) -> Token | None:
    """Return the subject of a finite verb that was misread as a participle, and so left its subject as the root."""
    if verb.dep_ != "acl" or verb.tag_ not in ("VBN", "VBD"):
        return None
    root = verb.sent.root
    if root.pos_ not in ("NOUN", "PROPN") or root.i > verb.i or any(child.dep_ in ("agent", "aux", "auxpass") for child in verb.children):
        return None
    has_object = any(child.dep_ == "dobj" for child in verb.rights)
    if not has_object and verb.tag_ != "VBD" and verb.lemma_ not in WORDS["verbs.intransitive"]:
        return None  # "tanker seized off Brest"
    cur = verb.head
    while cur != root and cur.dep_ in ("pobj", "prep", "conj", "appos"):
        cur = cur.head
    return root if cur == root else None


def is_instrument(noun: Token) -> bool:
    """Return whether a noun is a decree or law that somebody issues: what it does is its author's act."""
    return noun.dep_ == "dobj" and noun.lemma_.lower() in WORDS["nouns.instruments"] and noun.head.lemma_ in WORDS["nouns.issuing"]


def principals_of(verb: Token) -> list[Token]:
    """Return for whom the speaker acts: "On behalf of Norway, I thank ..."."""
    above = (verb, verb.head) if verb.dep_ == "xcomp" else (verb,)
    nouns = [noun for one in above for child in one.children if child.dep_ == "prep" and child.lower_ == "on" for noun in child.rights]
    return phrases_with("of", [noun for noun in nouns if noun.lower_ == "behalf"])


def companions_of(verb: Token, heads: list[Token]) -> list[Token]:
    """Return who acts with the subject: "together with the Indian Navy", "alongside Britain"."""
    subjects = [child for child in verb.children if child.dep_ == "nsubj"] or heads
    found = []
    if verb.dep_ == "pcomp" and verb.head.lower_ == "in" and verb.head.head.lemma_ in WORDS["chain.join"]:
        above = verb.head.head  # "joined Japan in condemning", "stands with Japan in rejecting"
        found += [child for child in above.rights if child.dep_ == "dobj"]
        found += [inner for child in above.rights if child.lower_ == "with" for inner in child.rights if inner.dep_ == "pobj"]
    for anchor in (verb, *subjects):
        for child in anchor.children:
            if child.dep_ in ("acl", "advcl") and child.tag_ == "VBN" and child.lemma_ in ("join", "accompany"):
                found += agents_of(child)  # "Chile, joined by Poland, held talks"
            before = child.doc[child.i - 1].lower_ if child.i else ""
            together = child.lower_ == "with" and (before in TOGETHER or any(inner.lower_ in TOGETHER for inner in child.lefts))
            if child.dep_ == "prep" and (together or child.lower_ == "alongside"):
                found += [inner for inner in child.rights if inner.dep_ == "pobj"]
    return found


def agents_of(verb: Token) -> list[Token]:
    """Return the heads behind "by", also where the parser hung it inside another phrase ("driven off with water by cutters")."""
    found = [
        inner
        for child in verb.rights
        if child.dep_ in ("agent", "prep") and child.lower_ == "by"
        for inner in child.rights
        if inner.dep_ == "pobj"
    ]
    if found or not any(child.dep_ == "auxpass" for child in verb.lefts):
        return found
    phrases = [noun for child in verb.rights if child.dep_ == "prep" for noun in child.rights if noun.dep_ == "pobj"]
    # "was denied entry by Turkey", "were told to leave by Turkey"
    phrases += [child for child in verb.rights if child.dep_ in ("dobj", "advcl", "xcomp")]
    return [inner for noun in phrases for child in noun.rights if child.lower_ == "by" for inner in child.rights if inner.dep_ == "pobj"]


def heads_behind(preposition: Token) -> list[Token]:
    """Return the nouns behind a preposition, also where the parser made a clause of them ("with X to discuss", "for X joining Y")."""
    found = [inner for inner in preposition.rights if inner.dep_ in ("pobj", "dobj")]
    if found:
        return found
    clauses = [inner for inner in preposition.rights if inner.dep_ in ("pcomp", "advcl", "xcomp") and inner.pos_ in ("VERB", "AUX")]
    return [inner for clause in clauses for inner in clause.lefts if inner.dep_ in ("nsubj", "nsubjpass", "poss")]


def is_near(child: Token) -> bool:
    """Return whether a search for "of" or "by" may go through a link ("east of Aden" is not what a freighter is of)."""
    return child.dep_ not in ("prep", "advmod", "acomp") or child.lower_ == "of"


def phrases_with(preposition: str, anchors: list[Token]) -> list[Token]:
    """Return the heads behind a preposition that hangs on an anchor, or on something inside an anchor's phrase."""
    found: list[Token] = []
    queue = [(anchor, 0) for anchor in anchors]
    seen: set[int] = {anchor.i for anchor in anchors}
    while queue:
        token, depth = queue.pop(0)
        for child in token.rights:
            if child.i in seen:
                continue
            if child.dep_ in ("prep", "dative", "agent", "prt", "advmod", "acl") and child.lower_ == preposition:
                found += heads_behind(child)
            elif depth < 3 and child.dep_ == "acl" and child.tag_ == "VBN" and preposition in ("by", "against", "at"):
                queue.append((child, depth + 1))  # "the atrocities committed by Hamas", "a campaign directed against Oslo"
            elif child.dep_ in ("acl", "relcl") and preposition in ("against", "on") and child.lemma_ in WORDS["nouns.aiming"]:
                found += [inner for inner in child.rights if inner.dep_ == "dobj"]  # "sanctions targeting Iran"
            elif child.dep_ == "conj" and child.pos_ == "VERB" and preposition in ("at", "against", "on"):
                continue  # "fired at a camp and launched drones at a ship": whom the second hits is not the first's
            elif depth < 3 and child.dep_ in CARRYING and (preposition not in NEAR or is_near(child)):
                seen.add(child.i)
                queue.append((child, depth + 1))
    return found


def in_date(token: Token) -> bool:
    """Return whether a word belongs to a date."""
    return any(date.start_char <= token.idx < date.end_char for date in token.doc._.dates)


def opens_date(preposition: Token) -> bool:
    """Return whether a date stands behind a preposition: "on 31 May"."""
    return any(in_date(inner) for inner in preposition.rights)


def is_harmed(noun: Token) -> bool:
    """Return whether it is said who harmed somebody: "a hospital hit by missiles in Gomel"."""
    participles = (child for child in noun.rights if child.dep_ in ("acl", "relcl") and child.tag_ == "VBN")
    return any(child.lemma_ in WORDS["verbs.harming"] and any(inner.lower_ == "by" for inner in child.rights) for child in participles)


def did_harm(ent: Span) -> bool:
    """Return whether somebody is named as who did harm to others: "displaced by Chad's war", "who fled Boko Haram"."""
    word = ent.root
    is_harm = False
    for _ in range(2):  # "Chad's war", "the violence of Boko Haram"
        above = word.head.head if word.dep_ == "pobj" and word.head.lower_ in ("of", "by") else word.head
        if above.pos_ == "NOUN" and above.lemma_.lower() in WORDS["nouns.harm"] and (word.dep_ == "pobj" or word.i < above.i):
            word, is_harm = above, True
    above = word.head.head if word.dep_ == "pobj" else word.head
    if above.lemma_ in WORDS["verbs.fleeing"] and word.dep_ in ("dobj", "pobj"):
        return is_harm or ent.label_ == "ORG"
    match word.head.lower_ if word.dep_ == "pobj" else "":
        case "by":
            return is_harm or above.lemma_ in WORDS["verbs.harming"] | WORDS["verbs.committing"]
        case "of" | "from":
            return is_harm and above.lemma_.lower() in WORDS["agents.sufferers"] | WORDS["classes.people"]
    return is_harm and word.head.lower_ == "against"


def called(name: Token) -> set[str]:
    """Return the common nouns in front of a name, as what it is called: "the frigate Tromp"."""
    if name.pos_ != "PROPN":
        return set()
    return {child.lemma_.lower() for child in name.lefts if child.dep_ in ("compound", "nmod") and child.pos_ == "NOUN"}


def is_called(name: Token, words: frozenset[str]) -> bool:
    """Return whether a name has a common noun of a class in front."""
    return not words.isdisjoint(called(name))


def singular(noun: Token) -> str:
    """Return a noun's lemma in lower case, without the plural that the tagger leaves on names ("NATO Allies")."""
    lemma = noun.lemma_.lower()
    if noun.pos_ != "PROPN" or not lemma.endswith("s") or lemma.endswith("ss"):
        return lemma
    return lemma[:-3] + "y" if lemma.endswith("ies") else lemma[:-1]


def is_behind(patron: Span) -> bool:
    """Return whether a state only stands behind those who act: "Rwanda-backed M23 rebels"."""
    words = [token.lower_ for token in patron.doc[patron.end : patron.end + 2]]
    return len(words) == 2 and words[0] in ("-", "–") and words[1] in WORDS["agents.behind"]


def holds_office(state: Token, person: Token) -> bool:
    """Return whether a name that the parser coordinates with a state is its office's: "the minister of Chad, Jane Roe"."""
    is_of_office = state.ent_type_ == "GPE" and state.dep_ == "pobj" and state.head.lower_ in ("of", "for")
    return is_of_office and person.doc[person.left_edge.i - 1].text == ","


def follows_and(preposition: Token) -> bool:
    """Return whether a preposition repeats one before it: "the ministers of Chad and of Mali"."""
    return preposition.dep_ == "prep" and preposition.doc[preposition.i - 1].lower_ in ("and", "or")


def object_before(pronoun: Token) -> Token | None:
    """Return whose deed is told behind "for": "sanctioned three firms for their support", not the one who sanctions."""
    noun = pronoun.head
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("for", "following", "after", "over"):
        return None
    verb = noun.head.head if noun.head.head.pos_ == "VERB" else noun.head.head.head
    done = [child for child in verb.rights if child.dep_ == "dobj" and child.i < pronoun.i] if verb.pos_ == "VERB" else []
    hit = [head for word in ("on", "against") for head in phrases_with(word, [verb, *done]) if head.i < pronoun.i]
    return next(iter(hit), None) or (next(iter(done), None) if noun.head.lower_ == "for" else None)


def is_wronged(ent: Span) -> bool:
    """Return whether somebody is named as whom others wrong: "those who undermine the sovereignty of Chad"."""
    word = ent.root
    for _ in range(4):
        if word.head.lemma_ in WORDS["verbs.undermining"] and word.i > word.head.i:
            return True
        word = word.head
    return False


def is_sent(ent: Span) -> bool:
    """Return whether a name is that of a ship of a navy, or of an operation: "France's Operation Barkhane"."""
    is_ship = ent.label_ == "PRODUCT" and (bool(ent.kb_id_) or ent[0].text in SHIPS)
    return is_ship or (ent.label_ == "EVENT" and bool(ent.kb_id_) and ent[0].lower_ == "operation")


def is_question(sentence: Span) -> bool:
    """Return whether a sentence asks, and so asserts nothing."""
    last = next((text for token in reversed(list(sentence[-3:])) if (text := token.text.rstrip(" \n\"”’'"))), "")
    return last.endswith("?")
