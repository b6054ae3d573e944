"""Names of places: which phrase tells a place, and how far its name reaches.

In go tokens behind prepositions, out come spans as the text has them: "the port of Odesa" gives Odesa, but "Khost province" keeps
its noun, which makes another place of the name. A name that the gazetteer does not know is a place where only places stand.
"""

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.syntax import CARRYING, in_date, opens_date

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


def is_spot(place: Span) -> bool:
    """Return whether a place is smaller than a country, whose id has two letters."""
    return place.label_ != "GPE" or len(place.kb_id_) != 2


def place_rank(child: Token) -> int | None:
    """Return how directly a preposition tells a place, smaller is better; None where it tells none."""
    if child.lower_ == "of" and child.head.lower_ in WORDS["places.directions"]:
        return 0  # "thirty miles east of Rhodes"
    if child.lower_ == "to" and child.head.lower_ in WORDS["places.close"]:
        return 0  # "close to Tessit"
    if child.dep_ == "prt" and child.lower_ == "off" and name_behind(child) is not None:
        return 0  # so the parser takes it
    if child.dep_ not in ("prep", "agent") or child.lower_ not in WORDS["places.prepositions"]:
        return None
    return 0 if child.lower_ in WORDS["places.near"] else 1


def may_tell(token: Token) -> bool:
    """Return whether a word may lead to a place: a preposition of places, a journey, what somebody visits."""
    match token.dep_:
        case "prep" | "agent" | "prt":
            return token.lower_ in WORDS["places.prepositions"] or token.lower_ in ("of", "to", "off", "from", "on")
        case "pobj":
            return token.lemma_.lower() in WORDS["places.trips"]
        case "dobj":
            return token.head.lemma_ in ("visit", "tour")
    return False


def is_topic(token: Token, scene: Scene, topics: frozenset[str]) -> bool:
    """Return whether a phrase tells what an act is about, or what came of it, so that its places are none of the act."""
    if token.lemma_.lower() in WORDS["places.feelings"]:
        return True
    is_matter = token.dep_ in ("pobj", "pcomp", "conj") or (token.dep_ == "dobj" and token.head.lemma_ in WORDS["places.discussing"])
    if is_matter and token.lemma_.lower() in topics:
        return True
    if token.dep_ != "prep" or token.lower_ not in topics or opens_date(token) or is_while(token):
        return False
    return place_rank(token) is None or place_behind(token, scene) is None  # "over the killings", but "over Lake Chad"


def is_while(preposition: Token) -> bool:
    """Return whether a phrase tells how long something took: "for five hours"."""
    return preposition.lower_ == "for" and any(inner.lemma_ in WORDS["places.whiles"] for inner in preposition.rights)


def continues_topic(preposition: Token, scene: Scene, topics: frozenset[str]) -> bool:
    """Return whether a phrase goes on with the topic in front of it, wherever it hangs: "protested over the fire near Narva"."""
    if preposition.lower_ in ("near", "off", "around", "along", "over", "beneath"):
        return True  # nobody speaks "off Jeju"
    if preposition.i and preposition.doc[preposition.i - 1].lemma_.lower() in WORDS["places.happenings"]:
        return True  # "urged the parties to the fighting in Tigray"
    before = (child for child in preposition.head.rights if child.right_edge.i == preposition.i - 1 and not opens_date(child))
    return preposition.lower_ != "in" and any(is_topic(child, scene, topics) for child in before)


def is_aside(preposition: Token) -> bool:
    """Return whether a comma cuts a preposition off from what stands before: "consultations on fisheries, in Oslo"."""
    is_place = preposition.dep_ == "prep" and preposition.lower_ in ("in", "at")
    return is_place and preposition.i > preposition.sent.start and preposition.doc[preposition.i - 1].text == ","


def name_behind(particle: Token) -> Token | None:
    """Return the name right behind a preposition that was taken for a particle: "scrapped the zone off Point Pedro"."""
    return next((inner for inner in particle.head.rights if inner.left_edge.i == particle.i + 1 and inner.pos_ == "PROPN"), None)


def place_behind(preposition: Token, scene: Scene) -> Span | None:
    """Return the place behind a preposition; "on" leads to towns and islands, not to countries ("an embargo on Mali")."""
    if preposition.dep_ == "prt" and (name := name_behind(preposition)) is not None:
        ent = scene.ent_at.get(name.i)
        if ent is None and name.is_title and is_plain_name(name.doc[name.left_edge.i : name.i + 1]):
            return name.doc[name.left_edge.i : name.i + 1]  # "anchored off Cuxhaven"
        return ent if ent is not None and (ent.label_ in PLACE_LABELS or (ent.label_ == "PERSON" and not ent.kb_id_)) else None
    found = (place_in(inner, scene) for inner in preposition.rights if inner.dep_ == "pobj")
    place = next((span for span in found if span is not None), None)
    return None if place is not None and preposition.lower_ == "on" and not is_spot(place) else place


def is_called_place(noun: Token, words: str) -> bool:
    """Return whether a noun is among the words for places."""
    return noun.lemma_.lower() in WORDS[f"places.{words}"] or noun.lower_ in WORDS[f"places.{words}"]


def place_in(noun: Token, scene: Scene, depth: int = 0) -> Span | None:
    """Return the place that a noun names, or the one beside a word for a place ("the port of Odesa", "waters off Japan")."""
    ent = scene.ent_at.get(noun.i)
    if ent is not None and ent.label_ in PLACE_LABELS:
        return with_title(ent)
    if ent is not None:
        return town_of_meeting(ent, scene) if ent.label_ == "EVENT" else ent if is_mistaken(ent) or is_seat(ent) else None
    if is_unknown_name(noun):
        return noun.doc[without_article(noun) : noun.i + 1]
    if depth == 0 and (town := town_of_room(noun, scene)) is not None:
        return town
    if depth > 2 or not is_called_place(noun, "nouns"):
        return owner_of_name(noun, scene)
    for child in noun.rights:
        is_road = child.lower_ == "to" and noun.lower_ in ("road", "highway", "bridge")
        if child.dep_ == "prep" and (is_road or child.lower_ in ("of", "in", "on", "off", "near", "at", "around")):
            for inner in child.rights:
                found = place_in(inner, scene, depth + 1) if inner.dep_ == "pobj" else None
                if found is not None:
                    return found
    return place_beside(noun, scene) or land_beside(noun, scene)


def with_title(ent: Span) -> Span:
    """Return a name with the word in front that makes it another place: "Villa Somalia", "Camp Bastion"."""
    before = ent.doc[ent.start - 1] if ent.start > ent.sent.start else ent[0]
    is_title = before.is_title and before.lower_ in WORDS["places.titles"] and before.head in ent and not before.ent_type_
    return ent.doc[before.i : ent.end] if is_title else ent


def town_of_meeting(ent: Span, scene: Scene) -> Span | None:
    """Return the town of a conference: "the Munich Security Conference", "the Shangri-La Dialogue in Singapore"."""
    if ent[0].lower_ in WORDS["places.seats"] and ent[-1].lower_ in ("conference", "forum", "summit", "dialogue") and len(ent) > 1:
        return ent[:1]
    behind = (inner for child in ent.root.rights if child.lower_ in ("in", "at") and not opens_date(child) for inner in child.rights)
    return next((place for inner in behind if inner.dep_ == "pobj" and (place := place_in(inner, scene, 1)) is not None), None)


def owner_of_name(noun: Token, scene: Scene) -> Span | None:
    """Return the town whose quarter or square has a name that nobody knows: "shops in Honiara's Chinatown"."""
    if noun.pos_ != "PROPN" or noun.dep_ != "pobj":
        return None
    owners = (scene.ent_at.get(child.i) for child in noun.lefts if child.dep_ == "poss")
    return next((ent for ent in owners if ent is not None and ent.label_ == "GPE" and is_spot(ent)), None)


def land_beside(noun: Token, scene: Scene) -> Span | None:
    """Return a stretch of a country that bears its people's name: "the Belarusian border", "into Estonian airspace"."""
    ent = scene.ent_at.get(noun.i - 1)
    is_land = noun.lower_ in WORDS["places.bounds"] | {"region", "province"} and noun.dep_ == "pobj"
    return noun.doc[ent.start : noun.i + 1] if is_land and ent is not None and ent.label_ == "NORP" else None


def is_bound(place: Span) -> bool:
    """Return whether a place is but a stretch of a country, and gives way to a name."""
    return not place.label_ and place.root.lower_ in WORDS["places.bounds"]


def town_of_room(noun: Token, scene: Scene) -> Span | None:
    """Return the town of a room or building that has no name: "at a Hodeidah clinic", "in a Muscat villa"."""
    is_one = any(child.lower_ in ("a", "an", "its", "his", "her", "their") for child in noun.lefts) or is_called_place(noun, "rooms")
    if not is_one or noun.pos_ != "NOUN" or noun.head.lower_ not in ("in", "at", "on", "outside", "inside", "from", "against", "of"):
        return None
    named = (scene.ent_at.get(child.i) for child in noun.lefts if child.dep_ in ("compound", "nmod"))
    return next((ent for ent in named if ent is not None and ent.label_ == "GPE" and ent.kb_id_ and is_spot(ent)), None)


def place_beside(noun: Token, scene: Scene) -> Span | None:
    """Return the place that modifies a word for a place: "Georgia's Vaziani air base", "the Azraq desert"."""
    for roles in (("compound", "appos", "nmod"), ("poss",)):
        named = (scene.ent_at.get(child.i) for child in noun.children if child.dep_ in roles)
        found = next((ent for ent in named if ent is not None and ent.label_ in PLACE_LABELS and not is_party(ent)), None)
        if found is None and roles[0] == "compound":
            found = unknown_town(noun, scene)
        if found is not None:
            return whole_name(found, noun)
    return None


def is_party(name: Span) -> bool:
    """Return whether a hyphen makes a name one of the parties to talks: "the Chad-Mali dialogue"."""
    return name.start > 0 and name.doc[name.start - 1].text in ("-", "–")


def whole_name(name: Span, noun: Token) -> Span:
    """Return a name with the noun behind it that makes another place of it: "the Azraq desert", "Entebbe airport", not "Odesa port"."""
    words = {noun.lemma_.lower(), noun.lower_}
    kinds = WORDS["places.kinds"] if is_spot(name) else frozenset()
    is_part = bool(words & (WORDS["places.lands"] | kinds | (frozenset() if name.kb_id_ else WORDS["places.parts"])))
    is_near = 0 <= noun.i - name.end < 2 and all(token.dep_ == "compound" for token in noun.doc[name.end : noun.i])
    return noun.doc[name.start : noun.i + 1] if is_part and is_near and name.label_ != "LOC" else name


def is_seat(ent: Span) -> bool:
    """Return whether an organ stands for the building in which it sits: "received at the Élysée"."""
    is_at = ent.root.dep_ == "pobj" and ent.root.head.lower_ in ("at", "in", "inside", "outside", "into")
    return is_at and ent.label_ == "ORG" and ent.text.casefold() in WORDS["places.seats_of_power"]


def is_mistaken(ent: Span) -> bool:
    """Return whether a name that nobody knows was taken for a person or a firm, and stands where only a place does: "near Varamin"."""
    if ent.kb_id_ or ent.label_ not in ("PERSON", "ORG", "PRODUCT") or ent.root.dep_ != "pobj" or not ent.root.is_title:
        return False
    preposition, above = ent.root.head, ent.root.head.head
    if not is_plain_name(ent):
        return False
    if is_standing(preposition) and any(child.dep_ == "appos" and child.ent_type_ == "GPE" for child in ent.root.rights):
        return True  # "at Bulo Marer, Somalia"
    bare = all(child.i >= ent.start for child in ent.root.lefts)
    word = preposition.lower_
    if word == "on":  # "gathered on Capri", "a curfew on Nouméa"
        imposed = (child.lemma_ for child in above.children if child.dep_ in ("dobj", "nsubjpass", "nsubj"))
        curbs = {above.lemma_.lower(), above.head.lemma_, *imposed}
        is_island = above.lemma_ in WORDS["places.gathered"] | WORDS["places.arriving"] | {"meet", "drill", "exercise"}
        return bare and len(ent) == 1 and bool(is_island or curbs & WORDS["places.curbs"])
    if word == "of" and (is_called_place(above, "towns") or above.lemma_.lower() in WORDS["places.dwellers"]):
        return bare
    if not is_standing(preposition):
        return False
    is_fronted = preposition.i == ent.sent.start and ent.end < len(ent.doc) and ent.doc[ent.end].text == ","
    if is_fronted or word in ("near", "off", "outside", "beneath", "of", "to"):
        return bare or (word not in ("of", "to") and not is_fronted)
    if not bare or word not in ("in", "at", "around", "above"):
        return False
    if above.pos_ == "VERB":
        return len(ent) == 1 and (word != "at" or above.lemma_ not in WORDS["places.aiming"])
    if word == "at":
        return above.pos_ == "NOUN" and above.lemma_.lower() not in WORDS["places.staff"]
    is_site = is_called_place(above, "nouns") or is_called_place(above, "rooms")
    return is_site or above.lemma_.lower() in WORDS["places.dwellers"] | WORDS["places.scenes"]


def without_article(noun: Token) -> int:
    """Return where a name begins behind its article."""
    start = noun.left_edge.i
    return start + 1 if noun.doc[start].dep_ == "det" else start


def is_standing(preposition: Token) -> bool:
    """Return whether behind a preposition an unknown name is most likely a place: "in", "near", "close to", "north of"."""
    return preposition.lower_ in WORDS["places.standing"] or (preposition.lower_ in ("of", "to") and place_rank(preposition) is not None)


def is_unknown_name(noun: Token) -> bool:
    """Return whether a name that nobody knows stands where a place would ("beneath Fangataufa", "near Bunagana", "along the Ravi")."""
    if noun.ent_type_ or not noun.is_alpha or not noun.is_title or noun.head.dep_ != "prep":
        return False
    preposition = noun.head.lower_
    if noun.tag_ in ("NN", "NNS") and noun.left_edge == noun and noun.i > noun.sent.start + 1:
        return preposition in ("at", "near", "outside", "off") and not in_date(noun)  # "at Kirants", which the tagger takes for a word
    if noun.pos_ != "PROPN":
        return False
    start = without_article(noun)
    if noun.lower_ in WORDS["places.grounds"] and noun.i > start and place_rank(noun.head) is not None:
        return is_plain_name(noun.doc[start : noun.i + 1])  # "on the South Lawn"
    if not is_standing(noun.head) or (start != noun.left_edge.i and preposition in ("in", "at", "outside")):
        return False  # "in the Senate"
    return is_plain_name(noun.doc[start : noun.i + 1])


def is_plain_name(words: Span) -> bool:
    """Return whether nothing but a name is written: "Point Pedro", "Faya-Largeau", "Ras al-Ain"."""
    names = [token for token in words if token.text != "-" and token.lower_ not in WORDS["places.particles"]]
    is_name = 0 < len(names) <= 3 and words[0] in names and all(token.pos_ == "PROPN" and token.is_title for token in names)
    return is_name and not in_date(words.root)


def unknown_town(noun: Token, scene: Scene) -> Span | None:
    """Return the name in "the port of X", "X air base" where nobody knows the place: it is a place all the same."""
    if not is_called_place(noun, "towns"):
        return None
    behind = [inner for child in noun.rights if child.lower_ == "of" for inner in child.rights if inner.dep_ == "pobj"]
    for name in (*behind, *(child for child in noun.lefts if child.dep_ in ("compound", "nmod", "amod"))):
        ent = scene.ent_at.get(name.i)
        is_name = name.pos_ == "PROPN" or (name.pos_ == "ADJ" and name.is_title and name.lower_ not in WORDS["places.plain"])
        if is_name and (ent is None or (not ent.kb_id_ and ent.label_ != "NORP")):
            return ent if ent is not None else noun.doc[without_article(name) : name.i + 1]
    return None


def dateline(sentence: Span, scene: Scene) -> Span | None:
    """Return the town in front of a report ("BERLIN, Oct. 3 - Germany will ..."), a headline ("Tbilisi: thousands rally"), a clause.

    "In Canberra, Australia and Fiji agreed" has it, too, where the parser takes the town for a third who agrees.
    """
    doc = sentence.doc
    town = next((town for town in doc._.datelines if town.report == sentence.start_char), None)
    if town is not None:
        return doc.char_span(town.start_char, town.end_char, alignment_mode="expand")
    is_in = sentence[0].lower_ in ("in", "at", "near", "off", "outside")
    ent = scene.ent_at.get(sentence.start + is_in)
    if ent is None or ent.label_ != "GPE" or "-" not in ent.kb_id_ or ent.end >= len(doc):
        return None
    return ent if doc[ent.end].text == ("," if is_in else ":") else None


def narrowed(place: Span, scene: Scene) -> Span:
    """Return the town right in front of its country: "around Adré, in eastern Chad", "out of Camp Kossei in Chad"."""
    preposition = place.root.head
    if is_spot(place) or preposition.lower_ not in ("in", "of") or preposition.i < place.sent.start + 2:
        return place
    before = place.doc[preposition.i - (2 if is_aside(preposition) else 1)]
    is_told = before.dep_ in ("pobj", "compound") and (place_rank(before.head) is not None or before.head.lower_ in ("of", "from"))
    if not is_told or (before.i == preposition.i - 1 and before.pos_ != "PROPN"):
        return place
    town = place_in(before, scene)
    return town if town is not None and is_spot(town) and not is_bound(town) else place


def is_carrying(child: Token, anchor: Token) -> bool:
    """Return whether a search for a place goes on into a word: not into a clause about somebody else, but into "given in Oslo"."""
    if child.dep_ == "relcl":  # "seized a tanker that had anchored off Cuxhaven"
        return child.lemma_ in WORDS["places.staying"] and child.i > anchor.i
    if child.dep_ == "acl":
        words = WORDS["places.held"] if anchor.pos_ == "NOUN" else frozenset()
        return child.tag_ == "VBN" and child.lemma_ in words | WORDS["places.stuck"]
    if child.dep_ not in CARRYING:
        return False
    return child.dep_ != "conj" or child.pos_ != "VERB" or not any(inner.dep_ == "nsubj" for inner in child.lefts)


def is_crossed(preposition: Token) -> bool:
    """Return whether a preposition tells what a bridge crosses, or where somebody is at home: "the bridge over the Dniester at Maiaky"."""
    before = preposition.doc[preposition.i - 1]
    if preposition.lower_ in ("over", "across"):
        return before.lemma_.lower() in ("bridge", "ferry", "dam", "viaduct", "pipeline")
    return before.lower_ in ("headquarters", "presence", "seat", "garrison") and before.head.lower_ == "with"
