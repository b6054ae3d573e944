"""Taxonomy: pillars, event types and kinds of entity, read from the tables in `vocabulary/`.

In go the TOML tables that ship with the package, out come frozen values. Vocabulary is data: a new pillar or event
type is a new table there, and no code. The order of the tables is the order of every column and report.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar:
    """One pillar of the partnership: what it covers, and what only looks like it."""

    key: str
    name: str
    definition: str
    near_misses: tuple[str, ...]
    colour: str
    """Hex colour for marks and bars, distinct under three kinds of colour blindness; never for text."""
    dash: str
    """SVG dash pattern that goes with the colour."""
    cues: tuple[str, ...]
    """Seed phrases as regular expressions, matched without case: the keyword baseline, and a feature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One event type of PLOVER (manual 0.8) with the words that announce it."""

    key: str
    definition: str
    is_undirected: bool
    table: Mapping[str, Any]
    """The whole TOML table: the lexicon is read by `language/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityKind:
    """One kind of entity, with the OntoNotes label of the mentions that name it."""

    key: str
    label: str
    definition: str


def read_vocabulary(name: str) -> dict[str, Any]:
    """Return a TOML table of the package's `vocabulary/` folder."""
    return tomllib.loads((files("jpeu_nlp") / "vocabulary" / name).read_text(encoding="utf-8"))


@lru_cache
def pillars() -> Mapping[str, Pillar]:
    """Return the pillars by key, in the order of `pillars.toml`."""
    return {
        key: Pillar(
            key=key,
            name=table["name"],
            definition=table["definition"],
            near_misses=tuple(table["near_misses"]),
            colour=table["colour"],
            dash=table["dash"],
            cues=tuple(table["cues"]),
        )
        for key, table in read_vocabulary("pillars.toml").items()
    }


PILLARS: tuple[str, ...] = tuple(pillars())
"""Keys of the pillars, in the order of every table's columns."""


@lru_cache
def event_types() -> Mapping[str, EventType]:
    """Return PLOVER's event types by key, in the order of `event_types.toml`."""
    return {
        key: EventType(key=key, definition=table["definition"], is_undirected=table.get("is_undirected", False), table=table)
        for key, table in read_vocabulary("event_types.toml").items()
        if key.isupper()
    }


@lru_cache
def entity_kinds() -> Mapping[str, EntityKind]:
    """Return the kinds of entity by key, with the mention label that each takes."""
    return {
        key: EntityKind(key=key, label=table["label"], definition=table["definition"])
        for key, table in read_vocabulary("entity_kinds.toml").items()
    }
