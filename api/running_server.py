"""How another process finds the server that owns an index: ``data_dir/server.json``."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel

from api.loopback import is_loopback
from domain.private_files import private_file

FILE_NAME = "server.json"
# The server is on this machine: one that does not answer soon is not there.
HEALTH_TIMEOUT_SECONDS = 2.0


class RunningServer(BaseModel):
    """A server's address and process."""

    address: str
    process_id: int


@contextmanager
def announced(data_dir: Path, address: str) -> Iterator[None]:
    """Tells other processes where this server is, for as long as the block runs."""
    file = data_dir / FILE_NAME
    running = RunningServer(address=address, process_id=os.getpid())
    draft = file.with_suffix(".partial")
    private_file(draft).write_text(running.model_dump_json(), encoding="utf-8")
    draft.replace(file)
    try:
        yield
    finally:
        if _read(file) == running:  # a server that started since has put its own there
            file.unlink(missing_ok=True)


def find_running_server(data_dir: Path) -> RunningServer | None:
    """The server that owns this data folder's index; None where none is alive.

    A file left by a killed server is no server: the process must live and answer. Addresses that
    leave this machine are not believed, because a token is sent there.
    """
    running = _read(data_dir / FILE_NAME)
    if running is None or not is_loopback(urlsplit(running.address).hostname or ""):
        return None
    return running if _is_alive(running.process_id) and _answers(running.address) else None


def _read(file: Path) -> RunningServer | None:
    try:
        return RunningServer.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # pydantic's own error is a ValueError
        return None


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except PermissionError:
        return True  # it lives, under another user
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _answers(address: str) -> bool:
    try:
        response = httpx.get(f"{address}/healthz", timeout=HEALTH_TIMEOUT_SECONDS, trust_env=False)
    except httpx.HTTPError:
        return False
    return response.is_success
