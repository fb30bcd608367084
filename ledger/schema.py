"""Brings the ledger's tables up to date when it is opened."""

from pathlib import Path

import sqlalchemy as sa

from domain.errors import LedgerError

# The newest file of migrations/versions; a test holds the two together.
NEWEST = "0002"
MIGRATIONS = Path(__file__).parent / "migrations"
# Any fixed number: what two replicas that start together take turns by, on PostgreSQL.
_TURN = 4_242_101


def bring_up_to_date(connection: sa.Connection) -> None:
    """Runs the migrations that are missing, inside the transaction of ``connection``.

    Raises:
        LedgerError: a newer version of Attest wrote the tables.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
    stands_at = _version(connection)
    if stands_at == NEWEST:
        return
    # Alembic takes a third of a second to import, which an up-to-date ledger does not need.
    from alembic import command  # noqa: PLC0415  # see above
    from alembic.config import Config  # noqa: PLC0415  # see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # see above

    config = Config()
    # Config reads % as the start of a name.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if stands_at is not None and stands_at not in known:
        raise LedgerError(
            f"The ledger was written by a newer version of Attest (its tables are {stands_at}; "
            f"this version knows up to {NEWEST}).",
            advice="Run that version. A ledger is never taken back to an older form.",
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: sa.Connection) -> str | None:
    """The migration that the tables stand at; None for no tables."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
