"""Brings a package's tables up to date when they are opened."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from domain.errors import LedgerError


@dataclass(frozen=True, slots=True)
class Migrations:
    """One package's migrations. A test holds ``newest`` and the files of ``folder`` together."""

    what: str  # as errors call it: "The ledger"
    newest: str
    folder: Path
    version_table: str
    turn: int  # any number of its own: replicas that start together take turns by it


def bring_up_to_date(connection: sa.Connection, migrations: Migrations) -> None:
    """Runs the migrations that are missing, inside the transaction of ``connection``.

    Raises:
        LedgerError: a newer version of Attest wrote the tables.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(migrations.turn)))
    stands_at = _version(connection, migrations.version_table)
    if stands_at == migrations.newest:
        return
    # Alembic takes a third of a second to import, which up-to-date tables do not need.
    from alembic import command  # noqa: PLC0415  # see above
    from alembic.config import Config  # noqa: PLC0415  # see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # see above

    config = Config()
    # Config reads % as the start of a name.
    config.set_main_option("script_location", str(migrations.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if stands_at is not None and stands_at not in known:
        raise LedgerError(
            f"{migrations.what} was written by a newer version of Attest (its tables are "
            f"{stands_at}; this version supports up to {migrations.newest}).",
            advice="Run that version. Tables are never downgraded.",
        )
    config.attributes["connection"] = connection
    config.attributes["version_table"] = migrations.version_table
    command.upgrade(config, "head")


def _version(connection: sa.Connection, table: str) -> str | None:
    """The migration that the tables stand at; None for no tables."""
    if not sa.inspect(connection).has_table(table):
        return None
    stands_at = sa.table(table, sa.column("version_num"))
    return connection.execute(sa.select(stands_at.c.version_num)).scalar()
