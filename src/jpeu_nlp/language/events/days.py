"""When: the date of an event's own clause, and how coders of events write it.

In goes a trigger with its sentence, out comes a date mention. A date of the verb of speech ("said on Friday") is not the date of what was
said; so the nearest verb above a date must be the trigger's. In goes a frame with the day on which its document was published, out come
`2024-05-03`, `2024-05`, `2024`, `--05-03` for a day of a year that nobody has said, and the precision.
"""

import re
from datetime import date

from spacy.tokens import Span, Token

from jpeu_nlp.language.events.clauses import clause_of, is_closing, is_issued, is_opening, is_when, stated_above
from jpeu_nlp.language.events.frames import EventFrame
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.records import DateMention

HOURS = frozenset({"dawn", "daybreak", "sunrise", "noon", "midday", "sunset", "dusk", "nightfall", "dark", "midnight"})
"""Nouns of the time of day: "before dawn on Tuesday" is Tuesday."""
VAGUE = re.compile(r"(?:the )?(?:very )?(?:early|mid|late|beginning|start|middle)\b", re.IGNORECASE)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def find_date(
    trigger: Token, chain: tuple[Token, ...], others: set[int], sentence: Span, dates: tuple[DateMention, ...]
) -> DateMention | None:
    """Return the date of a trigger's clause: its own, else one on a verb above that is no event of its own."""
    inside = [date for date in dates if sentence.start_char <= date.start_char < sentence.end_char]
    if not inside:
        return None
    if trigger.pos_ not in ("VERB", "AUX"):  # a noun event is dated by its own words, or those of the verb of which it is the subject
        own_words = {token.idx for token in trigger.subtree}
        found = next((date for date in inside if date.start_char in own_words), None)
        if found is not None or trigger.dep_ not in ("nsubj", "nsubjpass"):
            return found
    own = clause_of(trigger)
    scored: list[tuple[int, int, DateMention]] = []
    for told in inside:
        span = trigger.doc.char_span(told.start_char, told.end_char, alignment_mode="expand")
        if span is None or names_pact(span, trigger) or is_of_before(span):
            continue
        rank = date_rank(span, trigger, own, chain, others, is_lone=len(inside) == 1)
        if rank is not None:
            scored.append((rank, abs(span.root.i - trigger.i), told))
    return min(scored, key=lambda item: item[:2])[2] if scored else None


def names_pact(date: Span, trigger: Token) -> bool:
    """Return whether a year only says which treaty or law is meant: "suspended the 2018 agreement", but not "signed the 2018 agreement"."""
    noun = date.root.head
    is_year = len(date) == 1 and date.text.isdigit() and date.root.dep_ in ("nummod", "compound", "nmod", "amod")
    return is_year and noun.lemma_.lower() in WORDS["classes.pact"] | WORDS["classes.law"] and trigger.lemma_ not in WORDS["verbs.making"]


def date_rank(date: Span, trigger: Token, own: Token, chain: tuple[Token, ...], others: set[int], *, is_lone: bool) -> int | None:
    """Return how directly a date tells when the clause of a trigger happened, smaller is better; None where it does not."""
    verb = clause_of(date.root)
    if verb.i in (own.i, trigger.i):
        return 0
    if is_when(verb, own) or any(is_opening(verb, main) for main in (own, *chain)):
        return 1
    if is_issued(verb, own) or any(verb == stated_above(token) for token in (own, *chain)) or (is_lone and is_closing(verb, own)):
        return 2
    if verb.i in others and not (verb.dep_ == "xcomp" and verb.head.i == own.i and is_lone):
        return None
    if verb.dep_ == "xcomp" and clause_of(verb.head).i == own.i:
        return 1
    if any(verb.i == above.i for above in chain):
        return 2
    is_heading = date.start == date.sent.start and date.end < len(date.doc) and date.doc[date.end].text in (":", "-", "–", "—")
    if is_heading:  # "March 1996: gunmen killed ..."
        return 3
    has_own_subject = own.dep_ == "conj" and own.head == verb and any(child.dep_ == "nsubj" and child.pos_ != "PRON" for child in own.lefts)
    if has_own_subject and date.root.i > verb.i:
        return None  # "a raid killed two on 2 May, and Chad scrambled jets"
    return 3 if is_lone and verb.dep_ not in ("relcl", "acl", "ccomp") and date.root.i < own.i else None


def is_of_before(date: Span) -> bool:
    """Return whether a date says when something else was, since or after which the event came: "since the talks in May"."""
    noun = date.root.head.head if date.root.dep_ == "pobj" else date.root.head
    is_behind = noun.dep_ == "pobj" and noun.head.lower_ in ("since", "after", "before", "despite") and noun.i < date.start
    return is_behind and noun.lower_ not in HOURS


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
