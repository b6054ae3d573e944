"""Datelines: when a document was published, from its first and last lines.

Only a line that is about its own date counts: a date on a line of its own, after a place, after "Published:", or at
the head of the first paragraph. A date inside a sentence says when something happened. Nothing is guessed: a day
without a year, or 03/04/2024 where day and month may be either, gives no date.
"""

import datetime as dt
import re
from collections.abc import Iterable

MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
    "janvier": 1,
    "février": 2,
    "fevrier": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "août": 8,
    "aout": 8,
    "décembre": 12,
    "januar": 1,
    "februar": 2,
    "märz": 3,
    "juni": 6,
    "juli": 7,
    "oktober": 10,
    "dezember": 12,
}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
"""Year before the first of each era."""

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|januar|februar|märz|"
    r"juni|juli|oktober|dezember)\b\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}-(?P<monthnumber>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        rf"(?<!\d){_YEAR}[./](?P<monthnumber>[01]?\d)[./](?P<day>[0-3]?\d)(?!\d)",
        rf"{_WEEKDAY}(?<!\d){_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}(?!\d)",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}-{_MONTH}-{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\s*年\s*(?P<monthnumber>[01]?\d)\s*月\s*(?P<day>[0-3]?\d)\s*日",
        r"(?P<era>令和|平成|昭和)\s*(?P<erayear>\d{1,2}|元)\s*年\s*(?P<monthnumber>[01]?\d)\s*月\s*(?P<day>[0-3]?\d)\s*日",
        r"(?<![\d.])(?P<day>[0-3]?\d)\.\s?(?P<monthnumber>[01]?\d)\.\s?(?P<year>20\d\d)(?!\d)",
        r"(?<![\d/])(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)/(?P<year>20\d\d)(?!\d)",
    )
]
_MONTH_ONLY = re.compile(rf"(?<![\d\w])(?<!\d\s){_MONTH}\s+{_YEAR}(?!\d)", re.IGNORECASE)
_LABEL = re.compile(
    r"^\s*(?:date(?: of (?:issue|publication|release))?|(?:date )?(?:published|posted|issued|released|first published)(?: on| at)?|"
    r"publi(?:cation|shing) date|release date|for (?:immediate )?release(?: on)?)\b\s*[:：]?\s*",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:updated|modified|accessed|revised|effective|deadline|forthcoming|copyright)\b|©", re.IGNORECASE)
_UPDATED = re.compile(r"^\W*(?:(?:last|page|article) )*(?:updated|modified|revised|reviewed|mis à jour|modifié|更新)", re.IGNORECASE)
_DATELINE = re.compile(
    r"^(?!(?:[Oo]n|[Ii]n|[Bb]y|[Ss]ince|[Uu]ntil|[Ff]rom|[Aa]fter|[Bb]efore)\b)"
    r"\(?[^\W\d_][\w.’' ]{1,30}(?:,\s*[^\W\d_][\w.’' ]{1,20})?(?:\s*\([^)]{2,20}\))?[,/]?\s*\(?$"
)
_ASIDES = frozenset({"at", "of", "and", "le", "den", "am", "pm", "no", "issue", "vol", "edition"})
_EXTRA = re.compile(r"[^\W\d_]+")


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first full date of the text as ISO, with its span; None where there is none or it is ambiguous."""
    found = [
        (match.start(), -match.end(), iso) for pattern in PATTERNS for match in pattern.finditer(text) if (iso := to_iso(match.groupdict()))
    ]
    if not found:
        return None
    start, end, iso = min(found)
    return iso, start, -end


def to_iso(parts: dict[str, str | None]) -> str | None:
    """Return the date that a pattern's groups name, or None where no calendar has it."""
    if parts.get("a"):
        a, b = int(parts["a"] or 0), int(parts["b"] or 0)
        if a <= 12 and b <= 12 and a != b:
            return None
        parts = {**parts, "day": str(max(a, b)), "monthnumber": str(min(a, b))}
    month = parts.get("monthnumber") or read_month(parts.get("month") or "")
    year = parts.get("year")
    if parts.get("era"):
        number = 1 if parts["erayear"] == "元" else int(parts["erayear"] or 0)
        year = str(ERAS[parts["era"] or ""] + number)
    try:
        return dt.date(int(year or 0), int(month or 0), int(parts.get("day") or 0)).isoformat()
    except ValueError:
        return None


def read_month(name: str) -> int:
    """Return the number of a month's name, in full or cut, in English, French or German."""
    name = name.lower().rstrip(".")
    return MONTHS.get(name) or MONTHS.get(name[:3]) or 0


def find_month(text: str) -> str | None:
    """Return a month with its year as `2024-11`."""
    match = _MONTH_ONLY.search(text)
    return f"{match['year']}-{read_month(match['month']):02d}" if match else None


def is_date_line(text: str) -> bool:
    """Tell whether a line is there to give a date: the date, and at most a place, a number or a series beside it."""
    return read_date_line(text) is not None


def is_update_line(text: str) -> bool:
    """Tell whether a line says when the text was changed: it is no date of publication, and no heading either."""
    return len(text.split()) <= 9 and _UPDATED.match(text) is not None and (find_date(text) or find_month(text)) is not None


def read_date_line(text: str) -> str | None:
    """Return the date that a line of its own gives, as a day or a month."""
    text = text.strip().strip("*_")
    if len(text) > 90 or _LATER.search(text) or text.count(".") > 4:
        return None
    label = _LABEL.match(text)
    found = find_date(text)
    if found:
        iso, start, end = found
        rest = f"{text[label.end() if label else 0 : start]} {text[end:]}"
        return iso if is_aside(rest) else None
    month = find_month(text)
    rest = _MONTH_ONLY.sub(" ", text[label.end() if label else 0 :])
    return month if month and is_aside(rest) and len(rest.split()) <= 4 else None


def is_aside(rest: str) -> bool:
    """Tell whether what stands beside a date can be a place, an hour or a series: few words, and no sentence."""
    words = _EXTRA.findall(rest)
    is_plain = all(word[0].isupper() or word.lower() in _ASIDES for word in words)
    return len(words) <= 6 and (is_plain or len(words) <= 1) and not rest.rstrip().endswith(("?", "!"))


def read_dateline(text: str) -> str | None:
    """Return the date at the head of a first paragraph: "TOKYO, Nov. 1, 2024 (Kyodo) — ...", "Brussels, 1 November 2024 - ..."."""
    found = find_date(text[:120])
    if not found:
        return None
    iso, start, end = found
    after = text[end : end + 40].lstrip()
    is_cut = re.match(r"^\)?\s*(?:\([^)]{2,25}\)\s*|/[\w /]+/\s*)?(?:[-–—:|]|\.\s)", after) is not None
    head = text[:start]
    return iso if is_cut and (not head.strip() or _DATELINE.match(head)) else None


def date_of_filename(name: str) -> str | None:
    """Return the date in a file's name, as 2024-11-01 or 20241101, standing apart from other letters and digits."""
    match = re.search(r"(?<![0-9A-Za-z])((?:19|20)\d\d)([-_.]?)([01]\d)\2([0-3]\d)(?![0-9A-Za-z])", name)
    if not match:
        return None
    return to_iso({"year": match[1], "monthnumber": match[3], "day": match[4]})


def newest_year(texts: Iterable[str]) -> int | None:
    """Return the latest year from 1990 to 2099 that the texts name."""
    years = [int(year) for text in texts for year in re.findall(r"(?<![\d.,/-])(?:199\d|20\d\d)(?![\d,]|\.\d|%)", text)]
    return max(years, default=None)
