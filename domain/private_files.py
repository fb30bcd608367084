"""Folders and files that one operating-system user alone may open: policies, vectors, records.

Modes are set when something is made and checked when it is opened, so that neither the umask nor an
older version leaves anything open. What cannot be closed is refused.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from domain.errors import SettingsError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
_OTHERS = 0o077  # what anybody but the owner may do
# One of these is in each data folder that was ever used.
_OWN_NAMES = frozenset({"catalogue.sqlite3", "demo", "index", "ledger", "tokens"})


def private_folder(folder: Path) -> Path:
    """The folder, made where it is missing (those above it, too) and closed to others.

    Raises:
        SettingsError: it is open to others and cannot be closed.
        OSError: it cannot be made.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    _close(folder)
    return folder


def private_file(file: Path) -> Path:
    """The file, made empty where it is missing, and closed to others.

    Raises:
        SettingsError: it is open to others and cannot be closed.
        OSError: it cannot be made.
    """
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
    _close(file)
    return file


def close_to_others(folder: Path) -> list[Path]:
    """Closes a data folder and everything in it; gives back what had been open, sorted.

    The folder is made where it is missing. From here on this process makes private files alone,
    whatever its umask was: the engine and SQLite make files of their own later. A folder that
    holds other things than Attest's own is left as it is, and refused where it is open.

    Raises:
        SettingsError: something in it is open to others and cannot be closed, or a link leads out
            of it to something that is.
        OSError: it cannot be made or listed.
    """
    os.umask(_OTHERS)
    if not folder.exists():
        private_folder(folder)
    held = {path.name for path in folder.iterdir()}
    if held and held.isdisjoint(_OWN_NAMES):
        if _is_open(folder):
            raise SettingsError(
                f"{folder} holds other files already, and other users of this machine may open it.",
                advice="Give a folder of its own with --data-dir: Attest makes one that is closed.",
            )
        return []
    opened = [path for path in (folder, *_everything(folder)) if _close_one(path, folder)]
    return sorted(opened)


def _everything(folder: Path) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        raise error

    for place, folders, files in os.walk(folder, onerror=stop):
        yield from (Path(place) / name for name in (*folders, *files))


def _close_one(path: Path, folder: Path) -> bool:
    """Whether it had been open. A link's target is looked at, never changed: it is not ours."""
    try:
        if path.is_symlink() and path != folder:
            _refuse_open_target(path)
            return False
        return _close(path)
    except FileNotFoundError:
        return False  # another process took it away meanwhile


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & _OTHERS)


def _close(path: Path) -> bool:
    """Takes from others what they may do; says whether that was anything."""
    if not _is_open(path):
        return False
    try:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)
    except OSError as error:
        raise _open_to_others(path, f"it cannot be closed ({error.strerror})") from error
    if _is_open(path):
        raise _open_to_others(path, "its file system keeps no permissions")
    return True


def _refuse_open_target(link: Path) -> None:
    target = link.resolve()
    if target.exists() and _is_open(target):
        raise _open_to_others(target, f"{link} leads there")


def _open_to_others(path: Path, why: str) -> SettingsError:
    return SettingsError(
        f"Other users of this machine may open {path}, and {why}.",
        advice=f"As its owner, run chmod -R go-rwx {path} or choose another --data-dir on a file "
        "system that keeps permissions. Policies and answers lie there in clear text.",
    )
