"""The store room: rows with provenance, and an append-only ledger of what people decided; the only room with SQLAlchemy.

Records and values come in and go out; no Engine, Connection or Row leaves.
"""

from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.published import TABLES

TABLE_NAMES = tuple(TABLES)
"""Published tables, in the order in which a reader meets them."""

__all__ = ["TABLE_NAMES", "Store"]
