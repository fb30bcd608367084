"""Brings the ledger's tables up to date when it is opened."""

from pathlib import Path

import sqlalchemy as sa

from storage import migrations

# The newest file of migrations/versions; a test holds the two together.
NEWEST = "0002"
MIGRATIONS = Path(__file__).parent / "migrations"
_LEDGER = migrations.Migrations("The ledger", NEWEST, MIGRATIONS, "alembic_version", 4_242_101)


def bring_up_to_date(connection: sa.Connection) -> None:
    """Runs the migrations that are missing, inside the transaction of ``connection``.

    Raises:
        LedgerError: a newer version of Attest wrote the tables.
    """
    migrations.bring_up_to_date(connection, _LEDGER)
