"""Transactions and migrations on SQLite and PostgreSQL, shared by whatever keeps state."""
