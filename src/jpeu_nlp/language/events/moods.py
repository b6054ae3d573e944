"""What the reading of modes asks of a clause: whether it is supposed, awaited, refused, a heading, or done by being said.

In go spaCy tokens, out come answers.
"""

from spacy.tokens import Token

from jpeu_nlp.language.events.lexicon import WORDS

FIRST = frozenset({"first", "second", "third", "latest", "last", "only"})


def is_supposed(verb: Token, above: Token) -> bool:
    """Return whether a clause supposes something: "Were Chad to invade Mali"."""
    return above.lower_ == "were" and verb.i > above.i and any(child.dep_ == "nsubj" and child.i > above.i for child in above.rights)


def is_awaited(preposition: Token) -> bool:
    """Return whether what follows is looked forward to: "looks forward to welcoming", "to the chance to meet"."""
    verb = preposition.head
    return preposition.lower_ == "to" and verb.lemma_ == "look" and any(child.lower_ == "forward" for child in verb.rights)


def is_heading(verb: Token, head: Token) -> bool:
    """Return whether a gerund is a heading in front of its sentence ("Removing barriers: The two will ...")."""
    between = verb.doc[verb.i : head.i]
    return verb.tag_ == "VBG" and verb.i - verb.sent.start < 2 and any(token.text == ":" for token in between)


def is_first(verb: Token) -> bool:
    """Return whether somebody is said to be the first to do something."""
    ranks = (word for child in verb.rights if child.dep_ == "attr" for word in child.lefts)
    return any(word.lower_ in FIRST for word in ranks)


def is_refusal(verb: Token) -> bool:
    """Return whether somebody would not do something: "would not meet the envoy", "was unable to attend", but not "would not have met"."""
    if verb.head.lower_ == "unable" and verb.lemma_ in WORDS["verbs.coming"]:
        return True
    if verb.dep_ == "xcomp" and verb.head.lemma_ in WORDS["verbs.choosing"]:
        return True  # "chose not to join"
    auxiliaries = {child.lower_ for child in verb.lefts if child.dep_ == "aux"}
    return bool(auxiliaries & {"would", "'d"}) and not auxiliaries & {"have", "'ve"} and any(child.dep_ == "neg" for child in verb.lefts)


def has_subject(verb: Token) -> bool:
    """Return whether a verb has a subject of its own."""
    return any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in verb.children)


def is_performed(verb: Token, head: Token) -> bool:
    """Return whether somebody who speaks does it by saying so: "I would like to thank", "we wish to convey our gratitude"."""
    is_meant = head.lemma_ in ("like", "wish", "want") and verb.lemma_ in WORDS["verbs.performing"]
    is_denied = any(child.dep_ == "neg" for child in head.lefts)
    return is_meant and not is_denied and any(child.dep_ == "nsubj" and child.lower_ in ("i", "we") for child in head.lefts)


def is_conveyed(verb: Token, head: Token) -> bool:
    """Return whether somebody met or called another to say something that is an act: "spoke with him to condemn the raid"."""
    is_said = verb.lemma_ in WORDS["verbs.performing"] | WORDS["verbs.judging"]
    return verb.dep_ == "advcl" and is_said and head.lemma_ in WORDS["verbs.conferring"]


def is_judgement(noun: Token) -> bool:
    """Return whether a statement or resolution is told by what it says: "adopted a resolution condemning the drills"."""
    is_paper = noun.lemma_.lower() in WORDS["nouns.statements"]
    said = WORDS["verbs.judging"] | WORDS["clauses.content"]
    return is_paper and any(child.dep_ in ("acl", "advcl") and child.tag_ == "VBG" and child.lemma_ in said for child in noun.rights)


def is_reproach(verb: Token) -> bool:
    """Return whether a gerund tells what somebody else is accused of or thanked for: "accused Beijing of ramming a boat"."""
    return verb.dep_ == "pcomp" and verb.head.lower_ in ("of", "for", "with") and verb.head.head.lemma_ in WORDS["verbs.reproaching"]
