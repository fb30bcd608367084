"""What holds for every test: no network, no deadline, and a folder in memory for indexes."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3.util.connection  # noqa: F401  # tries ::1 when imported: before that is blocked
from hypothesis import settings

from tests.postgresql import PostgresqlServer, running_postgresql

# A property is true or false however busy the machine is.
settings.register_profile("attest", deadline=None)
settings.load_profile("attest")

LOOPBACK = ("127.0.0.1", "::1")
MEMORY = Path("/dev/shm")
# An index takes 60 MB there at first, and in some containers the whole place is 64 MB.
MEMORY_NEEDED_BYTES = 1024**3


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sockets are blocked (addopts in pyproject.toml); these tests get this machine's own back."""
    given = urlsplit(os.environ.get("ATTEST_TEST_QDRANT_URL", "")).hostname
    hosts = [*LOOPBACK, given] if given else [*LOOPBACK]
    for item in items:
        if item.get_closest_marker("integration") or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.allow_hosts(hosts))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One PostgreSQL for the whole run; each test takes a database of its own."""
    with running_postgresql() as server:
        yield server


@pytest.fixture
def index_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for indexes, in memory where there is room: on a disk each write waits for it."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < MEMORY_NEEDED_BYTES:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix="attest-test-") as folder:
        yield Path(folder)
