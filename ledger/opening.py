"""Opens the ledger that the settings name: to write to it, or only to look."""

from pathlib import Path

from domain.settings import Settings
from ledger.database import Database
from ledger.head_file import HeadFile
from ledger.signing import (
    SignatureChecker,
    load_checker,
    load_or_make_signer,
    public_key_path,
)
from ledger.sql_ledger import SqlLedger

KEY_FILE = "signing-key.pem"


def ledger_folder(settings: Settings) -> Path:
    """Where the key, the head kept apart and, without a URL, the records lie."""
    return settings.data_dir / "ledger"


def signing_key_file(settings: Settings) -> Path:
    """The private key."""
    return settings.ledger.signing_key_path or ledger_folder(settings) / KEY_FILE


def open_ledger(settings: Settings) -> SqlLedger:
    """The ledger, to write to; made at first use, its key too.

    Raises:
        SettingsError: the address or the key is of no use.
        LedgerUnavailable: the storage cannot be reached.
        LedgerError: a newer version wrote it, or another key signed it.
        LedgerTampered: its end is not what was written.
    """
    signer = load_or_make_signer(signing_key_file(settings))
    return SqlLedger(settings.ledger, ledger_folder(settings), signer)


def open_to_look(settings: Settings) -> tuple[Database, HeadFile]:
    """The storage and the head kept apart, neither of them believed.

    Raises:
        SettingsError: the address is of no use.
        LedgerUnavailable: the storage cannot be reached.
        LedgerError: a newer version wrote it.
    """
    return Database(settings.ledger, ledger_folder(settings)), HeadFile(ledger_folder(settings))


def checker_for(settings: Settings, public_key: Path | None = None) -> SignatureChecker:
    """The given public key, or the one in the data folder.

    Raises:
        SettingsError: there is no such file, or it holds no public key.
    """
    return load_checker(public_key or public_key_path(signing_key_file(settings)))
