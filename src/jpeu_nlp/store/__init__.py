"""The store room: rows with provenance, and an append-only ledger of what people decided; the only room with SQLAlchemy."""
