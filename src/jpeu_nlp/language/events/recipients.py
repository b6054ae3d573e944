"""Recipients: who is acted upon, by the slots that a pattern names.

In go a match, the verb or noun that anchors it and its actors, out come spans. The first slot that names somebody else than
the actors wins; nothing is guessed from the rest of the sentence, which was measured and brought nothing (docs/events.md).
"""

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.match import Match, match_verb
from jpeu_nlp.language.events.participants import Scene, name_all, name_modifiers, name_origin
from jpeu_nlp.language.events.settings import find_place, place_around
from jpeu_nlp.language.events.syntax import agents_of, is_passive, phrases_with, subject_of


def find_recipients(match: Match, anchor: Token, actors: list[Span], scene: Scene) -> list[Span]:
    """Return who is acted upon: the first of the pattern's slots that names somebody else than the actors."""
    loose = "agent" not in match.pattern.flags
    anchors = [anchor, *match.objects, *match.nouns]
    for slot in match.pattern.slots:
        match slot:
            case "obj":
                heads = list(match.objects)
            case "dative":
                heads = [child for child in anchor.children if child.dep_ == "dative" and child.pos_ != "ADP"]
            case "clause":
                heads = below(anchor)
                if not any(head.i in scene.ent_at for head in heads):  # "welcomes that elections in Lebanon were held"
                    heads += phrases_with("in", heads)
            case "xobj":
                found = [span for span in find_below(anchor, actors, scene) if span not in actors]
                if found:
                    return found
                continue
            case "poss":
                found = [span for noun in match.objects for span in name_modifiers(noun, scene, 0)]
                found = [span for span in found if span not in actors]
                if found:
                    return found
                continue
            case "origin":
                found = [span for noun in match.objects for span in name_origin(noun, scene, 0, loose=False) if span not in actors]
                if found:
                    return found
                continue
            case "place":
                place = find_place(anchor, match.nouns, scene)
                if place is not None and place.label_ == "GPE":
                    return [place]
                continue
            case _:
                heads = phrases_with(slot, anchors)
        found = [span for span in name_all(heads, scene, loose=loose) if span not in actors]
        if found:
            return found
        if match.pattern.event_type == "CONSULT" and any(head.lemma_.lower() in WORDS["agents.hosts"] for head in heads):
            place = place_around(match, anchor, (), actors, scene)  # "In Oslo, he met with senior officials"
            return [place] if place is not None and place.label_ == "GPE" else []
    return []


def below(verb: Token) -> list[Token]:
    """Return the subjects of the clause below a verb."""
    clauses = [child for child in verb.rights if child.dep_ in ("ccomp", "xcomp", "advcl")]
    return [inner for clause in clauses for inner in clause.children if inner.dep_ in ("nsubj", "nsubjpass")]


def find_below(verb: Token, actors: list[Span], scene: Scene) -> list[Span]:
    """Return who is acted upon in the infinitive below a verb ("threatened to cut supplies to Sweden")."""
    for clause in verb.rights:
        if clause.dep_ not in ("xcomp", "ccomp", "advcl"):
            continue
        for match in match_verb(clause, scene.lexicon):
            found = find_recipients(match, clause, actors, scene)
            if found:
                return found
        heads = [child for child in clause.children if child.dep_ == "dobj"]
        for preposition in ("against", "on", "to", "with", "at"):
            heads += phrases_with(preposition, [clause, *heads])
        found = name_all(heads, scene, loose=True)
        if found:
            return found
    return []


def find_provoker(verb: Token, actors: list[Span], scene: Scene) -> list[Span]:
    """Return whose act the answer is: "jets flew past the island, prompting Tokyo to file a protest"."""
    cause = verb.head
    if cause.lemma_ not in WORDS["chain.cause"]:
        return []
    above = cause.head if cause.dep_ == "advcl" else cause
    heads = agents_of(above) if is_passive(above) else subject_of(cause)[0]
    return [span for span in name_all(heads, scene, loose=True) if span not in actors]
