"""What reviews and approvals need of a database. ``storage.database`` is one."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from domain.errors import ReviewsUnavailable
from domain.settings import LedgerSettings
from storage import migrations
from storage.database import Database, Store

FILE_NAME = "reviews.sqlite3"
# The newest file of migrations/versions; a test holds the two together.
NEWEST = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"
_REVIEWS = migrations.Migrations(
    "The record of reviews", NEWEST, MIGRATIONS, "reviews_alembic_version", 4_242_102
)


class Transactions(Protocol):
    """Each is over at the end of its ``with``; a writing one is committed and durable then."""

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Undone where the block raises."""
        ...

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Sees one moment throughout."""
        ...

    def close(self) -> None:
        """Ends the connections; a second call does nothing."""
        ...


def bring_up_to_date(connection: sa.Connection) -> None:
    """Runs the migrations that are missing, inside the transaction of ``connection``.

    Raises:
        LedgerError: a newer version of Attest wrote the tables.
    """
    migrations.bring_up_to_date(connection, _REVIEWS)


def open_database(settings: LedgerSettings, folder: Path) -> Database:
    """Beside the ledger on PostgreSQL; a file of ``folder`` on SQLite.

    Raises:
        SettingsError: the address is of no use.
        ReviewsUnavailable: it cannot be reached.
        LedgerError: a newer version of Attest wrote it.
    """
    return Database(Store(FILE_NAME, bring_up_to_date, _unavailable), settings, folder)


def _unavailable(place: str, kind: str) -> ReviewsUnavailable:
    return ReviewsUnavailable(
        f"The reviews in {place} cannot be used at the moment ({kind}), so nothing was saved.",
        advice="Look at its disk, its permissions, or its server, and try again.",
    )
