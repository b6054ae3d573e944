"""Ingest: files in, cleaned documents with their passages out; whatever cannot be read becomes a reason."""
