"""The `jpeu_entities` component: the gazetteer's names, productive patterns and spaCy's own, reconciled.

Reads `doc.ents`, `doc._.dates`, `doc._.publisher`; writes `doc.ents` with `ent.kb_id_` (entity id, empty if unlinked) and
`ent.id_` (the rule that found it), and `doc._.titled` (persons after titles). What needs the whole document is left to
`linking.py`. spaCy's numbers, amounts and dates are dropped: dates are `jpeu_dates`' business.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from jpeu_nlp.language.entities.acronyms import find_acronyms, find_acting, label_acronyms
from jpeu_nlp.language.entities.ambiguity import countries_of, find_known
from jpeu_nlp.language.entities.candidates import Candidate, Rank, choose, overlapping
from jpeu_nlp.language.entities.departments import find_departments
from jpeu_nlp.language.entities.mending import Page, is_charged, is_common, is_in_title, mend_mentions
from jpeu_nlp.language.entities.patterns import find_patterned
from jpeu_nlp.language.entities.persons import Persons, load_persons
from jpeu_nlp.language.entities.titles import Titled, find_named, find_singular_titles, find_title_spans, find_titled
from jpeu_nlp.language.gazetteer import Gazetteer, load_gazetteer
from jpeu_nlp.language.lexicon import load_lexicon
from jpeu_nlp.language.names import Word, fold_name, split_words

if not Doc.has_extension("titled"):
    Doc.set_extension("titled", default=())


@Language.factory("jpeu_entities", default_config={"files": []}, assigns=["doc.ents", "doc._.titled"])
def make_entity_finder(nlp: Language, name: str, files: Sequence[str]) -> "EntityFinder":
    """Build the component from the gazetteer."""
    return EntityFinder(load_gazetteer(tuple(Path(path) for path in files)))


class EntityFinder:
    """Finds names and reconciles them with spaCy's mentions."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.persons = load_persons(gazetteer)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.ents`."""
        page = Page(doc, doc.text, self.gazetteer.names)
        titled = tuple(find_titled(page.text))
        chosen = find_mentions(page, titled, self.gazetteer, self.persons)
        spans = [as_span(doc, candidate) for candidate in chosen]
        doc.ents = keep_apart([span for span in spans if span is not None])
        doc._.titled = titled
        return doc


def find_mentions(page: Page, titled: Sequence[Titled], gazetteer: Gazetteer, persons: Persons) -> list[Candidate]:
    """Return the names of a text, without overlaps."""
    doc = page.doc
    words = split_words(page.text)
    titles = find_title_spans(page.text)
    countries = countries_of(doc._.publisher, gazetteer) if doc._.publisher else frozenset[str]()
    known = [one for one in find_known(page.text, words, gazetteer, countries) if one.rule == "gazetteer" or not is_in_title(one, titles)]
    known = [one for one in known if not is_common(page.text, one) and not is_of_continent(page.text, one)]
    sure = choose(known)
    candidates = [
        *known,
        *find_titled_names(page.text, titled, sure),
        *(one for one in find_patterned(page.text, words, sure) if not is_charged(page.text, one, titles)),
        *find_given_names(page.text, sure),
        *find_pairs(words, gazetteer),
        *find_office_holders(page, persons),
        *(one for one in mend_mentions(page, titles, sure) if not swallows(one, titled)),
        *find_compound_peoples(page.text, words, sure),
        *find_acting(doc, gazetteer.names),
    ]
    departments = list(find_departments(page.text, gazetteer))
    candidates = [*departments, *(one for one in candidates if not any(one.overlaps(other) for other in departments))]
    dates = [(date.start_char, date.end_char) for date in doc._.dates]
    chosen = choose(candidate for candidate in candidates if not is_dated(candidate, dates))
    chosen = choose([*chosen, *find_surnames(page, words, chosen, persons)])
    chosen = [one for one in chosen if not any(town.start_char <= one.start_char < town.report for town in doc._.datelines)]
    chosen = [with_full_name(page.text, one, persons) for one in chosen]
    chosen = [replace(one, label="FAC") if is_house(page.text, one) else one for one in chosen]
    return label_acronyms(page.text, chosen, find_acronyms(page.text, chosen))


def is_of_continent(text: str, one: Candidate) -> bool:
    """Return whether a people is that of a part of the world: "a south American country"."""
    before = text[max(0, one.start_char - 8) : one.start_char]
    return text[one.start_char : one.end_char].startswith("American") and before.endswith(("south ", "north ", "latin ", "central "))


def with_full_name(text: str, one: Candidate, persons: Persons) -> Candidate:
    """Return a candidate, linked where it is a full name in another style than the gazetteer's: "Jane Q. Roe", "ROE Jane"."""
    name = text[one.start_char : one.end_char]
    if one.label != "PERSON" or one.entity_id or not STYLED.search(name):
        return one
    entry = persons.named(" ".join(word.title() if len(word) > 2 and word.isupper() else word for word in name.split()))
    return one if entry is None else replace(one, entity_id=entry.entity.entity_id, rule="gazetteer")


STYLED = re.compile(r" [A-Z]\. |(?<!\w)[A-Z-]{3,} \w|\w [A-Z-]{3,}(?!\w)")
"""Names with an initial, or with the family name in capitals."""
HOUSED = re.compile(r"\b(?:[Aa]t|[Tt]o|[Ii]n|[Oo]utside|[Ii]nside|[Nn]ear|[Aa]round) the $")
"""Before the name of a house that one visits."""


def is_house(text: str, one: Candidate) -> bool:
    """Return whether an institution named as its house is the house: "met at the White House"."""
    name = text[one.start_char : one.end_char]
    return (
        one.label == "ORG"
        and name in load_lexicon().seats
        and HOUSED.search(text[max(0, one.start_char - 12) : one.start_char]) is not None
    )


def find_titled_names(text: str, titled: Sequence[Titled], known: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the persons named after titles, unless a longer known name of something else begins there."""
    for one in titled:
        if text[slice(*one.name)] == "The":
            continue  # a heading and its text: "Listening to Leaders The Administration has ..."
        others = overlapping(known, *one.name)
        if any(
            other.label != "PERSON" and (other.start_char, other.end_char) != one.name and not is_after_particle(text, one, other)
            for other in others
        ):
            continue
        linked = next(
            (other.entity_id for other in others if other.label == "PERSON" and (other.start_char, other.end_char) == one.name), ""
        )
        yield Candidate(*one.name, "PERSON", "title" if not linked else "gazetteer", Rank.TITLE, linked)


def find_given_names(text: str, known: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield persons by a common given name, up to where a name of something else begins."""
    for start, end in find_named(text):
        others = overlapping(known, start, end)
        first = text.index(" ", start)
        if all((one.start_char, one.end_char) == (start, first) and one.label == "GPE" for one in others):
            yield Candidate(start, end, "PERSON", "pattern", Rank.AMBIGUOUS)  # "Sofia Marlowe" is nobody of Bulgaria's capital


def is_after_particle(text: str, one: Titled, other: Candidate) -> bool:
    """Return whether a known name is only the end of a family name: the Sabah of "Foreign Minister al-Sabah"."""
    return other.end_char <= one.name[1] and text[max(0, other.start_char - 3) : other.start_char].lower() in ("al-", "el-")


def find_office_holders(page: Page, persons: Persons) -> Iterator[Candidate]:
    """Yield titles that stand for the holder of a single office, where the document's date tells who that was."""
    for span, title in find_singular_titles(page.text):
        holder = persons.holder(title, page.doc._.published_date) if page.doc._.published_date else None
        if holder is not None:
            yield Candidate(*span, "PERSON", "office", Rank.TITLE, holder.entity.entity_id)


def swallows(one: Candidate, titled: Sequence[Titled]) -> bool:
    """Return whether a span of spaCy's reaches over a title into the name after it, or holds a titled name and more."""
    return any(one.start_char < titles.name[0] and titles.name[0] < one.end_char for titles in titled)


def find_pairs(words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yield the first parts of hyphenated pairs: "Sino-Russian", "Franco-German"."""
    combining = load_lexicon().combining
    for word, hyphen, after in zip(words, words[1:], words[2:], strict=False):
        is_pair = word.text in combining and hyphen.text == "-" and word.end_char == hyphen.start_char
        if is_pair and any(meaning.label == "NORP" for meaning in gazetteer.names.meanings(after.text)):
            yield Candidate(word.start_char, word.end_char, "NORP", "pair", Rank.GAZETTEER, combining[word.text])


def find_compound_peoples(text: str, words: Sequence[Word], known: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield peoples of two parts: "Arab Americans", "Alaska Natives"; they are no nationality, so they stay unlinked."""
    parts = load_lexicon().compound_peoples
    by_end = {one.end_char: one for one in known if one.label in ("NORP", "GPE", "LOC")}
    for before, word in pairwise(words):
        if before.text in load_lexicon().compound_firsts and word.text in parts and word.start_char == before.end_char + 1:
            yield Candidate(before.start_char, word.end_char, "NORP", "pattern", Rank.PATTERN)
        first = by_end.get(word.start_char - 1)
        if first is not None and word.text in parts and text[first.end_char] in " -" and first.start_char < word.start_char:
            yield Candidate(first.start_char, word.end_char, "NORP", "pattern", Rank.PATTERN)


def find_surnames(page: Page, words: Sequence[Word], chosen: Sequence[Candidate], persons: Persons) -> Iterator[Candidate]:
    """Yield surnames of persons named in full before, and rare surnames of office-holders, where spaCy saw something else or nothing."""
    named = {fold_name(page.text[one.start_char : one.end_char]).split()[-1] for one in chosen if one.label == "PERSON"}
    here = [
        (word.start_char, word.end_char) for word in words if word.text[:1].isupper() and len(word.text) > 2 and word.text.lower() in named
    ]
    here += [(found.start_char, found.end_char) for found in persons.sure_surnames.find(list(words))]
    for start, end in here:
        if is_capitalised(page.text[end + 1 : end + 2]) and page.text[end] == " ":
            continue  # "Pavel Pertsov" is no Mr. Pavel
        surname = Candidate(start, end, "PERSON", "surname", Rank.TITLE)
        others = overlapping(chosen, start, end)
        if all((one.start_char, one.end_char) == (start, end) and one.label != "PERSON" and not one.entity_id for one in others):
            yield surname
        elif all(one.label == "PERSON" and surname.contains(one) and not one.entity_id for one in others):
            yield surname  # "Von der Leyen", of which spaCy saw the last word


def is_capitalised(text: str) -> bool:
    """Return whether a text begins with a capital."""
    return text[:1].isupper()


def is_dated(candidate: Candidate, dates: Sequence[tuple[int, int]]) -> bool:
    """Return whether a candidate of spaCy's lies within a date."""
    return candidate.rank is Rank.SPACY and any(start < candidate.end_char and candidate.start_char < end for start, end in dates)


def as_span(doc: Doc, candidate: Candidate) -> Span | None:
    """Return the candidate as a span of tokens; None where the tokens cut it."""
    span = doc.char_span(candidate.start_char, candidate.end_char, label=candidate.label, kb_id=candidate.entity_id)
    if span is not None:
        span.id_ = candidate.rule
    return span


def keep_apart(spans: Sequence[Span]) -> list[Span]:
    """Return spans that share no token."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
