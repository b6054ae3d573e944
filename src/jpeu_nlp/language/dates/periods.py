"""Periods of the calendar and their arithmetic: weeks, quarters, seasons, decades, fiscal years, and parts of them.

In go years, months and days, out come `Period`s; nothing here reads a text. Conventions are those of `docs/dates.md`:
weeks run from Monday to Sunday, seasons are the northern meteorological ones, and "early", "mid" and "late" are thirds.
Arithmetic that leaves the calendar (years 1 to 9999) raises `ValueError` or `OverflowError`.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month of each season; "winter 2024" begins in December 2024."""

FISCAL_STARTS = {"us": (10, -1), "jp": (4, 0), "uk": (4, 0), "in": (4, -1), "au": (7, -1), "calendar": (1, 0)}
"""First month of a fiscal year, and the year in which "fiscal year Y" begins, counted from Y: India and Australia name it
by the year in which it ends, as the US does; Japan and the UK by the year in which it begins."""

PARTS = {"early": (0, 1, 3), "mid": (1, 2, 3), "late": (2, 3, 3), "half1": (0, 1, 2), "half2": (1, 2, 2)}
PARTS |= {"early-mid": (0, 2, 3), "mid-late": (1, 3, 3)}
PARTS |= {f"quarter{n}": (n - 1, n, 4) for n in range(1, 5)}
"""Parts of a period as `(first, last, of)`: "mid" goes from 1/3 to 2/3."""

DECADE_THIRDS = (0, 4, 7, 10)
"""Early, mid and late of a decade are its years 0-3, 4-6 and 7-9 (guide to entities)."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included, with the precision at which it was named."""

    start: date
    end: date
    precision: str

    @property
    def iso(self) -> str:
        """ISO 8601 as `DateMention.iso` wants it."""
        if self.precision == "month":
            return self.start.isoformat()[:7]
        if self.precision == "year":
            return self.start.isoformat()[:4]
        if self.precision == "day":
            return self.start.isoformat()
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @property
    def n_days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1


def day_period(day: date) -> Period:
    """Return one day."""
    return Period(day, day, "day")


def range_period(start: date, end: date) -> Period:
    """Return the days from `start` to `end`; a single one is a day."""
    if end < start:
        raise ValueError(f"{start} is after {end}")
    return day_period(start) if start == end else Period(start, end, "range")


def months_period(year: int, month: int, n_months: int, precision: str = "range") -> Period:
    """Return whole months from the first of a month on."""
    last = shift_months(date(year, month, 1), n_months) - timedelta(days=1)
    return Period(date(year, month, 1), last, precision)


def month_period(year: int, month: int) -> Period:
    """Return a month."""
    return months_period(year, month, 1, "month")


def years_period(first: int, last: int) -> Period:
    """Return whole years, both included."""
    return Period(date(first, 1, 1), date(last, 12, 31), "year" if first == last else "range")


def century_period(number: int) -> Period:
    """Return a century by its ordinal number: the 21st begins with 2001."""
    return years_period(number * 100 - 99, number * 100)


def season_period(year: int, season: str) -> Period:
    """Return the season that begins in a year."""
    return months_period(year, SEASONS[season], 3)


def fiscal_period(year: int, country: str, n_years: int = 1) -> Period:
    """Return the fiscal year(s) that a country (a key of `FISCAL_STARTS`) calls by the number of a year."""
    month, shift = FISCAL_STARTS[country]
    return months_period(year + shift, month, 12 * n_years)


def fiscal_year_of(day: date, country: str) -> int:
    """Return the number of the fiscal year in which a day falls."""
    month, shift = FISCAL_STARTS[country]
    return day.year - shift - (day.month < month)


def shift_months(day: date, n_months: int) -> date:
    """Return the same day some months on, or the last of that month where it is shorter."""
    years, month = divmod(day.month - 1 + n_months, 12)
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"year {year} is outside the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def unit_period(unit: str, day: date, offset: int = 0) -> Period:
    """Return the day, week, weekend, month, quarter, year, decade or century `offset` units after that of a day."""
    if unit == "day":
        return day_period(day + timedelta(days=offset))
    if unit in ("week", "weekend"):
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=offset)
        return range_period(monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6))
    if unit == "month":
        first = shift_months(day.replace(day=1), offset)
        return month_period(first.year, first.month)
    if unit == "quarter":
        first = shift_months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3 * offset)
        return months_period(first.year, first.month, 3, "quarter")
    if unit == "decade":
        first_year = day.year // 10 * 10 + 10 * offset
        return years_period(first_year, first_year + 9)
    if unit == "century":
        return century_period((day.year - 1) // 100 + 1 + offset)
    return years_period(day.year + offset, day.year + offset)


def part_of(period: Period, part: str) -> Period:
    """Return the named part of a period; `part` is a key of `PARTS`, `start`, `end`, `months3`, `months-3`, `week1` or `week-1`."""
    if part in ("start", "end"):
        return day_period(period.start if part == "start" else period.end)
    if part.startswith("months"):
        number = int(part[6:])
        first = period.start if number > 0 else shift_months(period.end + timedelta(days=1), number)
        return within(period, months_period(first.year, first.month, abs(number)))
    if part.startswith("week"):
        number = int(part[4:])
        start = period.end - timedelta(days=6) if number < 0 else period.start + timedelta(weeks=number - 1)
        return within(period, range_period(start, start + timedelta(days=6)))
    if part.startswith("decade"):
        year = period.start.year + 10 * int(part[6:]) - 10
        return within(period, years_period(year, year + 9))
    first_piece, last_piece, n_pieces = PARTS[part]
    n_months = whole_months(period)
    if n_months == 120 and n_pieces == 3:
        year = period.start.year
        return years_period(year + DECADE_THIRDS[first_piece], year + DECADE_THIRDS[last_piece] - 1)
    if n_months == 1200 and n_pieces == 3:
        return years_period(period.start.year + first_piece * 33, period.start.year + last_piece * 33 - 1 + last_piece // 3)
    if n_months and n_months % n_pieces == 0:
        size = n_months // n_pieces
        first = shift_months(period.start, first_piece * size)
        precision = "quarter" if part.startswith("quarter") and n_months == 12 else "range"
        return months_period(first.year, first.month, size * (last_piece - first_piece), precision)
    return part_by_days(period, first_piece, last_piece, n_pieces)


def part_by_days(period: Period, first_piece: int, last_piece: int, n_pieces: int) -> Period:
    """Return a part of a month, week or other stretch; of a month the pieces have 10 days (a third) or 15 (a half)."""
    size = round(30 / n_pieces) if period.precision == "month" else max(period.n_days // n_pieces, 1)
    end = period.end if last_piece == n_pieces else min(period.start + timedelta(days=size * last_piece - 1), period.end)
    return range_period(min(period.start + timedelta(days=size * first_piece), end), end)


def whole_months(period: Period) -> int:
    """Return how many whole months a period has; 0 where it is not made of whole months, or is a single one."""
    after = period.end + timedelta(days=1) if period.end < date.max else period.end
    if period.start.day != 1 or after.day != 1 or period.precision == "month":
        return 0
    return (after.year - period.start.year) * 12 + after.month - period.start.month


def within(period: Period, part: Period) -> Period:
    """Return a part as it is, and raise `ValueError` where it sticks out of the period."""
    if part.start < period.start or part.end > period.end:
        raise ValueError("the part is longer than the whole")
    return part
