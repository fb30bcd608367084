"""One process owns an index folder. The operating system lets go of it, whatever becomes of that
process.

The engine has a lock of its own, but takes it after it has opened the segments: by then a second
process has cut short the files that the first one is writing, whose next flush fails. So this one
is asked before the engine touches anything.
"""

import fcntl
import os
from pathlib import Path
from typing import IO

from domain.errors import IndexUnavailable

_LOCK_NAME = "owner.lock"


def own(folder: Path) -> IO[bytes]:
    """The folder's lock; close it to let go. ``folder`` has to exist.

    Raises:
        IndexUnavailable: another process, or another index in this one, owns it.
    """
    lock = os.fdopen(os.open(folder / _LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise IndexUnavailable(
            f"Another process has the index in {folder} open.",
            advice="Stop the running `attest serve` or `attest ingest` first, ask the server "
            "instead, or set index.engine to `server` to share one index.",
        ) from error
    return lock
