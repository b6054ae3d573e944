"""Signatures only (being written)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from jpeu_nlp.export.columns import Column

Rows = Callable[[], Iterator[Mapping[str, object]]]


def export_tables(
    tables: Mapping[str, Rows], folder: Path, formats: Sequence[str], columns: Mapping[str, Sequence[Column]]
) -> list[Path]:
    """Write each table in each format and datapackage.json; return the files. columns = columns.published_columns(pillars)."""
# readback.read_table(path: Path) -> Iterator[tuple[int, dict[str, str]]]   row numbers as the spreadsheet shows them, header = 1
# columns.published_columns(pillars: Sequence[str]) -> dict[str, tuple[Column, ...]]
# codebook.codebook_markdown(columns) -> str
