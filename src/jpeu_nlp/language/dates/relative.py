"""Patterns of dates counted from another: "last month", "three years ago", "late 2023", "the week of 4 March".

`read_phrase` is the grammar's door: it returns the phrase that begins at a token, trying parts of a period first (they
hold another phrase inside them), then relative dates, then the calendar's own. Durations are no dates, so "the last year",
"over the next decade" and "for two years" match nothing, and neither do times of day.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from jpeu_nlp.language.dates.calendar import CALENDAR_RULES, month
from jpeu_nlp.language.dates.context import DETERMINERS, MONTH_KINDS, is_clean, is_count, neighbour, touches
from jpeu_nlp.language.dates.expressions import Away, Containing, Expression, Fixed, InYear, Part, Unit, Weekday, Weekend
from jpeu_nlp.language.dates.grammar import Found, Phrase, Rule, Text, kinds_of, rule, translate
from jpeu_nlp.language.dates.periods import years_period
from jpeu_nlp.language.dates.words import KINDS

NOT_EXACT = frozenset(("than", "over", "least", "under", "most"))
"""Before "two years ago": no date is named."""


def today(found: Found) -> Expression | None:
    """`today`, `the day before yesterday`, `a year ago today`; "the leaders of tomorrow" have no date."""
    offset = found.number("today")
    if offset == 1 and neighbour(found.source.tokens, found.match.start() - 1) == "of":
        return None
    if found.token("unit"):
        beyond = {"before": -1, "after": 1}.get(neighbour(found.source.tokens, found.match.start("today") - 1).lower(), 0)
        return Unit("day", offset + beyond) if found.word("unit") == "day" and offset * beyond > 0 else None
    return Unit("day", offset)


def unit(found: Found) -> Expression | None:
    """`last month`, `this week`, `current year`; after an article it is a length: "the last year", "over the next decade"."""
    word, which, before = found.word("unit"), found.word("which"), neighbour(found.source.tokens, found.match.start() - 1).lower()
    if word == "day":
        narrated = found.token("rel") and found.number("rel") == 1 and before == "the"
        return Away("day", 1, from_antecedent=True) if narrated else None
    if which:
        if which == "past" and word == "weekend":
            return Unit(word, -1)
        if which == "coming" and found.token("rel"):
            return Unit(word, 1)
        return Unit(word, 0) if which == "current" else None
    return Unit(word, found.number("rel")) if before not in DETERMINERS else None


def ago(found: Found) -> Expression | None:
    """`three years ago`, `six months from now`, `two days later`; settled only where a number is named as it is."""
    tokens, last = found.source.tokens, found.source.tokens[found.match.end() - 1]
    if last.kind == "PREP" and (last.text != "now" or neighbour(tokens, found.match.end() - 2) != "from"):
        return None
    if found.token("vague") or found.word("unit") == "weekend" or neighbour(tokens, found.match.start() - 1).lower() in NOT_EXACT:
        return Expression()
    number = (found.number("tens") + found.number("number")) * (found.number("sign") or 1)
    if found.token("grain"):
        return Away(found.word("unit"), number, grain=found.word("grain"))
    if found.token("today"):
        return Away(found.word("unit"), number, grain="day", n_days=found.number("today"))
    return Away(found.word("unit"), number, from_antecedent=tokens[found.match.end() - 1].kind in ("LATER", "EARLIER"))


def narrated(found: Found) -> Expression | None:
    """`the following day`, `the same year`, `that month`: counted from the date named before."""
    tokens, first = found.source.tokens, found.match.start()
    word = found.word("unit")
    if word not in ("day", "week", "month", "year") or (tokens[first].kind == "ALIKE" and neighbour(tokens, first - 1).lower() != "the"):
        return None
    return Away(word, found.number("alike"), from_antecedent=True)


def weekend(found: Found) -> Expression | None:
    """`over the weekend`."""
    before = neighbour(found.source.tokens, found.match.start() - 2).lower()
    return Weekend() if found.word("unit") == "weekend" and before in ("over", "during", "at", "on") else None


def year_end(found: Found) -> Expression | None:
    """`by year's end`, `by year-end`, `end of year`."""
    before = neighbour(found.source.tokens, found.match.start() - 1).lower()
    return Part("end", Unit(found.word("unit"), 0)) if before in ("by", "before", "at", "until", "the") else None


AMOUNT = "(?: <tens>SMALL DASH )? <number>[SMALL DAY NUM AN]"
RELATIVE_RULES = (
    rule("<unit>UNIT PREP <today>TODAY", today, "UNIT"),
    rule("<today>TODAY", today, "TODAY"),
    rule(f"{AMOUNT} <unit>[UNIT UNITS] <sign>AGO <today>TODAY", ago, "SMALL DAY NUM AN"),
    rule(f"{AMOUNT} <unit>[UNIT UNITS] <sign>AGO REL <grain>UNIT", ago, "SMALL DAY NUM AN"),
    rule(f"{AMOUNT} <unit>[UNIT UNITS] <sign>[AGO LATER EARLIER]", ago, "SMALL DAY NUM AN"),
    rule(f"{AMOUNT} <unit>[UNIT UNITS] PREP PREP", ago, "SMALL DAY NUM AN"),
    rule("AN? <vague>VAGUE OF? <unit>UNITS [AGO LATER EARLIER]", ago, "AN VAGUE"),
    rule("REL <which>WHICH <unit>UNIT", unit, "REL"),
    rule("<which>WHICH <unit>UNIT", unit, "WHICH"),
    rule("<rel>REL <unit>UNIT", unit, "REL"),
    rule("<alike>ALIKE <unit>UNIT", narrated, "ALIKE"),
    rule("THAT ALIKE? <unit>UNIT", narrated, "THAT"),
    rule("<unit>UNIT POSS ESS END", year_end, "UNIT"),
    rule("<unit>UNIT DASH? END", year_end, "UNIT"),
    rule("(?<=THE)<unit>UNIT", weekend, "UNIT"),
)


def index_rules(rules: Sequence[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    """Return the rules to try for each first character, in order."""
    index: dict[str, list[Rule]] = defaultdict(list)
    for one in rules:
        for character in one.begins:
            index[character].append(one)
    return {character: tuple(of_character) for character, of_character in index.items()}


RULES = index_rules((*RELATIVE_RULES, *CALENDAR_RULES))

# --- parts of a period: a head, and another phrase as the whole -------------------------------------------------------

HEADS = tuple(
    re.compile(translate(pattern))
    for pattern in (
        "<part>PART DASH? (?: TO DASH? <to>PART DASH? )? (?: <prep>PREP THE? | OF THE? )?",
        "<upto>[EARLIER LATER] (?: <prep>PREP | OF )? THE?",
        "<edge>[START END] (?: OF THE? | DASH (?= [YEAR MONTH WEAK QUARTER] ) )",
        "<rest>REST OF THE?",
        "<nth>[ORD REL WHICH] DASH? <of>[HALF UNIT] OF? THE?",
        "<nth>[ORD REL WHICH] <number>[SMALL DAY] <of>UNITS OF THE?",
    )
)
HEAD_BEGINS = kinds_of("PART EARLIER LATER START END REST ORD REL WHICH")
WHOLES = kinds_of("REL WHICH DECADE SEASON FY FISCAL ORD SMALL QUARTER DAY MONTH WEAK ABBR YEAR TODAY ALIKE THAT")
MONTH_WITH_YEAR = re.compile(translate("<month>MONTHS TAIL"))
UNITS_WITH_END = ("week", "month", "quarter", "year", "decade", "century")


def read_part(source: Text, position: int) -> Phrase | None:
    """Return the part of a period that is named from a token on: "late 2023", "second quarter of last year"."""
    for head in HEADS:
        match = head.match(source.codes, position)
        if match is None:
            continue
        found = Found(source, match)
        part = name_part(found)
        prep = match.start("prep") if "prep" in head.groupindex else -1
        if not part or (prep >= 0 and source.tokens[prep].text.lower() != "in"):
            continue
        whole = read_whole(source, match.end(), found)
        if whole:
            return Phrase(position, whole.last, Part(part, whole.expression))
    return None


def name_part(found: Found) -> str:
    """Return the part that a head names, in the words of `dates.periods.part_of`; empty where it names none."""
    if found.token("part"):
        return found.word("part") + (f"-{found.word('to')}" if found.token("to") else "")
    if found.token("upto"):
        token = found.token("upto")
        return "earlier" if token and token.kind == "EARLIER" else "later"
    if found.token("edge") or found.token("rest"):
        return found.word("edge") or found.word("rest")
    nth = {"-1": -1, "final": -1, "latter": -1, "opening": 1, "past": 0, "0": 0}.get(found.word("nth"), found.number("nth"))
    token = found.token("nth")
    if token and token.kind == "WHICH" and nth not in (1, -1):
        return ""
    if found.token("number"):
        return f"months{nth * found.number('number')}" if found.word("of") == "month" and nth in (1, -1) else ""
    return {
        "half": {1: "half1", 2: "half2", -1: "half2"},
        "quarter": {1: "quarter1", 2: "quarter2", 3: "quarter3", 4: "quarter4", -1: "quarter4"},
        "week": {1: "week1", 2: "week2", 3: "week3", 4: "week4", -1: "week-1"},
        "day": {1: "start", -1: "end"},
        "decade": {number: f"decade{number}" for number in range(1, 11)} | {-1: "decade10"},
    }.get(found.word("of"), {}).get(nth, "")  # fmt: skip


def read_whole(source: Text, position: int, head: Found) -> Phrase | None:
    """Return the phrase that a part is taken of: never a day; a bare unit only as "the year" or "year" after "end of"."""
    if position >= len(source.tokens) or is_cut(source, position):
        return None
    token, before = source.tokens[position], source.tokens[position - 1]
    if token.kind == "UNIT":
        fits = before.kind == "THE" or (head.token("edge") is not None and before.kind == "OF" and token.value == "year")
        is_compound = touches(source.tokens, position, position + 1) and source.tokens[position + 1].kind == "DASH"
        if not fits or is_compound or token.value not in UNITS_WITH_END:
            return None
        return Phrase(position, position + 1, Unit(str(token.value), 0))
    if head.token("of") and before.kind not in ("OF", "THE") and token.kind != "YEAR":
        return None
    if token.kind == "YEAR":
        if is_count(source.tokens, position) or not is_clean(source.tokens, position, position + 1):
            return None
        return Phrase(position, position + 1, Fixed(years_period(int(token.value), int(token.value))))
    if token.kind in MONTH_KINDS:
        return read_month(source, position, head)
    phrase = read_phrase(source, position) if source.codes[position] in WHOLES else None
    return phrase if phrase and not names_day(phrase.expression) else None


def is_cut(source: Text, position: int) -> bool:
    """Return whether "earlier" or "later" stands before something that it does not belong to: "earlier March"."""
    return source.tokens[position - 1].kind in ("EARLIER", "LATER") and source.tokens[position].kind not in ("REL", "TODAY")


def read_month(source: Text, position: int, head: Found) -> Phrase | None:
    """Return the month, with the year that follows it; a day of it is no whole."""
    if source.codes[position + 1 : position + 2] in (KINDS["DAY"], KINDS["ORD"]) and not is_count(source.tokens, position + 1):
        return None
    match = MONTH_WITH_YEAR.match(source.codes, position)
    dated = month(Found(source, match)) if match else None
    if match and dated and is_clean(source.tokens, position, match.end()):
        return Phrase(position, match.end(), dated)
    return Phrase(position, position + 1, InYear(kind="month", first=(int(source.tokens[position].value), 1)))


def names_day(expression: Expression) -> bool:
    """Return whether an expression is a single day already; "earlier today" is the exception and stays a day."""
    return isinstance(expression, Weekday | Away) or (isinstance(expression, InYear) and expression.kind in ("day", "days"))


def read_week(source: Text, position: int) -> Phrase | None:
    """Return `week of 4 March`, `weekend beginning July 5`: the week or weekend in which the day lies."""
    tokens = source.tokens
    if tokens[position].value not in ("week", "weekend") or neighbour(tokens, position + 1).lower() not in WEEK_OPENINGS:
        return None
    start = position + 3 if position + 2 < len(tokens) and tokens[position + 2].kind == "THE" else position + 2
    day = read_phrase(source, start) if start < len(tokens) else None
    if day is None or not isinstance(day.expression, InYear) or day.expression.kind != "day":
        return None
    return Phrase(position, day.last, Containing(str(tokens[position].value), day.expression))


WEEK_OPENINGS = ("of", "beginning", "commencing", "starting")


def read_phrase(source: Text, position: int) -> Phrase | None:
    """Return the date phrase that begins at a token, None where there is none."""
    code = source.codes[position]
    if code in HEAD_BEGINS:
        phrase = read_part(source, position)
        if phrase:
            return phrase
    if code == KINDS["UNIT"]:
        phrase = read_week(source, position)
        if phrase:
            return phrase
    for one in RULES.get(code, ()):
        match = one.pattern.match(source.codes, position)
        if match and is_clean(source.tokens, position, match.end()):
            expression = one.build(Found(source, match))
            if expression:
                return Phrase(position, match.end(), expression)
    return None
