"""Persons: whom a surname, a title and a date make certain.

In go the gazetteer's persons with their terms of office, out comes at most one of them for a name as a text writes it.
Where two fit, nobody is named: an unlinked surname can be mended by an analyst, a wrong minister must first be found.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from jpeu_nlp.language.gazetteer import Entry, Gazetteer, Term
from jpeu_nlp.language.lexicon import load_lexicon
from jpeu_nlp.language.names import NameTrie, fold_name

FAMILY_NAME_FIRST = frozenset({"cn", "tw", "kr", "kp", "vn", "hk", "sg", "jp", "kh", "mo"})
GIVEN_NAME_LAST_CALLED = frozenset({"vn", "la", "mm"})
"""Where persons are called by the last of their names: Vietnam's Pham Minh Chinh is Prime Minister Chinh."""
INITIALS = re.compile(r"\b(?:[A-Z]\.[ ]?)+|,? Jr\.?|,? Sr\.?|\bII+\b")
LEAST_LETTERS = 4
"""Shorter surnames ("Xi", "Lai") are left to spaCy and to titles."""
OUR_TIME = "2012"
"""Year from which the gazetteer's terms are meant to be complete."""
YEARS_OF_GRACE = 1
"""Texts still name a minister so a year after the term, and already a year before it (a minister-elect)."""


class Persons:
    """The persons of a gazetteer by surname."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.by_surname: dict[str, list[Entry]] = defaultdict(list)
        for entry in gazetteer.entries.values():
            if entry.label == "PERSON":
                for surname in {fold_name(name) for name in surnames_of(entry)}:
                    self.by_surname[surname].append(entry)
        self.sure_surnames: NameTrie[str] = NameTrie()
        """Surnames that are names wherever they stand with a capital, "von der Leyen" and "Von der Leyen" too."""
        for surname, entries in self.by_surname.items():
            if self.is_sure(surname, entries):
                for written in {name for entry in entries for name in surnames_of(entry) if fold_name(name) == surname}:
                    for form in {written, written[:1].upper() + written[1:], written.upper()}:
                        self.sure_surnames.add(form, surname)

    def is_sure(self, surname: str, entries: list[Entry]) -> bool:
        """Return whether a surname is rare: one bearer with an office, or one who led a country, and no common word or name."""
        if surname.title() in load_lexicon().common_surnames or len(surname) < LEAST_LETTERS:
            return False
        leaders = [entry for entry in entries if self.led(entry, None)]
        leaders = of_our_time(leaders) if len(leaders) > 1 else leaders
        return len(leaders) == 1 or (len(entries) == 1 and bool(entries[0].terms))

    def named(self, name: str) -> Entry | None:
        """Return the person of a full name, initials and "Jr." left aside."""
        for form in (name, INITIALS.sub("", name).replace("  ", " ").strip(" ,")):
            found = [meaning for meaning in self.gazetteer.names.meanings(form) if meaning.label == "PERSON" and not meaning.is_ambiguous]
            if len(found) == 1:
                return self.gazetteer.entries[found[0].entity_id]
        words = name.split()
        if len(words) > 2:  # a middle name that the gazetteer leaves out
            return self.named(f"{words[0]} {words[-1]}")
        return None

    def surnames(self, entity_id: str) -> list[str]:
        """Return the folded surnames of a person, in full and each one's last word."""
        entry = self.gazetteer.entries[entity_id]
        forms = [fold_name(name) for name in surnames_of(entry)]
        return [*forms, *(form.split()[-1] for form in forms)]

    def with_title(self, surname: str, title: str, day: str | None, countries: frozenset[str], *, is_former: bool) -> Entry | None:
        """Return the one person of that surname who held such an office on that day, if there is one."""
        fitting = [entry for entry in self.by_surname.get(fold_name(surname), ()) if self.held(entry, title)]
        if day and not is_former:
            in_office = [entry for entry in fitting if self.held(entry, title, day)]
            about = in_office or [entry for entry in fitting if self.held(entry, title, day, grace=YEARS_OF_GRACE)]
            fitting = about or fitting  # "in 2015, Vice President Biden" in a text of 2022
        return only_one(fitting, countries) or (only_one(of_our_time(fitting), countries) if not day else None)

    def bare(self, surname: str, day: str | None, countries: frozenset[str]) -> Entry | None:
        """Return the one person whom a surname without a title means: a rare one's only bearer, or who led the country then.

        A common surname needs both: somebody who led a country at the time, and that country named in the text.
        """
        folded = fold_name(surname)
        entries = self.by_surname.get(folded, [])
        leaders = [entry for entry in entries if self.led(entry, day)]
        if folded.title() in load_lexicon().common_surnames:
            leaders = [entry for entry in leaders if entry.acts_for in countries]
            return leaders[0] if len(leaders) == 1 else None
        leaders = of_our_time(leaders) if not day and len(leaders) > 1 else leaders
        if len(leaders) == 1:
            return leaders[0]
        if day and len(entries) > 1:
            entries = [entry for entry in entries if any(near(term, day) for term in entry.terms)]
        return only_one(entries, countries)

    def holder(self, title: str, day: str) -> Entry | None:
        """Return who held the one office of that title on a day."""
        offices = {office.office_id for office in self.gazetteer.offices.values() if title in office.titles}
        entries = [
            entry
            for entry in self.gazetteer.entries.values()
            if any(term.office_id in offices and term.covers(day) for term in entry.terms)
        ]
        return entries[0] if len(entries) == 1 else None

    def with_courtesy(self, surname: str, day: str, countries: frozenset[str]) -> Entry | None:
        """Return the one person of that surname in an office of a country that the text names or that publishes it: "Mr. Price"."""
        entries = [entry for entry in self.by_surname.get(fold_name(surname), ()) if any(near(term, day) for term in entry.terms)]
        entries = [entry for entry in entries if entry.acts_for in countries]
        if len(entries) > 1:  # one of many senators is called so less often than the one adviser
            entries = [one for one in entries if any(term.covers(day) and self.is_unique(term) for term in one.terms)]
        return entries[0] if len(entries) == 1 else None

    def is_unique(self, term: Term) -> bool:
        """Return whether an office has one holder."""
        office = self.gazetteer.offices.get(term.office_id)
        return office is not None and office.is_unique

    def spokesperson(self, surname: str, day: str | None) -> Entry | None:
        """Return the one spokesperson of that surname, on about that day where it is known: who speaks in a briefing's transcript."""
        found = [
            entry
            for entry in self.by_surname.get(fold_name(surname), ())
            for term in entry.terms
            if self.is_spokesperson(term) and (day is None or near(term, day))
        ]
        return found[0] if len({entry.entity.entity_id for entry in found}) == 1 else None

    def is_spokesperson(self, term: Term) -> bool:
        """Return whether a term is one of speaking for somebody."""
        office = self.gazetteer.offices.get(term.office_id)
        return office is not None and office.kind == "spokesperson"

    def led(self, entry: Entry, day: str | None) -> bool:
        """Return whether a person led a state or government, about that day or ever."""
        kinds = ("head_of_state", "head_of_government")
        terms = [term for term in entry.terms if term.office_id in self.gazetteer.offices]
        return any(self.gazetteer.offices[term.office_id].kind in kinds and (not day or near(term, day)) for term in terms)

    def held(self, entry: Entry, title: str, day: str | None = None, *, grace: int = 0) -> bool:
        """Return whether a person held an office of such a title, on a day or ever."""
        for term in entry.terms:
            office = self.gazetteer.offices.get(term.office_id)
            if (
                office
                and any(title_fits(title, one) for one in office.titles)
                and (day is None or term.covers(day) or (grace and near(term, day)))
            ):
                return True
        return False


def near(term: Term, day: str) -> bool:
    """Return whether a day falls in a term, or at most `YEARS_OF_GRACE` outside."""
    year = int(day[:4])
    return any(term.covers(str(shifted)) for shifted in range(year - YEARS_OF_GRACE, year + YEARS_OF_GRACE + 1))


def of_our_time(entries: Iterable[Entry]) -> list[Entry]:
    """Return those in office since `OUR_TIME`: whom a text without a date most likely means."""
    return [entry for entry in entries if any(not term.end or term.end >= OUR_TIME for term in entry.terms)]


def only_one(entries: Iterable[Entry], countries: frozenset[str]) -> Entry | None:
    """Return the only entry, or the only one of a country that the text names."""
    found = list(entries)
    if len(found) > 1:
        found = [entry for entry in found if entry.acts_for in countries or entry.entity.country in countries]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def title_fits(title: str, office_title: str) -> bool:
    """Return whether a title as written may mean an office's: "Secretary" for "Secretary of State", but not "President" for its vice."""
    written, full = (" ".join(one.replace("-", " ").replace("defence", "defense").split()) for one in (title.lower(), office_title.lower()))
    written = (
        re.sub(r"ies$", "y", written) if written.endswith("ies") else written.removesuffix("s") if not written.endswith("ss") else written
    )
    lesser = [any(word in one.split() for word in ("vice", "deputy", "assistant", "under")) for one in (written, full)]
    if lesser[0] != lesser[1]:
        return False
    return written == full or full.startswith(f"{written} ") or full.endswith(f" {written}") or written.endswith(f" {full}")


def surnames_of(entry: Entry) -> list[str]:
    """Return the names by which a person is called after a title: family name, with and without its particle."""
    name = entry.entity.name
    words = name.split()
    if len(words) == 1:
        return []
    pieces = entry.entity.entity_id.removeprefix("person-").split("-")
    found: list[str] = []
    country = entry.entity.country
    folded = [fold_name(word).replace(" - ", " ").replace(" ' ", "") for word in words]
    in_order = " ".join(folded).split() == pieces
    for first in range(0 if not in_order else len(words), len(words)):
        for last in range(len(words), first, -1):
            run = " ".join(folded[first:last]).split()
            if last - first < len(words) and run == pieces[: len(run)] and not found:
                found.append(" ".join(words[first:last]))
    if not found or len(found[0].split()) == len(words):
        found = [words[0] if country in FAMILY_NAME_FIRST else words[-1]]
    family = found[0]
    if "-" in family and family.split("-")[0].lower() in ("al", "el"):
        found.append(family.split("-", 1)[1])
    elif " " in family:
        found.append(family.split()[-1])
    if country in GIVEN_NAME_LAST_CALLED and words[-1] != family:
        found.append(words[-1])
    return found


@lru_cache(maxsize=4)
def load_persons(gazetteer: Gazetteer) -> Persons:
    """Return the index of a gazetteer's persons, made on the first call."""
    return Persons(gazetteer)
