"""What a date phrase says, before it is known when it was said: expressions, and how they become periods.

In go an expression (from `dates.grammar`) and a `Moment` (document date, tense of the clause, last date named), out comes
a `Period`, or None where they do not settle it. A document date of a month or a year is read as all its days: an
expression is settled only where the first and the last of them give the same period. Every expression here moves
monotonically with the document date, so two days stand for all.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from jpeu_nlp.language.dates.periods import (
    Period,
    day_period,
    fiscal_period,
    fiscal_year_of,
    month_period,
    months_period,
    part_of,
    range_period,
    season_period,
    shift_months,
    unit_period,
)

MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
YEARS_TO_SEARCH = 8
"""29 February comes back after 8 years at most (across 1900 or 2100)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When and how something was said: all that a relative date depends on."""

    today: date | None = None
    tense: str = "past"
    """`past`, `future`, or `near` where the clause looks ahead from the past ("agreed to", "would")."""
    antecedent: Period | None = None
    """The date named last before this one in the same text."""


class Expression:
    """A date phrase. `resolve` returns its period, or None where the moment does not settle it."""

    __slots__ = ()

    def resolve(self, moment: Moment) -> Period | None:
        """Return the period; the base expression is a date that nothing settles, as "a few weeks ago"."""
        return None


@dataclass(frozen=True, slots=True)
class Fixed(Expression):
    """A period that depends on nothing."""

    period: Period

    def resolve(self, moment: Moment) -> Period | None:
        """Return the period itself."""
        return self.period


@dataclass(frozen=True, slots=True)
class InYear(Expression):
    """Something that comes once a year: a day, some days, a month, a quarter, a half, a season."""

    kind: str
    """`day`, `days`, `month`, `months`, `season` or `part` (of the year)."""
    first: tuple[int, int] = (1, 1)
    """Month and day."""
    last: tuple[int, int] = (1, 1)
    name: str = ""
    year: int | None = None
    shift: int | None = None
    """Years from the document's: "March of last year" has -1."""
    of_that_year: bool = False
    """Whether the year is that of the antecedent: "June of that year"."""
    choice: str = ""
    """`last`, `next` or `this` where the phrase says which one; else the tense of the clause decides."""
    weekday: int | None = None

    def resolve(self, moment: Moment) -> Period | None:
        """Return the period in its own year, or in the one that the document date and the tense of the clause choose."""
        if self.year is not None:
            return self.in_year(self.year)
        if self.of_that_year:
            return self.in_year(moment.antecedent.start.year) if moment.antecedent else None
        if moment.today is None:
            return None
        if self.shift is not None:
            return self.in_year(moment.today.year + self.shift)
        return self.choose(moment.today, self.choice or moment.tense)

    def in_year(self, year: int) -> Period:
        """Return the period in a year; raise `ValueError` where that year has no such day."""
        first = date(year, *self.first)
        match self.kind:
            case "day":
                return day_period(first)
            case "days":
                return range_period(first, date(year + (self.last < self.first), *self.last))
            case "month":
                return month_period(year, first.month)
            case "months":
                return months_period(year, first.month, (self.last[0] - first.month) % 12 + 1)
            case "season":
                return season_period(year, self.name)
            case _:
                return part_of(unit_period("year", first), self.name)

    def choose(self, today: date, choice: str) -> Period | None:
        """Return the period nearest before or after today; a weekday named beside it decides where only one year has it."""
        if choice == "this":
            return self.in_year(today.year - (self.name == "winter" and today.month < 3))
        periods = self.periods_around(today)
        if self.weekday is not None:
            agreeing = [one for one in periods if one.start.weekday() == self.weekday and abs((one.start - today).days) < 366]
            periods = agreeing or periods
        before = [one for one in periods if (one.start <= today if choice != "last" else one.end < today)]
        after = [one for one in periods if (one.end >= today if choice != "next" else one.start > today)]
        if choice in ("future", "next"):
            return after[0] if after else before[-1] if before else None
        if choice == "near":
            return min(before[-1:] + after[:1], key=lambda one: abs((one.start - today).days), default=None)
        return before[-1] if before else after[0] if after else None

    def periods_around(self, today: date) -> list[Period]:
        """Return the period in the years around today that have it, in order."""
        reach = YEARS_TO_SEARCH if self.first == (2, 29) or self.last == (2, 29) else 2
        years = range(max(today.year - reach, date.min.year), min(today.year + reach, date.max.year - 1) + 1)
        return [self.in_year(year) for year in years if self.first != (2, 29) or is_leap(year)]


@dataclass(frozen=True, slots=True)
class Unit(Expression):
    """A unit counted from that of the document date: "last month", "today", "this decade"."""

    unit: str
    offset: int
    country: str = ""
    """Whose fiscal year, where the unit is one."""

    def resolve(self, moment: Moment) -> Period | None:
        """Return the unit of the document date, shifted."""
        if moment.today is None:
            return None
        if self.country:
            return fiscal_period(fiscal_year_of(moment.today, self.country) + self.offset, self.country)
        return unit_period(self.unit, moment.today, self.offset)


@dataclass(frozen=True, slots=True)
class Away(Expression):
    """Some units before or after the document date, or the antecedent: "three years ago", "two days later"."""

    unit: str
    offset: int
    from_antecedent: bool = False
    grain: str = ""
    """Unit of the answer, where the phrase names it: "a year ago today", "two years ago this week"."""
    n_days: int = 0
    """Days from the document date at which the count begins: 1 for "two years ago tomorrow"."""

    def resolve(self, moment: Moment) -> Period | None:
        """Return the unit in which the day lies; a decade ago is a year, ten years back."""
        day = moment.today + timedelta(days=self.n_days) if moment.today else None
        if self.from_antecedent:
            day = self.anchor(moment.antecedent)
        if day is None:
            return None
        n_months = MONTHS_OF.get(self.unit, 0) * self.offset
        if self.grain and n_months:
            return unit_period(self.grain, shift_months(day, n_months))
        if n_months and n_months % 120 == 0:
            return unit_period("year", shift_months(day, n_months))
        there = unit_period(self.unit, day, self.offset)
        return unit_period(self.grain, there.start) if self.grain else there

    def anchor(self, antecedent: Period | None) -> date | None:
        """Return the day to count from: the antecedent must be at least as precise as the unit."""
        if antecedent is None:
            return None
        fits = unit_period(self.unit, antecedent.start)
        if not fits.start <= antecedent.start <= antecedent.end <= fits.end:
            return None
        return antecedent.end if self.offset > 0 else antecedent.start


@dataclass(frozen=True, slots=True)
class Weekday(Expression):
    """A day of the week, as "Monday", "next Friday", "Tuesday of last week"."""

    weekday: int
    choice: str = ""
    """`last` (before today), `next` (after it), `this` (in this week, or to come); else the latest on or before today."""
    weeks: int | None = None
    """Weeks from the document's, where the phrase names the week."""

    def resolve(self, moment: Moment) -> Period | None:
        """Return the day."""
        today = moment.today
        if today is None:
            return None
        if self.weeks is not None:
            return day_period(unit_period("week", today, self.weeks).start + timedelta(days=self.weekday))
        back = (today.weekday() - self.weekday) % 7
        choice = self.choice or moment.tense
        if choice == "last":
            return day_period(today - timedelta(days=back or 7))
        if choice == "next":
            return day_period(today + timedelta(days=7 - back))
        if choice in ("this", "future"):
            return day_period(today + timedelta(days=-back % 7))
        return day_period(today - timedelta(days=back))


@dataclass(frozen=True, slots=True)
class Weekend(Expression):
    """The weekend, without more: the latest that has begun, or the next where the clause is in the future."""

    def resolve(self, moment: Moment) -> Period | None:
        """Return Saturday and Sunday."""
        if moment.today is None:
            return None
        this = unit_period("weekend", moment.today)
        return this if this.start <= moment.today or moment.tense == "future" else unit_period("weekend", moment.today, -1)


@dataclass(frozen=True, slots=True)
class Part(Expression):
    """A part of another expression's period: "late 2023", "end of the year", "first quarter of last year"."""

    part: str
    """A part that `part_of` knows, or `earlier`, `later`: up to the document date, or from it."""
    whole: Expression

    def resolve(self, moment: Moment) -> Period | None:
        """Return the part; "earlier this week" runs from Monday to the document date."""
        whole = self.whole.resolve(moment)
        if whole is None or self.part not in ("earlier", "later"):
            return part_of(whole, self.part) if whole else None
        if moment.today is None or not whole.start <= moment.today <= whole.end:
            return whole
        if self.part == "earlier":
            return range_period(whole.start, moment.today)
        return range_period(moment.today, whole.end)


@dataclass(frozen=True, slots=True)
class Between(Expression):
    """A range from the start of one expression to the end of another."""

    first: Expression
    last: Expression

    def resolve(self, moment: Moment) -> Period | None:
        """Return the range; a last part without a year is the next one after the first."""
        start = self.first.resolve(moment)
        if start is None:
            return None
        if needs_year(self.last) or isinstance(self.last, Weekday):
            end = self.last.resolve(Moment(today=start.start, tense="future", antecedent=start))
        else:
            end = self.last.resolve(moment)
        return range_period(start.start, end.end) if end else None


@dataclass(frozen=True, slots=True)
class Containing(Expression):
    """The week or weekend of a date: "the week of 4 March"."""

    unit: str
    day: Expression

    def resolve(self, moment: Moment) -> Period | None:
        """Return the unit in which the day lies; nothing for more than a day."""
        period = self.day.resolve(moment)
        return unit_period(self.unit, period.start) if period and period.precision == "day" else None


def is_leap(year: int) -> bool:
    """Return whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def needs_year(expression: Expression) -> bool:
    """Return whether an expression leaves its year to be found."""
    match expression:
        case InYear(year=None, shift=None, of_that_year=False):
            return True
        case Part(whole=whole):
            return needs_year(whole)
        case Containing(day=day):
            return needs_year(day)
        case _:
            return False


def with_year(expression: Expression, year: int) -> Expression:
    """Return the expression in a given year."""
    match expression:
        case InYear():
            return replace(expression, year=year)
        case Part(part=part, whole=whole):
            return Part(part, with_year(whole, year))
        case Containing(unit=unit, day=day):
            return Containing(unit, with_year(day, year))
        case _:
            return expression


def settle(expression: Expression, days: tuple[date, date] | None, tense: str, antecedent: Period | None) -> Period | None:
    """Return the period of an expression, or None where text and document date do not settle it.

    `days` are the first and last day that the document's date may be.
    """
    first, last = days or (None, None)
    try:
        period = expression.resolve(Moment(today=first, tense=tense, antecedent=antecedent))
        if first == last or period is None:
            return period
        return period if period == expression.resolve(Moment(today=last, tense=tense, antecedent=antecedent)) else None
    except (ValueError, OverflowError):  # 31 April, a range that ends before it begins, a year outside the calendar
        return None
