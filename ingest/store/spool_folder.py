"""Where pages on their way lie on disk: the text of policies, so a killed run's is cleared away."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "attest-pages-"
# Renamed once it is locked, so that no other run takes a folder that was just made for a leftover.
_UNLOCKED_PREFIX = "attest-starting-"


@contextmanager
def spool_folder() -> Iterator[Path]:
    """A folder for one run, readable by this user alone; gone after it.

    What runs left behind that were killed is deleted first. The lock tells them from those that go
    on: the operating system lets go of it with the process.

    Raises:
        OSError: the disk has no space for it.
    """
    parent = Path(tempfile.gettempdir())
    for left in parent.glob(f"{_PREFIX}*"):
        _delete_unless_in_use(left)
    made = Path(tempfile.mkdtemp(prefix=_UNLOCKED_PREFIX))
    descriptor = os.open(made, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        folder = made.rename(parent / made.name.replace(_UNLOCKED_PREFIX, _PREFIX))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def _delete_unless_in_use(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # another user's, or gone by now
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # its run goes on
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)
