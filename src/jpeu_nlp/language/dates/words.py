"""Words of date phrases: what each may be, and the words beside a number or a month that make it no date.

`split_words` is the one scan of a text. Out come tokens, each with a `kind` of one character (`KINDS` gives their names),
so that the grammar can be written as regular expressions over kinds. A word that no date phrase needs is a token all the
same, of kind OTHER: it keeps two halves of a phrase apart.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from jpeu_nlp.language.dates.periods import SEASONS

KIND_NAMES = """
    MONTH WEAK ABBR LOWER DAY ORD NUM YEAR DECADE NUMERIC FY QUARTER SEASON WEEKDAY WDABBR UNIT UNITS SMALL VAGUE AN REL WHICH ALIKE THAT
    TODAY AGO EARLIER LATER PART START END REST HALF FISCAL OF THE TO AND OR PREP POSS ESS COMMA DASH SLASH DOT OPEN BREAK OTHER
"""
KINDS = {name: chr(0xC0 + number) for number, name in enumerate(KIND_NAMES.split())}
"""Names of kinds and the characters that stand for them. MONTH is a month's name that is little else; WEAK one that is also
a name or a verb (March, April, May, June, August); ABBR stands only beside a number, LOWER only in a full date."""

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
            "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth")  # fmt: skip
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
           "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = ("day", "week", "weekend", "month", "quarter", "year", "decade", "century")

YEARS = range(1000, 2200)
"""Four-digit numbers that may be years; what stands beside them decides."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string as a set: word lists are written as prose, not as Python."""
    return frozenset(words.split())


Value = str | int
"""What a token stands for: a number, or the name of a unit, part or season."""


def _word_table() -> dict[str, tuple[str, Value]]:
    """Return kind and value of every word, in lower case."""
    table: dict[str, tuple[str, Value]] = {}
    table |= {word: ("ORD", number) for number, word in enumerate(ORDINALS, 1)}
    table |= {word: ("SMALL", number) for number, word in enumerate(NUMBERS, 1)}
    table |= {word: ("SMALL", 10 * number) for number, word in enumerate(TENS, 2)} | {"a": ("AN", 1), "an": ("AN", 1)}
    table |= dict.fromkeys(("few", "several", "many", "couple", "some"), ("VAGUE", 0))
    table |= {unit: ("UNIT", unit) for unit in UNITS}
    table |= {unit + "s": ("UNITS", unit) for unit in UNITS} | {"centuries": ("UNITS", "century")}
    table |= {"last": ("REL", -1), "this": ("REL", 0), "next": ("REL", 1), "past": ("WHICH", "past"), "coming": ("WHICH", "coming")}
    table |= {"upcoming": ("WHICH", "coming")} | {word: ("WHICH", word) for word in ("current", "final", "opening", "latter")}
    table |= {"following": ("ALIKE", 1), "previous": ("ALIKE", -1), "preceding": ("ALIKE", -1), "same": ("ALIKE", 0), "that": ("THAT", 0)}
    table |= {"today": ("TODAY", 0), "yesterday": ("TODAY", -1), "tomorrow": ("TODAY", 1)}
    table |= {"ago": ("AGO", -1), "later": ("LATER", 1), "earlier": ("EARLIER", -1), "hence": ("AGO", 1)}
    table |= {part: ("PART", part) for part in ("early", "mid", "late")}
    table |= dict.fromkeys(("start", "beginning", "outset"), ("START", "start")) | {"end": ("END", "end"), "close": ("END", "end")}
    table |= {"middle": ("START", "mid"), "rest": ("REST", "later"), "remainder": ("REST", "later"), "half": ("HALF", "half")}
    table |= {"of": ("OF", ""), "the": ("THE", ""), "and": ("AND", ""), "or": ("OR", "")}
    table |= dict.fromkeys(("to", "until", "till", "through", "thru"), ("TO", ""))
    table |= {season: ("SEASON", season) for season in SEASONS}
    table |= dict.fromkeys(("fiscal", "financial", "fy"), ("FISCAL", "")) | {"s": ("ESS", "")}
    table |= dict.fromkeys(("in", "on", "from", "now", "before", "after", "by", "at", "since", "during"), ("PREP", ""))
    for number in range(1, 32):
        suffix = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        table |= {f"{number}": ("DAY", number), f"0{number}"[-2:]: ("DAY", number), f"{number}{suffix}": ("ORD", number)}
    for number in range(1, 5):
        table |= {f"q{number}": ("QUARTER", f"quarter{number}"), f"{number}q": ("QUARTER", f"quarter{number}")}
    return table | {f"{half[::step]}": ("QUARTER", f"half{half[1]}") for half in ("h1", "h2") for step in (1, -1)}


WORDS = _word_table()
AMBIGUOUS_MONTHS = ("march", "april", "may", "june", "august")
CAPITALISED: dict[str, tuple[str, Value]] = {
    name.title(): ("WEAK" if name in AMBIGUOUS_MONTHS else "MONTH", number) for number, name in enumerate(MONTHS, 1)
}
CAPITALISED |= {name.upper(): ("ABBR", number) for number, name in enumerate(MONTHS, 1)}
CAPITALISED |= {name: ("LOWER", number) for number, name in enumerate(MONTHS, 1)}
CAPITALISED |= {name.title()[:3]: ("ABBR", number) for number, name in enumerate(MONTHS, 1) if name != "may"} | {"Sept": ("ABBR", 9)}
CAPITALISED |= {name.title(): ("WEEKDAY", number) for number, name in enumerate(WEEKDAYS)}
CAPITALISED |= {name.title()[:3]: ("WDABBR", number) for number, name in enumerate(WEEKDAYS)}
CAPITALISED |= {"Tues": ("WDABBR", 1), "Thur": ("WDABBR", 3), "Thurs": ("WDABBR", 3)}
"""Words whose kind depends on their case; these go before `WORDS`."""

PUNCTUATION = {",": "COMMA", "/": "SLASH", "(": "OPEN", "[": "OPEN", "'": "POSS", "’": "POSS", "‘": "POSS"}
PUNCTUATION |= dict.fromkeys("-–—‐‑−", "DASH") | dict.fromkeys(".!?;:", "DOT")

SCAN = re.compile(
    r"(?P<numeric>(?:[12][0-9]{3}(?P<a>[-/.])[0-9]{1,2}(?P=a)[0-9]{1,2}|[0-9]{1,2}(?P<b>[-/.])[0-9]{1,2}(?P=b)[12][0-9]{3})(?=T[0-9]{2}:|[^\w]|$))"
    r"|(?P<compound>[0-9]+(?:,[0-9]{3}(?![0-9])|[.:][0-9]+)+)"
    r"|(?P<word>[^\W_]+)"
    r"|(?P<gap>[ \t]*\n[ \t\r]*\n\s*)"
    r"|[^\s]"
)
LONGEST_WORD = 16
"""Longer words are in no date phrase; they are not looked up, so that the memory of `classify` stays small."""
DECADE = re.compile(r"[12][0-9]{2}0s|[6-9]0s")
FISCAL = re.compile(r"FY([0-9]{4}|[0-9]{2})")


class Token(NamedTuple):
    """A word, number or sign of a text; a tuple, because a text has hundreds (a frozen dataclass costs three times as much)."""

    start: int
    end: int
    text: str
    kind: str
    """Name in `KINDS`."""
    value: Value = 0


def split_words(text: str) -> list[Token]:
    """Return the tokens of a text."""
    tokens: list[Token] = []
    for match in SCAN.finditer(text):
        group, (start, end), word = match.lastgroup, match.span(), match.group()
        if group == "word":
            kind, value = classify(word) if len(word) <= LONGEST_WORD else ("OTHER", 0)
            if kind in ("ABBR", "WDABBR") and text[end : end + 1] == ".":
                end += 1
            tokens.append(Token(start, end, word, kind, value))
        elif group is None:
            if not tokens or start >= tokens[-1].end:  # else the dot of an abbreviation, taken with it
                tokens.append(Token(start, end, word, PUNCTUATION.get(word, "OTHER")))
        else:
            kind = {"gap": "BREAK", "compound": "OTHER"}.get(group, "NUMERIC")
            tokens.append(Token(start, end, word, kind))
    return tokens


@lru_cache(maxsize=8192)
def classify(word: str) -> tuple[str, Value]:
    """Return kind and value of one word."""
    found = CAPITALISED.get(word) or WORDS.get(word.lower())
    if found:
        return found
    if word[0] in "0123456789" and word.isascii():
        if word.isdigit():
            number = int(word[:9])
            return ("YEAR" if number in YEARS and len(word) == 4 else "NUM"), number
        if DECADE.fullmatch(word):
            return "DECADE", int(word[:-1]) if len(word) == 5 else 1900 + int(word[:2])
    elif word[:2] == "FY" and FISCAL.fullmatch(word):
        return "FY", century_of(word[2:])
    return "OTHER", 0


def century_of(digits: str) -> int:
    """Return a year from four digits, or from the last two of this century."""
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
