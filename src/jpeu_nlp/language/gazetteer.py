"""The gazetteer: who and what can be linked, read from JSON lines.

In go the tables of `vocabulary/gazetteer/` and the user's own files, out comes a `Gazetteer` of entries by id and by
alias. A later row replaces an earlier one of the same id, so a user's file can mend ours.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.records import Entity
from jpeu_nlp.taxonomy import entity_kinds


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
    terms: tuple[Mapping[str, str], ...] = field(default=())


class Gazetteer:
    """Entries by id; the aliases are matched by the `jpeu_entities` component."""

    def __init__(self, entries: Iterable[Entry], offices: Iterable[Mapping[str, Any]], digest: str) -> None:
        self.entries = {entry.entity.entity_id: entry for entry in entries}
        self.offices = {str(office["office_id"]): office for office in offices}
        self.digest = digest

    def entity(self, entity_id: str) -> Entity:
        """Return the record of an entity; raise `KeyError` for an unknown id."""
        return self.entries[entity_id].entity

    def acts_for(self, entity_id: str) -> str:
        """Return the id of the state or organisation that an entity acts for: itself where it has no principal."""
        entry = self.entries.get(entity_id)
        return entry.acts_for if entry is not None and entry.acts_for in self.entries else entity_id


def read_entry(row: Mapping[str, Any]) -> Entry:
    """Return the entry of one JSON row."""
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
        terms=tuple(row.get("terms", ())),
    )


@lru_cache(maxsize=2)
def load_gazetteer(extra_files: tuple[Path, ...] = ()) -> Gazetteer:
    """Return the gazetteer of the package and of `extra_files`; raise `ConfigurationError` naming a bad row."""
    entries: dict[str, Entry] = {}
    offices: list[Mapping[str, Any]] = []
    digest = hashlib.sha256()
    shipped = sorted(
        (path for path in (files("jpeu_nlp") / "vocabulary" / "gazetteer").iterdir() if path.name.endswith(".jsonl")), key=lambda p: p.name
    )
    for path in (*shipped, *extra_files):
        data = path.read_bytes()
        digest.update(data)
        for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if "office_id" in row:
                    offices.append(row)
                else:
                    entries[row["entity_id"]] = read_entry(row)
            except (ValueError, KeyError, TypeError) as error:
                raise ConfigurationError(
                    f"{path}, line {number}: no gazetteer row ({error!r}); see docs/gazetteer.md for its keys"
                ) from error
    return Gazetteer(entries.values(), offices, digest.hexdigest()[:12])
