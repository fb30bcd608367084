"""Space on the index's disk, asked for before each change: the engine cannot fail for want of it.

It maps sparse files into memory, and a write to one on a full disk kills the process (SIGBUS).
"""

import shutil
from pathlib import Path

from domain.errors import StorageFull

# Two of the engine's 32 MiB files, which is more than one batch of changes can fill.
SPACE_KEPT_FREE_BYTES = 64 * 1024**2


def require_space(folder: Path) -> None:
    """Nothing, while there is enough.

    Raises:
        StorageFull: the folder's disk has less than ``SPACE_KEPT_FREE_BYTES`` left.
    """
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < SPACE_KEPT_FREE_BYTES:
        raise StorageFull(
            f"The disk that holds {folder} has {free_bytes / 1024**2:,.1f} MiB left, and the index "
            f"needs {SPACE_KEPT_FREE_BYTES // 1024**2} MiB to be opened.",
            advice=f"Free at least {SPACE_KEPT_FREE_BYTES // 1024**2} MiB and run it again: what "
            "was stored is kept, the rest is read again.",
        )
