"""Days of events: the date and its precision that a frame tells, as coders of events write them.

In goes a frame with the day on which its document was published, out come `2024-05-03`, `2024-05`, `2024`, `--05-03` for a day of a year
that nobody has said, and the precision.
"""

import re
from datetime import date

from jpeu_nlp.language.events.frames import EventFrame
from jpeu_nlp.records import DateMention

VAGUE = re.compile(r"(?:the )?(?:very )?(?:early|mid|late|beginning|start|middle)\b", re.IGNORECASE)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def yearless(text: str) -> str | None:
    """Return `--10-04` for "Oct. 4" or "the 4th of October": ISO 8601's form for a day whose year nobody has said."""
    month = re.search(r"\b(" + "|".join(MONTHS) + r")[a-z]*\b", text.casefold())
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b(?!\s*[-–])", text.casefold())
    if month is None or day is None or re.search(r"\d{4}", text):
        return None
    return f"--{MONTHS.index(month[1]) + 1:02}-{int(day[1]):02}"


def whole_period(date_mention: DateMention) -> str | None:
    """Return `2019-01` for "late January 2019" and `2019` for "early 2019": coders of events keep the month or year as it is told."""
    start, _, end = (date_mention.iso or "").partition("/")
    if not VAGUE.match(date_mention.text) or not end:
        return None
    return start[:7] if start[:7] == end[:7] else start[:4] if start[:4] == end[:4] else None


def day_of(frame: EventFrame, published: str) -> str | None:
    """Return the date of an event; a day of a plan without a year is the next one, where the last is half a year behind."""
    if frame.date is None:
        return None
    iso = frame.date.iso
    if iso is None:
        return yearless(frame.date.text)
    if whole := whole_period(frame.date):
        return whole
    is_day = len(iso) == 10 and yearless(frame.date.text) is not None
    if frame.mode == "planned" and len(iso) == 7 and len(published) >= 7 and not re.search(r"\d{4}|last|past", frame.date.text):
        behind = 12 * (int(published[:4]) - int(iso[:4])) + int(published[5:7]) - int(iso[5:])
        return f"{int(iso[:4]) + 1}{iso[4:]}" if 6 <= behind < 12 else iso  # "will start in August", said in July
    if frame.mode != "planned" or not is_day or len(published) != 10 or iso[5:] == "02-29":
        return iso
    behind = (date.fromisoformat(published) - date.fromisoformat(iso)).days
    return f"{int(iso[:4]) + 1}{iso[4:]}" if 183 < behind < 366 else iso


def precision_of(frame: EventFrame) -> str:
    """Return the precision of an event's date; empty where it has none."""
    if frame.date is None:
        return ""
    if whole := whole_period(frame.date):
        return "month" if len(whole) == 7 else "year"
    return frame.date.precision or ("day" if yearless(frame.date.text) else "")
