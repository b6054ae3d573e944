"""The gazetteer: who and what can be linked, read from JSON lines (docs/gazetteer.md).

In go the tables of `vocabulary/gazetteer/` and the user's own files, out comes a `Gazetteer` of entries by id and by
name. A later row replaces an earlier one of the same id, so a user's file can mend ours. A row that does not fit the
schema stops the run with its file and line: a misspelt key that is silently ignored costs more than it saves.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.language.names import NameTrie, fold_name
from jpeu_nlp.records import Entity, is_iso_date
from jpeu_nlp.taxonomy import entity_kinds

TEXT_KEYS = frozenset({"entity_id", "name", "kind", "country", "acts_for", "wikidata_id", "geo_precision", "source"})
LIST_KEYS = frozenset({"aliases", "ambiguous", "context", "demonyms"})
GEO_PRECISIONS = ("exact", "city", "region", "country")
OFFICE_KINDS = ("head_of_state", "head_of_government", "minister", "spokesperson", "commander", "ambassador", "official")
SHORT_IN_CAPITALS = 4
"""Names with fewer letters are not looked for in capitals: a heading's "US" and "IT" are no names (chosen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A time in an office; ISO dates, `2017-08` and `2017` allowed, an empty end means still."""

    office_id: str
    start: str = ""
    end: str = ""

    def covers(self, day: str) -> bool:
        """Return whether a date, month or year falls in the term, as far as both are known."""
        after = not self.start or day[: len(self.start)] >= self.start[: len(day)]
        return after and (not self.end or day[: len(self.end)] <= self.end[: len(day)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A post that one person after another holds."""

    office_id: str
    of: str
    """Entity that its holder acts for."""
    titles: tuple[str, ...]
    kind: str
    is_unique: bool = True
    """Whether one person holds it at a time: there are many senators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the gazetteer."""

    entity: Entity
    label: str
    acts_for: str = ""
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def sure_names(self) -> frozenset[str]:
        """What by itself means this entity; a name that is an ambiguous word too ("Signal") is left out."""
        return frozenset({self.entity.name, *self.aliases}) - frozenset(self.ambiguous)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name may stand for."""

    entity_id: str
    label: str
    is_ambiguous: bool = False


class Gazetteer:
    """Entries by id, and the trie of their names."""

    def __init__(self, entries: Iterable[Entry], offices: Iterable[Office], digest: str) -> None:
        self.entries = {entry.entity.entity_id: entry for entry in entries}
        self.offices = {office.office_id: office for office in offices}
        self.digest = digest

    def entity(self, entity_id: str) -> Entity:
        """Return the record of an entity; raise `KeyError` for an unknown id."""
        return self.entries[entity_id].entity

    def acts_for(self, entity_id: str, day: str | None = None) -> str:
        """Return the id of the state or organisation that an entity acts for: itself where it has no principal.

        An office-holder acts for the office held on that day, if any, else for the principal of the row.
        """
        entry = self.entries.get(entity_id)
        if entry is None:
            return entity_id
        if day:
            held = {self.offices[term.office_id].of for term in entry.terms if term.office_id in self.offices and term.covers(day)}
            if len(held) == 1:
                return held.pop()
        return entry.acts_for if entry.acts_for in self.entries else entity_id

    @cached_property
    def names(self) -> NameTrie[Meaning]:
        """Every name, alias and demonym as written in prose."""
        trie: NameTrie[Meaning] = NameTrie()
        for name, meaning in self._named():
            trie.add(name, meaning)
        return trie

    @cached_property
    def capitals(self) -> NameTrie[Meaning]:
        """The names that headings may write in capitals: not acronyms, not single words that name a town or a surname."""
        trie: NameTrie[Meaning] = NameTrie()
        for name, meaning in self._named():
            one_word_town = meaning.label in ("GPE", "PERSON") and " " not in name and self.entity(meaning.entity_id).kind not in ("state",)
            if name != name.upper() and len(name) >= SHORT_IN_CAPITALS and not meaning.is_ambiguous and not one_word_town:
                trie.add(name.upper(), meaning)
        return trie

    @cached_property
    def spellings(self) -> Mapping[str, frozenset[str]]:
        """Names without hyphens, case and generic words, with the ids that they may mean."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, meaning in self._named():
            if not meaning.is_ambiguous and meaning.label not in ("PERSON", "NORP") and len(name) > 5:
                found[respell(name)].add(meaning.entity_id)
        return {name: frozenset(ids) for name, ids in found.items() if name}

    def spelt(self, name: str, label: str) -> str:
        """Return the id of the one entity of that label with a name of the same words; empty where there is none."""
        ids = [one for one in self.spellings.get(respell(name), ()) if self.entries[one].label == label]
        return ids[0] if len(ids) == 1 and len(name) > 5 else ""

    @cached_property
    def led(self) -> Mapping[str, str]:
        """States and governments by the surname of whoever led them ("the Biden Administration"), where one alone had a leader so named."""
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.entries.values():
            for term in entry.terms:
                office = self.offices.get(term.office_id)
                if office is not None and office.kind in ("head_of_state", "head_of_government"):
                    found[entry.entity.name.split()[-1]].add(office.of)
        return {surname: states.pop() for surname, states in found.items() if len(states) == 1}

    def _named(self) -> Iterator[tuple[str, Meaning]]:
        listed: set[str] = set()
        for entity_id, entry in self.entries.items():
            listed |= {*entry.sure_names, *entry.ambiguous, *entry.demonyms}
            yield from ((name, Meaning(entity_id, entry.label)) for name in entry.sure_names)
            yield from ((name, Meaning(entity_id, entry.label, is_ambiguous=True)) for name in set(entry.ambiguous))
            yield from ((name, Meaning(entity_id, "NORP")) for name in set(entry.demonyms))
        spelt: dict[str, set[str]] = defaultdict(set)
        for entity_id, entry in self.entries.items():
            for form in {form for name in entry.sure_names for form in other_spellings(name)} if entry.label != "PERSON" else ():
                spelt[form].add(entity_id)
        for form, ids in spelt.items():
            if form not in listed and len(ids) == 1:
                entity_id = next(iter(ids))
                yield form, Meaning(entity_id, self.entries[entity_id].label)


SPELLINGS = (
    (r"\bU\.S\. ", "US "),
    (r"\bU\.S\. ", "United States "),
    (r"\bUnited States (?!of\b)", "U.S. "),
    (r"\bUK ", "U.K. "),
    (r"\b(?:UN|United Nations) ", "U.N. "),
    (r"\bUnited Nations ", "UN "),
    (r"\bUN ", "United Nations "),
    (r"\bEU ", "European Union "),
    (r"\bEuropean Union ", "EU "),
    (r", and ", " and "),
    (r"\bDefen([cs])e", None),
    (r"\bCent(er|re)\b", None),
    (r"\bOrgani([sz])ation\b", None),
    (r"\bProgramm?e?\b", None),
    (r"\bLabou?r\b", None),
)
"""Ways in which one institution's name is written; where there is no replacement, the other side of the Atlantic's."""
ACROSS = {
    "Defense": "Defence",
    "Defence": "Defense",
    "Center": "Centre",
    "Centre": "Center",
    "Organization": "Organisation",
    "Organisation": "Organization",
    "Program": "Programme",
    "Programme": "Program",
    "Labor": "Labour",
    "Labour": "Labor",
}


def other_spellings(name: str) -> Iterator[str]:
    """Yield the other ways in which an institution's name is written: "US Department of ...", "Ministry of Defense"."""
    for pattern, replacement in SPELLINGS:
        written = re.sub(pattern, across if replacement is None else replacement, name)
        if written != name:
            yield written


def across(match: re.Match[str]) -> str:
    """Return a word as it is written on the other side of the Atlantic."""
    return ACROSS.get(match.group(), match.group())


GENERIC = re.compile(r"\b(?:the|of|and|for|on|strait|straits|region|programme|program)\b|\b(?:19|20)\d\d\b|[^\w\s]")


def respell(name: str) -> str:
    """Return the words of a name that tell it from others: "Strait of Bab El Mandeb" and "Bab el-Mandeb Strait" are one."""
    return " ".join(GENERIC.sub(" ", fold_name(name)).split())


def find_faults(row: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the shape of one row, an entity's or an office's; nothing for a good one."""
    if "office_id" in row:
        return _faults_of_office(row)
    faults = [f"no {key!r}" for key in ("entity_id", "name", "kind") if not row.get(key)]
    for key, value in row.items():
        if key in TEXT_KEYS:
            faults += [] if isinstance(value, str) and value.strip() == value else [f"{key!r} must be text without blanks around it"]
        elif key in LIST_KEYS:
            fits = isinstance(value, list) and all(isinstance(one, str) and one.strip() == one and one for one in value)
            faults += [] if fits else [f"{key!r} must be a list of texts"]
        elif key in ("latitude", "longitude"):
            limit = 90 if key == "latitude" else 180
            faults += [] if isinstance(value, int | float) and -limit <= value <= limit else [f"{key!r} must be degrees within {limit}"]
        elif key == "terms":
            faults += [fault for term in value for fault in _faults_of_term(term)]
        else:
            faults.append(f"unknown key {key!r}")
    if row.get("kind") not in entity_kinds():
        faults.append(f"unknown kind {row.get('kind')!r}; kinds are {', '.join(entity_kinds())}")
    if row.get("geo_precision", "exact") not in GEO_PRECISIONS:
        faults.append(f"unknown geo_precision {row['geo_precision']!r}")
    if ("latitude" in row) != ("longitude" in row):
        faults.append("latitude and longitude go together")
    return faults


def _faults_of_term(term: Any) -> list[str]:
    if not isinstance(term, dict) or not isinstance(term.get("office"), str) or set(term) - {"office", "start", "end"}:
        return [f"a term is an object of office, start and end, found {term!r}"]
    dates = [term[key] for key in ("start", "end") if key in term]
    if not all(is_iso_date(value) for value in dates):
        return [f"term {term['office']}: dates must be YYYY, YYYY-MM or YYYY-MM-DD"]
    if len(dates) == 2 and dates[0][: len(dates[1])] > dates[1][: len(dates[0])]:
        return [f"term {term['office']}: ends before it starts"]
    return []


def _faults_of_office(row: Mapping[str, Any]) -> list[str]:
    faults = [f"no {key!r}" for key in ("of", "titles", "kind") if not row.get(key)]
    faults += [f"unknown key {key!r}" for key in set(row) - {"office_id", "of", "titles", "kind", "unique"}]
    if row.get("kind") not in OFFICE_KINDS:
        faults.append(f"unknown kind of office {row.get('kind')!r}; kinds are {', '.join(OFFICE_KINDS)}")
    return faults


def read_entry(row: Mapping[str, Any]) -> Entry:
    """Return the entry of one JSON row that `find_faults` has passed."""
    return Entry(
        entity=Entity(
            entity_id=row["entity_id"],
            name=row["name"],
            kind=row["kind"],
            country=row.get("country", ""),
            wikidata_id=row.get("wikidata_id", ""),
            latitude=row.get("latitude"),
            longitude=row.get("longitude"),
            geo_precision=row.get("geo_precision", ""),
        ),
        label=entity_kinds()[row["kind"]].label,
        acts_for=row.get("acts_for", ""),
        aliases=tuple(row.get("aliases", ())),
        ambiguous=tuple(row.get("ambiguous", ())),
        context=tuple(row.get("context", ())),
        demonyms=tuple(row.get("demonyms", ())),
        terms=tuple(Term(office_id=term["office"], start=term.get("start", ""), end=term.get("end", "")) for term in row.get("terms", ())),
    )


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield `(line number, row)` of a gazetteer file; raise `ConfigurationError` naming a bad line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read as a gazetteer ({error}); it must be JSON lines in UTF-8") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ConfigurationError(f"{path}, line {number}: not JSON ({error}); one object a line") from error
        faults = find_faults(row) if isinstance(row, dict) else ["not an object"]
        if faults:
            raise ConfigurationError(f"{path}, line {number}: {'; '.join(faults)}; see docs/gazetteer.md for the keys")
        yield number, row


def shipped_files() -> list[Path]:
    """Return the gazetteer files of the package, in the order in which they are read."""
    folder = Path(str(files("jpeu_nlp") / "vocabulary" / "gazetteer"))
    return sorted(path for path in folder.iterdir() if path.suffix == ".jsonl")


@lru_cache(maxsize=2)
def load_gazetteer(extra_files: tuple[Path, ...] = ()) -> Gazetteer:
    """Return the gazetteer of the package and of `extra_files`; raise `ConfigurationError` naming a bad row."""
    entries: dict[str, Entry] = {}
    offices: dict[str, Office] = {}
    digest = hashlib.sha256()
    for path in (*shipped_files(), *extra_files):
        for _, row in read_rows(path):
            if "office_id" in row:
                offices[row["office_id"]] = Office(
                    office_id=row["office_id"],
                    of=row["of"],
                    titles=tuple(row["titles"]),
                    kind=row["kind"],
                    is_unique=row.get("unique", True),
                )
            else:
                entries[row["entity_id"]] = read_entry(row)
        digest.update(path.read_bytes())
    return Gazetteer(entries.values(), offices.values(), digest.hexdigest()[:12])
