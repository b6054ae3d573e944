"""Words around a number, month or weekday that decide whether it is a date, and whether its clause looks ahead.

In go the tokens of a text and a position, out come yes or no, a tense, or the country whose fiscal year is meant. A
four-digit number is no year until something beside it says so: we prefer a missed year to a resolution read as one.
"""

import re
from collections.abc import Sequence

from jpeu_nlp.language.dates.words import Token, word_set

MONTH_KINDS = frozenset({"MONTH", "WEAK", "ABBR"})
NUMBER_KINDS = frozenset({"DAY", "ORD", "NUM", "YEAR"})

MEASURES = word_set(
    "percent per million billion trillion thousand hundred km kilometers kilometres kilometer kilometre miles mile nautical meters metres "
    "feet tons tonnes kg pounds hectares acres barrels hours hrs hour gmt utc local times points dollars euros yen yuan won rubles mw gw "
    "minutes seconds hz mhz ghz gb tb liters litres degrees am pm"
)
"""After a number: it measures something."""
COUNTED = word_set(
    "people persons soldiers troops personnel staff members marines sailors airmen police officers fighters militants civilians refugees "
    "migrants casualties victims deaths ships vessels boats aircraft planes jets tanks missiles drones rockets warheads shells rounds "
    "bombs satellites units companies firms homes houses families workers jobs students children women men countries nations states "
    "participants delegates cases objects containers islands times prisoners hostages detainees "
    "governments kilograms vehicles guns others"
)
"""After a number: it counts something, unless the number follows "in" or "since"."""
NAME_TAILS = word_set("Revolution War Group Movement Brigade Brigades Committee Martyrs Agenda Vision City Division")
"""After a month or year: both are a name."""
ARTICLE_WORDS = word_set(
    "article articles section sections chapter annex title resolution resolutions resolution paragraph para rule phase type no nos number "
    "page pages pp figure table flight highway route volume vol clause order part version model room line lines step item"
)
"""Before a number: it numbers something."""
NAMED_BY_YEAR = word_set(
    "Act Acts Law Laws Treaty Convention Agreement Constitution Charter Code Regulation Regulations Order Resolution Protocol Decree Bill "
    "Ordinance Accord Accords Statement Declaration Memorandum Rules Directive Amendment Amendments Compact"
)
"""Before "of 2021": the year is part of the name."""
YEAR_PREPOSITIONS = word_set(
    "in since by until till before after during through throughout around circa from of for into beyond between year years and or than "
    "past to prior across both either towards toward"
)
HEDGES = word_set("at least about roughly approximately perhaps")
"""Between a preposition and a year: "since at least 2019"."""
DETERMINERS = word_set("the a an its their his her our my your this that s each every")
AFTER_FIRST_YEAR = word_set("is was has had will saw marks marked brought became began would and ended proved")
FUNCTION_WORDS = word_set(
    "a an the and or but to in on at by as is was were has had have will would could may when while with for from of that which who it he "
    "she they we this its their his her our however also not until after before because if so than since during due under over between"
)
BARE_WEAK = word_set("in since until till during throughout last next this early late mid past")
"""Before "May": it is the month, whatever follows."""
BARE_WEAK_ENDED = word_set("by from before after through between for to of")
"""Before "May": it is the month where nothing follows that a person could do."""
MONTH_HOLDERS = word_set("end beginning start middle close month week half days day rest weeks part as out early late")
"""Before "of May": it is the month."""
BLACK_DAYS = word_set("Black Good Bloody Super Easter Cyber Ash Palm Holy Giving Ruby")
SUNDAY_PAPERS = word_set("Times Telegraph Mail Mirror Express Herald Post Guardian School Mosque school")

FIRST_NAMED_YEAR = 1750
"""An earlier number after "the" is a resolution's or a list's: "the 1718 sanctions" (chosen; UN lists go up to 1737)."""

FISCAL_COUNTRIES = {
    "jp": "Japan Japanese Tokyo Japan’s Diet yen", "in": "India Indian Delhi", "uk": "UK Britain British Kingdom London Whitehall",
    "au": "Australia Australian Canberra", "us": "US U.S. American America States Congress Pentagon NDAA Washington DoD",
    "calendar": "China Chinese Korea Korean Seoul Germany German France French EU European Russia Russian Philippines Philippine",
}  # fmt: skip
FISCAL_WORDS = {word: country for country, words in FISCAL_COUNTRIES.items() for word in words.split()}
FISCAL_PATTERN = re.compile(r"(?<![\w.])(" + "|".join(re.escape(word) for word in sorted(FISCAL_WORDS, key=len, reverse=True)) + r")(?!\w)")
SENTENCE_END = re.compile(r"(?<![A-Z])[.!?]\s+(?=[A-Z])|\n\s*\n")
FISCAL_WINDOW = 120
"""Characters to either side in which a country counts as "named nearby" (chosen: about a sentence)."""

TENSE_WINDOW = 14
"""Words of a clause that are looked at for its tense, to either side (chosen: longer reaches other clauses)."""
FUTURE = word_set(
    "will shall must ll wo upcoming plans plan planning expects intends intend aims forthcoming deadline begins starts opens expires ends "
    "takes expire preparing prepares ahead arrives departs leaves visits meets convenes resumes"
)
FORESEEN = word_set("planned scheduled due set expected slated foreseen")
"""These look ahead, unless the clause says "was" or "had": then the date may be over."""
NEAR = word_set("would agreed pledged vowed promised decided invited urged could may might should postponed rescheduled")
PAST = word_set(
    "was were had did said has have met held took made began came went gave sent told saw led won left hit fell rose spoke wrote brought "
    "struck launched became found got kept put read ran stood been"
)
STILL_PAST = word_set("was were had lasted remained served ran stayed lived worked stood")


def neighbour(tokens: Sequence[Token], position: int) -> str:
    """Return the text of a token, empty beyond the ends and at a break."""
    return tokens[position].text if 0 <= position < len(tokens) and tokens[position].kind != "BREAK" else ""


def is_count(tokens: Sequence[Token], position: int, strictly: bool = True) -> bool:
    """Return whether what follows a number says that it counts or measures."""
    after = neighbour(tokens, position + 1)
    lowered = after.lower()
    return after in ("%", "°", "$") or lowered in MEASURES or (strictly and lowered in COUNTED)


def touches(tokens: Sequence[Token], left: int, right: int) -> bool:
    """Return whether two tokens stand without a space between them."""
    return left >= 0 and right < len(tokens) and tokens[left].end == tokens[right].start


def is_clean(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return whether a phrase, `tokens[first:last]`, is cut out at both ends: no part of a code, sum, phone or page number."""
    if tokens[first].kind in NUMBER_KINDS | {"NUMERIC", "DECADE", "FY"} and touches(tokens, first - 1, first):
        before = tokens[first - 1]
        if before.text in tuple("$€£¥#§@/.+_:%&=") or (before.kind == "DASH" and not may_precede_dash(tokens, first - 2)):
            return False
    if tokens[last - 1].kind in NUMBER_KINDS | {"NUMERIC"} and touches(tokens, last - 1, last):
        after = tokens[last]
        if after.text in tuple("%°@_+=$€"):
            return False
        if after.kind in ("SLASH", "DASH") and touches(tokens, last, last + 1) and tokens[last + 1].kind in NUMBER_KINDS | {"OTHER"}:
            number = tokens[last + 1]
            following = tokens[last + 2].kind if last + 2 < len(tokens) else ""
            return number.text[0].isalpha() or (number.kind in ("DAY", "ORD") and following in MONTH_KINDS)
    return True


def may_precede_dash(tokens: Sequence[Token], position: int) -> bool:
    """Return whether a dash after this token may join two dates, or "pre" and "post" to a year."""
    if not touches(tokens, position, position + 1):
        return True
    return tokens[position].kind in NUMBER_KINDS | MONTH_KINDS | {"DECADE", "WEEKDAY", "PART", "SEASON", "START", "END"} or (
        tokens[position].text.lower() in ("pre", "post")
    )


def is_year(tokens: Sequence[Token], position: int, known: frozenset[int] | set[int]) -> bool:
    """Return whether a four-digit number that stands alone is a year; `known` are the last tokens of dates found before."""
    before, after = neighbour(tokens, position - 1), neighbour(tokens, position + 1)
    lowered = before.lower()
    is_compound = after == "-" and touches(tokens, position, position + 1)
    if is_compound or after in NAME_TAILS or after == "Sanctions" or is_count(tokens, position, False):
        return False
    if position - 2 in known and tokens[position - 1].kind in ("AND", "OR", "COMMA", "DASH", "TO"):
        return True
    if position - 3 in known and tokens[position - 1].kind in ("AND", "OR") and tokens[position - 2].kind == "COMMA":
        return True
    if after == "levels" and int(tokens[position].value) > 1900:
        return True
    if lowered in YEAR_PREPOSITIONS:
        return follows_preposition(tokens, position, lowered)
    if lowered in HEDGES:
        return follows_hedge(tokens, position)
    if lowered == "as":
        return neighbour(tokens, position - 2).lower() in ("early", "late", "soon", "recently", "far")
    if lowered in DETERMINERS or is_adjective(tokens, position - 1):
        if (
            tokens[position + 1 : position + 3] and tokens[min(position + 2, len(tokens) - 1)].kind == "YEAR"
        ):  # "the 2023 and 2024 exercises"
            return tokens[position + 1].kind in ("AND", "OR", "COMMA") and int(tokens[position].value) >= FIRST_NAMED_YEAR
        return after[:1].isalpha() and after.lower() not in COUNTED | FUNCTION_WORDS and int(tokens[position].value) >= FIRST_NAMED_YEAR
    if before == "(":
        return neighbour(tokens, position - 2)[-1:].isalpha() and (after in (")", ",", ";") or after == "")
    if before == "-":
        return neighbour(tokens, position - 2).lower() in ("pre", "post")
    if before in ("", ".", "!", "?", ":") or tokens[position - 1].kind == "BREAK":
        return after.lower() in AFTER_FIRST_YEAR
    return before == "," and neighbour(tokens, position - 2)[:1].isupper() and after in (".", ",", ";", ")", "")


def follows_preposition(tokens: Sequence[Token], position: int, preposition: str) -> bool:
    """Return whether a number after a preposition is a year rather than a count or part of a name."""
    year, after, earlier = int(tokens[position].value), neighbour(tokens, position + 1), neighbour(tokens, position - 2)
    strong = preposition in ("in", "since", "during", "until", "by", "year")
    if after.lower() in COUNTED and (not strong or year % 100 == 0):
        return False
    if year % 100 == 0 and after[:1].islower() and after not in FUNCTION_WORDS | AFTER_FIRST_YEAR:
        return False
    if joins_counts(tokens, position):
        return False
    if preposition == "of":
        return earlier not in NAMED_BY_YEAR and (position < 2 or tokens[position - 2].kind not in NUMBER_KINDS | {"SMALL"})
    if preposition == "than":
        return earlier.lower() in ("later", "earlier")
    if preposition in ("and", "or"):
        return False
    if preposition == "to" and earlier in ("back", "dates", "dating", "up", "prior"):
        return year >= 1500
    if preposition in ("to", "for", "into", "past"):
        return year > 1900 and year % 1000 != 0 and not earlier[:1].isdigit()
    return year >= 1500 and (year >= 1800 or not (after[:1].islower() and after.endswith("s")))


def follows_hedge(tokens: Sequence[Token], position: int) -> bool:
    """Return whether a year stands behind "at least" or "about" and, before that, a word that wants a time."""
    first = position - 1
    while first > 0 and tokens[first].text.lower() in HEDGES:
        first -= 1
    is_wanted = tokens[first].text.lower() in ("since", "until", "till", "by", "in", "through", "from", "before")
    return is_wanted and neighbour(tokens, position + 1).lower() not in COUNTED and int(tokens[position].value) >= FIRST_NAMED_YEAR


def joins_counts(tokens: Sequence[Token], position: int) -> bool:
    """Return whether a number and the next are joined to count: "between 2000 and 3000 people"."""
    if position + 2 >= len(tokens) or tokens[position + 1].kind not in ("TO", "AND", "DASH"):
        return False
    other = tokens[position + 2].kind
    return other == "NUM" or (other in NUMBER_KINDS and is_count(tokens, position + 2))


def is_adjective(tokens: Sequence[Token], position: int) -> bool:
    """Return whether a lower-case word between a determiner and a year qualifies what follows: "the landmark 2015 deal"."""
    word = neighbour(tokens, position)
    return word[:1].islower() and word not in FUNCTION_WORDS | ARTICLE_WORDS and neighbour(tokens, position - 1) in DETERMINERS


def is_month(tokens: Sequence[Token], position: int) -> bool:
    """Return whether the name of a month that stands alone is the month."""
    token, before, after = tokens[position], neighbour(tokens, position - 1), neighbour(tokens, position + 1)
    lowered = before.lower()
    if after in NAME_TAILS or before in ("Black", "Red"):
        return False
    if token.kind == "MONTH":
        return True
    if token.kind == "ABBR":
        return token.end - token.start > len(token.text) and lowered in BARE_WEAK | BARE_WEAK_ENDED
    if lowered in BARE_WEAK or (position and tokens[position - 1].kind == "PART"):
        return after not in ("'", "’") and not (lowered == "this" and after[:1].isupper())
    if lowered in BARE_WEAK_ENDED:
        return is_month_after(tokens, position, lowered)
    if lowered in DETERMINERS:
        return (after[:1].islower() and after not in FUNCTION_WORDS) or after.isupper()
    return is_listed(tokens, position, -1) or is_listed(tokens, position, 1)


def is_month_after(tokens: Sequence[Token], position: int, preposition: str) -> bool:
    """Return whether March, May and their like after a preposition are months, and not somebody of that name."""
    after, earlier = neighbour(tokens, position + 1), neighbour(tokens, position - 2)
    if after in ("'", "’") or after[:1].isupper():
        return False
    if joins_counts(tokens, position):
        return False
    if preposition == "of":
        return earlier.lower() in MONTH_HOLDERS
    if preposition == "by" and earlier.endswith(("ed", "en")):
        return False
    return not after[:1].isalpha() or after in ("and", "or", "to", "until", "through", "when", "onward", "onwards", "at")


def is_listed(tokens: Sequence[Token], position: int, step: int) -> bool:
    """Return whether another month is joined to this one: "April and June", "March, May"."""
    joint = position + step
    if 0 <= joint < len(tokens) and tokens[joint].kind == ("AND" if step < 0 else "COMMA") and 0 <= joint + step < len(tokens):
        joint += step * (tokens[joint + step].kind in ("COMMA", "AND"))
    other = joint + step
    if not (0 <= other < len(tokens)) or tokens[joint].kind not in ("AND", "OR", "COMMA", "DASH", "TO"):
        return False
    return tokens[other].kind in MONTH_KINDS and not neighbour(tokens, position + 1)[:1].isupper()


def is_weekday(tokens: Sequence[Token], position: int) -> bool:
    """Return whether the name of a weekday is no holiday, no newspaper and not each of its kind."""
    before = neighbour(tokens, position - 1)
    return (
        before not in BLACK_DAYS and before.lower() not in ("every", "each", "any") and neighbour(tokens, position + 1) not in SUNDAY_PAPERS
    )


def fiscal_country(text: str, start: int, end: int) -> str:
    """Return whose fiscal year is meant: that of the country named nearest in the sentence, else of the US."""
    left, right = max(0, start - FISCAL_WINDOW), end + FISCAL_WINDOW
    left = max([left, *(match.end() for match in SENTENCE_END.finditer(text, left, start))])
    right = next((match.start() + 1 for match in SENTENCE_END.finditer(text, end, right)), right)
    found = [(min(abs(match.start() - end), abs(start - match.end())), match[1]) for match in FISCAL_PATTERN.finditer(text, left, right)]
    return FISCAL_WORDS[min(found)[1]] if found else "us"


def tense_of(tokens: Sequence[Token], first: int, last: int) -> str:
    """Return `past`, `future` or `near` for the clause around `tokens[first:last]`.

    The nearest telling word before the date decides, else the nearest after it. A participle after "be" tells nothing:
    "will be held" is told by "will". "By" and "until" look ahead unless the clause says "had" or "was".
    """
    before = clause_words(tokens[max(0, first - TENSE_WINDOW) : first], -1)
    after = clause_words(tokens[last : last + TENSE_WINDOW], 1)
    found = first_telling(before, 1) or first_telling(after, -1)
    if found == "foreseen":
        return "near" if any(word in STILL_PAST for word in before + after) else "future"
    ahead = [word for word in before[:4] if word in ("by", "until", "till")]
    if ahead and found != "future" and not any(word in STILL_PAST for word in before):
        return "near" if found == "past" and ahead[0] == "by" else "future"
    return found or "past"


def first_telling(words: list[str], step: int) -> str:
    """Return the tense that the first telling word tells; the word before it in the text stands `step` further on."""
    for number, word in enumerate(words):
        earlier = number + step
        tense = telling(word, words[earlier] if 0 <= earlier < len(words) else "")
        if tense:
            return tense
    return ""


def clause_words(tokens: Sequence[Token], step: int) -> list[str]:
    """Return the words of a clause in lower case, read forwards (1) or backwards (-1) up to its end; "U.S." ends none."""
    words = []
    for position in range(len(tokens))[::step]:
        token = tokens[position]
        if token.kind == "BREAK" or (token.text in (".", ";", "?", "!") and not (position and len(tokens[position - 1].text) == 1)):
            break
        words.append(token.text.lower())
    return words


def telling(word: str, before: str) -> str:
    """Return the tense that a word tells, empty for most words."""
    if word in FUTURE:
        return "future"
    if word in FORESEEN:
        return "foreseen"
    if word in NEAR:
        return "near"
    if before in ("be", "to", "been", "being"):
        return ""
    return "past" if word in PAST or (word.endswith("ed") and len(word) > 4) else ""
