"""The ledger's storage: a file of its own on SQLite, tables of their own on PostgreSQL."""

from pathlib import Path

from domain.errors import LedgerUnavailable
from domain.settings import LedgerSettings
from ledger import schema
from storage import database

FILE_NAME = "ledger.sqlite3"


def _unavailable(place: str, kind: str) -> LedgerUnavailable:
    return LedgerUnavailable(
        f"The ledger in {place} cannot be used at the moment ({kind}), so no answer can be given.",
        advice="Look at its disk, its permissions, or its server, and try again.",
    )


STORE = database.Store(FILE_NAME, schema.bring_up_to_date, _unavailable)


class Database(database.Database):
    """The storage of one ledger, its tables made or brought up to date."""

    def __init__(self, settings: LedgerSettings, folder: Path) -> None:
        """Opens ``settings.url``, or a file of ``folder`` (made where it is missing).

        Raises:
            SettingsError: the address is of no kind that is known.
            LedgerUnavailable: it cannot be reached.
            LedgerError: a newer version of Attest wrote it.
        """
        super().__init__(STORE, settings, folder)
