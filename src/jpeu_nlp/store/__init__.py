"""The store room: rows with provenance, and an append-only ledger of what people decided; the only room with SQLAlchemy.

Records and values come in and go out; no Engine, Connection or Row leaves.
"""

from jpeu_nlp.store.analyses import write_analyses
from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.published import TABLES, table_rows
from jpeu_nlp.store.reading import content_version, counts, known_documents, passages_of, pending_documents, pillar_counts, signatures
from jpeu_nlp.store.review import append_corrections, check_table, import_table, latest_decisions
from jpeu_nlp.store.writing import begin_run, finish_run, set_duplicates, write_documents, write_failures

TABLE_NAMES = tuple(TABLES)
"""Published tables, in the order in which a reader meets them."""

__all__ = [
    "TABLE_NAMES",
    "Store",
    "append_corrections",
    "begin_run",
    "check_table",
    "content_version",
    "counts",
    "finish_run",
    "import_table",
    "known_documents",
    "latest_decisions",
    "passages_of",
    "pending_documents",
    "pillar_counts",
    "set_duplicates",
    "signatures",
    "table_rows",
    "write_analyses",
    "write_documents",
    "write_failures",
]
