"""Workbooks: rows in, an XLSX file out, its first sheet the codebook, row by row in flat memory.

Cells are written as what they are, never as formulas or links. Texts are guarded as in CSV, because people save
workbooks as CSV. No time of writing goes in, so the same rows give the same bytes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from jpeu_nlp.export.columns import TABLE_DESCRIPTIONS, Column
from jpeu_nlp.export.guard import guard

CODEBOOK_SHEET = "codebook"
MOST_ROWS = 1_048_575
"""Rows a sheet holds besides its header (published limit); more go on to a further sheet."""
LONGEST_CELL = 32_767
"""Characters a cell holds, counted in UTF-16 (published limit); a longer text is cut and ends in ` …`."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 forbids."""
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
CODEBOOK_HEAD = ("column", "type", "description", "unit", "values")


def write_workbook(rows: Iterable[Mapping[str, object]], path: Path, table: str, columns: Sequence[Column]) -> None:
    """Write one table as a workbook."""
    workbook = xlsxwriter.Workbook(str(path), OPTIONS)
    workbook.set_properties({"title": table, "created": EPOCH})
    head = workbook.add_format({"bold": True})
    _write_codebook(workbook, head, table, columns)
    sheet = _add_sheet(workbook, head, table, columns)
    n_sheets, line = 1, 0
    for row in rows:
        if line == MOST_ROWS:
            n_sheets, line = n_sheets + 1, 0
            sheet = _add_sheet(workbook, head, f"{table}_{n_sheets}", columns)
        line += 1
        for number, column in enumerate(columns):
            _write_cell(sheet, line, number, row[column.name])
    workbook.close()


def fit_text(text: str) -> str:
    """Return a guarded text that fits a cell."""
    safe = guard(UNWRITABLE.sub("\ufffd", text))
    if len(safe) * 2 <= LONGEST_CELL or len(safe.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return safe
    return safe.encode("utf-16-le")[: (LONGEST_CELL - 2) * 2].decode("utf-16-le", "ignore") + " …"


def _write_codebook(workbook: Any, head: Any, table: str, columns: Sequence[Column]) -> None:
    sheet = workbook.add_worksheet(CODEBOOK_SHEET)
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 2, 100)
    sheet.write_string(0, 0, table, head)
    sheet.write_string(0, 2, TABLE_DESCRIPTIONS.get(table, ""))
    for number, name in enumerate(CODEBOOK_HEAD):
        sheet.write_string(1, number, name, head)
    for line, column in enumerate(columns, start=2):
        for number, text in enumerate((column.name, column.type, column.description, column.unit, "; ".join(column.values))):
            sheet.write_string(line, number, fit_text(text))


def _add_sheet(workbook: Any, head: Any, name: str, columns: Sequence[Column]) -> Any:
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, 60 if column.name in {"text", "sentence", "quote", "reason"} else 16)
        sheet.write_string(0, number, column.name, head)
    return sheet


def _write_cell(sheet: Any, line: int, number: int, value: object) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, number, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, number, value)
    elif value not in (None, ""):
        sheet.write_string(line, number, fit_text(str(value)))
