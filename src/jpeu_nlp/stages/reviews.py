"""Reviews: an edited table into the ledger, the ledger out.

A table is taken whole or not at all: one row that does not fit refuses it, and every such row is named with its reason.
"""

import csv
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.export.readback import read_table
from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.reading import table_rows
from jpeu_nlp.store.review import import_table
from jpeu_nlp.taxonomy import PILLARS

log = logging.getLogger(__name__)


def import_reviews(store: Store, path: Path, *, reviewer: str) -> int:
    """Append the changed labels of an edited passages table; return how many; raise `UnfitTableError` with every bad row."""
    if not reviewer.strip():
        raise ConfigurationError("--reviewer is empty; give the name that the ledger shall hold")
    corrections = import_table(store, read_table(path), reviewer=reviewer.strip(), pillars=PILLARS)
    log.info("reviews: %d corrections by %s from %s", len(corrections), reviewer, path)
    return len(corrections)


def export_ledger(store: Store, out: TextIO) -> int:
    """Write the whole ledger as CSV, oldest row first; return the number of rows."""
    n_rows = 0
    writer: csv.DictWriter[str] | None = None
    for row in table_rows(store, "reviews", pillars=PILLARS):
        if writer is None:
            writer = csv.DictWriter(out, fieldnames=list(row))
            writer.writeheader()
        writer.writerow(_as_text(row))
        n_rows += 1
    return n_rows


def _as_text(row: Mapping[str, object]) -> dict[str, object]:
    return {name: "" if value is None else value for name, value in row.items()}
