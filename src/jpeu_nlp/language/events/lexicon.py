"""The lexicon of events: the patterns of `event_types.toml` and the word classes of `event_words.toml`, compiled once.

In go strings such as `impose @penalty : on against` (grammar at the head of `event_types.toml`), out come patterns by
the lemma that starts them, the most specific first. Patterns are strings and not Matcher rules because the people who
add words are analysts, and because the slots of recipients belong beside the word that opens them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.taxonomy import event_types, read_vocabulary

PATTERN_PARTS = re.compile(r"\{[^}]*\}|\S+")


WORDS: Mapping[str, frozenset[str]] = {
    f"{table}.{name}": frozenset(words) for table, lists in read_vocabulary("event_words.toml").items() for name, words in lists.items()
}
"""Classes of words by table and name, as `chain.commit`."""
SHIPS = {prefix: name.removeprefix("ships.") for name, prefixes in WORDS.items() if name.startswith("ships.") for prefix in prefixes}
"""Whose ships bear a prefix that no other state uses: the state's id by prefix."""


SHARED_VERBS: Mapping[str, str] = {
    f"{prefix}-{form}": f"{prefix}{joint}{verb}"
    for prefix, joint, table in (("co", "-", "verbs.shared"), ("re", "", "verbs.again"))
    for verb in sorted(WORDS[table])
    for form in (verb, f"{verb}s", f"{verb.removesuffix('e')}ed", f"{verb.removesuffix('e')}ing")
}
"""Forms of "co-chair", "re-establish" with their lemma: the tokenizer cuts them at the hyphen, and the parser then loses the clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbPattern:
    """One way in which a verb announces an event."""

    event_type: str
    lemma: str
    particles: tuple[frozenset[str], ...] = ()
    """Each of them must be there, in one of its forms."""
    objects: frozenset[str] = frozenset()
    preposition: str = ""
    prepositional: frozenset[str] = frozenset()
    clause: str = ""
    below: frozenset[str] = frozenset()
    """Verbs of which the infinitive must be one."""
    flags: frozenset[str] = frozenset()
    slots: tuple[str, ...] = ()
    source: str = ""

    @property
    def specificity(self) -> float:
        """How much the pattern asks for: the longest match wins; an object weighs more than a particle, a recipient settles ties."""
        asked = 3 * bool(self.objects) + 3 * bool(self.prepositional) + 2 * bool(self.particles) + bool(self.clause) + bool(self.below)
        return asked + 0.5 * ("need" in self.flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class NounPattern:
    """A noun that names an event."""

    event_type: str
    words: tuple[str, ...]
    """Lemmas, the head last."""
    flags: frozenset[str]
    slots: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Patterns by lemma, and the word classes that rules ask for."""

    verbs: Mapping[str, tuple[VerbPattern, ...]]
    nouns: Mapping[str, tuple[NounPattern, ...]]
    present: frozenset[str]
    """Types whose verbs count in the simple present."""
    undirected: frozenset[str]


@lru_cache
def load_lexicon() -> Lexicon:
    """Return the shipped lexicon; raise `ConfigurationError` naming a pattern that cannot be read."""
    classes = {name.removeprefix("classes."): words for name, words in WORDS.items() if name.startswith("classes.")}
    verbs: dict[str, list[VerbPattern]] = defaultdict(list)
    nouns: dict[str, list[NounPattern]] = defaultdict(list)
    for key, kind in event_types().items():
        for source in kind.table.get("verbs", ()):
            for pattern in read_verb(source, key, classes):
                verbs[pattern.lemma].append(pattern)
        for source in kind.table.get("nouns", ()):
            for noun in read_noun(source, key):
                nouns[noun.words[-1]].append(noun)
    return Lexicon(
        verbs={lemma: tuple(sorted(patterns, key=lambda p: -p.specificity)) for lemma, patterns in verbs.items()},
        nouns={lemma: tuple(sorted(patterns, key=lambda p: -len(p.words))) for lemma, patterns in nouns.items()},
        present=frozenset(key for key, kind in event_types().items() if kind.table.get("present")),
        undirected=frozenset(key for key, kind in event_types().items() if kind.is_undirected),
    )


def read_verb(source: str, event_type: str, classes: Mapping[str, frozenset[str]]) -> Iterator[VerbPattern]:
    """Yield the patterns of one string, one a lemma."""
    body, _, slots = source.partition(" :")
    lemmas, *parts = PATTERN_PARTS.findall(body)
    particles: list[frozenset[str]] = []
    flags: set[str] = set()
    objects: frozenset[str] = frozenset()
    preposition, prepositional, clause, verbs = "", frozenset[str](), "", frozenset[str]()
    for part in parts:
        name, _, noun_class = part.partition("=")
        if noun_class and name[0] == "+":
            clause, verbs = name[1:], read_class(noun_class, classes, source)
        elif noun_class:
            preposition, prepositional = name, read_class(noun_class, classes, source)
        elif part[0] in "@{":
            objects = read_class(part, classes, source)
        elif part[0] == "+":
            clause = part[1:]
        elif part[0] == "!":
            flags.add(part[1:])
        else:
            particles.append(frozenset(part.split("/")))
    for lemma in lemmas.split("/"):
        yield VerbPattern(
            event_type=event_type,
            lemma=lemma,
            particles=tuple(particles),
            objects=objects,
            preposition=preposition,
            prepositional=prepositional,
            clause=clause,
            below=verbs,
            flags=frozenset(flags),
            slots=tuple(slots.split()),
            source=" ".join([lemma, *body.split()[1:]]),
        )


def read_noun(source: str, event_type: str) -> Iterator[NounPattern]:
    """Yield the patterns of one string of nouns, one an alternative."""
    body, _, slots = source.partition(" :")
    flags = frozenset(part[1:] for part in body.split() if part[0] == "!")
    names = " ".join(part for part in body.split() if part[0] != "!")
    for name in names.split("/"):
        yield NounPattern(
            event_type=event_type, words=tuple(name.split()), flags=flags, slots=tuple(slots.split()), source=name
        )


def read_class(part: str, classes: Mapping[str, frozenset[str]], source: str) -> frozenset[str]:
    """Return the nouns of `@name` or `{noun,noun}`."""
    if part.startswith("{"):
        return frozenset(part.strip("{}").split(","))
    if part[1:] not in classes:
        raise ConfigurationError(
            f"event_types.toml: pattern {source!r} names the class {part!r}; event_words.toml has {', '.join(sorted(classes))}"
        )
    return classes[part[1:]]
