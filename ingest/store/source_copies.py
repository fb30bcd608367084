"""Copies of the ingested files, named by their hash, so that a cited page can always be shown."""

import errno
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnreadableDocument
from ingest.store.storage import full_disk_named

_READ_BYTES = 1024 * 1024
_PARTIAL = ".partial"


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file, read a mebibyte at a time.

    Raises:
        UnreadableDocument: it is gone, may not be read, or its disk fails.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_READ_BYTES):
                digest.update(block)
    except OSError as error:
        raise _unreadable(path, error) from error
    return digest.hexdigest()


def copy_hashed(path: Path, copy: Path) -> str:
    """Copies a file and gives the hex SHA-256 of what was written.

    Whatever happens to the file meanwhile, the hash is that of the copy.

    Raises:
        UnreadableDocument: it is gone, may not be read, or its disk fails.
        OSError: the copy cannot be written.
    """
    digest = hashlib.sha256()
    with copy.open("wb") as written:
        try:
            with path.open("rb") as stream:
                while block := stream.read(_READ_BYTES):
                    digest.update(block)
                    written.write(block)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise _unreadable(path, error) from error
    return digest.hexdigest()


def changed_meanwhile(path: Path) -> UnreadableDocument:
    """The error for a file that is no longer what it was a moment ago."""
    return UnreadableDocument(
        f"{path.name} changed while it was read.", advice="Run the ingest again."
    )


def _unreadable(path: Path, error: OSError) -> UnreadableDocument:
    return UnreadableDocument(
        f"{path.name} cannot be read: {error.strerror}.",
        advice="Check that it is there and that the user that runs this may read it.",
    )


@dataclass(frozen=True, slots=True)
class SourceCopies:
    """A folder of copies, one for each content and suffix."""

    folder: Path

    def path(self, source_sha256: str, suffix: str) -> Path:
        """Where the copy of a content is, or would be."""
        return self.folder / f"{source_sha256}{suffix.lower()}"

    def keep(self, path: Path, source_sha256: str) -> None:
        """Copies a file that was read; on disk on return. A copy that is there is left alone.

        Raises:
            UnreadableDocument: it is no longer what was hashed before it was read.
            StorageFull: there is no space for it; nothing is left of the attempt.
        """
        kept = self.path(source_sha256, path.suffix)
        if kept.exists():
            return
        partial = kept.with_suffix(_PARTIAL)
        try:
            with full_disk_named(self.folder):
                if copy_hashed(path, partial) != source_sha256:
                    raise changed_meanwhile(path)
                with partial.open("rb") as stream:
                    os.fsync(stream.fileno())
                partial.replace(kept)
        finally:
            partial.unlink(missing_ok=True)

    def discard_others(self, used: Iterable[Path]) -> None:
        """Deletes every copy that is not in ``used``: a removed policy leaves the disk, too."""
        wanted = set(used)
        for path in self.folder.iterdir():
            if path not in wanted:
                path.unlink()
