"""Signings told by nouns: "the signing of the Japan-Philippines agreement", "the launch of a pact between Japan and Italy".

In goes a noun of making with its parse, out comes a SUPPORT frame of the parties to what was made, or None where nobody is named for it,
where it only lies ahead, or where somebody praises it, which is told by that verb.
"""

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.actors import name_meeting
from jpeu_nlp.language.events.build import Built, finish
from jpeu_nlp.language.events.joint import name_parties_of
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.match import Match
from jpeu_nlp.language.events.modes import Standing, find_standing, own_mode
from jpeu_nlp.language.events.participants import name_all, name_modifiers, name_parties
from jpeu_nlp.language.events.scene import Scene
from jpeu_nlp.language.events.syntax import phrases_with, singular

TOLD = frozenset({"after", "following", "since", "with", "upon", "at", "during", "by", "through"})
"""Prepositions in front of what has come to pass."""


def build_making(match: Match, scene: Scene, sentence: Span, triggers: set[int]) -> Built | None:
    """Return the frame of a signing, conclusion or launch."""
    noun = match.token
    pacts = [head for child in noun.rights if child.lower_ == "of" for head in child.rights if is_pact(head)]
    if not pacts or any(word.lower_ in WORDS["modal.ahead"] | WORDS["modal.unsure"] for word in noun.lefts):
        return None
    owners = name_modifiers(noun, scene, 0)
    parties = name_parties(pacts, scene) or [span for pact in pacts for span in joint_parties(pact, scene)]
    if len(parties) < 2 and owners:
        parties = owners + [span for span in name_all(phrases_with("with", pacts), scene) if span not in owners]
    standing = standing_of(noun)
    if len(parties) < 2 or standing is None:
        return None
    return finish(match, noun, standing, parties, [], "made", scene, sentence, triggers)


def is_pact(noun: Token) -> bool:
    """Return whether a noun means an agreement, or is the name of one."""
    return noun.dep_ == "pobj" and (singular(noun) in WORDS["classes.pact"] or noun.ent_type_ == "LAW")


def joint_parties(pact: Token, scene: Scene) -> list[Span]:
    """Return the parties that hyphens name in an agreement's name."""
    ent = scene.ent_at.get(pact.i)
    return (name_parties_of(ent) if ent is not None else []) or name_meeting(pact, scene)


def standing_of(noun: Token) -> Standing | None:
    """Return how a signing stands: what something came of, or what came to pass; None where it is hoped for, praised or a topic."""
    above = noun.head
    if noun.dep_ == "pobj":
        return Standing() if above.lower_ in TOLD else None
    if noun.dep_ == "dobj" and above.lemma_ in WORDS["verbs.witnessing"]:
        return find_standing(above)  # "witnessed the signing of a treaty"
    if noun.dep_ in ("nsubj", "nsubjpass") and above.pos_ in ("VERB", "AUX"):
        mode = own_mode(above)
        return Standing(mode=mode) if mode in ("actual", "planned") else None
    return None
