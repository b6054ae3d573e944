"""Triggers: which pattern of the lexicon a verb or noun fits, the longest first.

In goes a token, out comes a match with the object that the pattern asked for. Passives and relative clauses are undone
here, so that one pattern serves "imposed duties", "duties were imposed" and "the duties that it imposed".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from jpeu_nlp.language.events.lexicon import SHARED_VERBS, WORDS, Lexicon, NounPattern, VerbPattern
from jpeu_nlp.language.events.syntax import adverbs_of, called, expand, is_passive, objects_of, opens_date, singular, small_clauses

LONG_OBJECT = 5
"""Words after the head from which an object may be a list."""
DUTIES = frozenset({"must", "should", "ought"})
NO_PARTICLES = frozenset({"dobj", "nsubj", "pobj", "cc"})


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern on its token, with the nouns that it used."""

    token: Token
    pattern: VerbPattern | NounPattern
    nouns: tuple[Token, ...] = ()
    """Nouns the pattern has used: they are no events of their own."""
    objects: tuple[Token, ...] = ()
    """What the verb acts upon."""


def match_verb(token: Token, lexicon: Lexicon) -> list[Match]:
    """Return the patterns that fit a verb, the most specific first."""
    patterns = lexicon.verbs.get(SHARED_VERBS.get(token.lower_, token.lemma_.lower()))
    if patterns is None or (token.lemma_ == "call" and token.dep_ == "relcl" and not any(child.dep_ == "prep" for child in token.rights)):
        return []  # "a group that it called MirrorFace" names, it rings nobody
    if token.lower_ == "side" and token.i + 1 < len(token.doc) and token.nbor().lower_ == "by":
        return []  # "work side by side"
    if token.lower_ == "resigned" and any(word.lower_ == "vice" for word in token.doc[max(token.sent.start, token.i - 8) : token.i]):
        return []  # "to be Under Secretary, vice Jane Roe, resigned" names a vacancy
    objects = tuple(inner for obj in objects_of(token) for inner in expand(obj))
    if token.lemma_ == "sign" and any(child.lower_ == "into" and child.nbor().lower_ == "law" for child in token.rights):
        return []  # "assistance that the President signed into law"
    idioms = WORDS.get(f"idioms.{token.lemma_.lower()}", frozenset())
    found = fit_all(Surroundings(token, objects), patterns)
    if token.lemma_ == "call" and (has_clause(token, "to") or any(child.lower_ == "for" for child in token.rights)):
        found = [match for match in found if match.pattern.event_type != "CONSULT" or " on " not in match.pattern.source]
        # "called on the minister to resign"
    if objects and all(noun.lemma_.lower() in idioms for noun in objects):  # "seized the opportunity", but "host {refugee}" is meant
        return [match for match in found if match.nouns and "{" in match.pattern.source]
    return found


class Surroundings:
    """What stands around a verb, looked up once for all its patterns."""

    def __init__(self, token: Token, objects: tuple[Token, ...]) -> None:
        self.token = token
        self.objects = objects
        self.forms: dict[int, frozenset[str]] = {}

    def is_in(self, noun: Token, words: frozenset[str]) -> bool:
        """Return whether a noun is in a class."""
        return not self.words_of(noun).isdisjoint(words)

    def words_of(self, noun: Token) -> frozenset[str]:
        """Return the words under which a noun may stand in a class."""
        if noun.i not in self.forms:
            self.forms[noun.i] = forms_of(noun)
        return self.forms[noun.i]

    @cached_property
    def at_hand(self) -> frozenset[str]:
        """The words of all objects and predicates."""
        return frozenset[str]().union(*map(self.words_of, (*self.objects, *self.predicates)))

    @cached_property
    def particles(self) -> list[tuple[str, Token]]:
        """What may be a particle: in front of the verb no preposition, and nothing that opens a date ("a war on 27 February")."""
        token = self.token
        beside = (*token.children, *(part for clause in small_clauses(token) for part in (clause, *clause.children)))
        placed = (child for child in beside if child.dep_ not in NO_PARTICLES and (child.i > token.i or child.pos_ != "ADP"))
        return [(child.lower_, child) for child in placed if not opens_date(child)]

    @cached_property
    def predicates(self) -> list[Token]:
        """Adjectives, nouns and adverbs that say what the object becomes."""
        return [child for child in self.token.rights if child.dep_ in ("acomp", "oprd", "attr", "advmod")]

    @cached_property
    def phrases(self) -> list[tuple[str, list[Token]]]:
        """Prepositions of the verb, its objects and adverbs, with the nouns behind them."""
        below = (child for one in (*self.objects, *adverbs_of(self.token)) for child in one.rights)
        lists = (one for one in self.objects if one.right_edge.i - one.i > LONG_OBJECT)
        last = (child for one in lists for child in one.subtree if child.dep_ == "prep" and child.lower_ == "as")  # "declared A and B as"
        prepositions = (child for child in (*self.token.children, *below, *last) if child.dep_ in ("prep", "dative", "agent", "prt"))
        return [(child.lower_, [inner for noun in child.rights if noun.dep_ == "pobj" for inner in expand(noun)]) for child in prepositions]


def fit_all(around: Surroundings, patterns: Iterable[VerbPattern]) -> list[Match]:
    """Return the matches of a verb; patterns whose particles or objects are nowhere near are left out first, for most are.

    "Put to death" has its particle, but neither "put to sea" nor, in front of the verb, "In a note, it protested".
    """
    beside = {lower for lower, _ in around.particles}
    at_hand = around.at_hand
    near = [
        pattern
        for pattern in patterns
        if (
            beside and not any(forms.isdisjoint(beside) for forms in pattern.particles)
            if pattern.particles
            else not pattern.objects or not at_hand.isdisjoint(pattern.objects)
        )
    ]
    return [match for pattern in near if (match := fit(around, pattern)) is not None]


def fit(around: Surroundings, pattern: VerbPattern) -> Match | None:
    """Return the match where every demand of a pattern whose particles are there is met."""
    token, objects = around.token, around.objects
    if "active" in pattern.flags and (is_passive(token) or token.dep_ == "acomp"):
        return None
    if "thing" in pattern.flags and not objects:
        return None
    if "bare" in pattern.flags and (objects or has_clause(token, "that")):
        return None
    carried = frozenset[str]().union(*pattern.particles)
    carriers = [child for lower, child in around.particles if lower in carried] if carried else []
    is_departure = pattern.event_type == "RETREAT" and "bare" in pattern.flags
    if is_departure and any(child.dep_ == "pobj" for carrier in carriers for child in carrier.rights):
        return None  # "flew over waters off Sarawak" is no flight away
    nouns: list[Token] = []
    if pattern.objects:
        behind = [inner for carrier in carriers for child in carrier.rights if child.dep_ == "pobj" for inner in expand(child)]
        nouns = [noun for noun in (*objects, *behind, *around.predicates) if around.is_in(noun, pattern.objects)]
        if not nouns or (pattern.event_type == "ASSAULT" and all(map(is_figurative, nouns))):
            return None
    if pattern.prepositional:
        wanted = pattern.preposition.split("/")
        inside = (inner for lower, nouns_behind in around.phrases if lower in wanted for inner in nouns_behind)
        behind = [inner for inner in inside if around.is_in(inner, pattern.prepositional)]
        if not behind:
            return None
        nouns += behind
    if "single" in pattern.flags and not any(noun.tag_ == "NN" and any(word.lower_ == "the" for word in noun.lefts) for noun in nouns):
        return None
    if pattern.clause and not has_clause(token, pattern.clause, pattern.below):
        return None
    return Match(token, pattern, tuple(nouns), objects)


def is_figurative(attack: Token) -> bool:
    """Return whether an attack hits nobody: "its assault on the freedom of the press", an operation that is not said to be one."""
    if attack.lemma_.lower() == "operation" and not any(word.lower_ in WORDS["idioms.operation"] for word in attack.lefts):
        return not any(child.lower_ == "against" for child in attack.rights)
    aims = (inner for child in attack.rights if child.lower_ in ("on", "upon", "against") for inner in child.rights if inner.dep_ == "pobj")
    return any(aim.lemma_.lower() in WORDS["idioms.attack"] for aim in aims)


def forms_of(noun: Token) -> frozenset[str]:
    """Return the words under which a noun may stand in a class; names in capitals keep their plural, so it is cut off here."""
    lemma, lower = noun.lemma_.lower(), noun.lower_
    forms = {lemma, lower, lower.removesuffix("s"), *(f"{child.lower_} {lemma}" for child in noun.lefts)}  # "a rescue team"
    if noun.pos_ == "NUM":
        is_money = any(child.is_currency or child.lower_ in WORDS["nouns.currencies"] for child in noun.lefts)
        return frozenset({*forms, "dollar"} if is_money else forms)  # "$300,000", "NOK 70 million"
    if noun.pos_ == "PROPN":
        forms |= called(noun)  # "the tanker Suna Maru"
        forms |= {child.lemma_.lower() for child in noun.rights if child.dep_ == "appos"}  # "Arctic Light, its largest exercise"
    match noun.ent_type_:
        case "PERSON":
            forms |= {child.lemma_.lower() for child in noun.lefts if child.dep_ == "compound"}  # "called on Minister Roe"
        case "EVENT":
            forms |= {part.lower_ for part in noun.subtree if part.ent_type_ == "EVENT"}  # "Exercise Locked Shields"
        case "PRODUCT" if noun.ent_kb_id_:
            forms.add("warship")  # "dispatched the USS Gerald R. Ford"
        case "NORP":
            forms.add("person")  # "deported 40 Uyghurs"
    return frozenset(forms)


def has_clause(token: Token, clause: str, below: frozenset[str] = frozenset()) -> bool:
    """Return whether an infinitive (`to`), a finite clause (`that`) or a gerund (`ing`) follows a verb; `below` says of which verbs."""
    if clause == "do":  # "let them walk free"
        bare = (child for child in token.rights if child.dep_ in ("ccomp", "xcomp") and child.tag_ in ("VB", "VBP"))
        return any((not below or child.lemma_ in below) and not any(mark.dep_ == "mark" for mark in child.lefts) for child in bare)
    if clause == "must":
        return any(child.dep_ in ("ccomp", "parataxis") and is_duty(child) for child in token.children)
    for child in token.rights:
        if below and not any(inner.lemma_ in below for inner in (child, *child.rights)):
            continue
        if child.dep_ in ("xcomp", "ccomp", "advcl", "acl"):
            tokens = {inner.lower_ for inner in child.lefts if inner.dep_ in ("aux", "mark")}
            if clause == "to" and "to" in tokens:
                return True
            if clause == "not" and "to" in tokens and any(inner.dep_ == "neg" for inner in child.lefts):
                return True
            if clause == "that" and child.dep_ == "ccomp" and "to" not in tokens:
                return not (below and tokens & DUTIES)  # "told Moscow that it should stop attacking" threatens nothing
            if clause == "ing" and child.tag_ == "VBG":
                return True
        if clause == "to" and child.dep_ == "dobj" and any(inner.dep_ in ("acl", "relcl") and inner.tag_ == "VB" for inner in child.rights):
            return True
        if clause == "ing" and child.dep_ == "prep" and any(inner.dep_ == "pcomp" for inner in child.rights):
            return True
    return False


def is_duty(verb: Token) -> bool:
    """Return whether somebody must do something, or has or needs to."""
    if any(child.lower_ == "must" for child in verb.lefts if child.dep_ == "aux"):
        return True
    return verb.lemma_ in ("have", "need") and any(
        child.dep_ == "xcomp" and any(mark.lower_ == "to" for mark in child.lefts) for child in verb.rights
    )


def match_noun(token: Token, lexicon: Lexicon) -> list[Match]:
    """Return the noun patterns that end in a noun, the longest first."""
    found = []
    for pattern in lexicon.nouns.get(singular(token), ()):
        start = token.i - len(pattern.words) + 1
        if start < 0 or (pattern.event_type == "ASSAULT" and is_figurative(token)):
            continue
        words = [singular(token.doc[i]) for i in range(start, token.i)]
        if all(word == wanted for word, wanted in zip(words, pattern.words, strict=False)):
            found.append(Match(token, pattern, tuple(token.doc[i] for i in range(token.i, start - 1, -1))))
    return found


def match_gerund(token: Token, lexicon: Lexicon) -> list[Match]:
    """Return the verb patterns that a noun in -ing fits where somebody owns it: "Russia's vetoing of the resolution"."""
    lower = token.lower_
    if not lower.endswith("ing") or not any(child.dep_ == "poss" for child in token.lefts):
        return []
    stem = lower.removesuffix("ing")
    stems = (stem, stem + "e", stem[:-1] if stem[-2:-1] == stem[-1:] else "")
    objects = tuple(
        inner
        for child in token.rights
        if child.dep_ == "prep" and child.lower_ == "of"
        for noun in child.rights
        if noun.dep_ == "pobj"
        for inner in expand(noun)
    )
    patterns = next((lexicon.verbs[lemma] for lemma in stems if lemma in lexicon.verbs), ())
    found = fit_all(Surroundings(token, objects), patterns)
    return [Match(token, match.pattern, (token, *match.nouns), match.objects) for match in found]


def names_type(noun: Token, event_type: str, lexicon: Lexicon) -> bool:
    """Return whether a noun names the type by itself: "a raid by Chad killed two" is one event."""
    return any(pattern.event_type == event_type for pattern in lexicon.nouns.get(singular(noun), ()))
