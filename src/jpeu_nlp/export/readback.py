"""Reading back: an edited table, CSV or XLSX, in; its rows as text out, each with the number a spreadsheet shows.

Spreadsheets re-save CSV with a mark in front, semicolons or tabs, and other line ends or encodings; all are read. The
guard of `guard.py` is taken off, so a cell that nobody touched is the cell that was published.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from jpeu_nlp.errors import UnfitTableError
from jpeu_nlp.export.guard import unguard
from jpeu_nlp.export.workbook import CODEBOOK_SHEET

LONGEST_FIELD = 50_000_000
"""Characters of a CSV field; the csv module's own limit of 131,072 is shorter than a long passage."""

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How workbooks write control characters, and a text that looks like that; openpyxl leaves it to us."""


def read_table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (row number, cells by column) of a table; the header is row 1, empty rows are passed over.

    Raises UnfitTableError for a file that is neither, or that cannot be read.
    """
    if not path.is_file():
        raise UnfitTableError(f"{path}: there is no such file; name the edited passages table")
    try:
        with path.open("rb") as file:
            is_workbook = file.read(4) == b"PK\x03\x04"
        rows = _read_workbook(path) if is_workbook else _read_csv(path)
        yield from _with_columns(path, rows)
    except (OSError, UnicodeError, csv.Error, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise UnfitTableError(f"{path}: cannot be read as CSV or XLSX ({error}); save it again as one of these") from error


def _with_columns(path: Path, rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    head: list[str] = []
    for number, cells in rows:
        if number == 1:
            head = [name.strip() for name in cells]
            named = [name for name in head if name]
            if len(set(named)) < len(named):
                twice = sorted({name for name in named if named.count(name) > 1})
                raise UnfitTableError(f"{path}: row 1: column {', '.join(twice)} stands there twice; remove one of them")
        elif any(cell.strip() for cell in cells):
            filled = [*cells, *[""] * (len(head) - len(cells))]
            yield number, {name: unguard(cell) for name, cell in zip(head, filled, strict=False) if name}


def _read_csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding=_encoding_of(path), newline="") as file:
        first = file.readline()
        if first.lower().startswith("sep="):  # a line that some spreadsheets put in front
            first = file.readline()
        delimiter = max(",;\t", key=first.count)
        reader = csv.reader(_chain(first, file), delimiter=delimiter)
        yield from enumerate(reader, start=1)


def _chain(first: str, file: io.TextIOBase) -> Iterator[str]:
    yield first
    yield from file


def _encoding_of(path: Path) -> str:
    """Return the encoding by its mark, else UTF-8 where that fits, else Windows' western one, as old spreadsheets save."""
    with path.open("rb") as file:
        start = file.read(4)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        decoder = io.TextIOWrapper(file, encoding="utf-8")
        file.seek(0)
        try:
            while decoder.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return "cp1252"
        finally:
            decoder.detach()
    return "utf-8-sig"


def _read_workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheets = [sheet for sheet in workbook.worksheets if sheet.title != CODEBOOK_SHEET]
        for count, sheet in enumerate(sheets):
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                if number > 1 or count == 0:
                    yield number, [_as_text(cell) for cell in cells]
    finally:
        workbook.close()


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(cell))
