"""How date patterns are written: rules over kinds of token, and what they read and return.

A pattern is written in the names of `dates.words.KINDS` and in the macros below; `<month>MONTHS` gives the token a name
for its builder. A builder returns an expression, or None where the words beside it say that this is no date: then the
next rule is tried. The rules themselves stand in `dates.calendar` and `dates.relative`, in the order in which they are
tried, the longest first. Patterns over kinds, rather than over letters, keep the grammar a table that can be read.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from jpeu_nlp.language.dates.context import fiscal_country
from jpeu_nlp.language.dates.expressions import Expression
from jpeu_nlp.language.dates.words import KINDS, Token

MACROS = {
    "MONTHS": "[MONTH WEAK ABBR]",
    "NUMERAL": "[DAY ORD]",
    "ON_DAY": "(?: <weekday>[WEEKDAY WDABBR] COMMA? THE? )?",
    "SPAN": "(?: DASH | TO | AND )",
    "TAIL": "(?: COMMA? OF? <year>YEAR | COMMA? OF? POSS <short>[DAY NUM] | OF? <rel>REL <unit>UNIT "
    "| OF THE? <that>[ALIKE THAT] ALIKE? <unit2>UNIT )",
    "SHORT": "[DAY NUM YEAR]",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the grammar reads it."""

    text: str
    tokens: Sequence[Token]
    codes: str
    known: set[int] = field(default_factory=set)
    """Last tokens of the dates found so far: a year may follow one in a list."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date phrase, `tokens[first:last]`, and what it says."""

    first: int
    last: int
    expression: Expression


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern that matched: its tokens by name."""

    source: Text
    match: re.Match[str]

    def token(self, name: str) -> Token | None:
        """Return a named token, None where that part of the pattern is absent."""
        position = self.match.start(name) if name in self.match.re.groupindex else -1
        return self.source.tokens[position] if position >= 0 else None

    def number(self, name: str) -> int:
        """Return the value of a named token, 0 where it is absent."""
        token = self.token(name)
        return int(token.value) if token and isinstance(token.value, int) else 0

    def word(self, name: str) -> str:
        """Return the value of a named token as a word, empty where it is absent."""
        token = self.token(name)
        return str(token.value) if token else ""

    def country(self) -> str:
        """Return the country whose fiscal year is meant."""
        tokens = self.source.tokens
        return fiscal_country(self.source.text, tokens[self.match.start()].start, tokens[self.match.end() - 1].end)


Builder = Callable[[Found], Expression | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, its builder, and the characters with which it begins."""

    pattern: re.Pattern[str]
    build: Builder
    begins: frozenset[str]


def translate(pattern: str) -> str:
    """Return a pattern over names of kinds as a regular expression over their characters."""
    for name, macro in MACROS.items():
        pattern = re.sub(rf"\b{name}\b", lambda _, macro=macro: macro, pattern)  # type: ignore[misc]
    pattern = re.sub(r"<(\w+)>(\[[^\]]*\]|[A-Z]+)", r"(?P<\1>\2)", pattern)
    return re.sub(r"\b[A-Z]{2,}\b", lambda match: KINDS[match.group()], pattern).replace(" ", "")


def rule(pattern: str, build: Builder, begins: str) -> Rule:
    """Return the rule of a pattern that begins with one of the named kinds."""
    expanded = begins.replace("MONTHS", "MONTH WEAK ABBR").replace("NUMERAL", "DAY ORD")
    return Rule(re.compile(translate(pattern)), build, kinds_of(expanded))


def kinds_of(names: str) -> frozenset[str]:
    """Return the characters of the named kinds."""
    return frozenset(KINDS[name] for name in names.split())
