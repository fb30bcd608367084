"""Every ledger there is: how each is made, opened again, and written to behind its back."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr

from domain.settings import LedgerSettings, Settings
from ledger import tables
from ledger.database import Database
from ledger.head_file import HeadFile
from ledger.opening import checker_for, ledger_folder, open_ledger
from ledger.sql_ledger import SqlLedger
from ledger.verification import Anchor, Verification, verify_database

CHECKPOINT_EVERY_RECORDS = 4  # so that a dozen records have several


class StoredLedger:
    """One ledger on a database: its settings, and what an intruder could do to it."""

    def __init__(self, data_dir: Path, url: str | None) -> None:
        ledger = LedgerSettings(
            url=SecretStr(url) if url else None,
            checkpoint_every_records=CHECKPOINT_EVERY_RECORDS,
        )
        self.settings = Settings(data_dir=data_dir, ledger=ledger)

    def open(self) -> SqlLedger:
        return open_ledger(self.settings)

    def verify(self, expected: Anchor | None = None) -> Verification:
        folder = ledger_folder(self.settings)
        database = Database(self.settings.ledger, folder)
        try:
            return verify_database(
                database,
                checker_for(self.settings),
                kept_apart=HeadFile(folder),
                expected=expected,
            )
        finally:
            database.close()

    @contextmanager
    def intruder(self) -> Iterator[sa.Connection]:
        """A connection of somebody who may do anything to the database, and takes the guards off.

        What is done is undone only by ``restore``.
        """
        database = Database(self.settings.ledger, ledger_folder(self.settings))
        try:
            with database.writing() as connection:
                take_guards_off(connection)
                yield connection
        finally:
            database.close()

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that is stored, by table."""
        with self.intruder() as connection:
            return {
                table.name: [dict(row._mapping) for row in connection.execute(sa.select(table))]
                for table in tables.metadata.sorted_tables
            }

    def restore(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        """Puts ``rows`` in the place of everything that is stored."""
        with self.intruder() as connection:
            for table in tables.metadata.sorted_tables:
                connection.execute(table.delete())
                if rows[table.name]:
                    connection.execute(table.insert(), rows[table.name])


def take_guards_off(connection: sa.Connection) -> None:
    """Drops the triggers that keep the tables append-only."""
    names = ("ledger_records", "ledger_checkpoints")
    if connection.dialect.name == "postgresql":
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}_append_only ON {name}")
        return
    for name, change in itertools.product(names, ("update", "delete")):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}_no_{change}")


StoredMaker = Callable[[], StoredLedger]
