"""Who asked, beside the records: a person's own history is looked up by it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# json and not jsonb: the latter refuses the escaped NUL that a question may hold.
_ASKER = {
    "postgresql": "body::json #>> '{entry,asker,subject}'",
    "sqlite": "json_extract(body, '$.entry.asker.subject')",
}


def upgrade() -> None:
    """Makes the table, and fills it from the records that are there; those stay untouched."""
    op.create_table(
        "ledger_askers",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("asker", sa.Text, nullable=False),
    )
    op.create_index("ledger_askers_by_asker", "ledger_askers", ["asker", "sequence"])
    asker = _ASKER[op.get_bind().dialect.name]
    op.execute(
        f"INSERT INTO ledger_askers (sequence, asker) SELECT sequence, {asker} "
        f"FROM ledger_records WHERE {asker} IS NOT NULL"  # acts of people have no asker
    )


def downgrade() -> None:
    """There is no way back: a ledger is not unmade."""
    raise RuntimeError("A migration never removes the ledger's tables.")
