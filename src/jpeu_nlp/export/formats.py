"""Formats: rows in, files out, one function under `@exporter("suffix")` each; found by name.

Files are written beside their place and moved there when complete, rows stream through, and the same rows give the
same bytes. A new format is one such function: `(rows, path, table, columns)`.
"""

import csv
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from more_itertools import batched

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.export.columns import Column
from jpeu_nlp.export.datapackage import write_datapackage
from jpeu_nlp.export.guard import guard
from jpeu_nlp.export.workbook import write_workbook

logger = logging.getLogger(__name__)

Rows = Callable[[], Iterator[Mapping[str, object]]]
"""Called once per format: each gets the rows afresh."""
Exporter = Callable[[Iterable[Mapping[str, object]], Path, str, Sequence[Column]], None]

EXPORTERS: dict[str, Exporter] = {}
"""Exporters by format, which is the suffix of their files."""

ROW_GROUP = 5_000
"""Rows of a Parquet row group, chosen: a few megabytes of passages in memory."""
PARQUET_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}


def exporter(suffix: str) -> Callable[[Exporter], Exporter]:
    """Enter a function as the exporter of a format."""

    def enter(function: Exporter) -> Exporter:
        EXPORTERS[suffix] = function
        return function

    return enter


def check_formats(formats: Sequence[str]) -> None:
    """Raise ConfigurationError for a format that cannot be written, or for none at all."""
    known = f"formats are {', '.join(EXPORTERS)}"
    if not formats:
        raise ConfigurationError(f"no format given; {known}")
    for name in formats:
        if name not in EXPORTERS:
            raise ConfigurationError(f"cannot write {name!r}; {known}")


def export_tables(tables: Mapping[str, Rows], folder: Path, formats: Sequence[str], columns: Mapping[str, Sequence[Column]]) -> list[Path]:
    """Write every table in every format, and `datapackage.json`, into a folder that exists; return the files.

    Raises ConfigurationError for an unknown format before anything is written.
    """
    check_formats(formats)
    _remove_leftovers(folder)
    written: list[tuple[str, Path]] = []
    for suffix in dict.fromkeys(formats):
        for table, rows in tables.items():
            path = folder / f"{table}.{suffix}"
            part = folder / f".{path.name}.{os.getpid()}.part"
            try:
                EXPORTERS[suffix](rows(), part, table, columns[table])
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
            written.append((table, path))
        logger.info("export: %d tables as %s", len(tables), suffix)
    return [path for _, path in written] + [write_datapackage(written, folder, columns)]


@exporter("csv")
def write_csv(rows: Iterable[Mapping[str, object]], path: Path, _table: str, columns: Sequence[Column]) -> None:
    """Write CSV after RFC 4180 in UTF-8, with formulas guarded (`guard.py`)."""
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([as_csv_cell(row[name]) for name in names] for row in rows)


@exporter("parquet")
def write_parquet(rows: Iterable[Mapping[str, object]], path: Path, _table: str, columns: Sequence[Column]) -> None:
    """Write typed Parquet, zstd, in row groups; the schema carries each column's description."""
    fields = [pa.field(column.name, PARQUET_TYPES[column.type], metadata={"description": column.description}) for column in columns]
    schema = pa.schema(fields)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in batched(rows, ROW_GROUP):
            arrays = [pa.array([row[field.name] for row in group], type=field.type) for field in schema]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=ROW_GROUP)


@exporter("jsonl")
def write_jsonl(rows: Iterable[Mapping[str, object]], path: Path, _table: str, columns: Sequence[Column]) -> None:
    """Write one JSON object a line, UTF-8; unknown is null."""
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps({name: row[name] for name in names}, ensure_ascii=False) + "\n")


@exporter("xlsx")
def write_xlsx(rows: Iterable[Mapping[str, object]], path: Path, table: str, columns: Sequence[Column]) -> None:
    """Write a workbook with the codebook as its first sheet (`workbook.py`)."""
    write_workbook(rows, path, table, columns)


def as_csv_cell(value: object) -> str:
    """Return a cell: text guarded, nothing for None, `true` and `false`, numbers as Python writes them."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guard(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _remove_leftovers(folder: Path) -> None:
    """Remove what a killed export left; one that still runs keeps its files."""
    for part in folder.glob(".*.part"):
        process = part.name.split(".")[-2]
        if not process.isdigit() or int(process) == os.getpid() or not _is_running(int(process)):
            part.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process
        return True
    return True
