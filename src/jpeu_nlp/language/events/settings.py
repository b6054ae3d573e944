"""When and where: the date and the place of an event's own clause.

In goes a trigger with its sentence, out come a date mention and a place. A date of the verb of speech ("said on Friday")
is not the date of what was said; so the nearest verb above a date must be the trigger's.
"""

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.match import Match
from jpeu_nlp.language.events.participants import Scene
from jpeu_nlp.language.events.syntax import CARRYING, phrases_with
from jpeu_nlp.records import DateMention

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
BOUND = ("toward", "towards", "into", "to")
"""Where forces, missiles and help are bound; a country that is helped is the recipient, not the place."""
OF_SPEECH = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT"})


def clause_of(token: Token) -> Token:
    """Return the verb that governs a token."""
    cur = token
    while cur.head != cur and (cur.pos_ not in ("VERB", "AUX") or cur.dep_ in ("aux", "auxpass", "amod")):
        cur = cur.head
    return cur


def find_date(
    trigger: Token, chain: tuple[Token, ...], others: set[int], sentence: Span, dates: tuple[DateMention, ...]
) -> DateMention | None:
    """Return the date of a trigger's clause: its own, else one on a verb above that is no event of its own."""
    inside = [date for date in dates if sentence.start_char <= date.start_char < sentence.end_char]
    if not inside:
        return None
    if trigger.pos_ not in ("VERB", "AUX"):  # a noun event is dated by its own words, or those of the verb of which it is the subject
        own_words = {token.idx for token in trigger.subtree}
        found = next((date for date in inside if date.start_char in own_words), None)
        if found is not None or trigger.dep_ not in ("nsubj", "nsubjpass"):
            return found
    own = clause_of(trigger)
    scored: list[tuple[int, int, DateMention]] = []
    for date in inside:
        span = trigger.doc.char_span(date.start_char, date.end_char, alignment_mode="expand")
        if span is None:
            continue
        verb = clause_of(span.root)
        distance = abs(span.root.i - trigger.i)
        if verb.i in (own.i, trigger.i):
            scored.append((0, distance, date))
        elif is_opening(verb, own):
            scored.append((1, distance, date))
        elif verb.i in others and not (verb.dep_ == "xcomp" and verb.head.i == own.i and len(inside) == 1):
            continue
        elif verb.dep_ == "xcomp" and clause_of(verb.head).i == own.i:
            scored.append((1, distance, date))
        elif any(verb.i == above.i for above in chain):
            scored.append((2, distance, date))
        elif len(inside) == 1 and verb.dep_ not in ("relcl", "acl", "ccomp") and span.root.i < own.i:
            scored.append((3, distance, date))
    return min(scored, key=lambda item: item[:2])[2] if scored else None


def is_opening(verb: Token, main: Token) -> bool:
    """Return whether a participle opens the clause of another verb and shares its day and place ("Visiting Oslo on Monday, he ...")."""
    return verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.head.i == main.i and verb.i < main.i


def place_of(match: Match, verb: Token, above: tuple[Token, ...], recipients: list[Span], scene: Scene) -> Span | None:
    """Return where an event happened: a place that is told, else what its type or pattern lets stand for one."""
    place = told_place(match, verb, scene)
    if place is None:
        place = place_around(match, verb, above, recipients, scene)
    if place is None and "there" in match.pattern.flags:
        return next((span for span in recipients if span.label_ == "GPE"), None)
    if match.pattern.event_type in OF_SPEECH and place is not None and place in recipients and place.root.head.lower_ != "in":
        return None  # "lashed out at the Netherlands"
    return place


def told_place(match: Match, verb: Token, scene: Scene) -> Span | None:
    """Return the place in an event's clause, or the one that the act itself bears on."""
    event_type = match.pattern.event_type
    place = find_place(verb, match.nouns, scene, of_speech=event_type in OF_SPEECH)
    if place is None and event_type in ("MOBILIZE", "AID", "PROTEST", "RETREAT") and (bound := bound_place(match, verb, scene)) is not None:
        return bound
    if place is None and event_type in ("ASSAULT", "PROTEST", "COERCE", "RETREAT"):
        heads = (*match.objects, *match.nouns)
        if verb.pos_ == "NOUN":  # "the blockade of Odesa", "a strike on Odesa"
            towns = [place_in(head, scene) for word in ("of", "on", "against") for head in phrases_with(word, [verb])]
            return next((span for span in towns if span is not None and is_spot(span)), None)
        if event_type in ("RETREAT", "COERCE"):
            heads += tuple(phrases_with("from", [verb, *heads]))
        if event_type == "RETREAT":
            heads += tuple(phrases_with("of", [verb, *verb.children]))
        place = find_target_place(heads, scene)
        if place is not None and place.label_ == "GPE" and event_type in ("ASSAULT", "COERCE") and place.root in match.objects:
            return place if is_spot(place) else None  # "attacked Ukraine" names no place, "attacked Odesa" does
    return place


def bound_place(match: Match, verb: Token, scene: Scene) -> Span | None:
    """Return where forces, missiles, help or a crowd are bound, or where people are brought away from."""
    words = (*BOUND, "from") if match.pattern.event_type == "AID" else BOUND
    is_force = match.pattern.event_type == "MOBILIZE"
    found = (place_in(head, scene) for word in words for head in phrases_with(word, [verb, *match.objects]))
    return next((span for span in found if span is not None and (is_force or is_spot(span))), None)


def place_around(match: Match, verb: Token, above: tuple[Token, ...], recipients: list[Span], scene: Scene) -> Span | None:
    """Return a place anywhere in the clause, or in a clause that the event shares: that of a decision, of an opening participle.

    Places inside the subject count only where they tell of police and courts ("prosecutors in Oslo indicted"); what an act of
    speech is about happened elsewhere.
    """
    if verb.pos_ not in ("VERB", "AUX"):
        return None
    own = clause_of(verb)
    shared = [own, *(token for token in above if token.pos_ in ("VERB", "AUX") and token.lemma_ not in WORDS["speech.verbs"])]
    if own.dep_ == "conj" and own.head not in shared:
        shared.append(own.head)
    of_speech = match.pattern.event_type in OF_SPEECH
    best: tuple[int, Span] | None = None
    for token in own.sent:
        clause = clause_of(token)
        if clause.dep_ == "acl" and clause.lemma_ in WORDS["places.staying"]:
            clause = clause_of(clause.head)  # "aboard a frigate moored at Toulon"
        opening = is_opening(clause, own)
        if not opening and (clause not in shared or (own.dep_ == "conj" and clause == own.head and token.i > clause.i)):
            continue
        if any(between.text == ";" for between in own.doc[min(own.i, token.i) : max(own.i, token.i)]):
            continue
        if opening and token.dep_ == "dobj" and clause.lemma_ in ("visit", "tour") and (place := place_in(token, scene)) is not None:
            return place
        if place_rank(token) != 0 or not is_setting(token, clause, of_speech=of_speech and not opening):
            continue
        for inner in token.rights:
            place = place_in(inner, scene) if inner.dep_ == "pobj" else None
            if place is not None and place not in recipients and (best is None or shared.index(clause if not opening else own) < best[0]):
                best = (shared.index(clause if not opening else own), place)
    return best[1] if best else dateline(own.sent, scene)


def dateline(sentence: Span, scene: Scene) -> Span | None:
    """Return the town in front of a headline ("Tbilisi: thousands rally")."""
    ent = scene.ent_at.get(sentence.start)
    is_head = ent is not None and ent.label_ == "GPE" and "-" in ent.kb_id_ and ent.end < len(ent.doc) and ent.doc[ent.end].text == ":"
    return ent if is_head else None


def is_setting(preposition: Token, clause: Token, *, of_speech: bool) -> bool:
    """Return whether a phrase deep inside a clause still tells where the clause happened."""
    cur = preposition
    while cur.head != cur and cur.head != clause:
        cur = cur.head
        if cur.lemma_.lower() in WORDS["agents.others"]:
            return False  # "with partners in Australia"
        about = of_speech and cur.i > clause.i and cur.dep_ in ("dobj", "prep") and cur.lower_ not in ("with", "to")
        if about or (cur.pos_ in ("VERB", "AUX") and cur.lemma_ not in WORDS["places.staying"]):
            return False
    if cur.dep_ in ("nsubj", "nsubjpass"):
        return cur == preposition.head and cur.lemma_.lower() in WORDS["agents.local"]
    return True


def find_place(trigger: Token, nouns: tuple[Token, ...], scene: Scene, *, of_speech: bool = False) -> Span | None:
    """Return where it happened: a place behind "in", "at", "near" in the trigger's clause or on its nouns.

    `of_speech` is for acts of speech: what is condemned happened elsewhere, so only the verb's own phrases count.
    """
    best: tuple[int, int, Span] | None = None
    governing = (clause_of(trigger),) if trigger.pos_ in ("VERB", "AUX") else ()
    queue = [(anchor, 0) for anchor in dict.fromkeys((trigger, *(() if of_speech else (*nouns, *governing))))]
    while queue:
        anchor, depth = queue.pop(0)
        for child in anchor.children:
            if depth < 3 and child.dep_ in CARRYING and child.i > anchor.i and not of_speech:
                queue.append((child, depth + 1))
            rank = place_rank(child)
            if rank is None:
                continue
            for inner in child.rights:
                place = place_in(inner, scene) if inner.dep_ == "pobj" else None
                if place is not None and (best is None or (rank + 2 * depth, place.start) < best[:2]):
                    best = (rank + 2 * depth, place.start, place)
    return best[2] if best else None


def is_spot(place: Span) -> bool:
    """Return whether a place is smaller than a country."""
    return place.label_ != "GPE" or not place.kb_id_ or "-" in place.kb_id_


def place_rank(child: Token) -> int | None:
    """Return how directly a preposition tells a place, smaller is better; None where it tells none."""
    if child.lower_ == "of" and child.head.lower_ in WORDS["places.directions"]:
        return 0  # "thirty miles east of Rhodes"
    if child.dep_ not in ("prep", "agent") or child.lower_ not in WORDS["places.prepositions"]:
        return None
    return 0 if child.lower_ in WORDS["places.near"] else 1


def place_in(noun: Token, scene: Scene, depth: int = 0) -> Span | None:
    """Return the place that a noun names, or the one beside a word for a place ("the port of Odesa", "waters off Japan")."""
    ent = scene.ent_at.get(noun.i)
    if ent is not None:
        return ent if ent.label_ in PLACE_LABELS else None
    if is_unknown_name(noun):
        return noun.doc[noun.left_edge.i : noun.i + 1]
    if depth > 2 or noun.lemma_.lower() not in WORDS["places.nouns"]:
        return None
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "off", "near", "at", "around"):
            for inner in child.rights:
                found = place_in(inner, scene, depth + 1) if inner.dep_ == "pobj" else None
                if found is not None:
                    return found
    for roles in (("compound", "appos", "nmod"), ("poss",)):  # "Guyana's Essequibo region", "Georgia's Vaziani air base"
        named = (scene.ent_at.get(child.i) for child in noun.children if child.dep_ in roles)
        found = next((ent for ent in named if ent is not None and ent.label_ in PLACE_LABELS), None)
        if found is None and roles[0] == "compound":
            found = unknown_town(noun, scene)
        if found is not None:
            return found
    return None


def is_unknown_name(noun: Token) -> bool:
    """Return whether a name that nobody knows stands where a place would ("beneath Fangataufa", "near Bunagana")."""
    if noun.pos_ != "PROPN" or noun.ent_type_ or not noun.is_alpha or not noun.is_title or noun.head.dep_ != "prep":
        return False
    days = [(date.start_char, date.end_char) for date in noun.doc._.dates]
    own_words = noun.doc[noun.left_edge.i : noun.i + 1]
    is_plain = all(token.pos_ == "PROPN" and token.is_title for token in own_words) and len(own_words) <= 3
    return is_plain and noun.head.lower_ in WORDS["places.standing"] and not any(start <= noun.idx < end for start, end in days)


def unknown_town(noun: Token, scene: Scene) -> Span | None:
    """Return the name in "the port of X", "X air base" where nobody knows the place: it is a place all the same."""
    if noun.lemma_.lower() not in WORDS["places.towns"]:
        return None
    behind = [inner for child in noun.rights if child.lower_ == "of" for inner in child.rights if inner.dep_ == "pobj"]
    for name in (*behind, *(child for child in noun.lefts if child.dep_ in ("compound", "nmod"))):
        ent = scene.ent_at.get(name.i)
        if name.pos_ == "PROPN" and (ent is None or (not ent.kb_id_ and ent.label_ != "NORP")):
            return ent if ent is not None else noun.doc[name.left_edge.i : name.i + 1]
    return None


def find_target_place(nouns: tuple[Token, ...], scene: Scene) -> Span | None:
    """Return the place that an act itself bears on: the port that was shelled, the streets that filled, the city that was left."""
    for noun in nouns:
        found = place_in(noun, scene)
        if found is not None:
            return found
    return None
