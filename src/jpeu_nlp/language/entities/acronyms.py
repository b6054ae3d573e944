"""Acronyms that a text introduces: "Security and Defence Partnership (SDP)".

In go a text and its mentions, out come short and long forms. A short form counts when its capitals are those of the long
form's words, in order; the link of the long form, if any, passes to the short one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc

from jpeu_nlp.language.entities.candidates import Candidate, Rank
from jpeu_nlp.language.gazetteer import Meaning
from jpeu_nlp.language.lexicon import load_lexicon
from jpeu_nlp.language.names import NameTrie

IN_BRACKETS = re.compile(r" \((?:the |hereinafter |henceforth )?[\"“']?([A-Z][A-Za-z0-9&-]{1,9})[\"”']?\)")
UNKNOWN = re.compile(r"[A-Z][A-Z-]{2,6}")
SMALL_WORDS = frozenset({"of", "the", "and", "for", "on", "in", "to", "de", "la"})


def find_acronyms(text: str, mentions: Sequence[Candidate]) -> Mapping[str, Candidate]:
    """Return the acronyms that a text introduces, each with the mention that it shortens."""
    by_end = {one.end_char: one for one in mentions}
    found: dict[str, Candidate] = {}
    for match in IN_BRACKETS.finditer(text):
        one = by_end.get(match.start())
        if one is not None and shortens(match[1], text[one.start_char : one.end_char]):
            found[match[1]] = one
    return found


def find_acting(doc: Doc, names: NameTrie[Meaning]) -> Iterator[Candidate]:
    """Yield acronyms that nobody knows as the subject of what only somebody does: "MODA selected a contractor"."""
    lexicon = load_lexicon()
    for token in doc:
        if token.ent_type_ or token.dep_ != "nsubj" or token.pos_ != "PROPN" or not UNKNOWN.fullmatch(token.text):
            continue
        is_act = token.head.lemma_.lower() in lexicon.saying | lexicon.acting
        if is_act and token.text not in lexicon.words_in_capitals | lexicon.alone and not names.meanings(token.text):
            yield Candidate(token.idx, token.idx + len(token.text), "ORG", "pattern", Rank.SPACY)


def find_spelt(text: str, mentions: Sequence[Candidate]) -> Mapping[str, Candidate]:
    """Return the acronyms of organisations named elsewhere in a text, without brackets: "MODA" of a "Ministry of Digital Affairs"."""
    by_initials: dict[str, list[Candidate]] = {}
    for one in mentions:
        words = re.findall(r"[A-Za-z0-9]+", text[one.start_char : one.end_char]) if one.label == "ORG" else []
        strict = [word for word in words if word.lower() not in SMALL_WORDS]
        for form in {"".join(word[0].upper() for word in some) for some in (strict, words) if len(some) > 2}:
            by_initials.setdefault(form, []).append(one)
    here = {acronym: by_initials.get(acronym, []) for acronym in re.findall(r"(?<![\w-])[A-Z]{3,7}(?![\w-])", text)}
    names = {acronym: {text[one.start_char : one.end_char] for one in found} for acronym, found in here.items()}
    return {acronym: found[0] for acronym, found in here.items() if len(names[acronym]) == 1}


def shortens(acronym: str, long_form: str) -> bool:
    """Return whether an acronym's capitals are initials of a long form, in order."""
    capitals = "".join(char for char in acronym if char.isupper())
    words = re.findall(r"[A-Za-z0-9]+", long_form)
    strict = "".join(word[0].upper() for word in words if word.lower() not in SMALL_WORDS)
    loose = "".join(word[0].upper() for word in words)
    if len(capitals) < 2 or not strict:
        return False
    return capitals in strict or capitals in loose or is_subsequence(capitals, strict) or is_spelt_in(acronym, words, strict)


def is_spelt_in(acronym: str, words: Sequence[str], initials: str) -> bool:
    """Return whether a long form spells an acronym, letter after letter, with most letters initials: "CounterTerrorism Fund (CTF)".

    After Schwartz and Hearst (2003), who ask only that the first letter begins a word.
    """
    letters = iter("".join(words).lower())
    in_order = all(any(letter == wanted for letter in letters) for wanted in acronym.lower())
    n_initials = sum(char in initials for char in acronym.upper())
    return in_order and acronym[0].upper() == initials[0] and 2 * n_initials > len(acronym) and len(words) <= len(acronym) + 2


def is_subsequence(capitals: str, initials: str) -> bool:
    """Return whether all capitals but one at most are initials, in order, the first among them: "SOUTHCOM" is no such case, "USAID" is."""
    rest = iter(initials)
    matched = sum(any(initial == capital for initial in rest) for capital in capitals[: len(initials)])
    return capitals[0] == initials[0] and matched >= max(2, len(capitals) - 1)


def occurrences(text: str, acronym: str) -> Iterator[tuple[int, int]]:
    """Yield the places where an acronym stands as a word."""
    for match in re.finditer(rf"(?<![\w-]){re.escape(acronym)}(?!\w)", text):
        yield match.span()


def label_acronyms(text: str, mentions: Sequence[Candidate], acronyms: Mapping[str, Candidate]) -> list[Candidate]:
    """Return the mentions with every use of the acronyms labelled and linked as their long forms are."""
    short = {
        span: Candidate(*span, long_form.label, "acronym", Rank.TITLE, long_form.entity_id)
        for acronym, long_form in acronyms.items()
        for span in occurrences(text, acronym)
    }
    kept = [
        one
        for one in mentions
        if not any(one.overlaps(other) for other in short.values())
        or one.end_char - one.start_char > max(end - start for start, end in short)
    ]
    free = [one for one in short.values() if not any(one.overlaps(other) for other in kept)]
    return sorted([*kept, *free], key=lambda one: one.start_char)
