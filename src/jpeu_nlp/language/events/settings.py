"""Where: the place of an event's own clause, or one that its act lets stand for it.

In goes a match with its sentence, out comes a place. What an act is about happened elsewhere ("condemned the killings in Bucha"), so
no place is taken from behind a topic.
"""

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.clauses import (
    BODILY,
    clause_of,
    is_closing,
    is_issued,
    is_joined,
    is_opening,
    relative_word,
    sharing,
)
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.match import Match, names_type
from jpeu_nlp.language.events.places import (
    continues_topic,
    dateline,
    is_aside,
    is_bound,
    is_carrying,
    is_crossed,
    is_spot,
    is_topic,
    may_tell,
    narrowed,
    place_behind,
    place_in,
    place_rank,
)
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.syntax import in_date, objects_of, phrases_with
from jpeu_nlp.language.events.targets import (
    besieged_town,
    bound_place,
    find_target_place,
    goal_of,
    home_of_crowd,
    invaded_land,
    is_of_others,
    patrolled_place,
    place_of_call,
    town_in_object,
    town_of_noun,
    unknown_name,
    visited_place,
    wished_place,
)

OF_SPEECH = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT"})
BEARING = frozenset({"ASSAULT", "PROTEST", "COERCE", "RETREAT", "CONCEDE"})
"""Types whose object may be the place: the town that is shelled, left, sealed off, opened."""
GOING = frozenset({"MOBILIZE", "AID", "PROTEST", "RETREAT", "COOPERATE"})
"""Types whose forces, help and people go to the place."""


def place_of(match: Match, verb: Token, above: tuple[Token, ...], recipients: list[Span], scene: Scene) -> Span | None:
    """Return where an event happened: a place that is told, else what its type or pattern lets stand for one."""
    event_type = match.pattern.event_type
    if event_type in ("ASSAULT", "COERCE", "SANCTION", "REJECT") and is_vowed(verb, above):
        return place_around(match, verb, above, recipients, scene, is_vow=True)
    place = told_place(match, verb, scene)
    if place is None:
        place = place_around(match, verb, above, recipients, scene)
    if place is None and "there" in match.pattern.flags:
        return next((span for span in recipients if span.label_ == "GPE"), None)
    if place is None and match.pattern.event_type in BEARING and verb.dep_ == "advcl" and verb.tag_ == "VBG":
        place = town_in_object(objects_of(verb.head), scene)  # "Giving in to Oslo, Riga reopened the Valga crossing"
    is_aim = is_speech(match) and place is not None and place in recipients and place.root.head.lower_ != "in"
    if place is None or (is_aim and place.start != verb.sent.start):
        return None  # "lashed out at the Netherlands"
    return narrowed(place, scene)


def is_vowed(verb: Token, above: tuple[Token, ...]) -> bool:
    """Return whether an act is only vowed, or announced by those who speak: "vowed to shut the strait"."""
    is_ahead = any(child.dep_ == "aux" and child.lower_ in ("would", "will", "'ll") for child in verb.lefts)
    is_said = verb.dep_ == "ccomp" and verb.head.lemma_ in WORDS["places.warning"]
    return (is_ahead and is_said) or any(token.lemma_ in WORDS["places.vowing"] for token in above)


def is_speech(match: Match) -> bool:
    """Return whether an act is done by words, so that what it is about happened elsewhere."""
    if match.pattern.event_type == "SUPPORT":
        return match.token.lemma_ in WORDS["places.praising"]
    if match.pattern.event_type == "SANCTION" and match.token.lemma_ not in WORDS["places.hindering"]:
        closed = (noun.lemma_.lower() for noun in (*match.nouns, *match.objects))
        return WORDS["places.towns"].isdisjoint(closed)  # "sanctioned officials in Minsk", but "closed the crossing near Narva"
    is_entry = any(noun.lemma_.lower() in WORDS["places.gates"] for noun in (*match.nouns, *match.objects))
    return match.pattern.event_type in OF_SPEECH and not (match.pattern.event_type == "REJECT" and is_entry)  # "refused entry at Narita"


def topics_of(match: Match) -> frozenset[str]:
    """Return the prepositions and nouns behind which stands what an act is about, not where it took place.

    Talks on fisheries in Oslo were held there, talks on the fighting in Goma were not.
    """
    topics = WORDS["places.topics"]
    if match.pattern.event_type == "CONCEDE":
        return topics - {"on", "against"}  # "apologised for the raid near Narva"
    if match.pattern.event_type in BODILY:
        return topics - {"on", "for", "against"}
    return topics if is_speech(match) else topics - WORDS["places.matters"] | WORDS["places.happenings"]


def told_place(match: Match, verb: Token, scene: Scene) -> Span | None:
    """Return the place in an event's clause, or the one that the act itself bears on."""
    event_type = match.pattern.event_type
    if event_type in ("ASSAULT", "COERCE", "RETREAT") and (town := besieged_town(match, verb, scene)) is not None:
        return town
    is_talk = event_type == "CONSULT"
    nouns = () if is_talk and verb.lemma_ in WORDS["places.discussing"] else match.nouns  # "discussed the situation in Libya"
    place = find_place(verb, nouns, scene, of_speech=is_speech(match), topics=topics_of(match))
    if place is not None and is_talk and place.root.head.lower_ == "on" and place.root.head.head in match.nouns:
        place = None  # "held talks on the Middle East"
    if place is None and event_type in ("CONSULT", "AGREE"):
        place = place_of_call(verb, match, scene)
    if place is None and event_type in GOING and (bound := bound_place(match, verb, scene)) is not None:
        return bound
    if place is None and event_type in BEARING:
        heads = (*match.objects, *match.nouns)
        if verb.pos_ == "NOUN":  # "the blockade of Odesa", "a strike on Odesa", "the withdrawal from Niamey"
            return town_of_noun(verb, scene, *(("from",) if event_type == "RETREAT" else ())) or invaded_land(verb, match.objects, scene)
        if event_type in ("RETREAT", "COERCE"):
            heads += tuple(phrases_with("from", [verb, *heads]))
        if event_type == "RETREAT":
            heads += tuple(phrases_with("of", [verb, *verb.children]))
        place = find_target_place(heads, scene, of_retreat=event_type == "RETREAT")
        if place is not None and place.label_ == "GPE" and event_type != "RETREAT" and place.root in match.objects:
            place = place if is_spot(place) else invaded_land(verb, match.objects, scene)  # "attacked Ukraine" names no place
    if place is None and event_type == "ASSAULT" and verb.lemma_ in WORDS["places.dropping"]:  # "dropped bombs on Orikhiv"
        place = next((span for head in phrases_with("on", [verb]) if (span := unknown_name(head, scene)) is not None), None)
    if place is None and event_type == "ASSAULT":  # "a raid on Jeddah set a depot ablaze"
        raids = [child for child in verb.lefts if child.dep_ == "nsubj" and names_type(child, event_type, scene.lexicon)]
        found = (town_of_noun(noun, scene) or find_place(noun, (), scene) for noun in raids)
        place = next((town for town in found if town is not None), None)
    if place is None and event_type == "MOBILIZE":  # "circled the Baltic Sea"
        place = patrolled_place(match, scene) or next((span for aim in verb.rights if (span := aimed_at(aim, scene)) is not None), None)
    if place is None and event_type == "PROTEST":
        place = home_of_crowd(verb, scene)
    return wished_place(match, scene) if place is None and event_type == "REJECT" else place


def place_around(
    match: Match, verb: Token, above: tuple[Token, ...], recipients: list[Span], scene: Scene, *, is_vow: bool = False
) -> Span | None:
    """Return a place anywhere in the clause, or in a clause that the event shares: that of a decision, of an opening participle.

    Places inside the subject count only where they tell of police and courts ("prosecutors in Oslo indicted"); what an act of
    speech is about happened elsewhere. Of what is vowed, only the place of the vow counts.
    """
    if verb.pos_ not in ("VERB", "AUX"):
        return place_of_clause(verb, scene) or dateline(verb.sent, scene)
    own = clause_of(verb)
    of_speech = is_speech(match)
    topics = topics_of(match)
    shared = sharing(own, above, of_speech=of_speech, is_vow=is_vow)
    best: tuple[int, Span] | None = None
    for token in filter(may_tell, own.sent):
        clause = clause_of(token)
        if clause.dep_ == "acl" and clause.lemma_ in WORDS["places.staying"]:
            clause = clause_of(clause.head)  # "aboard a frigate moored at Toulon"
        opening = any(is_opening(clause, main) for main in (own, *above))
        closing = (not of_speech and is_closing(clause, own)) or is_issued(clause, own)
        is_late = clause == own.head and token.i > clause.i and not is_joined(own, match, scene)
        if not (opening or closing) and (clause not in shared or is_late):
            continue
        if is_crossed(token) or (clause == own.head and token.head != clause and is_of_others(own, clause)):
            continue
        if any(between.text == ";" for between in own.doc[min(own.i, token.i) : max(own.i, token.i)]):
            continue
        if opening and token.dep_ == "dobj" and clause.lemma_ in ("visit", "tour") and (place := place_in(token, scene)) is not None:
            return place
        rank = shared.index(clause if not (opening or closing) else own)
        if (visited := visited_place(token, clause, scene)) is not None and (best is None or rank < best[0]):
            best = (rank, visited)
            continue
        is_from = of_speech and token.lower_ == "from" and token.i == own.sent.start and token.head == clause  # "From Tripoli, he urged"
        is_on = not of_speech and token.lower_ == "on" and token.dep_ == "prep" and token.head == clause != own.head  # "let go on Jolo"
        if place_rank(token) != 0 and not is_from and not is_on:
            continue
        if not is_setting(token, clause, scene, topics, of_speech=of_speech and not opening):
            continue
        place = place_behind(token, scene)
        if place is not None and place not in recipients and (best is None or rank < best[0]):
            best = (rank, place)
    return best[1] if best else place_before(own, scene) or dateline(own.sent, scene)


def place_before(own: Token, scene: Scene) -> Span | None:
    """Return the place in front of a clause: "in Adıyaman, where ...", "came to Entebbe and ...", "Near Mosul, on 3 May, ..."."""
    if (found := relative_word(own)) is not None:
        word, noun = found
        place = place_in(noun, scene) or (unknown_name(noun, scene) if word.lower_ == "where" else None)
        if place is not None and not in_date(noun):
            return place
        nouns = (token for token in reversed(own.doc[max(own.sent.start, word.i - 15) : word.i]) if token.dep_ == "pobj")
        places = (place_in(token, scene) for token in nouns if place_rank(token.head) is not None)
        return next((place for place in places if place is not None), None)
    if own.dep_ == "conj" and not any(child.dep_ == "nsubj" for child in own.lefts):
        return goal_of(own.head, scene)
    leaving = own.head.head if own.dep_ == "pcomp" and own.head.lower_ == "after" else own.head
    if own.dep_ in ("pcomp", "advcl") and leaving.lemma_ in WORDS["places.going"]:  # "flew home from Suva, having handed over vaccines"
        left = phrases_with("from", [leaving]) + [child for child in leaving.rights if child.dep_ == "dobj"]
        return next((place for head in left if (place := place_in(head, scene)) is not None and is_spot(place)), None)
    first = own.sent[0]  # which the parser takes for a name
    if first.dep_ == "compound" and first.lower_ in ("near", "off", "outside", "inside", "above", "around", "beneath"):
        ent = scene.ent_at.get(first.head.i)
        return ent if ent is not None and ent.label_ in ("GPE", "LOC", "FAC") else None
    return None


def place_of_clause(noun: Token, scene: Scene) -> Span | None:
    """Return where an act told by the subject took place: "the sit-in ringed the headquarters in Khartoum"."""
    verb = noun.head
    if noun.dep_ != "nsubj" or verb.pos_ != "VERB" or verb.lemma_ in WORDS["speech.verbs"]:
        return None
    objects = objects_of(verb)
    if any(child.lemma_.lower() in WORDS["places.feelings"] for child in objects):
        return None  # "drew criticism in Oslo"
    return find_place(verb, (), scene) or next(
        (place for child in objects if child.pos_ == "NOUN" and (place := place_in(child, scene)) is not None and is_spot(place)), None
    )


def is_setting(preposition: Token, clause: Token, scene: Scene, topics: frozenset[str], *, of_speech: bool) -> bool:
    """Return whether a phrase deep inside a clause still tells where the clause happened."""
    cur = preposition
    is_behind = preposition.i > clause.i
    if is_behind and (clause.pos_ == "NOUN" or (of_speech and continues_topic(preposition, scene, topics))):
        return False
    while cur.head != cur and cur.head != clause and not is_aside(preposition):
        cur = cur.head
        if cur.lemma_.lower() in WORDS["agents.others"]:
            return False  # "with partners in Australia"
        is_past = cur.dep_ == "pobj" and cur.head.lower_ in ("before", "after", "since", "despite")
        if is_topic(cur, scene, topics) or (is_past and cur.lemma_.lower() in WORDS["places.happenings"]):
            return False  # "even before the war in Chad, gunmen seized ..."
        if cur.lower_ == "with" and any(inner.ent_type_ == "PERSON" for inner in cur.rights):
            break  # "raised the case with Wang Yi in Jakarta"
        is_told = cur.dep_ == "prep" and cur.lower_ in ("with", "to", "at", "in", "during", "near", "outside", "before", "aboard")
        is_told |= any(inner.lemma_ in WORDS["places.stands"] | WORDS["places.posted"] for inner in (cur.head, *cur.rights))
        about = of_speech and cur.i > clause.i and cur.dep_ in ("dobj", "prep") and not is_told and clause.lemma_ != "use"
        if about or (cur.pos_ in ("VERB", "AUX") and cur.lemma_ not in WORDS["places.staying"]):
            return False
    if cur.dep_ in ("nsubj", "nsubjpass"):
        return cur == preposition.head and cur.lemma_.lower() in WORDS["agents.local"] | WORDS["places.posted"] | WORDS["places.dwellers"]
    return True


def aimed_at(aim: Token, scene: Scene) -> Span | None:
    """Return the place of the errand on which forces are sent: "sent two cutters to patrol the Gulf of Guinea"."""
    if aim.dep_ not in ("advcl", "xcomp") or not any(child.lower_ == "to" for child in aim.lefts):
        return None
    return find_place(aim, (), scene) or town_in_object(objects_of(aim), scene)


def find_place(
    trigger: Token, nouns: tuple[Token, ...], scene: Scene, *, of_speech: bool = False, topics: frozenset[str] = WORDS["places.topics"]
) -> Span | None:
    """Return where it happened: a place behind "in", "at", "near" in the trigger's clause or on its nouns.

    `of_speech` is for acts of speech: what is condemned happened elsewhere, so only the verb's own phrases count. Nothing
    is taken from behind `topics`, the prepositions that lead to what an act is about.
    """
    best: tuple[int, int, Span] | None = None
    governing = (clause_of(trigger),) if trigger.pos_ in ("VERB", "AUX") else ()
    queue = [(anchor, 0) for anchor in dict.fromkeys((trigger, *(() if of_speech else (*nouns, *governing))))]
    while queue:
        anchor, depth = queue.pop(0)
        for child in anchor.children:
            if is_topic(child, scene, topics):
                queue += [(word.head, depth + 1) for word in child.subtree if is_aside(word)]
                continue
            if depth < 3 and child.i > anchor.i and not of_speech and is_carrying(child, anchor):
                queue.append((child, depth + 1))
            rank = place_rank(child)
            if rank is None or (of_speech and child.i > anchor.i and continues_topic(child, scene, topics)) or is_crossed(child):
                continue
            place = place_behind(child, scene)
            if place is not None and is_bound(place):
                rank += 3
            if place is not None and (best is None or (rank + 2 * depth, place.start) < best[:2]):
                best = (rank + 2 * depth, place.start, place)
    return best[2] if best else None
