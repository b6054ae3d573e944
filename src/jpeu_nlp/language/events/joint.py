"""Joint names: who meets in "the Kenya-Uganda Border Commission", "the Japan-Australia-India Consultations".

In goes the name of a body or of a round of talks, out come the spans of the parties that hyphens join in it.
"""

import re

from spacy.tokens import Span

from jpeu_nlp.language.events.lexicon import WORDS

HYPHENS = frozenset({"-", "–"})
PARTY = r"(?:(?:South|North|Saudi|New|Sri|Costa|El|United|European|Czech|Pacific|Republic of) )?[A-ZÀ-Þ][\w.]*"
PACT = r"(?:Agreement|Memorandum|Treaty|Arrangement|Declaration|Statement|Protocol|Joint Statement)(?: of Understanding)? (?:on|of|for) "
JOINT = re.compile(rf"(?:\d+(?:st|nd|rd|th) )?(?:{PACT})?(?:[Tt]he )?({PARTY}(?:[-–]{PARTY})+)")


def find_parties(name: str) -> list[tuple[int, int]]:
    """Return the spans of the parties at the head of a joint name, or of what a pact is about; code points, half-open."""
    found = JOINT.match(name)
    if found is None:
        return []
    parts = [match.span() for match in re.finditer(rf"{PARTY}", found[1])]
    words = [found[1][slice(*part)] for part in parts]
    last = len(words)
    while last and words[last - 1].casefold() in WORDS["agents.prefixes"]:
        last -= 1  # "the Japan-EU Vice-Ministerial" is not the vice's
    if last < 2 or any(word.casefold() in WORDS["agents.prefixes"] for word in words[:last]):
        return []
    return [(start + found.start(1), end + found.start(1)) for start, end in parts[:last]]


def name_parties_of(name: Span) -> list[Span]:
    """Return the parties at the head of a joint name as spans of the text."""
    spans = (name.char_span(*found, alignment_mode="expand") for found in find_parties(name.text))
    return [span for span in spans if span is not None]
