"""Lists that the parser tore: names that belong to a list and hang elsewhere.

In goes the head of a list, out come the heads of those of its names that the parser hung inside another name, on the verb, on
a day, or on the holder of an office. What is coordinated as it should be is no matter of this module.
"""

from collections.abc import Iterator, Mapping

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.lexicon import WORDS

OFFICES = WORDS["agents.offices"] | WORDS["agents.posts"]


def torn_fellows(head: Token) -> Iterator[Token]:
    """Yield the names of a list that hang elsewhere than on its head."""
    if head.ent_type_ in ("GPE", "ORG"):
        yield from inside_name(head)
    elif head.pos_ == "PROPN" and head.ent_type_ != "PERSON":
        yield from behind_holder(head)
    if head.dep_ in ("dobj", "pobj", "nsubjpass") and head.ent_type_ == "ORG":
        yield from in_apposition(head)
    if head.ent_type_ == "GPE":
        yield from on_day(head)
    if head.dep_ == "pobj" and head.head.dep_ == "prep":
        yield from on_verb(head)


def inside_name(head: Token) -> Iterator[Token]:
    """Yield what hangs inside a name of several words: Mexico in "the Republic of Korea, Mexico"."""
    inner = (child for child in head.rights if child.dep_ == "prep" and child.ent_type_ == head.ent_type_)
    return (one for child in inner for noun in child.rights for one in noun.rights if one.dep_ == "conj")


def behind_holder(head: Token) -> Iterator[Token]:
    """Yield who hangs on the holder of an office: Doe in "the envoy for Peace Affairs Jane Roe and Minister John Doe"."""
    fields = (noun for child in head.rights if child.dep_ == "prep" and child.lower_ == "for" for noun in child.rights)
    holders = (noun for noun in fields if noun.ent_type_ == "PERSON")
    return (one for holder in holders for one in holder.rights if one.dep_ == "conj" and one.ent_type_ == "PERSON")


def in_apposition(head: Token) -> list[Token]:
    """Return groups that were read as other names of the first: "designated Boko Haram, MS-13, and the Gulf Cartel"."""
    listed = [child for child in head.rights if child.dep_ == "appos" and child.ent_type_ == "ORG" and child.ent_kb_id_]
    is_list = len(listed) > 1 or any(inner.dep_ == "conj" for child in listed for inner in child.rights)
    return [child for child in listed if is_list and child.ent_kb_id_ != head.ent_kb_id_]


def on_day(head: Token) -> Iterator[Token]:
    """Yield the last of a list that hangs on the day behind it: Niger in "to Chad, Mali, and Niger July 4-6"."""
    doc, last = head.doc, head.right_edge.i + 1
    while last < len(doc) - 1 and doc[last].lower_ in (",", "and", "the"):
        last += 1
    behind = doc[min(last, len(doc) - 1)]
    if behind.ent_type_ == "GPE" and behind.dep_ in ("compound", "nmod") and behind.head.dep_ == "npadvmod":
        yield behind


def on_verb(head: Token) -> Iterator[Token]:
    """Yield persons who hang on the verb: Doe in "spoke with President Roe of Chad, and Minister Doe of Mali"."""
    above = head.head.head if head.head.head.pos_ in ("VERB", "AUX") else head.head.head.head
    if above.pos_ in ("VERB", "AUX"):
        joined = (child for child in above.rights if child.dep_ == "conj" and child.i > head.i)
        yield from (child for child in joined if child.pos_ == "PROPN" and child.ent_type_ == "PERSON")


def listed_offices(verb: Token, heads: list[Token], ent_at: Mapping[int, Span]) -> list[Span]:
    """Return for whom the holders of offices act who are listed in front of a verb or behind its "by", whatever the parser made of them.

    "The Minister of Chad, Jane Roe, the Minister of the Republic of Mali, John Doe, and Secretary Poe of Niger met" is one list.
    """
    if not heads:
        return []
    start = heads[0].left_edge.i
    end = verb.i if start < verb.i else verb.sent.end
    stop = next((token.i for token in verb.doc[start:end] if is_clause(token)), end)
    if stop < verb.i or OFFICES.isdisjoint(word.lower_ for word in verb.doc[start:stop]):
        return []
    found: list[Span] = []
    persons: list[Span] = []
    is_cut = False  # "the Commissioner for Peace and Security of the African Union" is one office
    for i in range(start, stop + 1):
        if i < stop and verb.doc[i].text != "," and verb.doc[i].lower_ != "and":
            continue
        segment = verb.doc[start:i]
        start = i + 1
        known = [ent_at[word.i] for word in segment if word.i in ent_at and ent_at[word.i].kb_id_]
        persons += [ent for ent in known if ent.label_ == "PERSON"]
        if any(word.lower_ in OFFICES for word in segment) or is_cut:
            posted = [ent for ent in known if ent.start == segment.start or ent.doc[ent.start - 1].lower_ != "to"]
            states = [ent for ent in posted if ent.label_ in ("GPE", "NORP")]  # "the Ambassador of Chad to ASEAN"
            states = (states or [ent for ent in posted if ent.label_ == "ORG"])[:1]
            is_cut = not states and not is_cut and i < stop and verb.doc[i].lower_ == "and"
            found += states
    listed = found or persons  # "Foreign Minister Jane Roe, and Minister of Defence John Doe"
    return list(dict.fromkeys(listed)) if len(listed) > 1 else []


def is_clause(token: Token) -> bool:
    """Return whether a word ends a list of names: a verb, a relative, "with"."""
    return (token.pos_ == "VERB" and token.dep_ != "amod") or token.lower_ in ("with", "who", "which", "that", ".", ";")


def reach_of_list(head: Token, ent_at: Mapping[int, Span]) -> range:
    """Return the words of a list of names behind its head, as far as nothing but names, "and" and brackets stand there."""
    last = head.i
    while last + 1 < len(head.doc) and (last + 1 in ent_at or head.doc[last + 1].lower_ in (",", "and", "the", "(", ")")):
        last += 1
    return range(head.i, last + 1)


def group_before(pronoun: Token, ent_at: Mapping[int, Span]) -> list[Span]:
    """Return the last country or organisation named before "they" in its sentence, with those listed before it."""
    for i in range(pronoun.i - 1, pronoun.sent.start - 1, -1):
        ent = ent_at.get(i)
        if ent is not None and ent.kb_id_ and ent.label_ in ("GPE", "ORG"):
            first = ent.root
            while first.dep_ == "conj" and first.head.i in ent_at:
                first = first.head
            listed = [ent_at[one.i] for one in (first, *first.conjuncts) if one.i < pronoun.i and one.i in ent_at]
            return [one for one in dict.fromkeys(listed) if one.label_ in ("GPE", "ORG")] or [ent]
    return []
