"""The `jpeu_dates` component: points and periods of the calendar, with their precision.

In go a text and the date of its document, out come `DateMention`s in order, never overlapping. Phrases are found by the
grammar of `dates.relative` and `dates.grammar`; here they are joined to ranges and lists, settled, and cut to the words
that a mention keeps. Durations, ages, times of day and years inside names are no dates. A phrase that text and document
date do not settle is kept, without `iso`: an analyst sees it, and no year is guessed.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from jpeu_nlp.language.dates.context import neighbour, tense_of, touches
from jpeu_nlp.language.dates.expressions import Between, Expression, InYear, Weekday, Weekend, needs_year, settle, with_year
from jpeu_nlp.language.dates.grammar import Phrase, Text, translate
from jpeu_nlp.language.dates.periods import Period
from jpeu_nlp.language.dates.relative import HEAD_BEGINS, RULES, read_phrase
from jpeu_nlp.language.dates.words import KINDS, split_words
from jpeu_nlp.records import DateMention

BEGINS = re.compile("[" + "".join(sorted({*RULES, *HEAD_BEGINS})) + "]")
RANGE_JOINT = re.compile(translate("COMMA? TO TO? THE?|DASH"))
LIST_JOINT = re.compile(translate("COMMA? [AND OR] PREP? THE?|COMMA"))
BETWEEN_JOINT = re.compile(translate("COMMA? AND THE?"))
PUBLISHED = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")

KNOWN_DAYS = {
    (9, 11): (2001, ("attack", "attacks", "terrorist", "terror", "hijackers", "hijackings", "atrocities")),
    (10, 7): (2023, ("attack", "attacks", "massacre", "hamas", "terrorist", "terror", "assault", "atrocities")),
    (1, 6): (2021, ("insurrection", "riot", "rioters", "capitol", "attack")),
}
"""Days that name an act by themselves: month and day, the year, and the words that must follow. "The October 7 attacks"
are those of 2023 in a text of any later year; in an earlier text the usual rule holds."""

if not Doc.has_extension("dates"):
    Doc.set_extension("dates", default=())


def find_dates(text: str, published_date: str | None) -> list[DateMention]:
    """Return the dates that a text names, in order; relative ones count from `published_date`.

    `published_date` is a day, month or year in ISO 8601; anything else counts as unknown. Of a month or a year all days
    are tried, and what they do not settle alike stays without `iso`.
    """
    tokens = split_words(text)
    codes = "".join([KINDS[token.kind] for token in tokens])
    source = Text(text, tokens, codes)
    days = published_days(published_date)
    mentions: list[DateMention] = []
    antecedent: Period | None = None
    for phrase in join_phrases(source, read_phrases(source)):
        expression = name_known_day(source, phrase, days)
        tense = tense_of(tokens, phrase.first, phrase.last) if depends_on_tense(expression) else "past"
        period = settle(expression, days, tense, antecedent)
        start, end = tokens[phrase.first].start, tokens[phrase.last - 1].end
        mentions.append(
            DateMention(
                start_char=start,
                end_char=end,
                text=text[start:end],
                iso=period.iso if period else None,
                precision=period.precision if period else "",
            )
        )
        antecedent = period or antecedent
    return mentions


def published_days(published_date: str | None) -> tuple[date, date] | None:
    """Return the first and the last day that a document's date may be, None where it is unknown."""
    match = PUBLISHED.fullmatch(published_date) if isinstance(published_date, str) else None
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if year < 1 or month > 12 or (month and day > monthrange(year, month)[1]) or (match[2] and not month) or (match[3] and not day):
        return None
    last_month = month or 12
    return date(year, month or 1, day or 1), date(year, last_month, day or monthrange(year, last_month)[1])


def read_phrases(source: Text) -> list[Phrase]:
    """Return the phrases of a text, from left to right; each begins after the one before."""
    phrases: list[Phrase] = []
    position = 0
    while match := BEGINS.search(source.codes, position):
        phrase = read_phrase(source, match.start())
        if phrase:
            phrases.append(phrase)
            source.known.add(phrase.last - 1)
            position = phrase.last
        else:
            position = match.start() + 1
    return phrases


def join_phrases(source: Text, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return the phrases with ranges made one, and years lent along ranges and lists: "in March and May 2024"."""
    joined: list[Phrase] = []
    for phrase in reversed(phrases):  # from the right: a year stands at the end of its list
        following = joined[-1] if joined else None
        if following is None or following.first - phrase.last > 4:
            joined.append(phrase)
            continue
        gap = source.codes[phrase.last : following.first]
        if is_range(source, phrase, gap):
            one = join_range(phrase, following)
            if one:
                joined[-1] = one
                continue
        joined.append(lend_year(phrase, following) if LIST_JOINT.fullmatch(gap) else phrase)
    return joined[::-1]


def is_range(source: Text, phrase: Phrase, gap: str) -> bool:
    """Return whether what stands between two phrases makes them a range; a dash between blanks may be a parenthesis."""
    tokens = source.tokens
    if BETWEEN_JOINT.fullmatch(gap):
        before = neighbour(tokens, phrase.first - 1).lower()
        return "between" in (before, neighbour(tokens, phrase.first - 2).lower() if before in ("the", "early", "late") else "")
    if not RANGE_JOINT.fullmatch(gap):
        return False
    is_parenthesis = tokens[phrase.last].text in ("—", "-") and not touches(tokens, phrase.last - 1, phrase.last)
    return not (len(gap) == 1 and is_parenthesis)


def join_range(first: Phrase, last: Phrase) -> Phrase | None:
    """Return two phrases as one range, the year of either lent to the other; None where the end precedes the start."""
    start, end = first.expression, last.expression
    if type(start) is Expression or type(end) is Expression or isinstance(end, Between):
        return None
    year = year_of(end)
    if needs_year(start) and year is not None:
        start = with_year(start, year)
        if settle(Between(start, end), None, "past", None) is None:
            start = with_year(start, year - 1)
    both_known = year_of(start) is not None and year_of(end) is not None
    if both_known and settle(Between(start, end), None, "past", None) is None:
        return None
    return Phrase(first.first, last.last, Between(start, end))


def lend_year(phrase: Phrase, following: Phrase) -> Phrase:
    """Return a phrase with the year of the next in its list, where it has none and does not come later in the year."""
    one, other = phrase.expression, following.expression
    if not isinstance(one, InYear) or not isinstance(other, InYear) or other.year is None:
        return phrase
    may_borrow = needs_year(one) and not one.choice and one.first <= other.first
    return replace(phrase, expression=with_year(one, other.year)) if may_borrow else phrase


def year_of(expression: Expression) -> int | None:
    """Return the year in which an expression begins, None where only a document date can tell."""
    period = settle(expression, None, "past", None)
    return period.start.year if period else None


def name_known_day(source: Text, phrase: Phrase, days: tuple[date, date] | None) -> Expression:
    """Return what a phrase says, with the year of a day that names an act: "the September 11 attacks"."""
    expression = phrase.expression
    if isinstance(expression, InYear) and expression.kind == "day" and needs_year(expression) and expression.first in KNOWN_DAYS:
        year, words = KNOWN_DAYS[expression.first]
        after = neighbour(source.tokens, phrase.last).lower()
        if after in words and (days is None or days[0] >= date(year, *expression.first)):
            return with_year(expression, year)
    return expression


def depends_on_tense(expression: Expression) -> bool:
    """Return whether the tense of the clause is worth looking for."""
    return needs_year(expression) or isinstance(expression, Weekday | Weekend | Between)


@Language.component("jpeu_dates", assigns=["doc._.dates"])
def mark_dates(doc: Doc) -> Doc:
    """Find the dates of a text."""
    doc._.dates = tuple(find_dates(doc.text, doc._.published_date))
    return doc
