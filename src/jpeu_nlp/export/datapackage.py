"""The data package: written files and their columns in, `datapackage.json` after Frictionless v2 out.

Written by hand, not with a library, so that it is the same for the same files: no time, no machine.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from jpeu_nlp.export.columns import TABLE_DESCRIPTIONS, Column

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TRUE_AND_FALSE = {"trueValues": ["true"], "falseValues": ["false"]}


def write_datapackage(written: Sequence[tuple[str, Path]], folder: Path, columns: Mapping[str, Sequence[Column]]) -> Path:
    """Describe the written files (table, path) beside them; the first format's resources bear the names of the tables."""
    path = folder / "datapackage.json"
    first = written[0][1].suffix if written else ""
    resources = [_resource(table, file, columns[table], first, columns) for table, file in written]
    package = {
        "$schema": PROFILE,
        "name": "jpeu-nlp-tables",
        "title": "Security-diplomacy passages, entities and events",
        "resources": resources,
    }
    part = folder / f".{path.name}.{os.getpid()}.part"
    part.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.replace(path)
    return path


def _resource(table: str, path: Path, columns: Sequence[Column], first: str, tables: Mapping[str, Sequence[Column]]) -> dict[str, object]:
    suffix = path.suffix.removeprefix(".")
    resource: dict[str, object] = {
        "name": _name(table, path.suffix, first),
        "type": "table",
        "description": TABLE_DESCRIPTIONS.get(table, ""),
        "path": path.name,
        "format": suffix,
        "mediatype": MEDIA_TYPES.get(suffix, "application/octet-stream"),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_digest(path)}",
    }
    if suffix in {"csv", "jsonl"}:
        resource["encoding"] = "utf-8"
    if suffix == "xlsx":
        resource["dialect"] = {"sheetName": table}
    keys = [column.name for column in columns if column.is_key]
    schema: dict[str, object] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    if keys:
        schema["primaryKey"] = keys
    links = [_foreign_key(column, table, path.suffix, first) for column in columns if column.refers_to.partition(".")[0] in tables]
    if links:
        schema["foreignKeys"] = links
    return resource | {"schema": schema}


def _field(column: Column) -> dict[str, object]:
    constraints: dict[str, object] = {}
    if column.is_key:
        constraints["required"] = True
    if column.values and "" not in column.values:
        constraints["enum"] = list(column.values)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    field: dict[str, object] = {"name": column.name, "type": column.type, "description": column.description}
    if column.type == "boolean":
        field |= TRUE_AND_FALSE
    if column.unit:
        field["unit"] = column.unit
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(column: Column, table: str, suffix: str, first: str) -> dict[str, object]:
    other, _, name = column.refers_to.partition(".")
    reference: dict[str, object] = {"fields": [name]}
    if other != table:  # a table that refers to itself names no resource
        reference["resource"] = _name(other, suffix, first)
    return {"fields": [column.name], "reference": reference}


def _name(table: str, suffix: str, first: str) -> str:
    return table if suffix == first else f"{table}-{suffix.removeprefix('.')}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
