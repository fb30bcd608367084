"""The ledger's tables as code sees them; ``migrations`` make them. A test compares the two."""

import sqlalchemy as sa

metadata = sa.MetaData()

# Columns beside ``body`` are there to be looked up by; verification compares them with it.
records = sa.Table(
    "ledger_records",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("record_sha256", sa.String(64), nullable=False),
    sa.Column("answer_id", sa.String(64), nullable=False, unique=True),
    sa.Column("idempotency_key", sa.String(64), nullable=True, unique=True),
    sa.Column("body", sa.Text, nullable=False),
)
checkpoints = sa.Table(
    "ledger_checkpoints",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),
    sa.Column("body", sa.Text, nullable=False),
)
# Beside the records, which are looked up by who asked: a lookup alone, never believed by itself.
askers = sa.Table(
    "ledger_askers",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("asker", sa.Text, nullable=False),
    sa.Index("ledger_askers_by_asker", "asker", "sequence"),
)
# One row, locked by every writer: the order of records is the order of these locks.
head = sa.Table(
    "ledger_head",
    metadata,
    sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", sa.Text, nullable=False),
)
