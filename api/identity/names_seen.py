"""Which names tokens have ever carried, so that an ingest can say which labels name nobody.

Kept as hashes, in a file of the data folder. Nothing depends on it but a warning, so a login never
waits for it long and never fails by it.
"""

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from api.identity.tokens import Authenticator
from domain.entitlement import user_names
from domain.errors import AttestError
from domain.principal_names import NameKind, label_of
from domain.private_files import private_file
from domain.types import Principal

logger = logging.getLogger("attest")
FILE_NAME = "names_seen.sqlite3"
_BUSY_SECONDS = 0.5
_SCHEMA = "CREATE TABLE IF NOT EXISTS names (sha256 BLOB PRIMARY KEY) WITHOUT ROWID"


class NamesSeen:
    """The labels that tokens have stood for. Safe for threads and processes."""

    def __init__(self, data_dir: Path) -> None:
        """Nothing is opened before the first name."""
        self._path = data_dir / FILE_NAME
        self._lock = threading.Lock()
        self._known: set[bytes] = set()

    def note(self, labels: Iterable[str]) -> None:
        """Keeps the names; one that was noted by this object costs nothing again."""
        new = {key for key in map(_key, labels) if key not in self._known}
        if not new:
            return
        self._known |= new  # also where it fails: a full disk is not asked at each login
        try:
            with self._lock, closing(self._connect()) as database, database:
                database.executemany(
                    "INSERT OR IGNORE INTO names VALUES (?)", [(key,) for key in new]
                )
        except (sqlite3.Error, OSError, AttestError) as error:
            logger.warning("A token's names could not be stored: %s", type(error).__name__)

    def never_seen(self, labels: Iterable[str]) -> tuple[str, ...]:
        """Those that no token has carried, sorted; all of them where nothing can be read."""
        wanted = sorted(set(labels))
        if not self._path.exists():
            return tuple(wanted)
        try:
            with self._lock, closing(self._connect()) as database:
                seen = {key for (key,) in database.execute("SELECT sha256 FROM names")}
        except (sqlite3.Error, OSError, AttestError):
            return tuple(wanted)
        return tuple(label for label in wanted if _key(label) not in seen)

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(private_file(self._path), timeout=_BUSY_SECONDS)
        database.execute(_SCHEMA)
        return database


class NotingAuthenticator:
    """``Authenticator`` that notes the names of every token that another one accepts."""

    def __init__(self, inner: Authenticator, seen: NamesSeen) -> None:
        """Refusals are the other one's, and leave no trace."""
        self._inner = inner
        self._seen = seen

    def principal(self, token: str) -> Principal:
        """See Authenticator."""
        principal = self._inner.principal(token)
        users = (label_of(NameKind.USER, name) for name in user_names(principal))
        groups = (label_of(NameKind.GROUP, name) for name in principal.groups)
        self._seen.note([*users, *groups])
        return principal


def _key(label: str) -> bytes:
    return hashlib.sha256(label.encode()).digest()
