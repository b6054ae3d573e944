"""Signatures only (being written)."""

from collections.abc import Iterable, Mapping, Sequence

from jpeu_nlp.records import Correction
from jpeu_nlp.store.connection import Store


def append_corrections(store: Store, corrections: Sequence[Correction]) -> int: ...
def latest_decisions(store: Store) -> dict[str, tuple[str, ...]]: ...
def check_table(
    store: Store, rows: Iterable[tuple[int, Mapping[str, str]]], *, reviewer: str, pillars: Sequence[str]
) -> tuple[list[Correction], list[str]]:
    """A dry run: (corrections, problems)."""
def import_table(store: Store, rows: Iterable[tuple[int, Mapping[str, str]]], *, reviewer: str, pillars: Sequence[str]) -> list[Correction]:
    """Check and append in one transaction; raise UnfitTableError with every problem, nothing written."""
