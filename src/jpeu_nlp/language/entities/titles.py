"""Titles: a person named after an office, a rank or a courtesy; the title is no part of the name.

In goes a text, out come the names with their titles ("Prime Minister" + "Albanese"). A plural title carries on over a
list: "Presidents Biden and Yoon". The title is kept, because office and date may settle who is meant (`linking.py`).
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from jpeu_nlp.language.lexicon import MONTHS_AND_DAYS, alternation, load_lexicon
from jpeu_nlp.records import Span

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŌŐŘŚŞŠȘŢŤȚŪŮŰŽŹŻƠƯ"
NAME_WORD = rf"(?:[{UPPER}][\w]*(?:(?![’']s\b)[-’'‑]\w+)*)"
"""A capitalised word; hyphens and apostrophes inside, but not a possessive."""
INITIAL = rf"(?:[{UPPER}]\.[ ]?)+"
PARTICLE = r"(?:(?:von|van|der|den|de|da|di|del|della|dos|du|la|le|bin|ibn|bint|al|el|Al|El|ul|ud|ur|zu|ter)[ -])"
NAME = rf"(?:{INITIAL})?{PARTICLE}*{NAME_WORD}(?: (?:{INITIAL} ?)?{PARTICLE}*{NAME_WORD}){{0,3}}"


@dataclass(frozen=True, slots=True)
class Titled:
    """A person's name with the title before it."""

    name: Span
    title: Span
    title_text: str
    is_former: bool
    is_office: bool


@lru_cache(maxsize=1)
def title_pattern() -> re.Pattern[str]:
    """Return the pattern of a title and the name, or list of names, after it."""
    return re.compile(
        rf"(?<![\w-])(?P<former>{alternation(load_lexicon().former)})?(?: |-)?"
        rf"{title_expression()} (?P<names>{NAME}(?:(?:, | and |, and ){NAME})*)"
    )


@lru_cache(maxsize=1)
def bare_title_pattern() -> re.Pattern[str]:
    """Return the pattern of a title with what it governs, whether or not a name follows."""
    return re.compile(rf"(?<![\w-]){title_expression()}(?!\w)")


def title_expression() -> str:
    """Return the expression of titles, singular (group `title`), plural (`many`) and in capitals, with their departments."""
    lexicon = load_lexicon()
    titles = lexicon.office_titles | lexicon.courtesy_titles
    plurals = frozenset(pluralise(title) for title in lexicon.office_titles)
    capitals = frozenset(title.upper() for title in titles if len(title) > 1)
    one = rf"(?:the )?(?:{alternation(lexicon.departments)})(?!\w)"
    return (
        rf"(?P<title>(?P<many>{alternation(plurals)})|{alternation(titles)}|{alternation(capitals)})"
        rf"(?: of {one}(?: and {one})?)?(?: for {one}(?: and {one})?)?"
    )


def pluralise(title: str) -> str:
    """Return the plural of a title: `Secretaries`, `Foreign Ministers`."""
    return title[:-1] + "ies" if title.endswith("y") else title + "s"


def find_titled(text: str) -> Iterator[Titled]:
    """Yield the persons named after a title, in order."""
    lexicon = load_lexicon()
    position = 0
    pattern = title_pattern()
    while match := pattern.search(text, position):
        start = match.start("names")
        position = start
        names = list(re.finditer(NAME, match["names"]))
        for found in names if match["many"] else names[:1]:
            lead = before_given(found.group())
            name = trim_name(found.group()[lead:])
            if len(name) < 2 or name.isdigit():
                break
            title = match["title"]
            yield Titled(
                name=(start + found.start() + lead, start + found.start() + lead + len(name)),
                title=(match.start("title"), start - 1),
                title_text=text[match.start("title") : start].strip(" ,"),
                is_former=bool(match["former"]),
                is_office=bool(match["many"]) or title in lexicon.office_titles or title.title() in lexicon.office_titles,
            )
            position = start + found.start() + lead + len(name)


def before_given(name: str) -> int:
    """Return how many characters of a would-be name stand before the given name: "Infrastructure Piotr Naimski" has fifteen."""
    given = load_lexicon().given_names
    words = name.split(" ")
    if words[0] in given or len(words) < 3 or words[0].endswith(".") or words[1] not in given or words[0] not in load_lexicon().alone:
        return 0
    return len(words[0]) + 1


def before_person(text: str, start: int, end: int, lands: Set[int] = frozenset()) -> int:
    """Return where a body's name, or a country's that ends in `lands`, ends if a person's runs into it.

    "The Commission on Honours [Deborah K. Marlow]", "the Minister of Defence of Mongolia [Sandag Byambatsogt]".
    """
    words = list(re.finditer(r"\S+", text[start:end]))
    for land in lands:
        rest = text[land:end].split()
        if text[:start].endswith((" of ", " of the ")) and len(rest) in (2, 3) and trim_name(" ".join(rest)).split() == rest:
            return land
    for before, word, after in zip(words[1:], words[2:], words[3:], strict=False):
        if word.group() in load_lexicon().given_names and before.group()[0].isupper() and after.group()[0].isupper():
            return start + before.end()
    return end


def trim_name(name: str) -> str:
    """Return the words of a name up to the first that can be none, or nothing."""
    lexicon = load_lexicon()
    kept: list[str] = []
    words = name.split(" ")
    for place, word in enumerate(words):
        bare = word.strip(".")
        not_a_name = word in lexicon.alone or word in MONTHS_AND_DAYS or word in lexicon.head_words or word in lexicon.title_words
        not_a_name = not_a_name and not (kept and place == len(words) - 1 and word in lexicon.surname_titles)
        if (not_a_name or (bare.isupper() and len(bare) > 1 and kept and not kept[0].isupper())) and word not in lexicon.particles:
            break
        kept.append(word)
    while kept and (kept[-1].endswith(".") or kept[-1] in lexicon.particles):
        kept.pop()
    return " ".join(kept)


def find_title_spans(text: str) -> list[Span]:
    """Return the places of titles, a name after them or not: what lies within is no organisation ("Defence" of "Defence Minister")."""
    return [match.span() for match in bare_title_pattern().finditer(text) if " " in match.group()]


@lru_cache(maxsize=1)
def given_pattern() -> re.Pattern[str]:
    """Return the pattern of a given name and one or two words that may be the family name."""
    return re.compile(rf"(?<![\w-])(?:{alternation(load_lexicon().given_names)}) {PARTICLE}*{NAME_WORD}(?: {NAME_WORD})?(?![\w-])")


def find_named(text: str) -> Iterator[Span]:
    """Yield names that begin with a common given name: "Beverly Burks"; nothing else about them is known."""
    for match in given_pattern().finditer(text):
        name = trim_name(match.group())
        if " " in name:
            yield match.start(), match.start() + len(name)


@lru_cache(maxsize=1)
def singular_pattern() -> re.Pattern[str]:
    """Return the pattern of a title that names its one office, without a name or an "of" after it."""
    return re.compile(rf"(?<=[Tt]he )(?P<title>{alternation(frozenset(load_lexicon().singular_titles))})(?! (?:of|for|[A-Z]|\())(?![\w/])")


def find_singular_titles(text: str) -> Iterator[tuple[Span, str]]:
    """Yield `(span, title)` of titles that stand for the holder of a single office: "the High Representative"."""
    for match in singular_pattern().finditer(text):
        yield match.span("title"), match["title"]
