"""Candidates: what the gazetteer, the patterns and spaCy propose, and which of them become mentions.

In go proposals that may overlap, out come those that do not. The longest wins; of equals, the better founded (`Rank`).
spaCy's proposals are mended before they come here (`mending.py`), so a long wrong span of its making does not win.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """How well founded a candidate is, for those of equal length."""

    SPACY = 0
    AMBIGUOUS = 1
    PATTERN = 2
    GAZETTEER = 3
    TITLE = 4
    """A title before the name decides: `Secretary Austin` is no town."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may name somebody, with the label, and the link where it is settled."""

    start_char: int
    end_char: int
    label: str
    rule: str
    rank: Rank
    entity_id: str = ""

    def overlaps(self, other: "Candidate") -> bool:
        """Return whether two candidates share a character."""
        return self.start_char < other.end_char and other.start_char < self.end_char

    def contains(self, other: "Candidate") -> bool:
        """Return whether the other lies within this one."""
        return self.start_char <= other.start_char and other.end_char <= self.end_char


def overlapping(apart: Sequence[Candidate], start_char: int, end_char: int) -> list[Candidate]:
    """Return those of some candidates that share a character with a span; they are in order and do not overlap each other."""
    first = bisect_right(apart, start_char, key=lambda one: one.end_char)
    found: list[Candidate] = []
    while first < len(apart) and apart[first].start_char < end_char:
        found.append(apart[first])
        first += 1
    return found


def choose(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates without overlaps, in order of the text: longest first, then by rank, then the earlier."""
    chosen: list[Candidate] = []
    taken: set[int] = set()
    ordered = sorted(candidates, key=lambda one: (one.start_char - one.end_char, -one.rank, one.start_char, one.entity_id))
    for candidate in ordered:
        span = range(candidate.start_char, candidate.end_char)
        if taken.isdisjoint(span):
            chosen.append(candidate)
            taken.update(span)
    return sorted(chosen, key=lambda one: one.start_char)
