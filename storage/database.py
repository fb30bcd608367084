"""Transactions, the same on SQLite and PostgreSQL: durable on commit, one writer at a time.

SQLAlchemy's errors end here without their texts: those quote statements and with them questions.
"""

import math
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from domain.errors import AttestError, SettingsError
from domain.private_files import private_file, private_folder
from domain.settings import LedgerSettings

_READS = "attest_reads"
# A record is some kilobytes; below this a busy server would be full before anybody looks.
FREE_BYTES = 16 * 1024**2
# How long a write that failed counts for readiness.
FAILED_SECONDS = 10.0
_POSTGRESQL_STATE = "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only')"


@dataclass(frozen=True, slots=True)
class Store:
    """What one package keeps in a database."""

    file_name: str  # on SQLite; on PostgreSQL all packages share one database
    bring_up_to_date: Callable[[sa.Connection], None]
    unavailable: Callable[[str, str], AttestError]  # of the place and the kind of failure


class Database:
    """The storage of one package, its tables made or brought up to date."""

    def __init__(self, store: Store, settings: LedgerSettings, folder: Path) -> None:
        """Opens ``settings.url``, or a file of ``folder`` (made where it is missing).

        Raises:
            SettingsError: the address is of no kind that is known.
            AttestError: ``store.unavailable``, where it cannot be reached.
            LedgerError: a newer version of Attest wrote it.
        """
        self._store = store
        self.place, self._engine = _engine_for(settings, folder, store.file_name)
        self.is_postgresql = self._engine.dialect.name == "postgresql"
        self._file = None if self.is_postgresql else Path(self.place)
        self._failed_at = -math.inf  # when a write failed last, by time.monotonic
        # SQLite lets one process write at a time, and has waiting threads sleep and try again;
        # standing in line here is quicker.
        self._turn = threading.Lock()
        with self.writing() as connection:
            store.bring_up_to_date(connection)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is committed at the end, and durable then."""
        with (
            self._turn,
            self._translated(),
            self._noting_failure(),
            self._engine.begin() as connection,
        ):
            yield connection

    def can_write(self) -> bool:
        """Whether a write would very likely succeed now; waits for no writer, takes no lock.

        Raises:
            AttestError: ``store.unavailable``, where it cannot even be read.
        """
        if time.monotonic() - self._failed_at < FAILED_SECONDS:
            return False  # asked again after a while: nobody writes to what is not ready
        if self._file is not None:
            free_bytes = shutil.disk_usage(self._file.parent).free
            may_write = os.access(self._file, os.W_OK) and os.access(self._file.parent, os.W_OK)
            return may_write and free_bytes >= FREE_BYTES
        with self.reading() as connection:
            standby, read_only = connection.execute(sa.text(_POSTGRESQL_STATE)).one()
        return not standby and read_only == "off"

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment of the storage throughout, and changes nothing."""
        options: dict[str, Any] = {_READS: True}
        if self.is_postgresql:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._translated(), self._engine.connect() as connection:
            yield connection.execution_options(**options)

    def close(self) -> None:
        """Ends the connections; a second call does nothing."""
        self._engine.dispose()

    @contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError:
            self._failed_at = time.monotonic()
            raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise self._store.unavailable(self.place, type(error).__name__) from error


def _engine_for(settings: LedgerSettings, folder: Path, file_name: str) -> tuple[str, sa.Engine]:
    """The engine, and the storage's name without a password."""
    seconds = settings.timeout_seconds
    if settings.url is None:
        file = private_file(private_folder(folder) / file_name)
        return str(file), _sqlite(file, seconds)
    try:
        url = make_url(settings.url.get_secret_value())
    except ArgumentError:
        url = URL.create("none")
    if url.get_backend_name() != "postgresql":
        raise SettingsError(
            "ATTEST_LEDGER__URL is not the address of a PostgreSQL database.",
            advice="Give postgresql://USER:PASSWORD@HOST/DATABASE, or leave it out for SQLite.",
        )
    return url.render_as_string(hide_password=True), _postgresql(url, seconds)


def _sqlite(file: Path, timeout_seconds: float) -> sa.Engine:
    engine = sa.create_engine(
        f"sqlite:///{file}",
        connect_args={"timeout": timeout_seconds, "check_same_thread": False},
        pool_timeout=timeout_seconds,
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late: see below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # a commit survives a power cut

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that reads first and then writes can fail in the middle; IMMEDIATE waits
        # for its turn at the start.
        reads = connection.get_execution_options().get(_READS)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL, timeout_seconds: float) -> sa.Engine:
    milliseconds = int(timeout_seconds * 1000)
    # Whatever the server's defaults are: a commit is on disk, and nothing waits without end.
    options = (
        f"-c synchronous_commit=on -c lock_timeout={milliseconds} "
        f"-c statement_timeout={milliseconds} -c client_encoding=utf8"
    )
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": max(2, int(timeout_seconds)), "options": options},
        pool_timeout=timeout_seconds,
        pool_pre_ping=True,  # a server that was restarted costs no answer
    )
