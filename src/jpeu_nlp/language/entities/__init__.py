"""Entities: names found by gazetteer, patterns and spaCy, reconciled by rules, and linked."""
