"""Runs the migrations on the connection that `connection.py` hands over; there is no alembic.ini."""

from alembic import context

from jpeu_nlp.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transaction_per_migration=False)
context.run_migrations()
