"""Dates of the calendar: days, months, quarters, seasons, years, decades, centuries, fiscal years, weekdays.

In goes a pattern that matched, out comes what it says (an expression), or None where a neighbour makes it something else:
a resolution, a count, a surname, a newspaper. `CALENDAR_RULES` is the table.
"""

from collections.abc import Sequence

from jpeu_nlp.language.dates.context import (
    ARTICLE_WORDS,
    DETERMINERS,
    MONTH_KINDS,
    NAME_TAILS,
    YEAR_PREPOSITIONS,
    is_count,
    is_month,
    is_weekday,
    is_year,
    neighbour,
    touches,
)
from jpeu_nlp.language.dates.expressions import Expression, Fixed, InYear, Part, Unit, Weekday
from jpeu_nlp.language.dates.grammar import Found, rule
from jpeu_nlp.language.dates.periods import FISCAL_STARTS, century_period, fiscal_period, range_period, season_period, years_period
from jpeu_nlp.language.dates.words import Token, century_of

LONGEST_RANGE = 150
"""Years between two numbers joined by a dash (chosen: more is a page or a code)."""


NOT_COUNTED = ("final", "opening", "current", "latter")
"""Before a month or weekday these say nothing of which one is meant."""
QUARTER_PREPOSITIONS = ("in", "by", "during", "since", "of", "for", "until")
"""Before a quarter without a year: it is one of the calendar."""


def in_year(found: Found, kind: str, first: tuple[int, int], last: tuple[int, int] = (1, 1), name: str = "") -> Expression | None:
    """Return something that comes once a year, in the year that the phrase's tail gives, if it gives one."""
    tail = found.token("unit") or found.token("unit2")
    if tail and tail.value != "year":
        return None
    if found.token("year") and is_count(found.source.tokens, found.match.start("year")):
        return None
    return InYear(
        kind=kind, first=first, last=last, name=name, year=found.number("year") or short_year(found),
        shift=found.number("rel") if found.token("rel") else None, of_that_year=found.token("that") is not None,
        weekday=found.number("weekday") if found.token("weekday") else None,
    )  # fmt: skip


def short_year(found: Found) -> int | None:
    """Return the year of `February of '22`, None where the phrase has none."""
    short = found.token("short")
    return century_of(short.text) if short and len(short.text) == 2 else None


def day(found: Found) -> Expression | None:
    """`October 4`, `4 October 2024`: not "Article 5 May", "May 20 percent", nor "March 23 Movement"."""
    tokens, first, last = found.source.tokens, found.match.start(), found.match.end()
    number = found.token("day")
    has_of = "OF" in [token.kind for token in tokens[found.match.start("day") + 1 : found.match.start("month")]]
    if number and ((number.text.isalpha() and not has_of) or (has_of and number.kind == "DAY")):  # "first May", "Memorandum 2 of May 4"
        return None
    if found.word("dayword") not in ("", "day"):
        return None
    if tokens[first].kind in ("DAY", "ORD") and neighbour(tokens, first - 1).lower() in ARTICLE_WORDS:
        return None
    if neighbour(tokens, last) in NAME_TAILS or (tokens[last - 1].kind == "DAY" and is_count(tokens, last - 1)):
        return None
    return in_year(found, "day", (found.number("month"), found.number("tens") + found.number("day")))


def days(found: Found) -> Expression | None:
    """`July 9-11, 2024`, `3 and 4 October`: "and" joins neighbouring days only."""
    first, last, month_number = found.number("day"), found.number("last"), found.number("month")
    joined = any(token.kind == "AND" for token in found.source.tokens[found.match.start("day") : found.match.start("last")])
    is_between = neighbour(found.source.tokens, found.match.start() - 1).lower() == "between"
    if last <= first or (joined and last > first + 1 and not is_between):
        return None
    if neighbour(found.source.tokens, found.match.start() - 1).lower() in ARTICLE_WORDS:
        return None
    return in_year(found, "days", (month_number, first), (month_number, last))


def lone_day(found: Found) -> Expression | None:
    """The first day of "3 and 7 October 2024", or of "October 3 and 7, 2024"."""
    return in_year(found, "day", (found.number("month"), found.number("day")))


def months(found: Found) -> Expression | None:
    """`March and April 2024`: neighbouring months, named with one year."""
    first, last, tokens, position = found.number("month"), found.number("last"), found.source.tokens, found.match.start()
    is_listed = position > 1 and tokens[position - 1].kind == "COMMA" and tokens[position - 2].kind in MONTH_KINDS
    return in_year(found, "months", (first, 1), (last, 1)) if last == first + 1 and not is_listed else None


def month(found: Found) -> Expression | None:
    """`November 2024`, `January this year`."""
    return in_year(found, "month", (found.number("month"), 1))


def lone_month(found: Found) -> Expression | None:
    """`November`, with "last", "this" or "next" before it or without."""
    tokens = found.source.tokens
    if not is_month(tokens, found.match.start("month")) or found.word("which") in NOT_COUNTED:
        return None
    return InYear(kind="month", first=(found.number("month"), 1), choice=choice(found))


def choice(found: Found) -> str:
    """Return which one a phrase says: "last" and "past", "this", "next" and "coming"."""
    if found.token("which"):
        return {"past": "last", "coming": "next"}.get(found.word("which"), "this")
    return ("this", "next", "last")[found.number("rel")] if found.token("rel") else ""


def numeric(found: Found) -> Expression | None:
    """`2024-11-01`, `25/12/2024`, `1.11.2024`; with slashes the order of day and month must be plain."""
    text = found.source.tokens[found.match.start()].text
    sign = next(sign for sign in text if not sign.isdigit())
    numbers = [int(part) for part in text.split(sign)]
    if numbers[0] > 999:
        year, month_number, day_number = numbers
    else:
        day_number, month_number, year = numbers
        if sign != ".":
            if day_number <= 12 and month_number <= 12 and day_number != month_number:
                return Expression()
            if month_number > 12:
                day_number, month_number = month_number, day_number
    valid = 1 <= month_number <= 12 and 1 <= day_number <= 31
    return InYear(kind="day", first=(month_number, day_number), year=year) if valid else None


def year(found: Found) -> Expression | None:
    """`2024`, where what stands beside it makes it a year."""
    position = found.match.start()
    if not is_year(found.source.tokens, position, found.source.known):
        return None
    return Fixed(years_period(found.number("first"), found.number("first")))


def years(found: Found) -> Expression | None:
    """`2015-16`, `2015 to 2020`; also `2024-11`, a month, where the number is no year that follows."""
    tokens, position = found.source.tokens, found.match.start()
    first, last, short = found.number("first"), found.number("last"), found.token("last")
    if short is None or not is_free(tokens, position) or is_count(tokens, found.match.end() - 1):
        return None
    if tokens[position + 1].kind == "SLASH" and last % 100 != (first + 1) % 100:  # "decision 2021/44"
        return None
    if short.kind != "YEAR":
        if len(short.text) != 2 or not (touches(tokens, position, position + 1) and touches(tokens, position + 1, position + 2)):
            return None
        number, last = last, last + first // 100 * 100
        if last <= first and number in range(1, 13) and tokens[position + 1].text == "-":
            return InYear(kind="month", first=(number, 1), year=first)
    return Fixed(years_period(first, last)) if first < last <= first + LONGEST_RANGE else None


def is_free(tokens: Sequence[Token], position: int) -> bool:
    """Return whether two numbers that look like years are no part of a name or of a longer number."""
    before = neighbour(tokens, position - 1)
    if before[:1].isdigit() or before.lower() in ARTICLE_WORDS or (before in ("-", "–") and touches(tokens, position - 1, position)):
        return False
    return not before[:1].isupper() or before.lower() in YEAR_PREPOSITIONS | DETERMINERS | {"years", "academic", "school"}


def decade(found: Found) -> Expression | None:
    """`1990s`, and `'90s` with its sign or its article; `1900s` is the century."""
    tokens, position = found.source.tokens, found.match.start()
    first = found.number("decade")
    if len(tokens[position].text) < 5 and neighbour(tokens, position - 1).lower() not in ("'", "’", "‘", "the"):
        return None
    return Fixed(years_period(first, first + (99 if first % 100 == 0 and first < 2000 else 9)))


def century(found: Found) -> Expression | None:
    """`21st century`, `twenty-first century`, `19th and 20th centuries`."""
    number, first = found.number("tens") + found.number("number"), found.number("first")
    if found.word("unit") != "century" or not 1 <= number <= 30 or first not in (0, number - 1):
        return None
    return Fixed(range_period(century_period(first or number).start, century_period(number).end))


def season(found: Found) -> Expression | None:
    """`summer 2025`, `winter of 2024-25`, `last spring`, `in the autumn`."""
    name = found.word("season")
    if found.token("year"):
        return None if is_count(found.source.tokens, found.match.start("year")) else Fixed(season_period(found.number("year"), name))
    if found.token("that"):
        return InYear(kind="season", name=name, of_that_year=True) if found.word("unit2") == "year" else None
    if found.token("rel") and found.token("unit"):
        return InYear(kind="season", name=name, shift=found.number("rel")) if found.word("unit") == "year" else None
    after = neighbour(found.source.tokens, found.match.end())
    if not found.token("rel") and (after[:1].isalpha() or after in ("'", "’", "-")):
        return None
    return InYear(kind="season", name=name, choice=choice(found))


def fiscal(found: Found) -> Expression | None:
    """`FY2027`, `fiscal year 2024-25`, `this fiscal year`: of the country named nearest, else of the US."""
    tokens, country = found.source.tokens, found.country()
    if (found.token("unit") and found.word("unit") != "year") or found.word("which") not in ("", "current"):
        return None
    if not found.token("year"):
        return Unit("year", found.number("rel"), country)
    if neighbour(tokens, found.match.start() - 1) == "for" and neighbour(tokens, found.match.start() - 2) in ("Act", "Bill"):
        return None
    first, last = found.number("year"), found.number("last")
    token, other = found.token("year"), found.token("last")
    if token and token.kind in ("DAY", "NUM"):
        if len(token.text) != 2:
            return None
        first = century_of(token.text)
    if other and len(other.text) == 2:
        last += first // 100 * 100
    is_one_year = "/" in "".join(one.text for one in tokens[found.match.start() : found.match.end()]) or country != "us"
    if last == first + 1 and other and len(other.text) == 2 and is_one_year:  # one year that is named by both
        return Fixed(fiscal_period(last if FISCAL_STARTS[country][1] else first, country))
    if last and not first < last <= first + 20:
        return None
    return Fixed(fiscal_period(first, country, last - first + 1 if last else 1)) if last or not other else None


def quarter(found: Found) -> Expression | None:
    """`Q2 2026`, `H1 of 2025`, `3Q`; alone only after a preposition, where a question could not stand."""
    part = found.word("quarter")
    if found.token("year"):
        return Part(part, Fixed(years_period(found.number("year"), found.number("year"))))
    if found.token("fy"):
        return Part(part, Fixed(fiscal_period(found.number("fy"), found.country())))
    if found.token("rel"):
        return Part(part, Unit("year", found.number("rel"))) if found.word("unit") == "year" else None
    before = neighbour(found.source.tokens, found.match.start() - 1).lower()
    return InYear(kind="part", name=part) if part.startswith("quarter") and before in QUARTER_PREPOSITIONS else None


def worded_quarter(found: Found) -> Expression | None:
    """`in the second quarter`, without a year."""
    number = found.number("number")
    before = neighbour(found.source.tokens, found.match.start() - 2).lower()
    fits = found.word("unit") == "quarter" and 1 <= number <= 4 and before in QUARTER_PREPOSITIONS
    return InYear(kind="part", name=f"quarter{number}") if fits else None


def weekday(found: Found) -> Expression | None:
    """`Monday`, `last Friday`, `Tuesday of next week`."""
    if not is_weekday(found.source.tokens, found.match.start("weekday")) or found.word("which") in NOT_COUNTED:
        return None
    if found.token("unit"):
        return Weekday(found.number("weekday"), weeks=found.number("rel")) if found.word("unit") == "week" else None
    return Weekday(found.number("weekday"), choice(found))


CALENDAR_RULES = (
    rule("ON_DAY <month>MONTHS THE? <day>NUMERAL SPAN THE? <last>NUMERAL TAIL", days, "WEEKDAY WDABBR MONTHS"),
    rule("ON_DAY <month>MONTHS THE? <day>NUMERAL SPAN THE? <last>NUMERAL", days, "WEEKDAY WDABBR MONTHS"),
    rule("ON_DAY <day>NUMERAL SPAN THE? <last>NUMERAL OF? <month>MONTHS TAIL", days, "WEEKDAY WDABBR NUMERAL"),
    rule("ON_DAY <day>NUMERAL SPAN THE? <last>NUMERAL OF? <month>MONTHS", days, "WEEKDAY WDABBR NUMERAL"),
    rule("ON_DAY <month>MONTHS THE? <day>NUMERAL TAIL", day, "WEEKDAY WDABBR MONTHS"),
    rule("ON_DAY <day>NUMERAL OF? <month>MONTHS TAIL", day, "WEEKDAY WDABBR NUMERAL"),
    rule("<day>DAY <month>LOWER <year>YEAR", day, "DAY"),
    rule("<day>DAY DASH <month>MONTHS DASH <year>YEAR", day, "DAY"),
    rule("(?: <tens>SMALL DASH )? <day>ORD <dayword>UNIT OF <month>MONTHS TAIL", day, "SMALL ORD"),
    rule("(?: <tens>SMALL DASH )? <day>ORD <dayword>UNIT OF <month>MONTHS", day, "SMALL ORD"),
    rule("<month>MONTHS <day>NUMERAL (?= (?: COMMA NUMERAL ){0,6} COMMA? [AND OR] NUMERAL COMMA? <year>YEAR )", lone_day, "MONTHS"),
    rule("ON_DAY <month>MONTHS THE? <day>NUMERAL", day, "WEEKDAY WDABBR MONTHS"),
    rule("ON_DAY <day>NUMERAL OF? <month>MONTHS", day, "WEEKDAY WDABBR NUMERAL"),
    rule("<day>NUMERAL (?= (?: COMMA NUMERAL ){0,6} COMMA? [AND OR] NUMERAL <month>MONTHS TAIL )", lone_day, "NUMERAL"),
    rule("<day>NUMERAL (?= (?: COMMA NUMERAL ){0,6} COMMA? [AND OR] NUMERAL <month>MONTHS )", lone_day, "NUMERAL"),
    rule("<month>MONTHS [AND DASH SLASH] <last>MONTHS TAIL", months, "MONTHS"),
    rule("<month>MONTHS TAIL", month, "MONTHS"),
    rule("REL <which>WHICH <month>MONTHS", lone_month, "REL"),
    rule("<rel>REL <month>MONTHS", lone_month, "REL"),
    rule("<which>WHICH <month>MONTHS", lone_month, "WHICH"),
    rule("<month>MONTHS", lone_month, "MONTHS"),
    rule("NUMERIC", numeric, "NUMERIC"),
    rule("<year>YEAR [DASH SLASH] <last>SHORT FISCAL <unit>UNIT", fiscal, "YEAR"),
    rule("<year>YEAR FISCAL <unit>UNIT", fiscal, "YEAR"),
    rule("<first>YEAR [DASH SLASH] <last>SHORT", years, "YEAR"),
    rule("<first>YEAR TO <last>YEAR", years, "YEAR"),
    rule("<first>YEAR", year, "YEAR"),
    rule("<decade>DECADE", decade, "DECADE"),
    rule("<first>ORD AND <number>ORD <unit>UNITS", century, "ORD"),
    rule("<number>ORD DASH? <unit>UNIT", century, "ORD"),
    rule("<tens>SMALL DASH <number>ORD <unit>UNIT", century, "SMALL"),
    rule("<season>SEASON OF? <year>YEAR (?: [DASH SLASH] <last>SHORT )?", season, "SEASON"),
    rule("<season>SEASON TAIL", season, "SEASON"),
    rule("<rel>REL <season>SEASON", season, "REL"),
    rule("(?<=[PREP OF] THE)<season>SEASON", season, "SEASON"),
    rule("<year>FY [DASH SLASH TO] <last>[FY DAY NUM YEAR]", fiscal, "FY"),
    rule("<year>FY", fiscal, "FY"),
    rule("FISCAL <unit>[UNIT UNITS] <year>YEAR [DASH SLASH TO AND] <last>SHORT", fiscal, "FISCAL"),
    rule("FISCAL [UNIT UNITS]? <year>[YEAR DAY NUM]", fiscal, "FISCAL"),
    rule("FISCAL [UNIT UNITS] OPEN FISCAL OTHER <year>YEAR", fiscal, "FISCAL"),
    rule("<rel>REL FISCAL <unit>UNIT", fiscal, "REL"),
    rule("<which>WHICH FISCAL <unit>UNIT", fiscal, "WHICH"),
    rule("<quarter>QUARTER COMMA? OF? <year>YEAR", quarter, "QUARTER"),
    rule("<quarter>QUARTER COMMA? OF? <fy>FY", quarter, "QUARTER"),
    rule("<quarter>QUARTER COMMA? OF? <rel>REL <unit>UNIT", quarter, "QUARTER"),
    rule("<quarter>QUARTER", quarter, "QUARTER"),
    rule("<number>ORD <unit>UNIT", worded_quarter, "ORD"),
    rule("<weekday>WEEKDAY COMMA? OF? <rel>REL <unit>UNIT", weekday, "WEEKDAY"),
    rule("REL <which>WHICH <weekday>WEEKDAY", weekday, "REL"),
    rule("<which>WHICH <weekday>WEEKDAY", weekday, "WHICH"),
    rule("<rel>REL <weekday>WEEKDAY", weekday, "REL"),
    rule("<weekday>WEEKDAY", weekday, "WEEKDAY"),
)
