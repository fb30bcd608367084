"""A full disk and an unreadable catalogue, said in words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import IndexUnavailable, StorageFull

_FULL = (errno.ENOSPC, errno.EDQUOT)  # no space left, or none left to this user


def storage_full(place: Path) -> StorageFull:
    """The error for a place on a disk without space."""
    return StorageFull(
        f"The disk that holds {place} is full.",
        advice="Free some space and run it again: what was stored is kept, the rest is read again.",
    )


def catalogue_unavailable(data_dir: Path) -> IndexUnavailable:
    """The error for a catalogue that cannot be read: no proof without it, so no answer."""
    return IndexUnavailable(
        f"The catalogue in {data_dir} cannot be read.",
        advice="Try again; if it stays, look at the disk, and ingest into a new folder.",
    )


@contextmanager
def full_disk_named(place: Path) -> Iterator[None]:
    """Turns an ``OSError`` that means a full disk into ``StorageFull``; others pass.

    Raises:
        StorageFull: what was written inside found no space.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise storage_full(place) from error
        raise
