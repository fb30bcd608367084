"""Alembic's entry: it runs inside the transaction that ``storage.migrations`` opened."""

from alembic import context

given = context.config.attributes
context.configure(connection=given["connection"], version_table=given["version_table"])
with context.begin_transaction():
    context.run_migrations()
