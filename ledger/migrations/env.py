"""Alembic's entry: it runs inside the transaction that ``ledger.schema`` opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
